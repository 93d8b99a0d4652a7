//! A gated recurrent unit over the rows of the picture (K. Cho et al., arXiv:1406.1078), and a dense layer over its
//! last state.

use super::{
    Architecture, ExplanationMethod, InputKind, Network, NetworkSize, PIXEL_SIDE, PIXELS, ParameterSpec,
    TrainingSettings,
};
#[cfg(feature = "train")]
use crate::error::Result;
use crate::format::Weights;
#[cfg(feature = "train")]
use crate::format::onnx::GraphBuilder;
#[cfg(feature = "burn")]
use crate::operations::{DropoutMask, GruParameters, dense, drop_out, gru_over_rows};
#[cfg(feature = "train")]
use crate::operations::OnnxLayers;
#[cfg(feature = "burn")]
use burn::tensor::Tensor;

/// The recurrent network.
pub const GRU: Architecture = Architecture::new(&Gru);

pub(super) const NETWORKS: &[&dyn Network] = &[&Gru];

const HIDDEN_UNITS: usize = 64;

struct Gru;

impl Network for Gru {
    fn id(&self) -> &'static str {
        "recurrent"
    }

    fn input(&self) -> InputKind {
        PIXELS
    }

    fn parameters(&self, size: NetworkSize) -> Vec<ParameterSpec> {
        let gates = 3 * HIDDEN_UNITS;
        let from_rows =
            ParameterSpec::layer("gru.weight_ih", "gru.bias_ih", &[gates, 3 * PIXEL_SIDE]);
        let from_hidden =
            ParameterSpec::layer("gru.weight_hh", "gru.bias_hh", &[gates, HIDDEN_UNITS]);
        let output =
            ParameterSpec::layer("output.weight", "output.bias", &[size.num_classes, HIDDEN_UNITS]);
        [from_rows, from_hidden, output].concat()
    }

    fn defaults(&self) -> TrainingSettings {
        TrainingSettings { epochs: 20, ..TrainingSettings::reference() }
    }

    #[cfg(feature = "burn")]
    fn forward(
        &self,
        _num_classes: usize,
        parameters: &[Tensor<1>],
        input: Tensor<2>,
        dropout: Option<DropoutMask>,
    ) -> Tensor<2> {
        let [weight_ih, bias_ih, weight_hh, bias_hh, weight, bias] = super::arrays(parameters);
        let batch = input.dims()[0];
        let pictures: Tensor<4> = input.reshape([batch, 3, PIXEL_SIDE, PIXEL_SIDE]);
        let gru = GruParameters { weight_ih, bias_ih, weight_hh, bias_hh };
        dense(drop_out(gru_over_rows(pictures, gru), dropout), weight, bias)
    }

    /// The GRU of TensorFlow.js resets its state before the matrix product, this one behind it.
    fn has_keras_form(&self) -> bool {
        false
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
        let x = layers.gru_over_rows(graph, PIXEL_SIDE)?;
        layers.output(graph, &x, "output")
    }
}
