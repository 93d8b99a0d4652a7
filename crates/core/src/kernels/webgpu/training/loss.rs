//! The weighted cross-entropy of a batch, its gradient, and how many predictions are right, in one kernel.
//!
//! Its definition is Burn's: [`crate::operations::weighted_cross_entropy`] on the CPU.

use super::kernel::{Shader, empty, shader};
use burn::backend::wgpu::CubeTensor;

static CROSS_ENTROPY: &Shader = shader!("cross_entropy");
static SCALE: &Shader = shader!("scale");

/// The loss of a batch.
pub(super) struct CrossEntropy {
    /// `[2]`: the sum of the weighted cross-entropies, and the number of predictions that are right.
    pub(super) sums: CubeTensor,
    /// `[batch, classes]`: the gradient of the first of them.
    pub(super) gradient: CubeTensor,
}

/// `logits` and `targets` are `[batch, classes]`.
pub(super) fn cross_entropy(logits: &CubeTensor, targets: &CubeTensor) -> CrossEntropy {
    let [batch, classes] = logits.meta.shape().dims();
    let (gradient, sums) = (empty(logits, &[batch, classes]), empty(logits, &[2]));
    let tensors = [logits, targets, &gradient, &sums];
    CROSS_ENTROPY.launch(&[], &tensors, &[batch as u32, classes as u32], 1);
    CrossEntropy { sums, gradient }
}

/// `values` times `factor`, of one value, times a constant: the shape of `values`.
pub(super) fn scaled(values: &CubeTensor, factor: &CubeTensor, constant: f32) -> CubeTensor {
    let length = values.meta.shape().num_elements();
    let result = empty(values, &values.meta.shape().to_vec());
    let tensors = [values, factor, &result];
    SCALE.launch(&[], &tensors, &[length as u32, constant.to_bits()], length);
    result
}
