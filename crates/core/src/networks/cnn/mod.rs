//! Two 3 × 3 convolutions with max-pooling, a dense layer of 64 units and the output, over 32 × 32 pixels.

mod explanation;

use super::{
    Architecture, ExplanationMethod, InputKind, Network, NetworkSize, PIXEL_SIDE, PIXELS, ParameterSpec,
    TrainingSettings,
};
use crate::error::Result;
use crate::format::Weights;
#[cfg(feature = "train")]
use crate::format::keras::KerasBuilder;
#[cfg(feature = "train")]
use crate::format::onnx::{GraphBuilder, integer};
use crate::operations::HeatMap;
#[cfg(feature = "burn")]
use crate::operations::{
    DropoutMask, conv_relu_pool, dense, dense_relu, drop_out, one_sigmoid_as_two_logits,
};
#[cfg(feature = "train")]
use crate::operations::{KerasLayers, OnnxLayers};
#[cfg(feature = "burn")]
use burn::tensor::Tensor;

/// The network that people are offered: convolutions without padding, and one sigmoid for two classes; 166,977
/// parameters for two classes.
pub const REFERENCE_CNN: Architecture = Architecture::new(&REFERENCE);

/// The network of the benchmarks: *same* padding and always a softmax; 282,250 parameters for ten classes.
pub const BENCH_CNN: Architecture = Architecture::new(&BENCH);

pub(super) const NETWORKS: &[&dyn Network] = &[&REFERENCE, &BENCH];

/// Channels of the two convolutions.
const CHANNELS: [usize; 2] = [32, 64];
const HIDDEN_UNITS: usize = 64;

static REFERENCE: Cnn =
    Cnn { id: "reference-cnn", padding: 0, has_sigmoid: true, is_offered: true };
static BENCH: Cnn = Cnn { id: "bench-cnn", padding: 1, has_sigmoid: false, is_offered: false };

struct Cnn {
    id: &'static str,
    /// Pixels of zeros around the input of each convolution.
    padding: usize,
    /// Whether one sigmoid tells two classes apart.
    has_sigmoid: bool,
    is_offered: bool,
}

impl Cnn {
    fn num_outputs(&self, num_classes: usize) -> usize {
        if self.has_sigmoid && num_classes == 2 { 1 } else { num_classes }
    }

    /// The shapes of both convolutions' weights.
    fn convolutions(&self) -> [[usize; 4]; 2] {
        let [first, second] = CHANNELS;
        [[first, 3, 3, 3], [second, first, 3, 3]]
    }

    /// Side of what comes out of both: 32 → 30 → 15 → 13 → 6 without padding, 32 → 16 → 8 with it.
    fn pooled_side(&self) -> usize {
        let convolved = |side: usize| (side + 2 * self.padding - 2) / 2;
        convolved(convolved(PIXEL_SIDE))
    }
}

impl Network for Cnn {
    fn id(&self) -> &'static str {
        self.id
    }

    fn is_offered(&self) -> bool {
        self.is_offered
    }

    fn input(&self) -> InputKind {
        PIXELS
    }

    fn parameters(&self, size: NetworkSize) -> Vec<ParameterSpec> {
        let [first, second] = self.convolutions();
        let pooled = CHANNELS[1] * self.pooled_side() * self.pooled_side();
        let outputs = self.num_outputs(size.num_classes);
        [
            ParameterSpec::layer("conv1.weight", "conv1.bias", &first),
            ParameterSpec::layer("conv2.weight", "conv2.bias", &second),
            ParameterSpec::layer("dense1.weight", "dense1.bias", &[HIDDEN_UNITS, pooled]),
            ParameterSpec::layer("dense2.weight", "dense2.bias", &[outputs, HIDDEN_UNITS]),
        ]
        .concat()
    }

    fn defaults(&self) -> TrainingSettings {
        TrainingSettings::reference()
    }

    #[cfg(feature = "burn")]
    fn forward(
        &self,
        num_classes: usize,
        parameters: &[Tensor<1>],
        input: Tensor<2>,
        dropout: Option<DropoutMask>,
    ) -> Tensor<2> {
        let [conv1, bias1, conv2, bias2, dense1, bias3, dense2, bias4] = super::arrays(parameters);
        let batch = input.dims()[0];
        let x = input.reshape([batch, 3, PIXEL_SIDE, PIXEL_SIDE]);
        let x = conv_relu_pool(x, conv1, bias1, self.padding);
        let x = conv_relu_pool(x, conv2, bias2, self.padding);
        let [_, channels, height, width] = x.dims();
        let x = x.reshape([batch, channels * height * width]);
        let x = drop_out(dense_relu(x, dense1, bias3), dropout);
        let z = dense(x, dense2, bias4);
        if self.num_outputs(num_classes) == 1 { one_sigmoid_as_two_logits(z) } else { z }
    }

    fn explanation_method(&self, _weights: &Weights) -> ExplanationMethod {
        ExplanationMethod::GradCam
    }

    fn map_of_pixels(
        &self,
        weights: &Weights,
        input: &[f32],
        num_classes: usize,
        class: usize,
    ) -> Result<HeatMap> {
        let outputs = self.num_outputs(num_classes);
        explanation::grad_cam(weights, self.padding, outputs, input, class)
    }

    #[cfg(feature = "train")]
    fn to_onnx(
        &self,
        graph: &mut GraphBuilder,
        layers: &OnnxLayers,
        _backbone: Option<&Weights>,
    ) -> Result<String> {
        let x = layers.conv_relu_pool(graph, "input", "conv1", self.padding)?;
        let x = layers.conv_relu_pool(graph, &x, "conv2", self.padding)?;
        let x = graph.node("Flatten", &[&x], "flat", vec![integer("axis", 1)]);
        let x = layers.dense(graph, &x, "dense1")?;
        let x = graph.node("Relu", &[&x], "dense1.relu", vec![]);
        layers.output(graph, &x, "dense2")
    }
    #[cfg(feature = "train")]
    fn to_keras(
        &self,
        model: &mut KerasBuilder,
        layers: &KerasLayers,
        _backbone: Option<&Weights>,
        input: &str,
    ) -> Result<String> {
        let [first, second] = self.convolutions();
        let x = layers.conv_relu_pool(model, input, "conv1", first, self.padding)?;
        let x = layers.conv_relu_pool(model, &x, "conv2", second, self.padding)?;
        let x = layers.dense_over_maps(model, &x, "dense1", self.pooled_side(), "relu")?;
        layers.output(model, &x, "dense2")
    }
}
