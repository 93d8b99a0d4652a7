//! What Burn's CPU computes: kernels over the slices behind its tensors, which lie channels first.
//!
//! Sums are made in one order, so the same bits come out each time.

mod activation;
mod adam;
mod convolution;
mod dense;
mod loss;
mod product;
mod tile;

use super::{AdamRule, ConvolutionSize, Dense, DeviceKernels};
use burn::backend::flex::{FlexTensor, Layout};
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

    fn dense_forward(dense: &Dense, inputs: [&FlexTensor; 3]) -> FlexTensor {
        let [x, weight, bias] = inputs.map(values);
        tensor(dense.forward(x, weight, bias), &dense.shape(dense.outputs))
    }

    fn dense_back(
        dense: &Dense,
        mut gradient: FlexTensor,
        state: [&FlexTensor; 3],
        wanted: [bool; 3],
    ) -> [Option<FlexTensor>; 3] {
        let [x, weight, y] = state.map(values);
        activation::back(dense.activation, gradient.storage_mut(), y);
        let gradient = values(&gradient);
        let shape = dense.shape(dense.inputs);
        [
            wanted[0].then(|| tensor(dense.input_gradient(gradient, weight), &shape)),
            wanted[1].then(|| flat(dense.weight_gradient(x, gradient))),
            wanted[2].then(|| flat(dense.bias_gradient(gradient))),
        ]
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
    let layout = Layout::contiguous(Shape::from(shape.to_vec()));
    FlexTensor::new(Bytes::from_elems(values), layout, DType::F32)
}

fn flat(values: Vec<f32>) -> FlexTensor {
    let length = values.len();
    tensor(values, &[length])
}
