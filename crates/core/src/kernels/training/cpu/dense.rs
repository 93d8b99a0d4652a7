//! Dense layers over rows with the activation that follows them, and their gradients.

use super::activation::apply;
use super::product::{Matrix, add_product_of_rows};
use crate::kernels::training::Dense;

impl Dense {
    /// # Shapes
    /// - `x`: `[count, inputs]`
    /// - `weight`: `[outputs × inputs]`
    /// - `bias`: `[outputs]`
    /// - returns: `[count, outputs]`
    pub(super) fn forward(&self, x: &[f32], weight: &[f32], bias: &[f32]) -> Vec<f32> {
        let mut y = bias.repeat(self.count);
        add_product_of_rows(x, weight, self.inputs, &mut y);
        apply(self.activation, &mut y);
        y
    }

    /// The input's gradient, from that before the activation.
    pub(super) fn input_gradient(&self, gradient: &[f32], weight: &[f32]) -> Vec<f32> {
        let mut result = vec![0.0; self.count * self.inputs];
        let gradient = Matrix::new(gradient, self.count, self.outputs);
        gradient.add_product(weight, self.inputs, &mut result);
        result
    }

    /// `[outputs × inputs]`, from the gradient before the activation.
    pub(super) fn weight_gradient(&self, x: &[f32], gradient: &[f32]) -> Vec<f32> {
        let mut result = vec![0.0; self.outputs * self.inputs];
        let gradient = Matrix::new(gradient, self.count, self.outputs);
        gradient.transposed().add_product(x, self.inputs, &mut result);
        result
    }

    /// `[outputs]`, from the gradient before the activation.
    pub(super) fn bias_gradient(&self, gradient: &[f32]) -> Vec<f32> {
        let mut sums = vec![0.0; self.outputs];
        for row in gradient.chunks_exact(self.outputs) {
            sums.iter_mut().zip(row).for_each(|(sum, value)| *sum += value);
        }
        sums
    }
}
