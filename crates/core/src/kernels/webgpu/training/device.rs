//! What a graphics card computes of the operations that every device has kernels for.

use super::adam;
use super::convolution::Convolution;
use super::dense::Dense;
use super::loss::{cross_entropy, scaled};
use crate::kernels::training::{AdamRule, ConvolutionSize, Dense as DenseSizes, DeviceKernels};
use burn::backend::Cube;
use burn::backend::wgpu::CubeTensor;
use burn_cubecl::kernel::into_contiguous;

impl DeviceKernels for Cube {
    /// The input, and for each value of the result which of its window's four it was.
    type ConvolutionTrace = [CubeTensor; 2];

    fn contiguous(tensor: CubeTensor) -> CubeTensor {
        into_contiguous(tensor)
    }

    fn convolve(
        size: &ConvolutionSize,
        [x, weight, bias]: [&CubeTensor; 3],
    ) -> (CubeTensor, [CubeTensor; 2]) {
        let pooled = Convolution(size).forward(x, weight, bias);
        (pooled.values, [x.clone(), pooled.chosen])
    }

    fn convolve_back(
        size: &ConvolutionSize,
        gradient: CubeTensor,
        weight: &CubeTensor,
        [x, chosen]: &[CubeTensor; 2],
        wanted: [bool; 3],
    ) -> [Option<CubeTensor>; 3] {
        let convolution = Convolution(size);
        let spread = convolution.spread(&gradient, chosen);
        let of_x = wanted[0].then(|| convolution.input_gradient(&spread, weight));
        let others = (wanted[1] || wanted[2]).then(|| convolution.weight_gradients(x, &spread));
        let (of_weight, of_bias) = others.unzip();
        [of_x, of_weight, of_bias]
    }

    fn dense_forward(dense: &DenseSizes, [x, weight, bias]: [&CubeTensor; 3]) -> CubeTensor {
        Dense(dense).forward(x, weight, bias)
    }

    fn dense_back(
        dense: &DenseSizes,
        gradient: CubeTensor,
        [x, weight, y]: [&CubeTensor; 3],
        wanted: [bool; 3],
    ) -> [Option<CubeTensor>; 3] {
        let dense = Dense(dense);
        let gradient = dense.before_activation(gradient, y);
        [
            wanted[0].then(|| dense.input_gradient(&gradient, weight)),
            wanted[1].then(|| dense.weight_gradient(x, &gradient)),
            wanted[2].then(|| dense.bias_gradient(&gradient)),
        ]
    }

    fn loss(logits: &CubeTensor, targets: &CubeTensor) -> [CubeTensor; 2] {
        let loss = cross_entropy(logits, targets);
        [loss.sums, loss.gradient]
    }

    fn scaled(values: CubeTensor, factor: &CubeTensor, constant: f32) -> CubeTensor {
        scaled(&values, factor, constant)
    }

    fn adam_step(
        state: [CubeTensor; 3],
        gradient: &CubeTensor,
        rule: &AdamRule,
    ) -> [CubeTensor; 3] {
        adam::step(&state, gradient, rule)
    }
}
