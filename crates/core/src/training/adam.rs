//! Adam with decoupled weight decay (D. P. Kingma, J. Ba, arXiv:1412.6980; I. Loshchilov, F. Hutter,
//! arXiv:1711.05101), over flat tensors.
//!
//! Burn's own optimiser computes the same. Its state can only be read back synchronously, which
//! WebGPU in a browser cannot do, and a checkpoint needs it.

use burn::tensor::Tensor;

const BETA_1: f64 = 0.9;
const BETA_2: f64 = 0.999;
const EPSILON: f64 = 1e-7;

/// Moments of every parameter.
pub(super) struct Adam {
    pub(super) first: Vec<Tensor<1>>,
    pub(super) second: Vec<Tensor<1>>,
    pub(super) weight_decay: f64,
}

impl Adam {
    pub(super) fn new(parameters: &[Tensor<1>], weight_decay: f64) -> Self {
        let zeros = || parameters.iter().map(Tensor::zeros_like).collect();
        Self { first: zeros(), second: zeros(), weight_decay }
    }

    /// The parameter at `index` after step number `step` (from 1). None of the tensors is tracked.
    pub(super) fn update(
        &mut self,
        index: usize,
        parameter: Tensor<1>,
        gradient: Tensor<1>,
        step: u64,
        learning_rate: f64,
    ) -> Tensor<1> {
        let first = self.first[index].clone() * BETA_1 + gradient.clone() * (1.0 - BETA_1);
        let second =
            self.second[index].clone() * BETA_2 + gradient.clone() * gradient * (1.0 - BETA_2);
        self.first[index] = first.clone();
        self.second[index] = second.clone();

        let correct_1 = 1.0 - BETA_1.powf(step as f64);
        let correct_2 = 1.0 - BETA_2.powf(step as f64);
        let denominator = (second * (1.0 / correct_2)).sqrt() + EPSILON;
        let decayed = match self.weight_decay {
            0.0 => parameter,
            decay => parameter * (1.0 - learning_rate * decay),
        };
        decayed - first / denominator * (learning_rate / correct_1)
    }
}
