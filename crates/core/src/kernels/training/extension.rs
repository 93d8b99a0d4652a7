//! The kernels as operations of Burn that take part in its automatic differentiation: written once, for every device
//! that has kernels of its own ([`DeviceKernels`]).

use super::{Activation, AdamRule, ConvolutionSize, Dense, Layout};
use burn::backend::autodiff::{
    checkpoint::{base::Checkpointer, strategy::CheckpointStrategy},
    grads::Gradients,
    ops::{Backward, NodeGuard, Ops, OpsKind},
};
use burn::backend::{Autodiff, Backend, TensorMetadata, backend_extension, tensor::FloatTensor};
use std::fmt::Debug;

/// Operations that kernels of our own compute.
///
/// [`super`] says of each what it is.
#[backend_extension(Flex: cfg(feature = "flex"), Cube: cfg(feature = "webgpu"), Autodiff)]
pub(super) trait TrainingKernels: Backend {
    fn conv_relu_pool(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        padding: usize,
    ) -> FloatTensor<Self>;

    fn dense(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        layout: Layout,
        activation: Activation,
    ) -> FloatTensor<Self>;

    fn cross_entropy(
        logits: FloatTensor<Self>,
        targets: FloatTensor<Self>,
        scale: f32,
    ) -> FloatTensor<Self>;
}

/// A step of the optimiser, of which nobody asks for gradients.
///
/// [`super`] says what it is.
#[backend_extension(Flex: cfg(feature = "flex"), Cube: cfg(feature = "webgpu"))]
pub(super) trait OptimizerKernels: Backend {
    fn adam(
        parameter: FloatTensor<Self>,
        first: FloatTensor<Self>,
        second: FloatTensor<Self>,
        gradient: FloatTensor<Self>,
        rule: AdamRule,
    ) -> (FloatTensor<Self>, FloatTensor<Self>, FloatTensor<Self>);
}

/// What a device computes. All tensors are contiguous.
pub(crate) trait DeviceKernels: Backend {
    /// What the gradients of a convolution need besides its weights.
    type ConvolutionTrace: Clone + Debug + Send + 'static;

    /// The tensor, its values in the order of its shape.
    fn contiguous(tensor: FloatTensor<Self>) -> FloatTensor<Self>;

    /// The result for `[x, weight, bias]`.
    fn convolve(
        size: &ConvolutionSize,
        inputs: [&FloatTensor<Self>; 3],
    ) -> (FloatTensor<Self>, Self::ConvolutionTrace);

    /// The gradients of those, where they are wanted, from that of the result.
    fn convolve_back(
        size: &ConvolutionSize,
        gradient: FloatTensor<Self>,
        weight: &FloatTensor<Self>,
        trace: &Self::ConvolutionTrace,
        wanted: [bool; 3],
    ) -> [Option<FloatTensor<Self>>; 3];

    /// The result for `[x, weight, bias]`.
    fn dense_forward(dense: &Dense, inputs: [&FloatTensor<Self>; 3]) -> FloatTensor<Self>;

    /// The gradients of those, where they are wanted, from that of the result; `state` is `[x, weight, result]`.
    fn dense_back(
        dense: &Dense,
        gradient: FloatTensor<Self>,
        state: [&FloatTensor<Self>; 3],
        wanted: [bool; 3],
    ) -> [Option<FloatTensor<Self>>; 3];

    /// The sums of a batch, `[2]`, and the gradient of the first of them, `[batch, classes]`.
    fn loss(logits: &FloatTensor<Self>, targets: &FloatTensor<Self>) -> [FloatTensor<Self>; 2];

    /// `values` times the first value of `factor`, times a constant.
    fn scaled(
        values: FloatTensor<Self>,
        factor: &FloatTensor<Self>,
        constant: f32,
    ) -> FloatTensor<Self>;

    /// A parameter array and its two moments after a step.
    fn adam_step(
        state: [FloatTensor<Self>; 3],
        gradient: &FloatTensor<Self>,
        rule: &AdamRule,
    ) -> [FloatTensor<Self>; 3];
}

fn convolution_size<B: DeviceKernels>(
    x: &FloatTensor<B>,
    bias: &FloatTensor<B>,
    padding: usize,
) -> ConvolutionSize {
    ConvolutionSize::new(x.shape().dims(), bias.shape().num_elements(), padding)
}

fn dense_size<B: DeviceKernels>(
    x: &FloatTensor<B>,
    bias: &FloatTensor<B>,
    layout: Layout,
    activation: Activation,
) -> Dense {
    Dense::new(x.shape().dims(), bias.shape().num_elements(), layout, activation)
}

/// The operations of a device, where nobody asks for gradients.
macro_rules! impl_without_gradients {
    ($device:ty) => {
        impl TrainingKernels for $device {
            fn conv_relu_pool(
                x: FloatTensor<Self>,
                weight: FloatTensor<Self>,
                bias: FloatTensor<Self>,
                padding: usize,
            ) -> FloatTensor<Self> {
                let [x, weight, bias] = [x, weight, bias].map(Self::contiguous);
                let size = convolution_size::<Self>(&x, &bias, padding);
                Self::convolve(&size, [&x, &weight, &bias]).0
            }

            fn dense(
                x: FloatTensor<Self>,
                weight: FloatTensor<Self>,
                bias: FloatTensor<Self>,
                layout: Layout,
                activation: Activation,
            ) -> FloatTensor<Self> {
                let [x, weight, bias] = [x, weight, bias].map(Self::contiguous);
                let dense = dense_size::<Self>(&x, &bias, layout, activation);
                Self::dense_forward(&dense, [&x, &weight, &bias])
            }

            fn cross_entropy(
                logits: FloatTensor<Self>,
                targets: FloatTensor<Self>,
                _scale: f32,
            ) -> FloatTensor<Self> {
                let [sums, _] = Self::loss(&Self::contiguous(logits), &Self::contiguous(targets));
                sums
            }
        }

        impl OptimizerKernels for $device {
            fn adam(
                parameter: FloatTensor<Self>,
                first: FloatTensor<Self>,
                second: FloatTensor<Self>,
                gradient: FloatTensor<Self>,
                rule: AdamRule,
            ) -> (FloatTensor<Self>, FloatTensor<Self>, FloatTensor<Self>) {
                let state = [parameter, first, second].map(Self::contiguous);
                let [parameter, first, second] =
                    Self::adam_step(state, &Self::contiguous(gradient), &rule);
                (parameter, first, second)
            }
        }
    };
}

#[cfg(feature = "flex")]
impl_without_gradients!(burn::backend::Flex);
#[cfg(feature = "webgpu")]
impl_without_gradients!(burn::backend::Cube);

/// The places of tensors in the graph of what was computed, and their values.
fn taken_apart<B: DeviceKernels, C: CheckpointStrategy, const N: usize>(
    tensors: [FloatTensor<Autodiff<B, C>>; N],
) -> ([NodeGuard; N], [FloatTensor<B>; N]) {
    let nodes = std::array::from_fn(|index| tensors[index].node());
    (nodes, tensors.map(|tensor| B::contiguous(tensor.into_primitive())))
}

impl<B: DeviceKernels, C: CheckpointStrategy> TrainingKernels for Autodiff<B, C> {
    fn conv_relu_pool(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        padding: usize,
    ) -> FloatTensor<Self> {
        let (nodes, [x, weight, bias]) = taken_apart::<B, C, 3>([x, weight, bias]);
        let size = convolution_size::<B>(&x, &bias, padding);
        let (y, trace) = B::convolve(&size, [&x, &weight, &bias]);
        let gradient = ConvolutionGradient(size);
        match Backward::<B, 3>::prepare::<C>(gradient, nodes).compute_bound().stateful() {
            OpsKind::Tracked(step) => step.finish((weight, trace), y),
            OpsKind::UnTracked(step) => step.finish(y),
        }
    }

    fn dense(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        layout: Layout,
        activation: Activation,
    ) -> FloatTensor<Self> {
        let (nodes, [x, weight, bias]) = taken_apart::<B, C, 3>([x, weight, bias]);
        let dense = dense_size::<B>(&x, &bias, layout, activation);
        let y = B::dense_forward(&dense, [&x, &weight, &bias]);
        let gradient = DenseGradient(dense);
        match Backward::<B, 3>::prepare::<C>(gradient, nodes).compute_bound().stateful() {
            OpsKind::Tracked(step) => step.finish([x, weight, y.clone()], y),
            OpsKind::UnTracked(step) => step.finish(y),
        }
    }

    fn cross_entropy(
        logits: FloatTensor<Self>,
        targets: FloatTensor<Self>,
        scale: f32,
    ) -> FloatTensor<Self> {
        // Only the logits' place counts: nobody asks for the targets' gradient.
        let ([node, _], [logits, targets]) = taken_apart::<B, C, 2>([logits, targets]);
        let [sums, of_first] = B::loss(&logits, &targets);
        let gradient = CrossEntropyGradient { scale };
        match Backward::<B, 1>::prepare::<C>(gradient, [node]).compute_bound().stateful() {
            OpsKind::Tracked(step) => step.finish(of_first, sums),
            OpsKind::UnTracked(step) => step.finish(sums),
        }
    }
}

#[derive(Debug)]
struct ConvolutionGradient(ConvolutionSize);

impl<B: DeviceKernels> Backward<B, 3> for ConvolutionGradient {
    type State = (FloatTensor<B>, B::ConvolutionTrace);

    fn backward(self, ops: Ops<Self::State, 3>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let (weight, trace) = &ops.state;
        let gradient = B::contiguous(gradients.consume::<B>(&ops.node));
        let wanted = ops.parents.each_ref().map(Option::is_some);
        let found = B::convolve_back(&self.0, gradient, weight, trace, wanted);
        register::<B, _, 3>(ops, gradients, found);
    }
}

#[derive(Debug)]
struct DenseGradient(Dense);

impl<B: DeviceKernels> Backward<B, 3> for DenseGradient {
    type State = [FloatTensor<B>; 3];

    fn backward(self, ops: Ops<Self::State, 3>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let gradient = B::contiguous(gradients.consume::<B>(&ops.node));
        let wanted = ops.parents.each_ref().map(Option::is_some);
        let found = B::dense_back(&self.0, gradient, ops.state.each_ref(), wanted);
        register::<B, _, 3>(ops, gradients, found);
    }
}

/// The gradient of the first of the two sums; the second, a number of pictures, has none.
#[derive(Debug)]
struct CrossEntropyGradient {
    scale: f32,
}

impl<B: DeviceKernels> Backward<B, 1> for CrossEntropyGradient {
    type State = FloatTensor<B>;

    fn backward(self, ops: Ops<Self::State, 1>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let gradient = B::contiguous(gradients.consume::<B>(&ops.node));
        let found = B::scaled(ops.state.clone(), &gradient, self.scale);
        register::<B, _, 1>(ops, gradients, [Some(found)]);
    }
}

/// Hands each gradient to its place, where somebody asks for it.
fn register<B: DeviceKernels, S, const N: usize>(
    ops: Ops<S, N>,
    gradients: &mut Gradients,
    found: [Option<FloatTensor<B>>; N],
) {
    for (place, gradient) in ops.parents.into_iter().zip(found) {
        if let (Some(place), Some(gradient)) = (place, gradient) {
            gradients.register::<B>(place.id, gradient);
        }
    }
}
