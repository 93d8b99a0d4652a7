// The gradient of pooled values, put where each came from, with zeros everywhere else.
// An invocation: one window, or what is left of one at the end of an odd row or column.
// Sizes: HEIGHT, WIDTH (of the convolution's output), POOLED_HEIGHT, POOLED_WIDTH
@group(0) @binding(0) var<storage, read_write> pooled: array<f32>; // [maps, POOLED_HEIGHT, POOLED_WIDTH]
@group(0) @binding(1) var<storage, read_write> chosen: array<u32>; // as pooled
@group(0) @binding(2) var<storage, read_write> spread: array<f32>; // [maps, HEIGHT, WIDTH]
@group(0) @binding(3) var<uniform> maps: vec4u;

const ROWS = (HEIGHT + 1u) / 2u;
const COLUMNS = (WIDTH + 1u) / 2u;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let invocation = id.x + id.y * IN_A_ROW;
  let map = invocation / (ROWS * COLUMNS);
  if (map >= maps.x) { return; }
  let row = invocation / COLUMNS % ROWS;
  let column = invocation % COLUMNS;
  var gradient = 0.0;
  var place = 4u;
  if (row < POOLED_HEIGHT && column < POOLED_WIDTH) {
    let at = (map * POOLED_HEIGHT + row) * POOLED_WIDTH + column;
    gradient = pooled[at];
    place = chosen[at];
  }
  let out = (map * HEIGHT + row * 2u) * WIDTH + column * 2u;
  #for y in 2, x in 2
  if (row * 2u + {y}u < HEIGHT && column * 2u + {x}u < WIDTH) {
    spread[out + {y}u * WIDTH + {x}u] = select(0.0, gradient, place == {y * 2 + x}u);
  }
  #end
}
