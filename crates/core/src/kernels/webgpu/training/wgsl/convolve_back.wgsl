// The gradient of a 3 × 3 convolution's input. An invocation: 2 × 2 pixels of 4 inputs.
// Sizes: INPUTS, HEIGHT, WIDTH, CHANNELS, OUT_HEIGHT, OUT_WIDTH (of the convolution's output), PADDING
@group(0) @binding(0) var<storage, read_write> gradient: array<f32>; // [batch, CHANNELS, OUT_HEIGHT, OUT_WIDTH]
@group(0) @binding(1) var<storage, read_write> weight: array<f32>; // [CHANNELS, INPUTS, 3, 3]
@group(0) @binding(2) var<storage, read_write> result: array<f32>; // [batch, INPUTS, HEIGHT, WIDTH]
@group(0) @binding(3) var<uniform> batch: vec4u;

const ROWS = (HEIGHT + 1u) / 2u;
const COLUMNS = (WIDTH + 1u) / 2u;
const GROUPS = (INPUTS + 3u) / 4u;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let invocation = id.x + id.y * IN_A_ROW;
  let tile = invocation % (ROWS * COLUMNS);
  let picture = invocation / (ROWS * COLUMNS) / GROUPS;
  if (picture >= batch.x) { return; }
  let input = invocation / (ROWS * COLUMNS) % GROUPS * 4u;
  let top = tile / COLUMNS * 2u;
  let left = tile % COLUMNS * 2u;
  // The outputs that pixel (y, x) went into are those from (y + PADDING − 2, x + PADDING − 2) on.
  let first_row = i32(top + PADDING) - 2;
  let first_column = i32(left + PADDING) - 2;
  #for i in 4
  let row{i} = clamp(first_row + {i}, 0, i32(OUT_HEIGHT) - 1) * i32(OUT_WIDTH);
  let column{i} = clamp(first_column + {i}, 0, i32(OUT_WIDTH) - 1);
  #end
  #for r in 4, c in 4
  let is_in{r}_{c} = row{r} == (first_row + {r}) * i32(OUT_WIDTH) && column{c} == first_column + {c};
  #end
  #for i in 4
  let weight{i} = min(input + {i}u, INPUTS - 1u) * 9u;
  #for y in 2, x in 2
  var sum{i}_{y}_{x} = 0.0;
  #end
  #end
  var at = i32(picture * CHANNELS * OUT_HEIGHT * OUT_WIDTH);
  for (var channel = 0u; channel < CHANNELS; channel++) {
    #for r in 4, c in 4
    let g{r}_{c} = select(0.0, gradient[at + row{r} + column{c}], is_in{r}_{c});
    #end
    #for i in 4
    #for ky in 3, kx in 3
    let w{i}_{ky}_{kx} = weight[weight{i} + channel * INPUTS * 9u + {ky * 3 + kx}u];
    #end
    #for y in 2, x in 2, ky in 3, kx in 3
    sum{i}_{y}_{x} += w{i}_{ky}_{kx} * g{y + 2 - ky}_{x + 2 - kx};
    #end
    #end
    at += i32(OUT_HEIGHT * OUT_WIDTH);
  }
  #for i in 4, y in 2, x in 2
  if (input + {i}u < INPUTS && top + {y}u < HEIGHT && left + {x}u < WIDTH) {
    result[((picture * INPUTS + input + {i}u) * HEIGHT + top + {y}u) * WIDTH + left + {x}u] = sum{i}_{y}_{x};
  }
  #end
}
