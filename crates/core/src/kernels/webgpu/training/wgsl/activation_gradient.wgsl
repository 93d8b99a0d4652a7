// A gradient where the activation let the value through, else 0. An invocation: one value.
// Sizes: HAS_CAP, 0 or 1: ReLU6 instead of ReLU
@group(0) @binding(0) var<storage, read_write> gradient: array<f32>;
@group(0) @binding(1) var<storage, read_write> output: array<f32>;
@group(0) @binding(2) var<storage, read_write> result: array<f32>;
@group(0) @binding(3) var<uniform> length: vec4u;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x + id.y * IN_A_ROW;
  if (i >= length.x) { return; }
  let is_stopped = output[i] <= 0.0 || (HAS_CAP == 1u && output[i] >= 6.0);
  result[i] = select(gradient[i], 0.0, is_stopped);
}
