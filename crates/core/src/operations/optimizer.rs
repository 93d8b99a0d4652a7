//! Adam with decoupled weight decay (D. P. Kingma, J. Ba, arXiv:1412.6980; I. Loshchilov, F. Hutter,
//! arXiv:1711.05101), over flat tensors.
//!
//! The one door behind which the rule for a step stands, so that a device may compute it in a kernel of its own.
//! Burn's `AdamW` computes the same; here the moments are plain tensors in the order of the parameters, which a
//! checkpoint reads back in one transfer, and the order of additions is ours, on which bit-equal resumption rests.

use crate::kernels::training::{AdamRule, adam_step};
use burn::tensor::Tensor;

const BETA_1: f64 = 0.9;
const BETA_2: f64 = 0.999;
/// Keras' default, which Teachable Machine trains with; PyTorch's is 1e-8.
const EPSILON: f64 = 1e-7;

/// The moments of every parameter, and what a step needs besides.
pub struct Optimizer {
    /// Running means of the gradients, one per parameter.
    pub first: Vec<Tensor<1>>,
    /// Running means of their squares.
    pub second: Vec<Tensor<1>>,
    weight_decay: f64,
}

impl Optimizer {
    /// Moments of zero. `weight_decay` is the share of a parameter that a step of rate 1 takes away, 0 or more.
    pub fn new(parameters: &[Tensor<1>], weight_decay: f64) -> Self {
        let zeros = || parameters.iter().map(Tensor::zeros_like).collect();
        Self { first: zeros(), second: zeros(), weight_decay }
    }

    /// The parameter at `index` after step number `step` (from 1). None of the tensors is tracked.
    ///
    /// A device may change `parameter` and the moments in place, if nobody else holds them.
    pub fn step(
        &mut self,
        index: usize,
        parameter: Tensor<1>,
        gradient: Tensor<1>,
        step: u64,
        learning_rate: f64,
    ) -> Tensor<1> {
        let rule = self.rule(step, learning_rate);
        // In the moments' places until they are back.
        let taken = |moment: &mut Tensor<1>| std::mem::replace(moment, gradient.clone());
        let state = [parameter, taken(&mut self.first[index]), taken(&mut self.second[index])];
        let [parameter, first, second] = adam_step(state, gradient, rule);
        self.first[index] = first;
        self.second[index] = second;
        parameter
    }

    fn rule(&self, step: u64, learning_rate: f64) -> AdamRule {
        AdamRule {
            kept: 1.0 - learning_rate * self.weight_decay,
            beta_1: BETA_1,
            beta_2: BETA_2,
            correction_2: 1.0 / (1.0 - BETA_2.powf(step as f64)),
            epsilon: EPSILON,
            step_size: learning_rate / (1.0 - BETA_1.powf(step as f64)),
        }
    }

    /// The definition of [`Self::step`].
    #[cfg(test)]
    pub(super) fn step_by_burn(
        &mut self,
        index: usize,
        parameter: Tensor<1>,
        gradient: Tensor<1>,
        step: u64,
        learning_rate: f64,
    ) -> Tensor<1> {
        let AdamRule { kept, correction_2, step_size, .. } = self.rule(step, learning_rate);
        let first = self.first[index].clone() * BETA_1 + gradient.clone() * (1.0 - BETA_1);
        let second =
            self.second[index].clone() * BETA_2 + gradient.clone() * gradient * (1.0 - BETA_2);
        self.first[index] = first.clone();
        self.second[index] = second.clone();
        let denominator = (second * correction_2).sqrt() + EPSILON;
        parameter * kept - first / denominator * step_size
    }
}
