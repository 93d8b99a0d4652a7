// One step of Adam with decoupled weight decay. An invocation: one parameter.
@group(0) @binding(0) var<storage, read_write> parameter: array<f32>;
@group(0) @binding(1) var<storage, read_write> gradient: array<f32>;
@group(0) @binding(2) var<storage, read_write> first: array<f32>;
@group(0) @binding(3) var<storage, read_write> second: array<f32>;
@group(0) @binding(4) var<storage, read_write> new_parameter: array<f32>;
@group(0) @binding(5) var<storage, read_write> new_first: array<f32>;
@group(0) @binding(6) var<storage, read_write> new_second: array<f32>;
@group(0) @binding(7) var<uniform> rule: Rule;

struct Rule {
  length: u32,
  kept: f32, // of the parameter, after its decay
  beta_1: f32,
  one_minus_beta_1: f32,
  beta_2: f32,
  one_minus_beta_2: f32,
  correction_2: f32, // 1 ÷ (1 − beta_2 to the step)
  epsilon: f32,
  step_size: f32, // learning rate ÷ (1 − beta_1 to the step)
  unused_0: u32,
  unused_1: u32,
  unused_2: u32,
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x + id.y * IN_A_ROW;
  if (i >= rule.length) { return; }
  let g = gradient[i];
  let m = first[i] * rule.beta_1 + g * rule.one_minus_beta_1;
  let v = second[i] * rule.beta_2 + g * g * rule.one_minus_beta_2;
  new_first[i] = m;
  new_second[i] = v;
  new_parameter[i] = parameter[i] * rule.kept - m / (sqrt(v * rule.correction_2) + rule.epsilon) * rule.step_size;
}
