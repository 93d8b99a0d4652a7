use burn::tensor::{Int, Tensor, activation::log_softmax};

/// The sum of the cross-entropies of a batch, each weighted.
///
/// # Shapes
/// - `logits`: `[batch, classes]`
/// - `targets`: `[batch, classes]`, the weight of each row at its class and 0 elsewhere; never tracked
/// - returns: `[1]`, in nats
pub fn weighted_cross_entropy(logits: Tensor<2>, targets: &Tensor<2>) -> Tensor<1> {
    let targets = match logits.is_autodiff() {
        true => targets.clone().autodiff(),
        false => targets.clone(),
    };
    (log_softmax(logits, 1) * targets).sum().neg()
}

/// The number of rows whose largest logit is that of their label.
///
/// # Shapes
/// - `logits`: `[batch, classes]`
/// - `labels`: `[batch, 1]`
/// - returns: `[1]`
pub fn num_correct(logits: Tensor<2>, labels: &Tensor<2, Int>) -> Tensor<1> {
    logits.argmax(1).equal(labels.clone()).float().sum()
}

/// The output of one sigmoid that tells two classes apart, as two logits `[0, z]`, whose softmax is that
/// sigmoid: `[batch, 1]` to `[batch, 2]`.
pub fn one_sigmoid_as_two_logits(z: Tensor<2>) -> Tensor<2> {
    Tensor::cat(vec![z.zeros_like(), z], 1)
}
