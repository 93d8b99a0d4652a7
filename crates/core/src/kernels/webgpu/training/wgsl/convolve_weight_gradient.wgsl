// The gradients of a 3 × 3 convolution's weights and biases, in parts: each is the sum over ROWS_AT_ONCE rows of one
// picture. An invocation: 9 weights of one input and 4 channels, of one part.
// Sizes: INPUTS, HEIGHT, WIDTH, CHANNELS, OUT_HEIGHT, OUT_WIDTH (of the convolution's output), PADDING, ROWS_AT_ONCE,
// HAS_TAIL: whether OUT_WIDTH is no multiple of 4
@group(0) @binding(0) var<storage, read_write> x: array<f32>; // [batch, INPUTS, HEIGHT, WIDTH]
@group(0) @binding(1) var<storage, read_write> gradient: array<f32>; // [batch, CHANNELS, OUT_HEIGHT, OUT_WIDTH]
@group(0) @binding(2) var<storage, read_write> weights: array<f32>; // [parts, CHANNELS, INPUTS, 3, 3]
@group(0) @binding(3) var<storage, read_write> biases: array<f32>; // [parts, CHANNELS]
@group(0) @binding(4) var<uniform> batch: vec4u;

const BANDS = (OUT_HEIGHT + ROWS_AT_ONCE - 1u) / ROWS_AT_ONCE;
const GROUPS = (CHANNELS + 3u) / 4u;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let invocation = id.x + id.y * IN_A_ROW;
  let input = invocation % INPUTS;
  let channel = invocation / INPUTS % GROUPS * 4u;
  let part = invocation / (INPUTS * GROUPS);
  let picture = part / BANDS;
  if (picture >= batch.x) { return; }
  let begin = part % BANDS * ROWS_AT_ONCE;
  #for o in 4
  let map{o} = (picture * CHANNELS + min(channel + {o}u, CHANNELS - 1u)) * OUT_HEIGHT * OUT_WIDTH;
  var bias{o} = 0.0;
  #for ky in 3, kx in 3
  var sum{o}_{ky}_{kx} = 0.0;
  #end
  #end
  let of_input = i32((picture * INPUTS + input) * HEIGHT * WIDTH);
  for (var y = begin; y < min(begin + ROWS_AT_ONCE, OUT_HEIGHT); y++) {
    #for k in 3
    let y{k} = i32(y) + {k} - i32(PADDING);
    let row{k} = of_input + clamp(y{k}, 0, i32(HEIGHT) - 1) * i32(WIDTH);
    let is_row{k} = y{k} >= 0 && y{k} < i32(HEIGHT);
    #end
    for (var left = 0u; left < OUT_WIDTH; left += 4u) {
      #if HAS_TAIL
      #for c in 4
      let is_out{c} = left + {c}u < OUT_WIDTH;
      let out{c} = y * OUT_WIDTH + min(left + {c}u, OUT_WIDTH - 1u);
      #end
      #for c in 6
      let x{c} = i32(left) + {c} - i32(PADDING);
      let column{c} = clamp(x{c}, 0, i32(WIDTH) - 1);
      #end
      #for k in 3, c in 6
      let x{k}_{c} = select(0.0, x[row{k} + column{c}], is_row{k} && column{c} == x{c});
      #end
      #else
      let out = y * OUT_WIDTH + left;
      let column = i32(left) - i32(PADDING);
      #for k in 3, c in 4
      let x{k}_{c + 1} = select(0.0, x[row{k} + column + {c + 1}], is_row{k});
      #end
      // Only the first and the last of six columns may lie in the border.
      let is_left = left >= PADDING;
      let is_right = left + 4u < OUT_WIDTH + 1u - PADDING;
      #for k in 3
      let x{k}_0 = select(0.0, x[row{k} + max(column, 0)], is_row{k} && is_left);
      let x{k}_5 = select(0.0, x[row{k} + min(column + 5, i32(WIDTH) - 1)], is_row{k} && is_right);
      #end
      #end
      #for o in 4
      #for c in 4
      #if HAS_TAIL
      let g{o}_{c} = select(0.0, gradient[map{o} + out{c}], is_out{c});
      #else
      let g{o}_{c} = gradient[map{o} + out + {c}u];
      #end
      bias{o} += g{o}_{c};
      #end
      #for ky in 3, kx in 3, c in 4
      sum{o}_{ky}_{kx} += g{o}_{c} * x{ky}_{kx + c};
      #end
      #end
    }
  }
  #for o in 4
  if (channel + {o}u < CHANNELS) {
    let out = ((part * CHANNELS + channel + {o}u) * INPUTS + input) * 9u;
    #for ky in 3, kx in 3
    weights[out + {ky * 3 + kx}u] = sum{o}_{ky}_{kx};
    #end
    if (input == 0u) { biases[part * CHANNELS + channel + {o}u] = bias{o}; }
  }
  #end
}
