//! Adam with decoupled weight decay (D. P. Kingma, J. Ba, arXiv:1412.6980; I. Loshchilov, F. Hutter,
//! arXiv:1711.05101), over flat tensors.
//!
//! The one door behind which the rule for a step stands, so that a device may compute it in a kernel of its own.
//! Burn's `AdamW` computes the same; here the moments are plain tensors in the order of the parameters, which a
//! checkpoint reads back in one transfer, and the order of additions is ours, on which bit-equal resumption rests.

#[cfg(feature = "webgpu")]
use crate::kernels::webgpu::training::{AdamRule, adam_step};
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
    pub fn step(
        &mut self,
        index: usize,
        parameter: Tensor<1>,
        gradient: Tensor<1>,
        step: u64,
        learning_rate: f64,
    ) -> Tensor<1> {
        let correct_1 = 1.0 - BETA_1.powf(step as f64);
        let correct_2 = 1.0 - BETA_2.powf(step as f64);
        #[cfg(feature = "webgpu")]
        {
            let rule = AdamRule {
                kept: 1.0 - learning_rate * self.weight_decay,
                beta_1: BETA_1,
                beta_2: BETA_2,
                correction_2: 1.0 / correct_2,
                epsilon: EPSILON,
                step_size: learning_rate / correct_1,
            };
            let state = [&parameter, &self.first[index], &self.second[index]];
            if let Some([parameter, first, second]) = adam_step(state, gradient.clone(), &rule) {
                self.first[index] = first;
                self.second[index] = second;
                return parameter;
            }
        }
        let first = self.first[index].clone() * BETA_1 + gradient.clone() * (1.0 - BETA_1);
        let second =
            self.second[index].clone() * BETA_2 + gradient.clone() * gradient * (1.0 - BETA_2);
        self.first[index] = first.clone();
        self.second[index] = second.clone();

        let denominator = (second * (1.0 / correct_2)).sqrt() + EPSILON;
        let decayed = match self.weight_decay {
            0.0 => parameter,
            decay => parameter * (1.0 - learning_rate * decay),
        };
        decayed - first / denominator * (learning_rate / correct_1)
    }
}
