use kiln_core::classification::softmax;
use kiln_core::evaluation::energy;

/// The probability of each class, and behind them the energy: `[classes]` to `[classes + 1]`.
pub fn answer(logits: &[f32]) -> Vec<f32> {
    let mut answer = softmax(logits);
    answer.push(energy(logits));
    answer
}
