//! Dense layers with the activation that follows them, and their gradients: over rows as most networks have them, and
//! over columns, where a 1 × 1 convolution sees its pixels.
//!
//! Their definitions are Burn's: [`crate::operations::dense`] and [`crate::operations::pointwise`] on the CPU.

use super::kernel::reshaped;
use super::product::{Matrix, activation_gradient, sum_columns, sum_parts, sum_parts_and_activate};
use crate::kernels::training::{Dense as Sizes, Layout};
use burn::backend::wgpu::CubeTensor;
use std::ops::Deref;

/// A call of these sizes.
pub(super) struct Dense<'a>(pub(super) &'a Sizes);

impl Deref for Dense<'_> {
    type Target = Sizes;

    fn deref(&self) -> &Sizes {
        self.0
    }
}

impl Dense<'_> {
    fn weight<'a>(&self, weight: &'a CubeTensor) -> Matrix<'a> {
        Matrix::new(weight, self.outputs, self.inputs)
    }

    /// The examples that `tensor` holds with so many values each, as it holds them.
    fn examples<'a>(&self, tensor: &'a CubeTensor, values: usize) -> Matrix<'a> {
        match self.layout {
            Layout::Rows => Matrix::new(tensor, self.count, values),
            Layout::Columns => Matrix::new(tensor, values, self.count),
        }
    }

    /// # Shapes
    /// - `x`: see [`Layout`], as is the result
    /// - `weight`: `[outputs × inputs]`
    /// - `bias`: `[outputs]`
    pub(super) fn forward(
        &self,
        x: &CubeTensor,
        weight: &CubeTensor,
        bias: &CubeTensor,
    ) -> CubeTensor {
        let (x, weight) = (self.examples(x, self.inputs), self.weight(weight));
        let (parts, neighbours) = match self.layout {
            Layout::Rows => (x.product_in_parts(weight.transposed()), 1),
            Layout::Columns => (weight.product_in_parts(x), self.count),
        };
        let y = sum_parts_and_activate(&parts, (bias, neighbours), self.activation);
        reshaped(y, &self.shape(self.outputs))
    }

    /// The gradient before the activation, from that of the output `y`.
    pub(super) fn before_activation(&self, gradient: CubeTensor, y: &CubeTensor) -> CubeTensor {
        activation_gradient(self.activation, gradient, y)
    }

    /// The input's, from what [`Self::before_activation`] gives.
    pub(super) fn input_gradient(&self, gradient: &CubeTensor, weight: &CubeTensor) -> CubeTensor {
        let (gradient, weight) = (self.examples(gradient, self.outputs), self.weight(weight));
        let shape = self.shape(self.inputs);
        match self.layout {
            Layout::Rows => gradient.product(weight, &shape),
            Layout::Columns => weight.transposed().product(gradient, &shape),
        }
    }

    /// `[outputs × inputs]`, from what [`Self::before_activation`] gives.
    pub(super) fn weight_gradient(&self, x: &CubeTensor, gradient: &CubeTensor) -> CubeTensor {
        let gradient = self.examples(gradient, self.outputs);
        let x = self.examples(x, self.inputs);
        let shape = [self.outputs * self.inputs];
        match self.layout {
            Layout::Rows => gradient.transposed().product(x, &shape),
            Layout::Columns => gradient.product(x.transposed(), &shape),
        }
    }

    /// `[outputs]`, from what [`Self::before_activation`] gives.
    pub(super) fn bias_gradient(&self, gradient: &CubeTensor) -> CubeTensor {
        match self.layout {
            Layout::Rows => sum_parts(gradient),
            Layout::Columns => sum_columns(gradient),
        }
    }
}
