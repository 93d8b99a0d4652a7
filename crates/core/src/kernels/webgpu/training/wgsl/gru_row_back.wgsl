// The gradients of what a gated recurrent unit made of one row, from those of the row behind it. An invocation: one
// unit, of one picture.
// Sizes: UNITS, ROWS
@group(0) @binding(0) var<storage, read_write> gradient: array<f32>; // [batch, UNITS], of the last state
@group(0) @binding(1) var<storage, read_write> weight: array<f32>; // [3, UNITS, UNITS]
@group(0) @binding(2) var<storage, read_write> states: array<f32>; // [ROWS + 1, batch, UNITS]
@group(0) @binding(3) var<storage, read_write> gates: array<f32>; // [ROWS, batch, 4, UNITS]: see gru_row.wgsl
@group(0) @binding(4) var<storage, read_write> of_rows: array<f32>; // [ROWS, batch, 3, UNITS]
@group(0) @binding(5) var<storage, read_write> of_states: array<f32>; // [ROWS, batch, 3, UNITS], of their products
@group(0) @binding(6) var<storage, read_write> passed: array<f32>; // [batch, UNITS], what the update gate lets through
@group(0) @binding(7) var<uniform> place: vec4u; // row, batch

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let invocation = id.x + id.y * IN_A_ROW;
  let picture = invocation / UNITS;
  let unit = invocation % UNITS;
  if (picture >= place.y) { return; }
  let here = place.x * place.y + picture;
  var of_result = 0.0;
  if (place.x == ROWS - 1u) {
    of_result = gradient[picture * UNITS + unit];
  } else {
    of_result = passed[picture * UNITS + unit];
    let behind = (here + place.y) * 3u * UNITS;
    for (var gate = 0u; gate < 3u * UNITS; gate++) {
      of_result += of_states[behind + gate] * weight[gate * UNITS + unit];
    }
  }
  let gate = here * 4u * UNITS + unit;
  let reset = gates[gate];
  let update = gates[gate + UNITS];
  let new_value = gates[gate + 2u * UNITS];
  let old = states[here * UNITS + unit];
  passed[picture * UNITS + unit] = of_result * update;
  let of_new = of_result * (1.0 - update) * (1.0 - new_value * new_value);
  let of_update = of_result * (old - new_value) * update * (1.0 - update);
  let of_reset = of_new * gates[gate + 3u * UNITS] * reset * (1.0 - reset);
  let out = here * 3u * UNITS + unit;
  of_rows[out] = of_reset;
  of_rows[out + UNITS] = of_update;
  of_rows[out + 2u * UNITS] = of_new;
  of_states[out] = of_reset;
  of_states[out + UNITS] = of_update;
  of_states[out + 2u * UNITS] = of_new * reset;
}
