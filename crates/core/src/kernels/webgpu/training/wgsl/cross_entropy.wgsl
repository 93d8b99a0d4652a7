// The weighted cross-entropies of a batch: their sum, the number of rows whose largest logit is at their class, and the
// gradient of the sum. One workgroup of 64; an invocation: every 64th row.
@group(0) @binding(0) var<storage, read_write> logits: array<f32>; // [rows, classes]
@group(0) @binding(1) var<storage, read_write> targets: array<f32>; // [rows, classes]: its weight at a row's class, or 0
@group(0) @binding(2) var<storage, read_write> gradient: array<f32>; // [rows, classes]
@group(0) @binding(3) var<storage, read_write> sums: array<f32>; // the loss, the number that is right
@group(0) @binding(4) var<uniform> sizes: vec4u; // rows, classes

var<workgroup> losses: array<f32, 64>;
var<workgroup> rights: array<f32, 64>;

@compute @workgroup_size(64)
fn main(@builtin(local_invocation_index) lane: u32) {
  let classes = sizes.y;
  var loss = 0.0;
  var right = 0.0;
  for (var row = lane; row < sizes.x; row += 64u) {
    let begin = row * classes;
    var largest = logits[begin];
    var best = 0u;
    var weight = targets[begin];
    var label = 0u;
    for (var c = 1u; c < classes; c++) {
      let z = logits[begin + c];
      if (z > largest) { largest = z; best = c; }
      let target_weight = targets[begin + c];
      if (target_weight > weight) { weight = target_weight; label = c; }
    }
    var total = 0.0;
    for (var c = 0u; c < classes; c++) { total += exp(logits[begin + c] - largest); }
    let log_total = log(total);
    loss += weight * (log_total - (logits[begin + label] - largest));
    right += select(0.0, 1.0, best == label);
    for (var c = 0u; c < classes; c++) {
      let probability = exp(logits[begin + c] - largest - log_total);
      gradient[begin + c] = weight * (probability - select(0.0, 1.0, c == label));
    }
  }
  losses[lane] = loss;
  rights[lane] = right;
  workgroupBarrier();
  if (lane == 0u) {
    for (var other = 1u; other < 64u; other++) {
      loss += losses[other];
      right += rights[other];
    }
    sums[0] = loss;
    sums[1] = right;
  }
}
