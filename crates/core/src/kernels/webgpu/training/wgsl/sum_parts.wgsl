// Sums of parts in their order, with a bias and an upper and a lower bound where they are wanted. An invocation: one
// value.
// Sizes: HAS_BIAS, HAS_RELU, HAS_CAP, each 0 or 1
@group(0) @binding(0) var<storage, read_write> parts: array<f32>; // part p of value i is at p × steps.x + i × steps.y
@group(0) @binding(1) var<storage, read_write> sums: array<f32>; // [length]
#if HAS_BIAS
@group(0) @binding(2) var<storage, read_write> bias: array<f32>; // that of value i is at i ÷ steps.z modulo steps.w
#end
@group(0) @binding({2 + HAS_BIAS}) var<uniform> sizes: array<vec4u, 2>; // number of parts, length; steps

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x + id.y * IN_A_ROW;
  if (i >= sizes[0].y) { return; }
  let steps = sizes[1];
  var sum = 0.0;
  for (var part = 0u; part < sizes[0].x; part++) {
    sum += parts[part * steps.x + i * steps.y];
  }
  #if HAS_BIAS
  sum += bias[i / steps.z % steps.w];
  #end
  // Written so that a value that is no number stays one.
  #if HAS_RELU
  sum = select(sum, 0.0, sum <= 0.0);
  #end
  #if HAS_CAP
  sum = select(sum, 6.0, sum >= 6.0);
  #end
  sums[i] = sum;
}
