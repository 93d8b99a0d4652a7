// A 3 × 3 convolution, ReLU, and the largest of each 2 × 2 window, with its place in the window; 4 where ReLU gave
// nothing. An invocation: one window of 4 channels.
// Sizes: INPUTS, HEIGHT, WIDTH, CHANNELS, POOLED_HEIGHT, POOLED_WIDTH, PADDING
@group(0) @binding(0) var<storage, read_write> x: array<f32>; // [batch, INPUTS, HEIGHT, WIDTH]
@group(0) @binding(1) var<storage, read_write> weight: array<f32>; // [CHANNELS, INPUTS, 3, 3]
@group(0) @binding(2) var<storage, read_write> bias: array<f32>; // [CHANNELS]
@group(0) @binding(3) var<storage, read_write> pooled: array<f32>; // [batch, CHANNELS, POOLED_HEIGHT, POOLED_WIDTH]
@group(0) @binding(4) var<storage, read_write> chosen: array<u32>; // as pooled
@group(0) @binding(5) var<uniform> batch: vec4u;

const WINDOWS = POOLED_HEIGHT * POOLED_WIDTH;
const GROUPS = (CHANNELS + 3u) / 4u;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let invocation = id.x + id.y * IN_A_ROW;
  let window = invocation % WINDOWS;
  let picture = invocation / WINDOWS / GROUPS;
  if (picture >= batch.x) { return; }
  let channel = invocation / WINDOWS % GROUPS * 4u;
  let top = i32(window / POOLED_WIDTH * 2u) - i32(PADDING);
  let left = i32(window % POOLED_WIDTH * 2u) - i32(PADDING);
  #for i in 4
  let row{i} = clamp(top + {i}, 0, i32(HEIGHT) - 1) * i32(WIDTH);
  let column{i} = clamp(left + {i}, 0, i32(WIDTH) - 1);
  #end
  #for r in 4, c in 4
  let is_in{r}_{c} = row{r} == (top + {r}) * i32(WIDTH) && column{c} == left + {c};
  #end
  #for o in 4
  let weight{o} = min(channel + {o}u, CHANNELS - 1u) * INPUTS * 9u;
  #for y in 2, x in 2
  var sum{o}_{y}_{x} = 0.0;
  #end
  #end
  var at = i32(picture * INPUTS * HEIGHT * WIDTH);
  for (var input = 0u; input < INPUTS; input++) {
    #for r in 4, c in 4
    let x{r}_{c} = select(0.0, x[at + row{r} + column{c}], is_in{r}_{c});
    #end
    #for o in 4
    #for ky in 3, kx in 3
    let w{o}_{ky}_{kx} = weight[weight{o} + input * 9u + {ky * 3 + kx}u];
    #end
    #for y in 2, x in 2, ky in 3, kx in 3
    sum{o}_{y}_{x} += w{o}_{ky}_{kx} * x{y + ky}_{x + kx};
    #end
    #end
    at += i32(HEIGHT * WIDTH);
  }
  #for o in 4
  if (channel + {o}u < CHANNELS) {
    var largest = sum{o}_0_0;
    var place = 0u;
    if (sum{o}_0_1 > largest) { largest = sum{o}_0_1; place = 1u; }
    if (sum{o}_1_0 > largest) { largest = sum{o}_1_0; place = 2u; }
    if (sum{o}_1_1 > largest) { largest = sum{o}_1_1; place = 3u; }
    largest += bias[channel + {o}u];
    let out = (picture * CHANNELS + channel + {o}u) * WINDOWS + window;
    // Written so that a value that is no number stays one.
    pooled[out] = select(largest, 0.0, largest <= 0.0);
    chosen[out] = select(place, 4u, largest <= 0.0);
  }
  #end
}
