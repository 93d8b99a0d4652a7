#[cfg(feature = "train")]
use crate::kernels::training;
use burn::tensor::Tensor;

/// The loss of a batch.
#[cfg(feature = "train")]
pub struct BatchLoss {
    /// Its gradient is that of the mean loss; its value is the business of the device.
    pub objective: Tensor<1>,
    /// `[2]`, not tracked: the sum of the weighted cross-entropies, in nats, and the number of rows whose largest
    /// logit is at their class.
    pub sums: Tensor<1>,
}

/// The cross-entropies of a batch, each weighted; their mean is their sum divided by `weight_sum`.
///
/// # Shapes
/// - `logits`: `[batch, classes]`
/// - `targets`: `[batch, classes]`, the weight of each row, above 0, at its class and 0 elsewhere; never tracked
#[cfg(feature = "train")]
pub fn weighted_cross_entropy(
    logits: Tensor<2>,
    targets: &Tensor<2>,
    weight_sum: f32,
) -> BatchLoss {
    let targets = match logits.is_autodiff() {
        true => targets.clone().autodiff(),
        false => targets.clone(),
    };
    let objective = training::cross_entropy(logits, &targets, 1.0 / weight_sum);
    BatchLoss { sums: plain(objective.clone()), objective }
}

/// The definition of [`weighted_cross_entropy`].
#[cfg(test)]
pub(super) fn by_burn(logits: Tensor<2>, targets: &Tensor<2>, weight_sum: f32) -> BatchLoss {
    let is_right = plain(logits.clone()).argmax(1).equal(targets.clone().argmax(1));
    let targets = match logits.is_autodiff() {
        true => targets.clone().autodiff(),
        false => targets.clone(),
    };
    let loss = (burn::tensor::activation::log_softmax(logits, 1) * targets).sum().neg();
    let sums = Tensor::cat(vec![plain(loss.clone()), is_right.float().sum()], 0);
    BatchLoss { objective: loss / weight_sum, sums }
}

/// The tensor without its history.
#[cfg(feature = "train")]
fn plain<const D: usize>(tensor: Tensor<D>) -> Tensor<D> {
    if tensor.is_autodiff() { tensor.inner() } else { tensor }
}

/// The output of one sigmoid that tells two classes apart, as two logits `[0, z]`, whose softmax is that
/// sigmoid: `[batch, 1]` to `[batch, 2]`.
pub fn one_sigmoid_as_two_logits(z: Tensor<2>) -> Tensor<2> {
    Tensor::cat(vec![z.zeros_like(), z], 1)
}
