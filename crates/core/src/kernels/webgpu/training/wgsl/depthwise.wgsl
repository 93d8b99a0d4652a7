// A 3 × 3 convolution of each channel by itself, with a border of zeros; forward with bias and ReLU6, or, with the
// weights turned round, back to the gradient of the input. An invocation: one pixel.
// Sizes: HEIGHT, WIDTH; IS_FORWARD, 0 or 1
@group(0) @binding(0) var<storage, read_write> x: array<f32>; // [channels, batch, HEIGHT, WIDTH]
@group(0) @binding(1) var<storage, read_write> weight: array<f32>; // [channels, 3, 3]
@group(0) @binding(2) var<storage, read_write> y: array<f32>; // as x
#if IS_FORWARD
@group(0) @binding(3) var<storage, read_write> bias: array<f32>; // [channels]
#end
@group(0) @binding({3 + IS_FORWARD}) var<uniform> sizes: vec4u; // channels, batch

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x + id.y * IN_A_ROW;
  let map = i / (HEIGHT * WIDTH);
  let channel = map / sizes.y;
  if (channel >= sizes.x) { return; }
  let row = i32(i / WIDTH % HEIGHT);
  let column = i32(i % WIDTH);
  let first = i32(map * HEIGHT * WIDTH);
  var sum = 0.0;
  #for ky in 3, kx in 3
  {
    let r = clamp(row + {ky} - 1, 0, i32(HEIGHT) - 1);
    let c = clamp(column + {kx} - 1, 0, i32(WIDTH) - 1);
    let is_in = r == row + {ky} - 1 && c == column + {kx} - 1;
    let tap = select({ky * 3 + kx}u, {8 - ky * 3 - kx}u, IS_FORWARD == 0u);
    sum += weight[channel * 9u + tap] * select(0.0, x[first + r * i32(WIDTH) + c], is_in);
  }
  #end
  #if IS_FORWARD
  sum += bias[channel];
  sum = select(sum, 0.0, sum <= 0.0);
  sum = select(sum, 6.0, sum >= 6.0);
  #end
  y[i] = sum;
}
