#[cfg(feature = "trained")]
use super::trained::TrainedNetwork;
use super::{Backbone, Engine, Prediction};
use crate::error::{Error, Result};
use crate::evaluation::UnknownThreshold;
#[cfg(feature = "trained")]
use crate::format::missing_backbone;
use crate::format::{ModelCard, ModelFile};
use crate::networks::ExplanationMethod;
use crate::networks::efficientnet_lite0::Layer;
#[cfg(feature = "trained")]
use crate::networks::{InputKind, efficientnet_lite0};
use crate::operations::{HeatMap, class_activation_map};
use crate::picture::{InputSpec, RgbaPicture, preprocess};
#[cfg(feature = "trained")]
use crate::text::{GramSpec, padded};

/// A loaded model, ready for predictions.
///
/// Calls may overlap: nothing in a model changes but buffers behind a lock.
pub struct Model {
    card: ModelCard,
    network: Network,
    threshold: Option<f32>,
}

enum Network {
    /// EfficientNet-Lite0 with classes of its own.
    Whole(Backbone),
    /// A network over a layer of the backbone.
    #[cfg(feature = "trained")]
    Head(TrainedNetwork, Backbone, Layer),
    /// A network over pixels.
    #[cfg(feature = "trained")]
    Pixels(TrainedNetwork),
    /// A network over texts.
    #[cfg(feature = "trained")]
    Texts(TrainedNetwork, GramSpec),
}

impl Model {
    /// Checks a file and builds the model for `engine`.
    ///
    /// A model over features takes the backbone that its own file has, and `backbone` where it has none.
    ///
    /// # Errors
    /// Those of [`ModelFile::parse`] and [`Self::from_file`].
    pub fn load(bytes: &[u8], backbone: Option<&Backbone>, engine: &Engine) -> Result<Self> {
        Self::from_file(ModelFile::parse(bytes)?, backbone, engine)
    }

    /// Loads as [`Self::load`] does, from a file that has been read.
    ///
    /// # Errors
    /// [`Error::ModelUnsupported`] for an architecture that is not known, for a model over features without the
    /// backbone that it was trained on, and for a network without classes; [`Error::ModelDamaged`] when weights are
    /// missing.
    pub fn from_file(
        file: ModelFile,
        backbone: Option<&Backbone>,
        engine: &Engine,
    ) -> Result<Self> {
        let card = file.card.clone();
        let unknown = card.unknown.clone();
        // A threshold that cannot be read is none: the model still tells its classes apart.
        let unknown =
            unknown.and_then(|json| serde_json::from_value::<UnknownThreshold>(json).ok());
        let threshold = unknown.map(|unknown| unknown.threshold);
        let network = Network::build(file, backbone, engine)?;
        Ok(Self { card, network, threshold })
    }

    /// The card of the model.
    pub fn card(&self) -> &ModelCard {
        &self.card
    }

    /// The form in which the model wants its pictures.
    ///
    /// # Errors
    /// [`Error::ModelReadsTexts`].
    pub fn input(&self) -> Result<&InputSpec> {
        self.card.picture_input()
    }

    /// The layer of the backbone that the model's own network reads; none for networks over pixels and for
    /// EfficientNet-Lite0 itself.
    pub fn layer(&self) -> Option<Layer> {
        match &self.network {
            #[cfg(feature = "trained")]
            Network::Head(_, _, layer) => Some(*layer),
            _ => None,
        }
    }

    /// The network whose features are read; EfficientNet-Lite0 itself for a model that is one.
    pub fn backbone(&self) -> Option<&Backbone> {
        match &self.network {
            Network::Whole(backbone) => Some(backbone),
            #[cfg(feature = "trained")]
            Network::Head(_, backbone, _) => Some(backbone),
            #[cfg(feature = "trained")]
            Network::Pixels(_) | Network::Texts(..) => None,
        }
    }

    /// The prediction for one picture.
    ///
    /// # Errors
    /// Those of [`preprocess`] and [`Self::logits`].
    pub async fn predict(&self, picture: RgbaPicture) -> Result<Prediction> {
        let input = self.prepare(picture)?;
        Ok(Prediction::of_logits(self.logits(&input).await?, self.threshold))
    }

    /// The prediction for one text.
    ///
    /// # Errors
    /// [`Error::ModelReadsPictures`]; [`Error::DeviceLost`]; [`Error::NotFinite`].
    #[cfg(feature = "trained")]
    pub async fn predict_text(&self, text: &str) -> Result<Prediction> {
        let Network::Texts(network, grams) = &self.network else {
            return Err(Error::ModelReadsPictures);
        };
        let logits = network.logits_of_row(padded(&[&grams.pairs(text)])).await?;
        Ok(Prediction::of_logits(logits, self.threshold))
    }

    /// What each character of a text adds to the logarithm of the odds of `class`: more than 0 counted for it, less
    /// against it.
    ///
    /// # Shapes
    /// Returns one value for each character.
    ///
    /// # Errors
    /// As [`Self::predict_text`]; [`Error::ExplanationInput`] when there is no such class.
    #[cfg(feature = "trained")]
    pub async fn shares_of_characters(&self, text: &str, class: usize) -> Result<Vec<f32>> {
        self.check_class(class)?;
        let probabilities = self.predict_text(text).await?.probabilities;
        match &self.network {
            Network::Texts(network, _) => network.shares_of_characters(text, &probabilities, class),
            _ => Err(Error::ModelReadsPictures),
        }
    }

    fn check_class(&self, class: usize) -> Result<()> {
        if class < self.card.num_classes {
            return Ok(());
        }
        let reason = format!("there is no class {class} among {}", self.card.num_classes);
        Err(Error::ExplanationInput { reason })
    }

    /// Whether the model reads texts, and not pictures.
    pub fn reads_texts(&self) -> bool {
        self.card.text.is_some()
    }

    /// The prediction for a thing that was seen in several pictures, such as a recording in clips: that of the mean of
    /// their logits.
    pub fn prediction_of(&self, pictures: &[Prediction]) -> Prediction {
        let mut logits = vec![0.0; self.card.num_classes];
        for picture in pictures {
            for (sum, logit) in logits.iter_mut().zip(&picture.logits) {
                *sum += logit / pictures.len() as f32;
            }
        }
        Prediction::of_logits(logits, self.threshold)
    }

    /// A picture as the first network that it meets reads it: `[1, 3, side, side]`.
    ///
    /// # Errors
    /// Those of [`preprocess`].
    pub fn prepare(&self, picture: RgbaPicture) -> Result<Vec<f32>> {
        preprocess(picture, self.input()?)
    }

    /// Scores before the softmax, for prepared pictures.
    ///
    /// # Shapes
    /// - `input`: `[batch, 3, side, side]`
    /// - returns: `[batch, classes]`
    ///
    /// # Errors
    /// [`Error::InputShape`] when `input` is not whole pictures; [`Error::DeviceLost`] when the
    /// device gives nothing back; [`Error::NotFinite`] when what it gives is no number.
    pub async fn logits(&self, input: &[f32]) -> Result<Vec<f32>> {
        match &self.network {
            Network::Whole(backbone) => backbone.logits(input).await,
            #[cfg(feature = "trained")]
            Network::Head(head, backbone, layer) => {
                head.logits(&backbone.layer(*layer, input).await?).await
            }
            #[cfg(feature = "trained")]
            Network::Pixels(network) => network.logits(input).await,
            #[cfg(feature = "trained")]
            Network::Texts(..) => Err(Error::ModelReadsTexts),
        }
    }

    /// Scores before the softmax, for what the model's own network reads: for a head the backbone's values, which
    /// may have been kept, for others prepared pictures.
    ///
    /// # Shapes
    /// - `rows`: `[batch, values]`
    /// - returns: `[batch, classes]`
    ///
    /// # Errors
    /// As [`Self::logits`].
    pub async fn logits_of_rows(&self, rows: &[f32]) -> Result<Vec<f32>> {
        match &self.network {
            #[cfg(feature = "trained")]
            Network::Head(head, ..) => head.logits(rows).await,
            _ => self.logits(rows).await,
        }
    }

    /// The method by which the model's predictions are explained.
    pub fn explanation_method(&self) -> ExplanationMethod {
        match &self.network {
            Network::Whole(_) => ExplanationMethod::Cam,
            #[cfg(feature = "trained")]
            Network::Head(network, ..) | Network::Pixels(network) | Network::Texts(network, _) => {
                network.explanation_method()
            }
        }
    }

    /// Maps of what in a prepared picture speaks for each of `classes`, for models with a feature map; the others
    /// are explained by [`crate::explanation::Occlusion`].
    ///
    /// # Shapes
    /// - `input`: `[1, 3, side, side]`
    ///
    /// # Errors
    /// As [`Self::logits`]; [`Error::ExplanationInput`] when there is no such class, or no feature map.
    pub async fn heat_maps(&self, input: &[f32], classes: &[usize]) -> Result<Vec<HeatMap>> {
        classes.iter().try_for_each(|class| self.check_class(*class))?;
        match &self.network {
            Network::Whole(backbone) => {
                let features = backbone.feature_map(input).await?;
                let mut maps = Vec::with_capacity(classes.len());
                for class in classes {
                    let weights = backbone.class_weights(*class).await?;
                    maps.push(class_activation_map(&features, &weights)?);
                }
                Ok(maps)
            }
            #[cfg(feature = "trained")]
            Network::Head(head, backbone, layer) => {
                let features = match layer {
                    Layer::Features => backbone.feature_map(input).await?,
                    Layer::Activations => {
                        head.feature_map(&backbone.layer(*layer, input).await?).await?
                    }
                };
                head.maps_of_features(&features, classes)
            }
            #[cfg(feature = "trained")]
            Network::Pixels(network) => network.maps_of_pixels(input, classes),
            #[cfg(feature = "trained")]
            Network::Texts(..) => Err(Error::ModelReadsTexts),
        }
    }
}

impl Network {
    #[cfg(feature = "trained")]
    fn build(mut file: ModelFile, backbone: Option<&Backbone>, engine: &Engine) -> Result<Self> {
        if file.card.architecture == efficientnet_lite0::ARCHITECTURE {
            return Self::whole(file, engine);
        }
        let included = file.take_backbone();
        let network = TrainedNetwork::load(&mut file, engine.burn_device())?;
        let layer = match network.architecture.input() {
            InputKind::Grams(grams) => return Ok(Self::Texts(network, grams)),
            InputKind::Pixels(_) => return Ok(Self::Pixels(network)),
            InputKind::Backbone(layer) => layer,
        };
        let backbone = match included {
            Some(included) => Backbone::load(included, engine.clone())?,
            None => backbone.cloned().ok_or_else(missing_backbone)?,
        };
        file.card.check_backbone(backbone.card())?;
        Ok(Self::Head(network, backbone, layer))
    }

    #[cfg(not(feature = "trained"))]
    fn build(file: ModelFile, _backbone: Option<&Backbone>, engine: &Engine) -> Result<Self> {
        Self::whole(file, engine)
    }

    fn whole(file: ModelFile, engine: &Engine) -> Result<Self> {
        if file.card.num_classes == 0 {
            let reason = "it is a network for features, without classes".to_owned();
            return Err(Error::ModelUnsupported { reason });
        }
        Ok(Self::Whole(Backbone::load(file, engine.clone())?))
    }
}
