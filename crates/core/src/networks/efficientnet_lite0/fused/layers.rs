//! The weights of a layer as integers.

use crate::error::Result;
use crate::format::{Int8Weights, Values, Weights, quantise};
use std::borrow::Cow;

/// A layer's weights, `[outputs, …]`, and its bias.
pub(super) struct Layer<'a> {
    pub weights: Cow<'a, Int8Weights>,
    pub bias: &'a [f32],
}

impl<'a> Layer<'a> {
    /// Floats are rounded as [`crate::publishing`] rounds them: the original of a network and its copy in 8 bits
    /// give the same.
    ///
    /// # Errors
    /// [`crate::Error::ModelDamaged`] when a weight is missing or has another shape.
    pub fn find(weights: &'a Weights, name: &str, shape: &[usize]) -> Result<Self> {
        let weight = match weights.values(&format!("{name}.weight"), shape)? {
            Values::Integers(integers, _) => Cow::Borrowed(integers),
            Values::Floats(floats) => Cow::Owned(quantise(floats, shape[0])),
        };
        Ok(Self { weights: weight, bias: weights.get(&format!("{name}.bias"), &shape[..1])? })
    }
}
