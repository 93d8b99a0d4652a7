use super::super::{BLOCKS, BlockSpec, INPUT_SIDE, NUM_FEATURES, STEM_CHANNELS, same_padding};
use crate::kernels::Activation;
use crate::kernels::webgpu::{Hardware, Kernel};
use crate::kernels::webgpu::inference::{Average, Depthwise, MatrixForm, Pointwise, Stem};

/// A buffer of intermediate values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// The prepared picture, `[3, side, side]`.
    Picture,
    /// What goes into a block: those with even numbers have the first, the others the second.
    Map(usize),
    /// The output of an expanding convolution, and of the last one.
    Expanded,
    /// The output of a depthwise convolution.
    Filtered,
    /// The mean of the last convolution.
    Features,
    /// The classifier's output.
    Logits,
}

/// What a step computes.
#[derive(Debug, Clone, Copy)]
pub(super) enum Layer {
    Stem(Stem),
    Depthwise(Depthwise),
    Pointwise(Pointwise),
    Average(Average),
}

impl Layer {
    pub(super) fn kernel(&self, hardware: Hardware) -> Kernel {
        match self {
            Self::Stem(layer) => layer.kernel(),
            Self::Depthwise(layer) => layer.kernel(hardware),
            Self::Pointwise(layer) => layer.kernel(hardware),
            Self::Average(layer) => layer.kernel(),
        }
    }
}

/// One dispatch.
#[derive(Debug, Clone)]
pub(super) struct Step {
    /// The name of its weights, none for the mean.
    pub name: String,
    pub layer: Layer,
    pub from: Place,
    /// What is added to the output.
    pub residual: Option<Place>,
    pub to: Place,
}

/// All steps in their order; `form_of` tells the form in which the weights of that name are.
pub(super) fn steps(
    num_classes: Option<usize>,
    form_of: impl Fn(&str) -> MatrixForm,
) -> Vec<Step> {
    let mut side = INPUT_SIDE / 2;
    let stem = Layer::Stem(Stem { side: INPUT_SIDE, channels: STEM_CHANNELS });
    let mut steps = vec![step("stem", stem, Place::Picture, Place::Map(0))];
    for (index, block) in BLOCKS.iter().enumerate() {
        steps.extend(steps_of_block(index, block, &mut side, &form_of));
    }
    let num_pixels = side * side;
    let dense = |name: &str, num_pixels, inputs, outputs: usize, activation| {
        Layer::Pointwise(Pointwise {
            num_pixels,
            inputs,
            outputs: outputs.next_multiple_of(4),
            activation,
            has_residual: false,
            form: form_of(name),
        })
    };
    let last = BLOCKS[BLOCKS.len() - 1].out_channels;
    let head = dense("head", num_pixels, last, NUM_FEATURES, Activation::Relu6);
    steps.push(step("head", head, Place::Map(BLOCKS.len()), Place::Expanded));
    let average = Layer::Average(Average { num_pixels, channels: NUM_FEATURES });
    steps.push(step("", average, Place::Expanded, Place::Features));
    if let Some(num_classes) = num_classes {
        let classifier = dense("classifier", 1, NUM_FEATURES, num_classes, Activation::None);
        steps.push(step("classifier", classifier, Place::Features, Place::Logits));
    }
    steps
}

/// `side` is that of the block's input, and then of its output.
fn steps_of_block(
    index: usize,
    block: &BlockSpec,
    side: &mut usize,
    form_of: &impl Fn(&str) -> MatrixForm,
) -> Vec<Step> {
    let channels = block.expanded_channels();
    let name = |part: &str| format!("blocks.{index}.{part}");
    let mut steps = Vec::new();
    let mut from = Place::Map(index);
    if block.expansion > 1 {
        let expand = Pointwise {
            num_pixels: *side * *side,
            inputs: block.in_channels,
            outputs: channels,
            activation: Activation::Relu6,
            has_residual: false,
            form: form_of(&name("expand")),
        };
        steps.push(step(&name("expand"), Layer::Pointwise(expand), from, Place::Expanded));
        from = Place::Expanded;
    }
    let (before, after) = same_padding(block.kernel, block.stride);
    let (kernel, stride) = (block.kernel, block.stride);
    let depthwise = Depthwise { side: *side, channels, kernel, stride, before, after };
    *side = depthwise.out_side();
    steps.push(step(&name("depthwise"), Layer::Depthwise(depthwise), from, Place::Filtered));
    let project = Layer::Pointwise(Pointwise {
        num_pixels: *side * *side,
        inputs: channels,
        outputs: block.out_channels,
        activation: Activation::None,
        has_residual: block.is_residual(),
        form: form_of(&name("project")),
    });
    let project = step(&name("project"), project, Place::Filtered, Place::Map(index + 1));
    let residual = block.is_residual().then_some(Place::Map(index));
    steps.push(Step { residual, ..project });
    steps
}

fn step(name: &str, layer: Layer, from: Place, to: Place) -> Step {
    Step { name: name.to_owned(), layer, from, residual: None, to }
}
