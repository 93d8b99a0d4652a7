//! A network that was trained here, with its weights on a device.

use super::backbone::finite;
use crate::error::{Error, Result};
use crate::format::{ModelFile, Weights};
use crate::kernels::FeatureMap;
use crate::networks::efficientnet_lite0::NUM_FEATURES;
use crate::networks::{Architecture, ExplanationMethod, InputKind, MAX_HIDDEN_UNITS, NetworkSize};
use crate::operations::{FeatureMaps, HeatMap};
use crate::tensors::{flat, matrix, read_back};
use burn::tensor::{Device, Tensor};

pub(super) struct TrainedNetwork {
    pub architecture: Architecture,
    weights: Weights,
    num_classes: usize,
    parameters: Vec<Tensor<1>>,
    device: Device,
}

impl TrainedNetwork {
    /// Checks the shapes and puts the weights on `device`.
    ///
    /// # Errors
    /// [`Error::ModelUnsupported`] for an architecture that is not trained here, for a card whose input is not
    /// that architecture's, and for more than [`MAX_HIDDEN_UNITS`]; [`Error::ModelDamaged`] when a weight is missing or has another shape.
    pub fn load(file: &mut ModelFile, device: Device) -> Result<Self> {
        let card = &file.card;
        let architecture = Architecture::from_id(&card.architecture)?;
        let reads_these = match architecture.input() {
            InputKind::Pixels(input) => card.input == Some(input),
            InputKind::Grams(grams) => card.grams() == Some(grams),
            InputKind::Backbone(_) => card.input.is_some(),
        };
        if !reads_these {
            let reason = format!("{} reads other inputs", architecture.id());
            return Err(Error::ModelUnsupported { reason });
        }
        let weights = std::mem::take(&mut file.weights);
        let size = NetworkSize::of_weights(card.num_classes, &weights);
        if size.hidden_units > MAX_HIDDEN_UNITS {
            // Before integers are expanded and copied to the device: several times what the file takes.
            let reason = format!("it has {} hidden units", size.hidden_units);
            return Err(Error::ModelUnsupported { reason });
        }
        let mut parameters = Vec::new();
        for spec in architecture.parameters(size) {
            parameters.push(flat(spec.find(&weights)?.to_vec(), &device));
        }
        Ok(Self { architecture, weights, num_classes: card.num_classes, parameters, device })
    }

    /// `[batch, values]` to `[batch, classes]`.
    ///
    /// # Errors
    /// [`Error::InputShape`] for a part of an input, or none; [`Error::DeviceLost`]; [`Error::NotFinite`].
    pub async fn logits(&self, input: &[f32]) -> Result<Vec<f32>> {
        self.logits_of(self.upload(input)?).await
    }

    /// The same for one row of any length.
    ///
    /// # Errors
    /// [`Error::DeviceLost`]; [`Error::NotFinite`].
    pub async fn logits_of_row(&self, row: Vec<f32>) -> Result<Vec<f32>> {
        let width = row.len();
        self.logits_of(matrix(row, [1, width], &self.device)).await
    }

    async fn logits_of(&self, input: Tensor<2>) -> Result<Vec<f32>> {
        let logits = self.architecture.forward(self.num_classes, &self.parameters, input, None);
        finite(read_back(logits).await?)
    }

    /// The method by which its predictions are explained.
    pub fn explanation_method(&self) -> ExplanationMethod {
        self.architecture.explanation_method(&self.weights)
    }

    /// The network's own last feature map of one input of activations.
    ///
    /// # Errors
    /// [`Error::ExplanationInput`] for networks that read no activations; [`Error::InputShape`];
    /// [`Error::DeviceLost`].
    pub async fn feature_map(&self, input: &[f32]) -> Result<FeatureMaps> {
        let map = self.architecture.feature_map(&self.parameters, self.upload(input)?);
        let map = map.ok_or_else(|| Error::ExplanationInput {
            reason: format!("{} has no feature map", self.architecture.id()),
        })?;
        let side = map.dims()[0].isqrt();
        let size = FeatureMap { height: side, width: side, channels: NUM_FEATURES };
        FeatureMaps::new(size, read_back(map).await?)
    }

    /// A map of what speaks for each of `classes`, from the last feature map.
    ///
    /// # Errors
    /// Those of [`crate::networks::Network::map_of_features`].
    pub fn maps_of_features(
        &self,
        features: &FeatureMaps,
        classes: &[usize],
    ) -> Result<Vec<HeatMap>> {
        let map = |class: &usize| {
            self.architecture.map_of_features(&self.weights, features, self.num_classes, *class)
        };
        classes.iter().map(map).collect()
    }

    /// What each character of a text adds to the logarithm of a class's odds.
    ///
    /// # Errors
    /// Those of [`crate::networks::Network::shares_of_characters`].
    pub fn shares_of_characters(
        &self,
        text: &str,
        probabilities: &[f32],
        class: usize,
    ) -> Result<Vec<f32>> {
        self.architecture.shares_of_characters(&self.weights, text, probabilities, class)
    }

    /// A map of what speaks for each of `classes`, from the network's own input.
    ///
    /// # Errors
    /// Those of [`crate::networks::Network::map_of_pixels`].
    pub fn maps_of_pixels(&self, input: &[f32], classes: &[usize]) -> Result<Vec<HeatMap>> {
        let map = |class: &usize| {
            self.architecture.map_of_pixels(&self.weights, input, self.num_classes, *class)
        };
        classes.iter().map(map).collect()
    }

    fn upload(&self, input: &[f32]) -> Result<Tensor<2>> {
        let expected = self.architecture.input().num_values();
        if input.is_empty() || !input.len().is_multiple_of(expected) {
            return Err(Error::InputShape { expected, actual: input.len() });
        }
        Ok(matrix(input.to_vec(), [input.len() / expected, expected], &self.device))
    }
}
