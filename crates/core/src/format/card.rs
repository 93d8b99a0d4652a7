use crate::error::{Error, Result};
use crate::picture::InputSpec;
use crate::sound::Hearing;
use crate::text::GramSpec;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The version of the card's fields that this code writes for models of pictures with classes.
pub const FORMAT_VERSION: u32 = 1;

/// The version of networks for features alone, which have no classes: readers of version 1 take every network to have
/// some.
pub const FEATURES_FORMAT_VERSION: u32 = 2;

/// The newest version that this code reads. It is written for models of texts and of sounds: readers of the others take
/// every model to read pictures.
pub const NEWEST_FORMAT_VERSION: u32 = 3;

/// The name of a model, its origin and the names of its classes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ModelCard {
    /// [`FORMAT_VERSION`], [`FEATURES_FORMAT_VERSION`] or [`NEWEST_FORMAT_VERSION`] at the time of writing.
    pub format_version: u32,
    /// Hexadecimal SHA-256 of everything before the data, with zeros in the place of these digits; [`write()`] sets it.
    /// Files of version 0.1 have none. It comes before anything else that looks like it.
    ///
    /// [`write()`]: super::write()
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header_sha256: Option<String>,
    /// Stable short name, such as `efficientnet-lite0-imagenet1k`.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Version of the weights.
    pub version: String,
    /// The network the weights belong to, by its id.
    pub architecture: String,
    /// SPDX expression of the weights' licence.
    pub licence: String,
    /// The origin of the weights: who made them, and from what.
    pub source: String,
    /// The purposes that the network is good for, and those that it is not.
    pub description: String,
    /// The way from a sound to a picture, for models of sounds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hearing: Option<Hearing>,
    /// The way from a picture to an input; none for models that read texts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input: Option<InputSpec>,
    /// The way from a text to an input: a [`GramSpec`] as JSON, see [`Self::grams`]; none for models that read pictures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<serde_json::Value>,
    /// Number of classes; every list in `labels` is this long. 0 for a network for features alone.
    pub num_classes: usize,
    /// Class names by language tag (`en`, `zh-Hans`), in the order of the logits.
    pub labels: BTreeMap<String, Vec<String>>,
    /// Number of weights.
    pub num_parameters: usize,
    /// Types the weights are stored in: `f32`, `f16`, or several joined by `+`, such as `f32+i8`.
    pub float_type: String,
    /// Hexadecimal SHA-256 of everything behind the file's header.
    pub data_sha256: String,
    /// The `data_sha256` of the original, for a smaller copy of another model: the original's heads fit it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub derived_from: Option<String>,
    /// The network whose features the model reads, for a head over features.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backbone: Option<BackboneRef>,
    /// The record of the training, for models that were trained here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub training: Option<TrainingRecord>,
    /// The figures on pictures that the model had not learnt from: an `Evaluation` as JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metrics: Option<serde_json::Value>,
    /// The score below which a picture is none of the classes: an `UnknownThreshold` as JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown: Option<serde_json::Value>,
    /// Day of the training, as `2026-01-31`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// Whether there is a `header_sha256`, said once more: one bit that turns makes nothing of the name of the other.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub has_header_sha256: bool,
}

/// The network whose features a model reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct BackboneRef {
    /// The `id` of its card.
    pub id: String,
    /// The `data_sha256` of its card: features of other weights mean nothing to this model.
    pub sha256: String,
    /// The arithmetic that the features were computed with, which they are kept by. None for floats, and in files of
    /// before 28 November 2026 for inputs of 14 bits. A model reads features of every arithmetic.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub arithmetic: Option<String>,
}

/// The record of a model's training.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct TrainingRecord {
    /// The settings of the run, as JSON.
    #[cfg_attr(feature = "types", ts(type = "TrainingSettings"))]
    pub settings: serde_json::Value,
    /// `cpu` or `webgpu`.
    pub device: String,
    /// One report per epoch, as JSON.
    #[cfg_attr(feature = "types", ts(type = "Array<EpochReport>"))]
    pub history: Vec<serde_json::Value>,
    /// Pictures it learnt from.
    pub num_train: usize,
    /// Pictures it was watched on.
    pub num_validation: usize,
    /// Pictures it was evaluated on at the end.
    pub num_test: usize,
}

/// Key in [`ModelCard::labels`] of names in a language that nobody has stated.
pub const UNDETERMINED: &str = "und";

impl ModelCard {
    /// Whether heads over features of the weights with this checksum fit this network.
    pub fn has_features_of(&self, sha256: &str) -> bool {
        self.data_sha256 == sha256 || self.derived_from.as_deref() == Some(sha256)
    }

    /// The checksum that a head over features of this network names as its backbone: the original's for a
    /// smaller copy, so that the head fits the original and every copy of it.
    pub fn features_sha256(&self) -> &str {
        self.derived_from.as_deref().unwrap_or(&self.data_sha256)
    }

    /// The name by which those who read this network's features remember it: heads, and files of features.
    /// `arithmetic` names what it is computed with, where that is not floats.
    pub fn as_backbone(&self, arithmetic: Option<&str>) -> BackboneRef {
        BackboneRef {
            id: self.id.clone(),
            sha256: self.features_sha256().to_owned(),
            arithmetic: arithmetic.map(str::to_owned),
        }
    }

    /// Checks that this head reads the features of the network with the card `backbone`: the one place where a head
    /// is held against a backbone.
    ///
    /// # Errors
    /// [`Error::OtherBackbone`] when it was trained on features of another network; [`Error::ModelUnsupported`] when
    /// this is no head, or reads other pictures than that network.
    ///
    /// ```
    /// use kiln_core::format::{BackboneRef, ModelCard};
    /// use kiln_core::picture::InputSpec;
    /// let input = InputSpec::efficientnet_lite0;
    /// let mut backbone = ModelCard::trained("backbone", "Backbone", Vec::new(), input(), None);
    /// backbone.data_sha256 = "ab".repeat(32);
    /// let (id, sha256) = (backbone.id.clone(), backbone.data_sha256.clone());
    /// let reads = BackboneRef { id, sha256, arithmetic: None };
    /// let head = ModelCard::trained("transfer", "Flowers", vec!["daisy".into(), "rose".into()], input(), Some(reads));
    /// assert!(head.check_backbone(&backbone).is_ok());
    /// assert_eq!(head.check_backbone(&head).unwrap_err().code(), "model.other-backbone");
    /// ```
    pub fn check_backbone(&self, backbone: &ModelCard) -> Result<()> {
        let unsupported = |reason: &str| Err(Error::ModelUnsupported { reason: reason.to_owned() });
        let Some(wanted) = &self.backbone else {
            return unsupported("the card does not say whose features it reads");
        };
        if !backbone.has_features_of(&wanted.sha256) {
            return Err(Error::OtherBackbone);
        }
        if backbone.input != self.input {
            return unsupported("it reads other pictures than its backbone");
        }
        Ok(())
    }

    /// The card of a model that was trained here, before anything is known of its quality.
    pub fn trained(
        architecture: &str,
        name: &str,
        class_names: Vec<String>,
        input: impl Into<Option<InputSpec>>,
        backbone: Option<BackboneRef>,
    ) -> Self {
        Self {
            format_version: FORMAT_VERSION,
            header_sha256: None,
            id: format!("kiln-{architecture}"),
            name: name.to_owned(),
            version: "1".to_owned(),
            architecture: architecture.to_owned(),
            licence: "LicenseRef-unstated".to_owned(),
            source: "Trained with Kiln".to_owned(),
            description: String::new(),
            hearing: None,
            input: input.into(),
            text: None,
            num_classes: class_names.len(),
            labels: [(UNDETERMINED.to_owned(), class_names)].into(),
            num_parameters: 0,
            float_type: String::new(),
            data_sha256: String::new(),
            derived_from: None,
            backbone,
            training: None,
            metrics: None,
            unknown: None,
            date: None,
            has_header_sha256: false,
        }
    }

    /// The card of a model of texts that was trained here, before anything is known of its quality.
    pub fn of_texts(
        architecture: &str,
        name: &str,
        class_names: Vec<String>,
        grams: GramSpec,
    ) -> Self {
        Self {
            format_version: NEWEST_FORMAT_VERSION,
            text: serde_json::to_value(grams).ok(),
            ..Self::trained(architecture, name, class_names, None::<InputSpec>, None)
        }
    }

    /// The way from a picture to an input.
    ///
    /// # Errors
    /// [`Error::ModelReadsTexts`].
    pub fn picture_input(&self) -> Result<&InputSpec> {
        self.input.as_ref().ok_or(Error::ModelReadsTexts)
    }

    /// The way from a text to an input; none for models that read pictures.
    pub fn grams(&self) -> Option<GramSpec> {
        serde_json::from_value(self.text.clone()?).ok()
    }

    /// The card of a model of sounds, for that of one of the pictures that `hearing` makes of them.
    pub fn of_sounds(self, hearing: Hearing) -> Self {
        Self { format_version: NEWEST_FORMAT_VERSION, hearing: Some(hearing), ..self }
    }

    /// Checks that the model is not one of sounds: what draws none may only show it pictures of other things.
    ///
    /// # Errors
    /// [`Error::ModelHearsSounds`].
    ///
    /// ```
    /// use kiln_core::format::ModelCard;
    /// use kiln_core::{picture::InputSpec, sound::Hearing};
    /// let names = vec!["bark".into(), "rain".into()];
    /// let card = ModelCard::trained("transfer", "Noises", names, InputSpec::efficientnet_lite0(), None);
    /// assert!(card.check_no_sounds().is_ok());
    /// let refused = card.of_sounds(Hearing::new(5.0)).check_no_sounds().unwrap_err();
    /// assert_eq!(refused.code(), "model.hears-sounds");
    /// ```
    pub fn check_no_sounds(&self) -> Result<()> {
        self.hearing.as_ref().map_or(Ok(()), |_| Err(Error::ModelHearsSounds))
    }

    /// Names of the classes in the first language there is, in the order of the logits.
    pub fn class_names(&self) -> &[String] {
        self.labels.values().next().map_or(&[], Vec::as_slice)
    }
}
