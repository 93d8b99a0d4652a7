use super::Engine;
use super::runner::Runner;
use crate::error::{Error, Result};
use crate::format::{BackboneRef, ModelCard, ModelFile};
use crate::networks::efficientnet_lite0::{self, Layer};
use crate::operations::FeatureMaps;
use crate::picture::{InputSpec, RgbaPicture, preprocess};
use std::sync::Arc;

/// EfficientNet-Lite0, loaded: the network whose features others read. Copies share its weights.
#[derive(Clone)]
pub struct Backbone(Arc<Loaded>);

struct Loaded {
    card: ModelCard,
    input: InputSpec,
    runner: Runner,
    engine: Engine,
}

impl Backbone {
    /// Builds the network for `engine`, with its classifier where the file has one.
    ///
    /// # Errors
    /// [`Error::ModelUnsupported`] for another architecture; [`Error::ModelDamaged`] when weights are missing.
    pub fn load(file: ModelFile, engine: Engine) -> Result<Self> {
        let ModelFile { card, weights } = file;
        let unsupported = |reason: String| Err(Error::ModelUnsupported { reason });
        if card.architecture != efficientnet_lite0::ARCHITECTURE {
            return unsupported(format!("the architecture {} is not known", card.architecture));
        }
        let input = card.picture_input()?.clone();
        if input.side != efficientnet_lite0::INPUT_SIDE {
            return unsupported(format!(
                "{} reads inputs of 224 × 224 pixels only",
                card.architecture
            ));
        }
        let shipped = InputSpec::efficientnet_lite0();
        let is_normalised_as_shipped = (input.mean, input.scale) == (shipped.mean, shipped.scale);
        if matches!(engine, Engine::FusedCpu) && !is_normalised_as_shipped {
            // A byte of the first layer's input is a byte of the picture there.
            return unsupported(format!(
                "on the CPU {} reads colours less {} and divided by {}",
                card.architecture, shipped.mean, shipped.scale
            ));
        }
        let num_classes = (card.num_classes > 0).then_some(card.num_classes);
        let runner = Runner::load(&weights, num_classes, &engine)?;
        Ok(Self(Arc::new(Loaded { card, input, runner, engine })))
    }

    /// The card of the network.
    pub fn card(&self) -> &ModelCard {
        &self.0.card
    }

    /// The form in which the network wants its pictures.
    pub fn input(&self) -> &InputSpec {
        &self.0.input
    }

    /// The engine that runs the network.
    pub fn engine(&self) -> &Engine {
        &self.0.engine
    }

    /// The name by which a head over these features remembers them.
    pub fn as_ref(&self) -> BackboneRef {
        self.card().as_backbone(self.engine().arithmetic())
    }

    /// The values of a layer for one picture.
    ///
    /// # Shapes
    /// Returns `[values]`, see [`Layer`].
    ///
    /// # Errors
    /// As [`Self::layer`].
    pub async fn features(&self, picture: RgbaPicture, layer: Layer) -> Result<Vec<f32>> {
        self.layer(layer, &preprocess(picture, self.input())?).await
    }

    /// The values of a layer for prepared pictures.
    ///
    /// # Shapes
    /// - `input`: `[batch, 3, side, side]`
    /// - returns: `[batch, values]`, see [`Layer`]
    ///
    /// # Errors
    /// [`Error::InputShape`] when `input` is not whole pictures; [`Error::DeviceLost`] when the
    /// device gives nothing back; [`Error::NotFinite`] when what it gives is no number.
    pub async fn layer(&self, layer: Layer, input: &[f32]) -> Result<Vec<f32>> {
        finite(self.0.runner.layer(layer, input).await?)
    }

    /// The last convolution for one prepared picture, before the mean over its places.
    ///
    /// # Shapes
    /// - `input`: `[1, 3, side, side]`
    /// - returns: `[7, 7, 1280]`
    ///
    /// # Errors
    /// As [`Self::layer`].
    pub async fn feature_map(&self, input: &[f32]) -> Result<FeatureMaps> {
        self.0.runner.feature_map(input).await
    }

    /// The network's own logits: `[batch, 3, side, side]` to `[batch, classes]`.
    pub(super) async fn logits(&self, input: &[f32]) -> Result<Vec<f32>> {
        finite(self.0.runner.logits(input, self.0.card.num_classes).await?)
    }

    /// The amount that one unit of each feature adds to the logit of a class that is there: `[1280]`.
    pub(super) async fn class_weights(&self, class: usize) -> Result<Vec<f32>> {
        self.0.runner.class_weights(class).await
    }
}

/// Weights that overflow, or a driver that computes nonsense, must not pass as a result.
pub(super) fn finite(values: Vec<f32>) -> Result<Vec<f32>> {
    match values.iter().all(|value| value.is_finite()) {
        true => Ok(values),
        false => Err(Error::NotFinite),
    }
}
