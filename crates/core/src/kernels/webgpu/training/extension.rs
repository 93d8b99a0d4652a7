//! The kernels as operations of Burn that take part in its automatic differentiation.

use super::convolution::Convolution;
use super::dense::{Dense, Layout};
use super::depthwise::Depthwise;
use super::gru::{Gru, Trace};
use super::loss::{cross_entropy, scaled};
use super::product::Activation;
use burn::backend::autodiff::{
    NodeId,
    checkpoint::{base::Checkpointer, strategy::CheckpointStrategy},
    grads::Gradients,
    ops::{Backward, NodeGuard, Ops, OpsKind},
};
use burn::backend::wgpu::CubeTensor;
use burn::backend::{Autodiff, Backend, Cube, backend_extension, tensor::FloatTensor};
use burn_cubecl::kernel::into_contiguous;

/// Operations that WebGPU computes with kernels of our own.
///
/// [`super`] says of each what it is.
#[backend_extension(Cube, Autodiff)]
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

    fn depthwise(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        side: usize,
    ) -> FloatTensor<Self>;

    fn gru(
        from_rows: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        num_rows: usize,
    ) -> FloatTensor<Self>;

    fn cross_entropy(
        logits: FloatTensor<Self>,
        targets: FloatTensor<Self>,
        scale: f32,
    ) -> FloatTensor<Self>;
}

impl TrainingKernels for Cube {
    fn conv_relu_pool(
        x: CubeTensor,
        weight: CubeTensor,
        bias: CubeTensor,
        padding: usize,
    ) -> CubeTensor {
        let [x, weight, bias] = [x, weight, bias].map(into_contiguous);
        Convolution::of(&x, &bias, padding).forward(&x, &weight, &bias).values
    }

    fn dense(
        x: CubeTensor,
        weight: CubeTensor,
        bias: CubeTensor,
        layout: Layout,
        activation: Activation,
    ) -> CubeTensor {
        let [x, weight, bias] = [x, weight, bias].map(into_contiguous);
        Dense::of(&x, &bias, layout, activation).forward(&x, &weight, &bias)
    }

    fn depthwise(x: CubeTensor, weight: CubeTensor, bias: CubeTensor, side: usize) -> CubeTensor {
        let [x, weight, bias] = [x, weight, bias].map(into_contiguous);
        Depthwise::of(&x, side).forward(&x, &weight, &bias)
    }

    fn gru(
        from_rows: CubeTensor,
        weight: CubeTensor,
        bias: CubeTensor,
        num_rows: usize,
    ) -> CubeTensor {
        let [from_rows, weight, bias] = [from_rows, weight, bias].map(into_contiguous);
        Gru::of(&from_rows, &bias, num_rows).forward(&from_rows, &weight, &bias).0
    }

    fn cross_entropy(logits: CubeTensor, targets: CubeTensor, _scale: f32) -> CubeTensor {
        cross_entropy(&into_contiguous(logits), &into_contiguous(targets)).sums
    }
}

/// The places of tensors in the graph of what was computed, and their values.
fn taken_apart<C: CheckpointStrategy, const N: usize>(
    tensors: [FloatTensor<Autodiff<Cube, C>>; N],
) -> ([NodeGuard; N], [CubeTensor; N]) {
    let nodes = std::array::from_fn(|index| tensors[index].node());
    (nodes, tensors.map(|tensor| into_contiguous(tensor.into_primitive())))
}

impl<C: CheckpointStrategy> TrainingKernels for Autodiff<Cube, C> {
    fn conv_relu_pool(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        padding: usize,
    ) -> FloatTensor<Self> {
        let (nodes, [x, weight, bias]) = taken_apart::<C, 3>([x, weight, bias]);
        let convolution = Convolution::of(&x, &bias, padding);
        let pooled = convolution.forward(&x, &weight, &bias);
        match ConvolutionGradient(convolution).prepare::<C>(nodes).compute_bound().stateful() {
            OpsKind::Tracked(step) => step.finish((x, weight, pooled.chosen), pooled.values),
            OpsKind::UnTracked(step) => step.finish(pooled.values),
        }
    }

    fn dense(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        layout: Layout,
        activation: Activation,
    ) -> FloatTensor<Self> {
        let (nodes, [x, weight, bias]) = taken_apart::<C, 3>([x, weight, bias]);
        let dense = Dense::of(&x, &bias, layout, activation);
        let y = dense.forward(&x, &weight, &bias);
        match DenseGradient(dense).prepare::<C>(nodes).compute_bound().stateful() {
            OpsKind::Tracked(step) => step.finish((x, weight, y.clone()), y),
            OpsKind::UnTracked(step) => step.finish(y),
        }
    }

    fn depthwise(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        side: usize,
    ) -> FloatTensor<Self> {
        let (nodes, [x, weight, bias]) = taken_apart::<C, 3>([x, weight, bias]);
        let depthwise = Depthwise::of(&x, side);
        let y = depthwise.forward(&x, &weight, &bias);
        match DepthwiseGradient(depthwise).prepare::<C>(nodes).compute_bound().stateful() {
            OpsKind::Tracked(step) => step.finish((x, weight, y.clone()), y),
            OpsKind::UnTracked(step) => step.finish(y),
        }
    }

    fn gru(
        from_rows: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        num_rows: usize,
    ) -> FloatTensor<Self> {
        let (nodes, [from_rows, weight, bias]) = taken_apart::<C, 3>([from_rows, weight, bias]);
        let gru = Gru::of(&from_rows, &bias, num_rows);
        let (last, trace) = gru.forward(&from_rows, &weight, &bias);
        match GruGradient(gru).prepare::<C>(nodes).compute_bound().stateful() {
            OpsKind::Tracked(step) => step.finish((weight, trace), last),
            OpsKind::UnTracked(step) => step.finish(last),
        }
    }

    fn cross_entropy(
        logits: FloatTensor<Self>,
        targets: FloatTensor<Self>,
        scale: f32,
    ) -> FloatTensor<Self> {
        // Only the logits' place counts: nobody asks for the targets' gradient.
        let ([node, _], [logits, targets]) = taken_apart::<C, 2>([logits, targets]);
        let loss = cross_entropy(&logits, &targets);
        match (CrossEntropyGradient { scale }).prepare::<C>([node]).compute_bound().stateful() {
            OpsKind::Tracked(step) => step.finish(loss.gradient, loss.sums),
            OpsKind::UnTracked(step) => step.finish(loss.sums),
        }
    }
}

#[derive(Debug)]
struct ConvolutionGradient(Convolution);

impl Backward<Cube, 3> for ConvolutionGradient {
    type State = (CubeTensor, CubeTensor, CubeTensor);

    fn backward(self, ops: Ops<Self::State, 3>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let Self(convolution) = self;
        let [of_x, of_weight, of_bias] = ops.parents;
        let (x, weight, chosen) = ops.state;
        let gradient = into_contiguous(gradients.consume::<Cube>(&ops.node));
        let spread = convolution.spread(&gradient, &chosen);
        if let Some(node) = of_x {
            gradients.register::<Cube>(node.id, convolution.input_gradient(&spread, &weight));
        }
        if of_weight.is_some() || of_bias.is_some() {
            let (of_weights, of_biases) = convolution.weight_gradients(&x, &spread);
            if let Some(node) = of_weight {
                gradients.register::<Cube>(node.id, of_weights);
            }
            if let Some(node) = of_bias {
                gradients.register::<Cube>(node.id, of_biases);
            }
        }
    }
}

#[derive(Debug)]
struct DenseGradient(Dense);

impl Backward<Cube, 3> for DenseGradient {
    type State = (CubeTensor, CubeTensor, CubeTensor);

    fn backward(self, ops: Ops<Self::State, 3>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let Self(dense) = self;
        let [of_x, of_weight, of_bias] = ops.parents;
        let (x, weight, y) = ops.state;
        let gradient = into_contiguous(gradients.consume::<Cube>(&ops.node));
        let gradient = dense.before_activation(gradient, &y);
        if let Some(node) = of_x {
            gradients.register::<Cube>(node.id, dense.input_gradient(&gradient, &weight));
        }
        if let Some(node) = of_weight {
            gradients.register::<Cube>(node.id, dense.weight_gradient(&x, &gradient));
        }
        if let Some(node) = of_bias {
            gradients.register::<Cube>(node.id, dense.bias_gradient(&gradient));
        }
    }
}

#[derive(Debug)]
struct DepthwiseGradient(Depthwise);

impl Backward<Cube, 3> for DepthwiseGradient {
    type State = (CubeTensor, CubeTensor, CubeTensor);

    fn backward(self, ops: Ops<Self::State, 3>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let Self(depthwise) = self;
        let (x, weight, y) = ops.state;
        let gradient = into_contiguous(gradients.consume::<Cube>(&ops.node));
        let found = depthwise.backward(gradient, (&x, &weight, &y));
        register(
            gradients,
            ops.parents.map(|node| node.map(|node| node.id)),
            [found.x, found.weight, found.bias],
        );
    }
}

#[derive(Debug)]
struct GruGradient(Gru);

impl Backward<Cube, 3> for GruGradient {
    type State = (CubeTensor, Trace);

    fn backward(self, ops: Ops<Self::State, 3>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let Self(gru) = self;
        let (weight, trace) = ops.state;
        let gradient = into_contiguous(gradients.consume::<Cube>(&ops.node));
        let found = gru.backward(&gradient, &weight, &trace);
        register(
            gradients,
            ops.parents.map(|node| node.map(|node| node.id)),
            [found.from_rows, found.weight, found.bias],
        );
    }
}

/// The gradient of the first of the two sums; the second, a number of pictures, has none.
#[derive(Debug)]
struct CrossEntropyGradient {
    scale: f32,
}

impl Backward<Cube, 1> for CrossEntropyGradient {
    type State = CubeTensor;

    fn backward(self, ops: Ops<Self::State, 1>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let gradient = into_contiguous(gradients.consume::<Cube>(&ops.node));
        register(
            gradients,
            ops.parents.map(|node| node.map(|node| node.id)),
            [scaled(&ops.state, &gradient, self.scale)],
        );
    }
}

/// Hands each gradient to its place, where somebody asks for it.
fn register<const N: usize>(
    gradients: &mut Gradients,
    places: [Option<NodeId>; N],
    found: [CubeTensor; N],
) {
    for (place, gradient) in places.into_iter().zip(found) {
        if let Some(place) = place {
            gradients.register::<Cube>(place, gradient);
        }
    }
}
