//! Dense layers with the activation that follows them, and their gradients.

use super::activation::apply;
use super::product::{Matrix, add_product_of_rows};
use crate::kernels::training::{Dense, Layout};

impl Dense {
    /// # Shapes
    /// - `x`: see [`Layout`], as is the result
    /// - `weight`: `[outputs × inputs]`
    /// - `bias`: `[outputs]`
    pub(super) fn forward(&self, x: &[f32], weight: &[f32], bias: &[f32]) -> Vec<f32> {
        let mut y = match self.layout {
            Layout::Rows => bias.repeat(self.count),
            Layout::Columns => {
                bias.iter().flat_map(|bias| std::iter::repeat_n(*bias, self.count)).collect()
            }
        };
        match self.layout {
            Layout::Rows => add_product_of_rows(x, weight, self.inputs, &mut y),
            Layout::Columns => {
                let weight = Matrix::new(weight, self.outputs, self.inputs);
                weight.add_product(x, self.count, &mut y);
            }
        }
        apply(self.activation, &mut y);
        y
    }

    /// The input's gradient, from that before the activation.
    pub(super) fn input_gradient(&self, gradient: &[f32], weight: &[f32]) -> Vec<f32> {
        let mut result = vec![0.0; self.count * self.inputs];
        match self.layout {
            Layout::Rows => Matrix::new(gradient, self.count, self.outputs).add_product(
                weight,
                self.inputs,
                &mut result,
            ),
            Layout::Columns => Matrix::new(weight, self.outputs, self.inputs)
                .transposed()
                .add_product(gradient, self.count, &mut result),
        }
        result
    }

    /// `[outputs × inputs]`, from the gradient before the activation.
    pub(super) fn weight_gradient(&self, x: &[f32], gradient: &[f32]) -> Vec<f32> {
        let mut result = vec![0.0; self.outputs * self.inputs];
        match self.layout {
            Layout::Rows => Matrix::new(gradient, self.count, self.outputs)
                .transposed()
                .add_product(x, self.inputs, &mut result),
            Layout::Columns => add_product_of_rows(gradient, x, self.count, &mut result),
        }
        result
    }

    /// `[outputs]`, from the gradient before the activation.
    pub(super) fn bias_gradient(&self, gradient: &[f32]) -> Vec<f32> {
        match self.layout {
            Layout::Rows => {
                let mut sums = vec![0.0; self.outputs];
                for row in gradient.chunks_exact(self.outputs) {
                    sums.iter_mut().zip(row).for_each(|(sum, value)| *sum += value);
                }
                sums
            }
            Layout::Columns => {
                gradient.chunks_exact(self.count).map(|row| row.iter().sum()).collect()
            }
        }
    }
}
