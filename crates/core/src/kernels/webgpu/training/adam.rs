//! A step of Adam over one parameter array.
//!
//! Its definition is Burn's: [`crate::operations::Optimizer`] on the CPU. It writes new tensors and changes none, so
//! parameters that somebody keeps stay what they were.

use super::kernel::{Shader, empty, shader};
use burn::backend::wgpu::CubeTensor;

static ADAM: &Shader = shader!("adam");

/// The numbers of one step.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AdamRule {
    /// The share of a parameter that its decay leaves.
    pub(crate) kept: f64,
    /// The share of the mean of gradients that is kept.
    pub(crate) beta_1: f64,
    /// The share of the mean of their squares that is kept.
    pub(crate) beta_2: f64,
    /// What the mean of squares is multiplied by, since it began at zero.
    pub(crate) correction_2: f64,
    /// What is added to the root.
    pub(crate) epsilon: f64,
    /// The learning rate, divided by what the mean of gradients lacks since it began at zero.
    pub(crate) step_size: f64,
}

/// A parameter array and its two moments.
pub(super) type State = [CubeTensor; 3];

/// All arrays are `[values]`.
pub(super) fn step(state: State, gradient: &CubeTensor, rule: &AdamRule) -> State {
    let [parameter, first, second] = &state;
    let length = parameter.meta.shape().num_elements();
    let new = || empty(parameter, &[length]);
    let updated = [new(), new(), new()];
    let tensors = [parameter, gradient, first, second, &updated[0], &updated[1], &updated[2]];
    let numbers = [
        rule.kept,
        rule.beta_1,
        1.0 - rule.beta_1,
        rule.beta_2,
        1.0 - rule.beta_2,
        rule.correction_2,
        rule.epsilon,
        rule.step_size,
    ];
    let bits = numbers.map(|number| (number as f32).to_bits());
    ADAM.launch(&[], &tensors, &[&[length as u32], &bits[..]].concat(), length);
    updated
}
