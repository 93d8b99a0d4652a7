// The gradient of the weights of a 3 × 3 convolution of each channel by itself. An invocation: one weight, of one
// picture, which is a part of the sum.
// Sizes: HEIGHT, WIDTH
@group(0) @binding(0) var<storage, read_write> x: array<f32>; // [channels, batch, HEIGHT, WIDTH]
@group(0) @binding(1) var<storage, read_write> gradient: array<f32>; // as x
@group(0) @binding(2) var<storage, read_write> parts: array<f32>; // [batch, channels, 3, 3]
@group(0) @binding(3) var<uniform> sizes: vec4u; // channels, batch

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x + id.y * IN_A_ROW;
  let picture = i / (sizes.x * 9u);
  if (picture >= sizes.y) { return; }
  let channel = i / 9u % sizes.x;
  let dy = i32(i % 9u / 3u) - 1;
  let dx = i32(i % 3u) - 1;
  let first = i32((channel * sizes.y + picture) * HEIGHT * WIDTH);
  let begin = max(0, -dx);
  let end = min(i32(WIDTH), i32(WIDTH) - dx);
  var sum = 0.0;
  for (var row = max(0, -dy); row < min(i32(HEIGHT), i32(HEIGHT) - dy); row++) {
    let out = first + row * i32(WIDTH);
    let shifted = out + dy * i32(WIDTH) + dx;
    for (var column = begin; column < end; column++) {
      sum += gradient[out + column] * x[shifted + column];
    }
  }
  parts[i] = sum;
}
