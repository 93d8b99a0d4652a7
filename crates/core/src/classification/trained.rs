use crate::error::{Error, Result};
use crate::explanation::{
    FeatureMaps, HeatMap, Method, class_activation_map, convolutional_map, pooled_gradient,
};
use crate::kernels::FeatureMap;
use crate::model_file::{ModelCard, ModelFile, Weights};
use crate::models::efficientnet_lite0::NUM_FEATURES;
use crate::models::trainable::{
    Architecture, InputKind, NUM_UNFROZEN, forward, parameters, unfrozen_map,
};
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

    /// How its answers are explained.
    pub fn explanation_method(&self) -> Method {
        Method::of(self.architecture, hidden_units(&self.weights))
    }

    /// What in a picture speaks for each of `classes`; for networks with a feature map. The others are
    /// explained by [`crate::explanation::Occlusion`].
    ///
    /// # Shapes
    /// - `input`: `[3, side, side]`; for heads over features the square feature map `[rows, columns,
    ///   1280]` of their backbone, for fine-tuned networks its activations `[192, 7, 7]`
    ///
    /// # Errors
    /// [`Error::InputShape`], [`Error::NotFinite`], [`Error::DeviceLost`]; [`Error::ExplanationInput`]
    /// for a class that is not there, or a network without a feature map.
    pub async fn explain(&self, input: &[f32], classes: &[usize]) -> Result<Vec<HeatMap>> {
        let num_classes = self.card.num_classes;
        let wrong = |reason: String| Err(Error::ExplanationInput { reason });
        if let Some(class) = classes.iter().find(|class| **class >= num_classes) {
            return wrong(format!("there is no class {class} among {num_classes}"));
        }
        if self.explanation_method() == Method::Occlusion {
            return wrong(format!("{} has no feature map", self.architecture.id()));
        }
        if !matches!(self.architecture, Architecture::Transfer | Architecture::FineTune) {
            let map = |class: &usize| {
                convolutional_map(self.architecture, &self.weights, num_classes, input, *class)
            };
            return classes.iter().map(map).collect();
        }
        let values = match self.architecture {
            Architecture::FineTune => self.unfrozen_map(input).await?,
            _ => input.to_vec(),
        };
        let side = (values.len() / NUM_FEATURES).isqrt();
        let size = FeatureMap { height: side, width: side, channels: NUM_FEATURES };
        let features = FeatureMaps::new(size, values)?;
        let pooled = features.pooled();
        let map = |class: &usize| {
            let weights = pooled_gradient(&self.weights, &pooled, num_classes, *class)?;
            class_activation_map(&features, &weights)
        };
        classes.iter().map(map).collect()
    }

    /// What the layers that learnt along make of one picture's activations: `[7, 7, 1280]`.
    async fn unfrozen_map(&self, input: &[f32]) -> Result<Vec<f32>> {
        let expected = self.architecture.input_kind().num_values();
        if input.len() != expected {
            return Err(Error::InputShape { expected, actual: input.len() });
        }
        let input = matrix(input.to_vec(), [1, expected], &self.device);
        let map = unfrozen_map(&self.parameters[..NUM_UNFROZEN], input);
        read_back(map.permute([1, 2, 0])).await
    }
}

/// Units of the hidden layer of a head over the backbone; 0 when there is none.
fn hidden_units(weights: &Weights) -> usize {
    weights.0.get("hidden.bias").map_or(0, |bias| bias.values.len())
}
