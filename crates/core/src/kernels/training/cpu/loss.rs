//! The weighted cross-entropy of a batch, its gradient, and how many predictions are right.

/// The loss of a batch.
pub(super) struct CrossEntropy {
    /// The sum of the weighted cross-entropies, in nats, and the number of predictions that are right.
    pub(super) sums: [f32; 2],
    /// `[batch, classes]`: the gradient of the first of them.
    pub(super) gradient: Vec<f32>,
}

/// `logits` and `targets` are `[batch, classes]`.
pub(super) fn cross_entropy(logits: &[f32], targets: &[f32], classes: usize) -> CrossEntropy {
    let mut gradient = vec![0.0; logits.len()];
    let mut sums = [0.0; 2];
    let rows = logits.chunks_exact(classes).zip(targets.chunks_exact(classes));
    for ((logits, targets), gradient) in rows.zip(gradient.chunks_exact_mut(classes)) {
        let top = largest(logits);
        for (to, logit) in gradient.iter_mut().zip(logits) {
            *to = (logit - logits[top]).exp();
        }
        let sum: f32 = gradient.iter().sum();
        let log_sum = sum.ln() + logits[top];
        let weight: f32 = targets.iter().sum();
        for ((to, logit), target) in gradient.iter_mut().zip(logits).zip(targets) {
            sums[0] += target * (log_sum - logit);
            *to = *to / sum * weight - target;
        }
        sums[1] += f32::from(top == largest(targets));
    }
    CrossEntropy { sums, gradient }
}

/// The place of the largest value, the first of several.
fn largest(values: &[f32]) -> usize {
    let mut place = 0;
    for (index, value) in values.iter().enumerate() {
        if *value > values[place] {
            place = index;
        }
    }
    place
}
