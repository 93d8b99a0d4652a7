// A depthwise convolution with ReLU6: an invocation makes WIDTH pixels side by side, of four channels.
// input: [SIDE][SIDE][VECTORS] vectors of four channels; weights: [KERNEL][KERNEL][VECTORS]; bias: [VECTORS];
// output: [OUT_SIDE][OUT_SIDE][VECTORS]. BEFORE zeros stand above and to the left, as many as it takes behind.
@group(0) @binding(0) var<storage, read> input: array<vec4f, {SIDE * SIDE * VECTORS}>;
@group(0) @binding(1) var<storage, read> weights: array<vec4f, {KERNEL * KERNEL * VECTORS}>;
@group(0) @binding(2) var<storage, read> bias: array<vec4f, {VECTORS}>;
@group(0) @binding(3) var<storage, read_write> output: array<vec4f, {OUT_SIDE * OUT_SIDE * VECTORS}>;

@compute @workgroup_size({THREADS})
fn main(@builtin(global_invocation_id) id: vec3u) {
  let channels = id.x % VECTORS;
  let tile = id.x / VECTORS;
  let out_row = tile / {TILES_ACROSS}u;
  let out_column = tile % {TILES_ACROSS}u * WIDTH;
  if (out_row >= OUT_SIDE) { return; }
  let top = i32(out_row * STRIDE) - {BEFORE};
  let left = i32(out_column * STRIDE) - {BEFORE};
  #for x in WINDOW
  let is_inside{x} = u32(left + {x}) < SIDE;
  let column{x} = u32(clamp(left + {x}, 0, i32(SIDE) - 1)) * VECTORS + channels;
  #end
  #for i in WIDTH
  var sum{i} = bias[channels];
  #end
  for (var y = 0u; y < KERNEL; y++) {
    let in_row = u32(top + i32(y));
    if (in_row >= SIDE) { continue; }
    let row = in_row * {SIDE * VECTORS}u;
    #for x in WINDOW
    let value{x} = select(vec4f(), input[row + column{x}], is_inside{x});
    #end
    #for x in KERNEL
    let weight{x} = weights[(y * KERNEL + {x}u) * VECTORS + channels];
    #for i in WIDTH
    sum{i} += value{i * STRIDE + x} * weight{x};
    #end
    #end
  }
  #for i in WIDTH
  output[(out_row * OUT_SIDE + out_column + {i}u) * VECTORS + channels] = clamp(sum{i}, vec4f(), vec4f(6.0));
  #end
}
