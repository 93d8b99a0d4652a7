//! Convolutions of the backbone's last layers, laid out for gradients: the channels come first and the batch behind
//! them, so a 1 × 1 convolution is one matrix product and nothing is copied between.

#[cfg(feature = "train")]
use crate::kernels::training::{self, Activation, Layout};
#[cfg(all(feature = "webgpu", feature = "train"))]
use crate::kernels::webgpu;
use burn::tensor::{Device, Tensor, TensorData};

/// The number of weights of one depthwise kernel, 3 × 3.
const NUM_TAPS: usize = 9;

/// A 1 × 1 convolution, W x + b.
///
/// # Shapes
/// - `x`: `[inputs, pixels]`
/// - `weight`: `[outputs × inputs]`, row by row
/// - `bias`: `[outputs]`
/// - returns: `[outputs, pixels]`
pub fn pointwise(x: Tensor<2>, weight: &Tensor<1>, bias: &Tensor<1>) -> Tensor<2> {
    #[cfg(feature = "train")]
    return training::dense(x, weight, bias, Layout::Columns, Activation::None);
    #[cfg(not(feature = "train"))]
    by_burn(x, weight, bias)
}

/// A 1 × 1 convolution with ReLU6 after it: see [`pointwise`].
pub fn pointwise_relu6(x: Tensor<2>, weight: &Tensor<1>, bias: &Tensor<1>) -> Tensor<2> {
    #[cfg(feature = "train")]
    return training::dense(x, weight, bias, Layout::Columns, Activation::Relu6);
    #[cfg(not(feature = "train"))]
    by_burn(x, weight, bias).clamp(0.0, 6.0)
}

/// The definition of [`pointwise`], which is all there is where nothing is trained.
#[cfg(any(test, not(feature = "train")))]
pub(super) fn by_burn(x: Tensor<2>, weight: &Tensor<1>, bias: &Tensor<1>) -> Tensor<2> {
    let (inputs, outputs) = (x.dims()[0], bias.dims()[0]);
    let weight: Tensor<2> = weight.clone().reshape([outputs, inputs]);
    weight.matmul(x) + bias.clone().reshape([outputs, 1])
}

/// A 3 × 3 convolution with a border of zeros, of each channel by itself, with ReLU6 after it.
///
/// On the CPU a channel's nine weights are spread over the matrix `[pixel in, pixel out]` that the convolution is, by a
/// product with a constant; so its gradients too are matrix products. Burn's depthwise convolution loops over groups
/// for its gradients, which takes longer than everything else together.
///
/// # Shapes
/// - `x`: `[channels, batch × side × side]`, as is the result
/// - `weight`: `[channels × 9]`
/// - `bias`: `[channels]`
pub fn depthwise(x: Tensor<2>, weight: &Tensor<1>, bias: &Tensor<1>, side: usize) -> Tensor<2> {
    #[cfg(all(feature = "webgpu", feature = "train"))]
    if webgpu::training::is_webgpu(&x.device()) {
        return webgpu::training::depthwise(x, weight, bias, side);
    }
    let [channels, columns] = x.dims();
    let pixels = side * side;
    let weight: Tensor<2> = weight.clone().reshape([channels, NUM_TAPS]);
    let spread = weight.matmul(places_of_taps(side, &x.device()));
    let x: Tensor<3> = x.reshape([channels, columns / pixels, pixels]);
    let x = x.matmul(spread.reshape([channels, pixels, pixels]));
    let x = x + bias.clone().reshape([channels, 1, 1]);
    x.clamp(0.0, 6.0).reshape([channels, columns])
}

/// 1 where a tap of the kernel leads from a pixel to a pixel: `[9, side⁴]`.
fn places_of_taps(side: usize, device: &Device) -> Tensor<2> {
    let pixels = side * side;
    let mut places = vec![0.0_f32; NUM_TAPS * pixels * pixels];
    for tap in 0..NUM_TAPS {
        for output in 0..pixels {
            // The kernel's middle lies on the output's own pixel.
            let row = output / side + tap / 3;
            let column = output % side + tap % 3;
            let inside = 1..=side;
            if inside.contains(&row) && inside.contains(&column) {
                let input = (row - 1) * side + column - 1;
                places[(tap * pixels + input) * pixels + output] = 1.0;
            }
        }
    }
    Tensor::from_data(TensorData::new(places, [NUM_TAPS, pixels * pixels]), device)
}
