// Values times one value and a constant. An invocation: one value.
@group(0) @binding(0) var<storage, read_write> values: array<f32>;
@group(0) @binding(1) var<storage, read_write> factor: array<f32>; // [1]
@group(0) @binding(2) var<storage, read_write> result: array<f32>;
@group(0) @binding(3) var<uniform> sizes: vec4u; // length, the bits of the constant

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x + id.y * IN_A_ROW;
  if (i >= sizes.x) { return; }
  result[i] = values[i] * (factor[0] * bitcast<f32>(sizes.y));
}
