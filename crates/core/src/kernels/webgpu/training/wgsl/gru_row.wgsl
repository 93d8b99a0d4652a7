// A gated recurrent unit reads one row. An invocation: one unit, of one picture.
// Sizes: UNITS
@group(0) @binding(0) var<storage, read_write> from_rows: array<f32>; // [rows, batch, 3, UNITS]
@group(0) @binding(1) var<storage, read_write> weight: array<f32>; // [3, UNITS, UNITS]
@group(0) @binding(2) var<storage, read_write> bias: array<f32>; // [3, UNITS]
@group(0) @binding(3) var<storage, read_write> states: array<f32>; // [rows + 1, batch, UNITS], before each row and last
@group(0) @binding(4) var<storage, read_write> gates: array<f32>; // [rows, batch, 4, UNITS]: see below
@group(0) @binding(5) var<storage, read_write> last: array<f32>; // [batch, UNITS]
@group(0) @binding(6) var<uniform> place: vec4u; // row, batch

// Beyond these bounds float32 no longer tells the results apart, and adapters differ in what they make of overflow.
fn sigmoid(x: f32) -> f32 { return 1.0 / (1.0 + exp(-clamp(x, -60.0, 60.0))); }
fn bounded_tanh(x: f32) -> f32 { return tanh(clamp(x, -15.0, 15.0)); }

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let invocation = id.x + id.y * IN_A_ROW;
  let picture = invocation / UNITS;
  let unit = invocation % UNITS;
  if (picture >= place.y) { return; }
  let here = place.x * place.y + picture;
  let state = here * UNITS;
  var from_state = vec3f(bias[unit], bias[UNITS + unit], bias[2u * UNITS + unit]);
  var old = 0.0;
  if (place.x == 0u) {
    states[state + unit] = 0.0;
  } else {
    old = states[state + unit];
    let row = unit * UNITS;
    for (var k = 0u; k < UNITS; k++) {
      let weights = vec3f(
        weight[row + k], weight[UNITS * UNITS + row + k], weight[2u * UNITS * UNITS + row + k]);
      from_state += states[state + k] * weights;
    }
  }
  let x = here * 3u * UNITS + unit;
  let reset = sigmoid(from_rows[x] + from_state.x);
  let update = sigmoid(from_rows[x + UNITS] + from_state.y);
  let new_value = bounded_tanh(from_rows[x + 2u * UNITS] + reset * from_state.z);
  let result = new_value + update * (old - new_value);
  states[state + place.y * UNITS + unit] = result;
  last[picture * UNITS + unit] = result;
  let gate = here * 4u * UNITS + unit;
  gates[gate] = reset;
  gates[gate + UNITS] = update;
  gates[gate + 2u * UNITS] = new_value;
  gates[gate + 3u * UNITS] = from_state.z;
}
