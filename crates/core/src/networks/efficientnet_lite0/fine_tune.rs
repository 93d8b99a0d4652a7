//! Fine-tuning: transfer learning whose backbone learns along from its last block on.
//!
//! Eight arrays begin with the backbone's own weights. Batch normalisation is folded into them, so nothing depends on
//! what else is in a batch; what is left of it, a bias for each channel, is trained.

#[cfg(feature = "train")]
use super::convolutions::tuned;
#[cfg(feature = "burn")]
use super::transfer::Transfer;
#[cfg(feature = "burn")]
use super::unfrozen::{unfrozen_features, unfrozen_map};
use super::{BLOCKS, Layer, NUM_FEATURES, TRANSFER, UNFROZEN_BLOCK, head};
use crate::error::Result;
use crate::format::Weights;
#[cfg(feature = "train")]
use crate::format::{keras::KerasBuilder, onnx::GraphBuilder};
use crate::networks::{
    Architecture, ExplanationMethod, InputKind, Network, NetworkSize, ParameterSpec,
    TrainingSettings,
};
#[cfg(feature = "burn")]
use crate::networks::FrozenPhase;
#[cfg(feature = "burn")]
use crate::operations::DropoutMask;
#[cfg(feature = "train")]
use crate::operations::{KerasLayers, OnnxLayers};
use crate::operations::{FeatureMaps, HeatMap};
#[cfg(feature = "burn")]
use burn::tensor::Tensor;

/// Transfer, whose backbone learns along from its last block on.
pub const FINE_TUNE: Architecture = Architecture::new(&FineTune);

/// Number of arrays of [`FINE_TUNE`], the first ones, that are the backbone's.
pub const NUM_UNFROZEN: usize = 8;

/// Pictures that go through unfrozen convolutions at once: what is kept of each for its gradients takes a few
/// megabytes.
const AT_ONCE: usize = 16;

pub(super) struct FineTune;

fn unfrozen_parameters() -> Vec<ParameterSpec> {
    let block = BLOCKS[UNFROZEN_BLOCK];
    let (inputs, expanded, outputs) =
        (block.in_channels, block.expanded_channels(), block.out_channels);
    let layer = ParameterSpec::layer;
    [
        layer("blocks.15.expand.weight", "blocks.15.expand.bias", &[expanded, inputs, 1, 1]),
        layer("blocks.15.depthwise.weight", "blocks.15.depthwise.bias", &[expanded, 1, 3, 3]),
        layer("blocks.15.project.weight", "blocks.15.project.bias", &[outputs, expanded, 1, 1]),
        layer("head.weight", "head.bias", &[NUM_FEATURES, outputs, 1, 1]),
    ]
    .concat()
}

impl Network for FineTune {
    fn id(&self) -> &'static str {
        "fine-tune"
    }

    fn input(&self) -> InputKind {
        InputKind::Backbone(Layer::Activations)
    }

    fn parameters(&self, size: NetworkSize) -> Vec<ParameterSpec> {
        [unfrozen_parameters(), head::parameters(size)].concat()
    }

    /// The settings of transfer, with epochs and a backbone rate that were measured.
    ///
    /// On the flowers (two seeds) backbone rates of 1e-5 and 3e-5 keep transfer's 88.5 %, 1e-4 falls to 86.5 %: there
    /// it learns 150 pictures by heart.
    fn defaults(&self) -> TrainingSettings {
        TrainingSettings { epochs: 60, frozen_epochs: 50, ..TRANSFER.defaults() }
    }

    fn own_settings(&self) -> &'static [&'static str] {
        &["hiddenUnits", "augmentation.variants", "frozenEpochs", "backboneLearningRate"]
    }

    fn max_inputs_at_once(&self) -> usize {
        AT_ONCE
    }

    #[cfg(feature = "burn")]
    fn frozen_phase(&self) -> Option<FrozenPhase> {
        Some(FrozenPhase {
            num_frozen: NUM_UNFROZEN,
            rest: &Transfer,
            features: unfrozen_features,
        })
    }

    #[cfg(feature = "burn")]
    fn forward(
        &self,
        _num_classes: usize,
        parameters: &[Tensor<1>],
        input: Tensor<2>,
        dropout: Option<DropoutMask>,
    ) -> Tensor<2> {
        let (unfrozen, head) = parameters.split_at(NUM_UNFROZEN);
        head::forward(head, unfrozen_features(unfrozen, input), dropout)
    }

    fn explanation_method(&self, weights: &Weights) -> ExplanationMethod {
        head::explanation_method(weights)
    }

    #[cfg(feature = "burn")]
    fn feature_map(&self, parameters: &[Tensor<1>], input: Tensor<2>) -> Option<Tensor<2>> {
        let map = unfrozen_map(&parameters[..NUM_UNFROZEN], input);
        let [channels, batch, places] = map.dims();
        Some(map.permute([1, 2, 0]).reshape([batch * places, channels]))
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
        let tuned = tuned(backbone, layers.weights, &unfrozen_parameters())?;
        let features = super::onnx::add_features(graph, &tuned)?;
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
        let tuned = tuned(backbone, layers.weights, &unfrozen_parameters())?;
        let features = super::keras::add_features(model, &tuned, input)?;
        head::to_keras(model, layers, &features)
    }
}
