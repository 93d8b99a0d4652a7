//! The kernels that only graphics cards have, as operations of Burn that take part in its automatic differentiation.

use super::depthwise::Depthwise;
use super::gru::{Gru, Trace};
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
pub(super) trait WebGpuKernels: Backend {
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
}

impl WebGpuKernels for Cube {
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
}

/// The places of tensors in the graph of what was computed, and their values.
fn taken_apart<C: CheckpointStrategy, const N: usize>(
    tensors: [FloatTensor<Autodiff<Cube, C>>; N],
) -> ([NodeGuard; N], [CubeTensor; N]) {
    let nodes = std::array::from_fn(|index| tensors[index].node());
    (nodes, tensors.map(|tensor| into_contiguous(tensor.into_primitive())))
}

impl<C: CheckpointStrategy> WebGpuKernels for Autodiff<Cube, C> {
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
