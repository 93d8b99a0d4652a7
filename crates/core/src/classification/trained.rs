use crate::error::{Error, Result};
use crate::evaluation::{ClassMeans, energy};
use crate::model_file::{ModelCard, ModelFile, Weight, Weights};
use crate::models::trainable::{Architecture, InputKind, forward, parameters};
use burn::tensor::{Device, Tensor, TensorData};

/// Name of the optional array `[classes, values]` with the mean features of each class.
const CLASS_MEANS: &str = "class_means";
/// Name of the array `[1]` that goes with it.
const CLASS_SPREAD: &str = "class_spread";

/// A model that was trained here, ready to answer.
pub struct TrainedModel {
    card: ModelCard,
    architecture: Architecture,
    weights: Weights,
    parameters: Vec<Tensor<1>>,
    class_means: Option<ClassMeans>,
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
            let values = weights.get(spec.name, &spec.shape)?.to_vec();
            let length = values.len();
            on_device.push(Tensor::from_data(TensorData::new(values, [length]), device));
        }
        let num_values = architecture.input_kind().num_values();
        let class_means = class_means_of(&weights, [card.num_classes, num_values])?;
        let device = device.clone();
        Ok(Self { card, architecture, weights, parameters: on_device, class_means, device })
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
        let input = TensorData::new(input.to_vec(), [input.len() / expected, expected]);
        let input = Tensor::from_data(input, &self.device);
        let num_classes = self.card.num_classes;
        let logits = forward(self.architecture, num_classes, &self.parameters, input, None);
        let lost = |reason: String| Error::DeviceLost { reason };
        let data = logits.into_data_async().await.map_err(|error| lost(format!("{error:?}")))?;
        let logits = data.try_to_vec::<f32>().map_err(|error| lost(format!("{error:?}")))?;
        match logits.iter().all(|logit| logit.is_finite()) {
            true => Ok(logits),
            false => Err(Error::NotFinite),
        }
    }

    /// How much an input looks like one of the classes; larger is more alike. With class means it is
    /// [`ClassMeans::score`], else the [`energy`] of the logits.
    ///
    /// # Shapes
    /// - `input`: `[values]`
    /// - `logits`: `[classes]`
    pub fn known_score(&self, input: &[f32], logits: &[f32]) -> f32 {
        known_score(self.class_means.as_ref(), input, logits)
    }
}

/// As [`TrainedModel::known_score`], for a model that is no file yet.
pub fn known_score(class_means: Option<&ClassMeans>, input: &[f32], logits: &[f32]) -> f32 {
    match class_means {
        Some(means) => means.score(input),
        None => energy(logits),
    }
}

/// The arrays in which a model file carries class means.
pub fn class_means_to_weights(means: &ClassMeans, weights: &mut Weights) {
    let shape = vec![means.means.len(), means.means.first().map_or(0, Vec::len)];
    let values = means.means.concat();
    weights.0.insert(CLASS_MEANS.to_owned(), Weight { shape, values });
    let spread = Weight { shape: vec![1], values: vec![means.spread] };
    weights.0.insert(CLASS_SPREAD.to_owned(), spread);
}

fn class_means_of(weights: &Weights, shape: [usize; 2]) -> Result<Option<ClassMeans>> {
    if !weights.0.contains_key(CLASS_MEANS) {
        return Ok(None);
    }
    let means = weights.get(CLASS_MEANS, &shape)?;
    let spread = weights.get(CLASS_SPREAD, &[1])?[0];
    let means = means.chunks_exact(shape[1]).map(<[f32]>::to_vec).collect();
    Ok(Some(ClassMeans { means, spread }))
}

/// Units of the hidden layer of a transfer head; 0 when there is none.
fn hidden_units(weights: &Weights) -> usize {
    weights.0.get("hidden.bias").map_or(0, |bias| bias.values.len())
}
