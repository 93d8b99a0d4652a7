//! A multilayer perceptron over the pixels: f(x) = σ(W₂ σ(W₁ x + b₁) + b₂).

use super::{
    Architecture, ExplanationMethod, InputKind, Network, NetworkSize, PIXELS, ParameterSpec, TrainingSettings,
};
#[cfg(feature = "train")]
use super::PIXEL_SIDE;
#[cfg(feature = "train")]
use crate::error::Result;
use crate::format::Weights;
#[cfg(feature = "train")]
use crate::format::keras::KerasBuilder;
#[cfg(feature = "train")]
use crate::format::onnx::{GraphBuilder, integer};
#[cfg(feature = "burn")]
use crate::operations::{DropoutMask, dense, drop_out, one_sigmoid_as_two_logits};
#[cfg(feature = "train")]
use crate::operations::{KerasLayers, OnnxLayers};
#[cfg(feature = "burn")]
use burn::tensor::{
    Tensor,
    activation::{log_sigmoid, sigmoid},
};

/// The multilayer perceptron.
pub const MLP: Architecture = Architecture::new(&Mlp);

pub(super) const NETWORKS: &[&dyn Network] = &[&Mlp];

const HIDDEN_UNITS: usize = 64;

struct Mlp;

/// Outputs of the last layer: one sigmoid tells two classes apart.
fn num_outputs(num_classes: usize) -> usize {
    if num_classes == 2 { 1 } else { num_classes }
}

impl Network for Mlp {
    fn id(&self) -> &'static str {
        "mlp"
    }

    fn input(&self) -> InputKind {
        PIXELS
    }

    fn parameters(&self, size: NetworkSize) -> Vec<ParameterSpec> {
        let (pixels, outputs) = (PIXELS.num_values(), num_outputs(size.num_classes));
        let hidden = ParameterSpec::layer("hidden.weight", "hidden.bias", &[HIDDEN_UNITS, pixels]);
        let output = ParameterSpec::layer("output.weight", "output.bias", &[outputs, HIDDEN_UNITS]);
        [hidden, output].concat()
    }

    fn defaults(&self) -> TrainingSettings {
        TrainingSettings { epochs: 20, ..TrainingSettings::reference() }
    }

    /// Several classes are given the logarithms of their sigmoids as logits.
    #[cfg(feature = "burn")]
    fn forward(
        &self,
        num_classes: usize,
        parameters: &[Tensor<1>],
        input: Tensor<2>,
        dropout: Option<DropoutMask>,
    ) -> Tensor<2> {
        let [hidden, hidden_bias, weight, bias] = super::arrays(parameters);
        let x = drop_out(sigmoid(dense(input, hidden, hidden_bias)), dropout);
        let z = dense(x, weight, bias);
        if num_outputs(num_classes) == 1 { one_sigmoid_as_two_logits(z) } else { log_sigmoid(z) }
    }

    fn explanation_method(&self, _weights: &Weights) -> ExplanationMethod {
        ExplanationMethod::Occlusion
    }

    #[cfg(feature = "train")]
    fn to_onnx(
        &self,
        graph: &mut GraphBuilder,
        layers: &OnnxLayers,
        _backbone: Option<&Weights>,
    ) -> Result<String> {
        let x = graph.node("Flatten", &["input"], "flat", vec![integer("axis", 1)]);
        let x = layers.dense(graph, &x, "hidden")?;
        let x = graph.node("Sigmoid", &[&x], "hidden.sigmoid", vec![]);
        let z = layers.output(graph, &x, "output")?;
        Ok(match num_outputs(layers.num_classes) {
            1 => z,
            _ => OnnxLayers::log_sigmoid(graph, &z),
        })
    }
    #[cfg(feature = "train")]
    fn to_keras(
        &self,
        model: &mut KerasBuilder,
        layers: &KerasLayers,
        _backbone: Option<&Weights>,
        input: &str,
    ) -> Result<String> {
        let x = layers.dense_over_maps(model, input, "hidden", PIXEL_SIDE, "sigmoid")?;
        match num_outputs(layers.num_classes) {
            1 => layers.output(model, &x, "output"),
            _ => layers.output_of_sigmoids(model, &x, "output"),
        }
    }
}
