//! What Burn's CPU computes: kernels over the slices behind its tensors, which lie channels first.
//!
//! Sums are made in one order, so the same bits come out each time.

mod activation;
mod adam;
mod convolution;
mod dense;
mod loss;
mod pointwise;
mod product;
mod tile;

use super::{AdamRule, ConvolutionSize, Dense, DeviceKernels, Layout};
use burn::backend::flex::{FlexTensor, Layout as Strides};
use burn::backend::{Flex, Shape, TensorMetadata};
use burn::tensor::{Bytes, DType};
use convolution::Trace;

impl DeviceKernels for Flex {
    type ConvolutionTrace = Trace;

    fn contiguous(tensor: FlexTensor) -> FlexTensor {
        tensor.to_contiguous()
    }

    fn convolve(size: &ConvolutionSize, inputs: [&FlexTensor; 3]) -> (FlexTensor, Trace) {
        let [x, weight, bias] = inputs.map(values);
        let (y, trace) = size.forward(x, weight, bias);
        (tensor(y, &size.result()), trace)
    }

    fn convolve_back(
        size: &ConvolutionSize,
        gradient: FlexTensor,
        weight: &FlexTensor,
        trace: &Trace,
        wanted: [bool; 3],
    ) -> [Option<FlexTensor>; 3] {
        // Weights and biases are found together.
        let found = size.backward(values(&gradient), values(weight), trace, wanted[0]);
        let x = found.x.map(|x| tensor(x, &[size.batch, size.inputs, size.height, size.width]));
        [x, Some(flat(found.weight)), Some(flat(found.bias))]
    }

    fn dense_forward(dense: &Dense, [x, weight, bias]: [&FlexTensor; 3]) -> FlexTensor {
        match dense.layout {
            Layout::Rows => {
                let y = dense.forward(values(x), values(weight), values(bias));
                tensor(y, &dense.shape(dense.outputs))
            }
            Layout::Columns => dense.forward_over_columns(x, weight, values(bias)),
        }
    }

    fn dense_back(
        dense: &Dense,
        mut gradient: FlexTensor,
        [x, weight, y]: [&FlexTensor; 3],
        wanted: [bool; 3],
    ) -> [Option<FlexTensor>; 3] {
        activation::back(dense.activation, gradient.storage_mut(), values(y));
        let g = values(&gradient);
        match dense.layout {
            Layout::Rows => {
                let of_x =
                    || tensor(dense.input_gradient(g, values(weight)), &dense.shape(dense.inputs));
                let of_weight = || flat(dense.weight_gradient(values(x), g));
                let of_bias = || flat(dense.bias_gradient(g));
                [wanted[0].then(of_x), wanted[1].then(of_weight), wanted[2].then(of_bias)]
            }
            Layout::Columns => {
                let of_x = || dense.input_gradient_over_columns(&gradient, weight);
                let of_weight = || dense.weight_gradient_over_columns(x, &gradient);
                let of_bias = || flat(dense.bias_gradient_over_columns(&gradient));
                [wanted[0].then(of_x), wanted[1].then(of_weight), wanted[2].then(of_bias)]
            }
        }
    }

    fn loss(logits: &FlexTensor, targets: &FlexTensor) -> [FlexTensor; 2] {
        let shape: [usize; 2] = logits.shape().dims();
        let loss = loss::cross_entropy(values(logits), values(targets), shape[1]);
        [flat(loss.sums.to_vec()), tensor(loss.gradient, &shape)]
    }

    fn scaled(mut scaled: FlexTensor, factor: &FlexTensor, constant: f32) -> FlexTensor {
        let factor = values(factor)[0] * constant;
        scaled.storage_mut::<f32>().iter_mut().for_each(|value| *value *= factor);
        scaled
    }

    /// In place where nobody else holds the arrays: what is kept elsewhere, such as the best parameters, is copied first.
    fn adam_step(
        mut state: [FlexTensor; 3],
        gradient: &FlexTensor,
        rule: &AdamRule,
    ) -> [FlexTensor; 3] {
        let arrays = state.each_mut().map(|array| array.storage_mut::<f32>());
        adam::step(arrays, values(gradient), rule);
        state
    }
}

fn values(tensor: &FlexTensor) -> &[f32] {
    tensor.storage()
}

fn tensor(values: Vec<f32>, shape: &[usize]) -> FlexTensor {
    let strides = Strides::contiguous(Shape::from(shape.to_vec()));
    FlexTensor::new(Bytes::from_elems(values), strides, DType::F32)
}

fn flat(values: Vec<f32>) -> FlexTensor {
    let length = values.len();
    tensor(values, &[length])
}
