//! A convolution of each channel by itself with ReLU6 after it, and its gradients.
//!
//! Its definition is Burn's: [`crate::operations::depthwise`] on the CPU.

use super::kernel::{Shader, empty, reshaped, shader};
use super::product::{activation_gradient, sum_columns, sum_parts};
use crate::kernels::training::Activation;
use crate::kernels::webgpu::Size;
use burn::backend::wgpu::CubeTensor;

static CONVOLVE: &Shader = shader!("depthwise");
static WEIGHT_GRADIENT: &Shader = shader!("depthwise_weight_gradient");

/// The sizes of one call.
#[derive(Debug, Clone, Copy)]
pub(super) struct Depthwise {
    channels: usize,
    batch: usize,
    side: usize,
}

/// The gradients of a call.
pub(super) struct DepthwiseGradients {
    /// `[channels, batch × side × side]`
    pub(super) x: CubeTensor,
    /// `[channels × 9]`
    pub(super) weight: CubeTensor,
    /// `[channels]`
    pub(super) bias: CubeTensor,
}

impl Depthwise {
    pub(super) fn of(x: &CubeTensor, side: usize) -> Self {
        let [channels, pixels] = x.meta.shape().dims();
        Self { channels, batch: pixels / (side * side), side }
    }

    fn shape(&self) -> [usize; 2] {
        [self.channels, self.batch * self.side * self.side]
    }

    fn sizes(&self) -> [Size<'static>; 2] {
        [("HEIGHT", self.side), ("WIDTH", self.side)]
    }

    fn numbers(&self) -> [u32; 2] {
        [self.channels as u32, self.batch as u32]
    }

    /// # Shapes
    /// - `x`: `[channels, batch × side × side]`, as is the result
    /// - `weight`: `[channels × 9]`
    /// - `bias`: `[channels]`
    pub(super) fn forward(
        &self,
        x: &CubeTensor,
        weight: &CubeTensor,
        bias: &CubeTensor,
    ) -> CubeTensor {
        self.convolve(x, weight, Some(bias))
    }

    /// With a bias forwards, without one back.
    fn convolve(
        &self,
        x: &CubeTensor,
        weight: &CubeTensor,
        bias: Option<&CubeTensor>,
    ) -> CubeTensor {
        let y = empty(x, &self.shape());
        let mut sizes = self.sizes().to_vec();
        sizes.push(("IS_FORWARD", usize::from(bias.is_some())));
        let mut tensors = vec![x, weight, &y];
        tensors.extend(bias);
        CONVOLVE.launch(&sizes, &tensors, &self.numbers(), self.shape().iter().product());
        y
    }

    /// From the gradient of the output `y`.
    pub(super) fn backward(
        &self,
        gradient: CubeTensor,
        (x, weight, y): (&CubeTensor, &CubeTensor, &CubeTensor),
    ) -> DepthwiseGradients {
        let gradient = reshaped(activation_gradient(Activation::Relu6, gradient, y), &self.shape());
        let parts = empty(x, &[self.batch, self.channels * 9]);
        let tensors = [x, &gradient, &parts];
        let invocations = self.batch * self.channels * 9;
        WEIGHT_GRADIENT.launch(&self.sizes(), &tensors, &self.numbers(), invocations);
        DepthwiseGradients {
            x: self.convolve(&gradient, weight, None),
            weight: sum_parts(&parts),
            bias: sum_columns(&gradient),
        }
    }
}
