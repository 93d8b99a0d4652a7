//! A step of Adam over one parameter array.
//!
//! Its definition is Burn's: see [`crate::operations::Optimizer`]. It writes new tensors and changes none, so
//! parameters that somebody keeps stay what they were.

use super::kernel::{Shader, empty, shader};
use crate::kernels::training::AdamRule;
use burn::backend::wgpu::CubeTensor;

static ADAM: &Shader = shader!("adam");

/// A parameter array and its two moments.
pub(super) type State = [CubeTensor; 3];

/// All arrays are `[values]`.
pub(super) fn step(state: &State, gradient: &CubeTensor, rule: &AdamRule) -> State {
    let [parameter, first, second] = state;
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
