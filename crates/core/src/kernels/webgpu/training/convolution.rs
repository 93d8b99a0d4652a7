//! The convolution of the small networks with what follows it, and its gradients.
//!
//! Its definition is Burn's: [`crate::operations::conv_relu_pool`] on the CPU.

use super::kernel::{Shader, empty, empty_of, shader};
use super::per_hardware::PerHardware;
use super::product::sum_parts;
use crate::kernels::training::ConvolutionSize;
use crate::kernels::webgpu::Size;
use burn::backend::DType;
use burn::backend::wgpu::CubeTensor;
use std::ops::Deref;

static FORWARD: &Shader = shader!("convolve_relu_pool");
static SPREAD: &Shader = shader!("spread_gradient");
static BACK: &Shader = shader!("convolve_back");
static WEIGHT_GRADIENT: &Shader = shader!("convolve_weight_gradient");

/// The weight gradient is summed in so many parts, where there are rows enough. With one a graphics card idles (9.7 ms
/// on an H200, 0.06 ms with 128), with 512 adding them up takes longer than making them. A processor that plays one has
/// enough to do with a part for each picture.
const PARTS_WANTED: PerHardware = PerHardware { card: 128, processor: 1 };

/// A call of these sizes.
pub(super) struct Convolution<'a>(pub(super) &'a ConvolutionSize);

impl Deref for Convolution<'_> {
    type Target = ConvolutionSize;

    fn deref(&self) -> &ConvolutionSize {
        self.0
    }
}

/// The result, and for each value which of the window's four it was.
pub(super) struct Pooled {
    pub(super) values: CubeTensor,
    pub(super) chosen: CubeTensor,
}

impl Convolution<'_> {
    fn sizes(&self) -> Vec<Size<'static>> {
        let (out_height, out_width) = self.convolved();
        vec![
            ("INPUTS", self.inputs),
            ("HEIGHT", self.height),
            ("WIDTH", self.width),
            ("CHANNELS", self.channels),
            ("OUT_HEIGHT", out_height),
            ("OUT_WIDTH", out_width),
            ("PADDING", self.padding),
        ]
    }

    /// # Shapes
    /// - `x`: `[batch, inputs, height, width]`
    /// - `weight`: `[channels × inputs × 9]`
    /// - `bias`: `[channels]`
    /// - returns: `[batch, channels, height', width']`, both
    pub(super) fn forward(&self, x: &CubeTensor, weight: &CubeTensor, bias: &CubeTensor) -> Pooled {
        let (height, width) = self.pooled();
        let shape = self.result();
        let (values, chosen) = (empty(x, &shape), empty_of(x, &shape, DType::U32));
        let mut sizes = self.sizes();
        sizes.extend([("POOLED_HEIGHT", height), ("POOLED_WIDTH", width)]);
        let invocations = self.batch * self.channels.div_ceil(4) * height * width;
        let tensors = [x, weight, bias, &values, &chosen];
        FORWARD.launch(&sizes, &tensors, &[self.batch as u32], invocations);
        Pooled { values, chosen }
    }

    /// The gradient of the convolution itself, before ReLU and pooling: `[batch, channels, height, width]`.
    pub(super) fn spread(&self, gradient: &CubeTensor, chosen: &CubeTensor) -> CubeTensor {
        let (height, width) = self.convolved();
        let (pooled_height, pooled_width) = self.pooled();
        let spread = empty(gradient, &[self.batch, self.channels, height, width]);
        let sizes = [
            ("HEIGHT", height),
            ("WIDTH", width),
            ("POOLED_HEIGHT", pooled_height),
            ("POOLED_WIDTH", pooled_width),
        ];
        let maps = self.batch * self.channels;
        let invocations = maps * height.div_ceil(2) * width.div_ceil(2);
        SPREAD.launch(&sizes, &[gradient, chosen, &spread], &[maps as u32], invocations);
        spread
    }

    /// The gradient of the input, from what [`Self::spread`] gives: `[batch, inputs, height, width]`.
    pub(super) fn input_gradient(&self, spread: &CubeTensor, weight: &CubeTensor) -> CubeTensor {
        let result = empty(spread, &[self.batch, self.inputs, self.height, self.width]);
        let tiles = self.height.div_ceil(2) * self.width.div_ceil(2);
        let invocations = self.batch * self.inputs.div_ceil(4) * tiles;
        let tensors = [spread, weight, &result];
        BACK.launch(&self.sizes(), &tensors, &[self.batch as u32], invocations);
        result
    }

    /// The gradients of the weights and of the biases, from what [`Self::spread`] gives.
    ///
    /// # Shapes
    /// Returns `[channels × inputs × 9]` and `[channels]`.
    pub(super) fn weight_gradients(
        &self,
        x: &CubeTensor,
        spread: &CubeTensor,
    ) -> (CubeTensor, CubeTensor) {
        let (height, width) = self.convolved();
        let of_a_part = self.inputs * self.channels.div_ceil(4);
        let bands_wanted = PARTS_WANTED.here().div_ceil(self.batch);
        let rows_at_once = height.div_ceil(bands_wanted).max(2);
        let parts = self.batch * height.div_ceil(rows_at_once);
        let num_weights = self.channels * self.inputs * 9;
        let weights = empty(x, &[parts, num_weights]);
        let biases = empty(x, &[parts, self.channels]);
        let mut sizes = self.sizes();
        let has_tail = !width.is_multiple_of(4);
        sizes.extend([("ROWS_AT_ONCE", rows_at_once), ("HAS_TAIL", usize::from(has_tail))]);
        let tensors = [x, spread, &weights, &biases];
        WEIGHT_GRADIENT.launch(&sizes, &tensors, &[self.batch as u32], parts * of_a_part);
        (sum_parts(&weights), sum_parts(&biases))
    }
}
