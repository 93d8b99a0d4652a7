use crate::error::{Error, Result};
use crate::model_file::{ModelCard, ModelFile, Weights};
use crate::models::trainable::{Architecture, InputKind, forward, parameters};
use crate::tensors::{flat, matrix, read_back};
use burn::tensor::{Device, Tensor};

/// A model that was trained here, ready to answer.
pub struct TrainedModel {
    card: ModelCard,
    architecture: Architecture,
    weights: Weights,
    parameters: Vec<Tensor<1>>,
    device: Device,
}

impl TrainedModel {
    /// Checks `model_bytes` and puts the weights on `device`.
    ///
    /// # Errors
    /// Those of [`ModelFile::parse`]; [`Error::ModelUnsupported`] for an architecture that is not
    /// trained here; [`Error::ModelDamaged`] when weights are missing.
    pub fn load(model_bytes: &[u8], device: &Device) -> Result<Self> {
        let ModelFile { card, weights } = ModelFile::parse(model_bytes)?;
        let architecture = Architecture::from_id(&card.architecture)?;
        if let InputKind::Pixels { input } = architecture.input_kind()
            && input != card.input
        {
            return Err(Error::ModelUnsupported {
                reason: format!("{} reads other inputs", architecture.id()),
            });
        }
        let specs = parameters(architecture, card.num_classes, hidden_units(&weights));
        let mut on_device = Vec::with_capacity(specs.len());
        for spec in &specs {
            on_device.push(flat(weights.get(spec.name, &spec.shape)?.to_vec(), device));
        }
        let device = device.clone();
        Ok(Self { card, architecture, weights, parameters: on_device, device })
    }

    /// What the model is.
    pub fn card(&self) -> &ModelCard {
        &self.card
    }

    /// Which network it is.
    pub fn architecture(&self) -> Architecture {
        self.architecture
    }

    /// Its weights.
    pub fn weights(&self) -> &Weights {
        &self.weights
    }

    /// Scores before the softmax.
    ///
    /// # Shapes
    /// - `input`: `[batch, values]`, see [`Architecture::input_kind`]
    /// - returns: `[batch, classes]`
    ///
    /// # Errors
    /// [`Error::InputShape`], [`Error::DeviceLost`], [`Error::NotFinite`].
    pub async fn logits(&self, input: &[f32]) -> Result<Vec<f32>> {
        let expected = self.architecture.input_kind().num_values();
        if input.is_empty() || !input.len().is_multiple_of(expected) {
            return Err(Error::InputShape { expected, actual: input.len() });
        }
        let shape = [input.len() / expected, expected];
        let input = matrix(input.to_vec(), shape, &self.device);
        let num_classes = self.card.num_classes;
        let logits = forward(self.architecture, num_classes, &self.parameters, input, None);
        let logits = read_back(logits).await?;
        match logits.iter().all(|logit| logit.is_finite()) {
            true => Ok(logits),
            false => Err(Error::NotFinite),
        }
    }
}

/// Units of the hidden layer of a head over the backbone; 0 when there is none.
fn hidden_units(weights: &Weights) -> usize {
    weights.0.get("hidden.bias").map_or(0, |bias| bias.values.len())
}
