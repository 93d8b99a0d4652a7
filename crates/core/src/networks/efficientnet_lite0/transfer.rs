//! Transfer learning: a head over the pooled features of EfficientNet-Lite0, which stays as it is.

#[cfg(feature = "train")]
use super::convolutions::required;
use super::{Layer, head};
use crate::error::Result;
use crate::format::Weights;
#[cfg(feature = "train")]
use crate::format::{keras::KerasBuilder, onnx::GraphBuilder};
use crate::networks::{
    Architecture, ExplanationMethod, InputKind, Network, NetworkSize, ParameterSpec, Schedule,
    TrainingSettings,
};
#[cfg(feature = "burn")]
use crate::operations::DropoutMask;
#[cfg(feature = "train")]
use crate::operations::{KerasLayers, OnnxLayers};
use crate::operations::{FeatureMaps, HeatMap};
#[cfg(feature = "burn")]
use burn::tensor::Tensor;

/// A linear layer, or one hidden layer, over the pooled features of EfficientNet-Lite0.
pub const TRANSFER: Architecture = Architecture::new(&Transfer);

pub(super) struct Transfer;

impl Network for Transfer {
    fn id(&self) -> &'static str {
        "transfer"
    }

    fn input(&self) -> InputKind {
        InputKind::Backbone(Layer::Features)
    }

    fn parameters(&self, size: NetworkSize) -> Vec<ParameterSpec> {
        head::parameters(size)
    }

    /// The least loss of 36 combinations, by five folds within the 150 training pictures of the flowers.
    fn defaults(&self) -> TrainingSettings {
        TrainingSettings {
            epochs: 100,
            batch_size: 16,
            learning_rate: 4e-3,
            schedule: Schedule::Cosine,
            weight_decay: 0.5,
            class_weights: true,
            ..TrainingSettings::reference()
        }
    }

    fn own_settings(&self) -> &'static [&'static str] {
        &["hiddenUnits", "augmentation.variants"]
    }

    #[cfg(feature = "burn")]
    fn forward(
        &self,
        _num_classes: usize,
        parameters: &[Tensor<1>],
        input: Tensor<2>,
        dropout: Option<DropoutMask>,
    ) -> Tensor<2> {
        head::forward(parameters, input, dropout)
    }

    fn explanation_method(&self, weights: &Weights) -> ExplanationMethod {
        head::explanation_method(weights)
    }

    fn map_of_features(
        &self,
        weights: &Weights,
        features: &FeatureMaps,
        num_classes: usize,
        class: usize,
    ) -> Result<HeatMap> {
        head::map_of_features(weights, features, num_classes, class)
    }

    #[cfg(feature = "train")]
    fn to_onnx(
        &self,
        graph: &mut GraphBuilder,
        layers: &OnnxLayers,
        backbone: Option<&Weights>,
    ) -> Result<String> {
        let features = super::onnx::add_features(graph, required(backbone)?)?;
        head::to_onnx(graph, layers, &features)
    }
    #[cfg(feature = "train")]
    fn to_keras(
        &self,
        model: &mut KerasBuilder,
        layers: &KerasLayers,
        backbone: Option<&Weights>,
        input: &str,
    ) -> Result<String> {
        let features = super::keras::add_features(model, required(backbone)?, input)?;
        head::to_keras(model, layers, &features)
    }
}
