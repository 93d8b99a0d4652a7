//! Dense layers over columns with the activation that follows them, and their gradients.
//!
//! The products are Burn's. They are large, and in a browser kernels of our own took as long; natively Burn's have the
//! processor's widest vectors, and took a quarter of the time.

use super::activation::apply;
use super::values;
use crate::kernels::training::Dense;
use burn::backend::flex::FlexTensor;
use burn::backend::ops::FloatTensorOps;
use burn::backend::{Flex, Shape};

impl Dense {
    fn matrix(&self, weight: &FlexTensor) -> FlexTensor {
        Flex::float_reshape(weight.clone(), Shape::from([self.outputs, self.inputs]))
    }

    /// # Shapes
    /// - `x`: `[inputs, count]`
    /// - `weight`: `[outputs × inputs]`
    /// - `bias`: `[outputs]`
    /// - returns: `[outputs, count]`
    pub(super) fn forward_over_columns(
        &self,
        x: &FlexTensor,
        weight: &FlexTensor,
        bias: &[f32],
    ) -> FlexTensor {
        let mut y = Flex::float_matmul(self.matrix(weight), x.clone());
        let sums = y.storage_mut::<f32>();
        for (row, bias) in sums.chunks_exact_mut(self.count).zip(bias) {
            row.iter_mut().for_each(|sum| *sum += bias);
        }
        apply(self.activation, sums);
        y
    }

    /// The input's gradient, from that before the activation.
    pub(super) fn input_gradient_over_columns(
        &self,
        gradient: &FlexTensor,
        weight: &FlexTensor,
    ) -> FlexTensor {
        let weight = Flex::float_transpose(self.matrix(weight));
        Flex::float_matmul(weight, gradient.clone())
    }

    /// `[outputs × inputs]`, from the gradient before the activation.
    pub(super) fn weight_gradient_over_columns(
        &self,
        x: &FlexTensor,
        gradient: &FlexTensor,
    ) -> FlexTensor {
        let product = Flex::float_matmul(gradient.clone(), Flex::float_transpose(x.clone()));
        Flex::float_reshape(product, Shape::from([self.outputs * self.inputs]))
    }

    /// `[outputs]`, from the gradient before the activation.
    pub(super) fn bias_gradient_over_columns(&self, gradient: &FlexTensor) -> Vec<f32> {
        values(gradient).chunks_exact(self.count).map(|row| row.iter().sum()).collect()
    }
}
