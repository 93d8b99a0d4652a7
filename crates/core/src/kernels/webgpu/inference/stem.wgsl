// The first convolution, 3 × 3 at stride 2 with ReLU6, of a prepared picture: an invocation makes WIDTH pixels side
// by side, of four channels. input: [3][SIDE][SIDE] values; weights: [3 rows][3 columns][3 colours][VECTORS] vectors
// of four channels; bias: [VECTORS]; output: [SIDE / 2][SIDE / 2][VECTORS]. One row and one column of zeros stand
// behind the picture.
@group(0) @binding(0) var<storage, read> input: array<f32, {3 * SIDE * SIDE}>;
@group(0) @binding(1) var<storage, read> weights: array<vec4f, {27 * VECTORS}>;
@group(0) @binding(2) var<storage, read> bias: array<vec4f, {VECTORS}>;
@group(0) @binding(3) var<storage, read_write> output: array<vec4f, {OUT_SIDE * OUT_SIDE * VECTORS}>;

@compute @workgroup_size({THREADS})
fn main(@builtin(global_invocation_id) id: vec3u) {
  let channels = id.x % VECTORS;
  let tile = id.x / VECTORS;
  let out_row = tile / {TILES_ACROSS}u;
  let out_column = tile % {TILES_ACROSS}u * WIDTH;
  if (out_row >= OUT_SIDE) { return; }
  #for i in WIDTH
  var sum{i} = bias[channels];
  #end
  for (var y = 0u; y < 3u; y++) {
    if (out_row * 2u + y >= SIDE) { continue; }
    let row = (out_row * 2u + y) * SIDE + out_column * 2u;
    #for colour in 3
    #for x in WINDOW
    let value{colour}_{x} = select(
      0.0, input[min({colour}u * {SIDE * SIDE}u + row + {x}u, {3 * SIDE * SIDE}u - 1u)], out_column * 2u + {x}u < SIDE);
    #end
    #for x in 3
    let weight{colour}_{x} = weights[(y * 9u + {x * 3 + colour}u) * VECTORS + channels];
    #for i in WIDTH
    sum{i} += value{colour}_{i * 2 + x} * weight{colour}_{x};
    #end
    #end
    #end
  }
  #for i in WIDTH
  output[(out_row * OUT_SIDE + out_column + {i}u) * VECTORS + channels] = clamp(sum{i}, vec4f(), vec4f(6.0));
  #end
}
