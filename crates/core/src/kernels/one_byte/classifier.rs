//! The layer behind the features: 8-bit weights as the file has them, times features of 14 bits.

use crate::format::Int8Weights;
use std::array::from_fn;
use wide::{i16x8, i32x4};

/// The largest rounded feature.
const LARGEST_INPUT: f32 = 8191.0;
/// More products than this of 8191 and 128 could overflow a sum of 32 bits.
const MAX_INPUTS: usize = 2048;
/// Products taken at a time.
const STEP: usize = 16;

/// A dense layer for one row of inputs, with its bias.
#[derive(Debug, Clone)]
pub struct Classifier {
    weights: Int8Weights,
    biases: Vec<f32>,
}

impl Classifier {
    /// Takes weights `[outputs, inputs]` and a bias for each output; inputs come in sixteens, 2048 at most.
    ///
    /// # Panics
    /// When the lengths do not fit; callers have checked shapes by then.
    pub fn new(weights: &Int8Weights, bias: &[f32]) -> Self {
        let num_inputs = weights.values.len() / bias.len();
        assert!(
            num_inputs.is_multiple_of(STEP) && num_inputs <= MAX_INPUTS,
            "inputs in sixteens, 2048 at most"
        );
        Self { weights: weights.clone(), biases: bias.to_vec() }
    }

    /// The weights of one output, `[inputs]`.
    ///
    /// # Panics
    /// When there is no such output.
    pub fn row(&self, output: usize) -> Vec<f32> {
        let scale = self.weights.scales[output];
        let num_inputs = self.num_inputs();
        let weights = &self.weights.values[output * num_inputs..][..num_inputs];
        weights.iter().map(|weight| f32::from(*weight) * scale).collect()
    }

    /// # Shapes
    /// - `input`: `[inputs]`
    /// - `output`: `[outputs]`
    pub fn run(&self, input: &[f32], output: &mut [f32]) {
        let num_inputs = self.num_inputs();
        if !input.iter().all(|value| value.is_finite()) {
            // No integer stands for it, and it must not pass as a result.
            return output.fill(f32::NAN);
        }
        let largest = input.iter().fold(0.0_f32, |largest, value| largest.max(value.abs()));
        let per_unit = LARGEST_INPUT / largest;
        let per_unit = if per_unit.is_finite() { per_unit } else { 0.0 };
        let integers: Vec<i16> = input[..num_inputs]
            .iter()
            .map(|value| (value * per_unit).round_ties_even() as i16)
            .collect();
        let step = largest / LARGEST_INPUT;
        let rows = self.weights.values.chunks_exact(num_inputs);
        for (index, (row, value)) in rows.zip(output).enumerate() {
            *value = dot(row, &integers) as f32 * (self.weights.scales[index] * step)
                + self.biases[index];
        }
    }

    fn num_inputs(&self) -> usize {
        self.weights.values.len() / self.biases.len()
    }
}

/// A call of its own for each row, so that a browser goes over to its better code within one layer.
#[inline(never)]
fn dot(weights: &[i8], values: &[i16]) -> i32 {
    let mut sums = [i32x4::splat(0); 2];
    for (weights, values) in weights.as_chunks::<STEP>().0.iter().zip(values.as_chunks::<STEP>().0)
    {
        for (half, sum) in sums.iter_mut().enumerate() {
            let weights = i16x8::new(from_fn(|index| weights[8 * half + index].into()));
            let values = i16x8::new(from_fn(|index| values[8 * half + index]));
            *sum += weights.dot(values);
        }
    }
    (sums[0] + sums[1]).reduce_add()
}
