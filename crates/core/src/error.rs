//! The one public error of the crate.
//!
//! Every variant has a stable [`Error::code`]: the page looks the translated sentence up by it,
//! and scripts may match on it. The `Display` text is English, for logs and the command line.

mod federation_fault;
mod feedback_fault;
mod sound_fault;
mod table_fault;

pub use federation_fault::FederationFault;
pub use feedback_fault::{FeedbackFault, PictureFault};
pub use sound_fault::SoundFault;
pub use table_fault::TableFault;

use serde::Serialize;
use std::collections::BTreeMap;

/// Shorthand for results of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A failure of a picture, a model file, a device or a computation.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file of zero bytes.
    #[error("the file is empty")]
    PictureEmpty,
    /// The bytes are no picture of any known format.
    #[error("this is not a picture")]
    NotAPicture,
    /// A picture of a format that is known but cannot be decoded here.
    #[error("pictures of the format {format} cannot be read here")]
    PictureFormatUnsupported {
        /// Short upper-case name of the format, such as `HEIF`.
        format: String,
    },
    /// The header is a picture's but the data cannot be decoded.
    #[error("the picture is damaged: {reason}")]
    PictureDamaged {
        /// The decoder's own words.
        reason: String,
    },
    /// More pixels than are worth the memory.
    #[error(
        "the picture is too large: {width} × {height} pixels, the limit is {limit_megapixels} megapixels"
    )]
    PictureTooLarge {
        /// Width in pixels.
        width: usize,
        /// Height in pixels.
        height: usize,
        /// The largest number of pixels accepted, in millions.
        limit_megapixels: usize,
    },
    /// Too few pixels to show anything.
    #[error(
        "the picture is too small: {width} × {height} pixels, {minimum} × {minimum} are needed"
    )]
    PictureTooSmall {
        /// Width in pixels.
        width: usize,
        /// Height in pixels.
        height: usize,
        /// The smallest side accepted, in pixels.
        minimum: usize,
    },
    /// The model file is cut short, altered or contradicts itself.
    #[error("the model file is damaged: {reason}")]
    ModelDamaged {
        /// The fault of the file.
        reason: String,
    },
    /// A well-formed model file that this version cannot run.
    #[error("this model cannot be used here: {reason}")]
    ModelUnsupported {
        /// The part that is missing.
        reason: String,
    },
    /// A network that the layers of another program cannot express.
    #[error("the layers of TensorFlow.js cannot express the network {architecture}")]
    ExportUnsupported {
        /// The network's id.
        architecture: String,
    },
    /// A head beside a network other than the one whose features it was trained on.
    #[error("this model was trained on features of another network")]
    OtherBackbone,
    /// Numbers handed to a model that do not fit its input.
    #[error("the input has {actual} values where a multiple of {expected} is needed")]
    InputShape {
        /// Values one picture needs.
        expected: usize,
        /// Values that came.
        actual: usize,
    },
    /// A model computed infinity or no number at all.
    #[error("the model gave no finite numbers")]
    NotFinite,
    /// A setting out of its range.
    #[error("the setting {name} is {value}, it must be from {min} to {max}")]
    SettingInvalid {
        /// The name of the setting in JSON.
        name: &'static str,
        /// The value that was given.
        value: f64,
        /// The smallest it may be.
        min: f64,
        /// The largest it may be.
        max: f64,
    },
    /// Pictures that nothing can be learnt from.
    #[error("nothing can be learnt from these pictures: {reason}")]
    TrainingData {
        /// The part that is missing.
        reason: String,
    },
    /// More cached inputs than fit into the memory that a run may take.
    #[error(
        "this network keeps a large view of every picture: it learns from at most {limit}, varied \
         copies counted"
    )]
    TrainingTooLarge {
        /// The largest number that is allowed.
        limit: usize,
    },
    /// The file of an interrupted run is cut short or altered.
    #[error("the checkpoint is damaged: {reason}")]
    CheckpointDamaged {
        /// The fault.
        reason: String,
    },
    /// The pictures are not those that an interrupted run began with.
    #[error("the pictures have changed since the training was interrupted")]
    CheckpointMismatch,
    /// The device cannot be had.
    #[error("no {device} device: {reason}")]
    DeviceUnavailable {
        /// `webgpu` or `cpu`.
        device: &'static str,
        /// Why not.
        reason: String,
    },
    /// The device stopped answering in the middle of work.
    #[error("the device was lost: {reason}")]
    DeviceLost {
        /// The driver's own words.
        reason: String,
    },
    /// Fewer than two classes: there is nothing to tell apart.
    #[error("at least two classes are needed, there are {count}")]
    TooFewClasses {
        /// The number of classes that there are.
        count: usize,
    },
    /// A class without a single picture to train on.
    #[error("class {class} has no picture to train on")]
    EmptyClass {
        /// Index of the class, from 0.
        class: usize,
    },
    /// Labelled pictures, groups or options that contradict one another.
    #[error("these pictures cannot be divided: {reason}")]
    DatasetInvalid {
        /// The part of the input that does not fit.
        reason: String,
    },
    /// Predictions that cannot be evaluated: wrong lengths, unknown classes, no numbers.
    #[error("these answers cannot be evaluated: {reason}")]
    EvaluationInput {
        /// The part of the input that does not fit.
        reason: String,
    },
    /// A prediction that cannot be explained in the way that was asked for.
    #[error("this answer cannot be explained: {reason}")]
    ExplanationInput {
        /// The part of the input that does not fit.
        reason: String,
    },
    /// A text that is no reader's feedback.
    #[error(transparent)]
    Feedback(#[from] FeedbackFault),
    /// A file that is no table of texts.
    #[error(transparent)]
    Table(#[from] TableFault),
    /// A picture that was given to a model that reads texts.
    #[error("this model reads texts, not pictures")]
    ModelReadsTexts,
    /// A text that was given to a model that reads pictures.
    #[error("this model reads pictures, not texts")]
    ModelReadsPictures,
    /// Learning together with other devices cannot go on.
    #[error(transparent)]
    Federation(#[from] FederationFault),
    /// A sound that nothing can be heard in.
    #[error(transparent)]
    Sound(#[from] SoundFault),
    /// A picture that was given to a model of sounds.
    #[error("this model hears sounds, and looks at no pictures")]
    ModelHearsSounds,
}

impl Error {
    /// The stable name of this kind of error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::PictureEmpty => "picture.empty",
            Self::NotAPicture => "picture.not-a-picture",
            Self::PictureFormatUnsupported { .. } => "picture.unsupported-format",
            Self::PictureDamaged { .. } => "picture.damaged",
            Self::PictureTooLarge { .. } => "picture.too-large",
            Self::PictureTooSmall { .. } => "picture.too-small",
            Self::ModelDamaged { .. } => "model.damaged",
            Self::ModelUnsupported { .. } => "model.unsupported",
            Self::ExportUnsupported { .. } => "export.unsupported",
            Self::OtherBackbone => "model.other-backbone",
            Self::InputShape { .. } => "input.shape",
            Self::NotFinite => "model.not-finite",
            Self::SettingInvalid { .. } => "setting.invalid",
            Self::TrainingData { .. } => "training.data",
            Self::TrainingTooLarge { .. } => "training.too-large",
            Self::CheckpointDamaged { .. } => "checkpoint.damaged",
            Self::CheckpointMismatch => "checkpoint.mismatch",
            Self::DeviceUnavailable { .. } => "device.unavailable",
            Self::DeviceLost { .. } => "device.lost",
            Self::TooFewClasses { .. } => "dataset.too-few-classes",
            Self::EmptyClass { .. } => "dataset.empty-class",
            Self::DatasetInvalid { .. } => "dataset.invalid",
            Self::EvaluationInput { .. } => "evaluation.input",
            Self::ExplanationInput { .. } => "explanation.input",
            Self::Feedback(fault) => fault.code(),
            Self::Table(fault) => fault.code(),
            Self::ModelReadsTexts => "model.reads-texts",
            Self::ModelReadsPictures => "model.reads-pictures",
            Self::Federation(fault) => fault.code(),
            Self::Sound(fault) => fault.code(),
            Self::ModelHearsSounds => "model.hears-sounds",
        }
    }

    /// The values a translated sentence may want to name.
    pub fn detail(&self) -> BTreeMap<&'static str, Detail> {
        match self {
            Self::PictureEmpty
            | Self::NotAPicture
            | Self::OtherBackbone
            | Self::ModelReadsTexts
            | Self::ModelReadsPictures
            | Self::ModelHearsSounds
            | Self::NotFinite
            | Self::CheckpointMismatch => BTreeMap::new(),
            Self::SettingInvalid { name, value, min, max } => [
                ("name", Detail::Text((*name).into())),
                ("value", Detail::Number(*value)),
                ("min", Detail::Number(*min)),
                ("max", Detail::Number(*max)),
            ]
            .into(),
            Self::ExportUnsupported { architecture } => {
                [("architecture", architecture.into())].into()
            }
            Self::PictureFormatUnsupported { format } => [("format", format.into())].into(),
            Self::PictureTooLarge { width, height, limit_megapixels } => [
                ("width", (*width).into()),
                ("height", (*height).into()),
                ("limitMegapixels", (*limit_megapixels).into()),
            ]
            .into(),
            Self::PictureTooSmall { width, height, minimum } => [
                ("width", (*width).into()),
                ("height", (*height).into()),
                ("minimum", (*minimum).into()),
            ]
            .into(),
            Self::InputShape { expected, actual } => {
                [("expected", (*expected).into()), ("actual", (*actual).into())].into()
            }
            Self::TrainingTooLarge { limit } => [("limit", (*limit).into())].into(),
            Self::Sound(fault) => fault.detail(),
            Self::Feedback(fault) => [("field", Detail::Text(fault.field().to_owned()))].into(),
            Self::Table(fault) => fault.detail(),
            Self::Federation(fault) => fault.detail().into_iter().collect(),
            Self::TooFewClasses { count } => [("count", (*count).into())].into(),
            Self::EmptyClass { class } => [("class", (*class).into())].into(),
            Self::PictureDamaged { reason }
            | Self::DatasetInvalid { reason }
            | Self::EvaluationInput { reason }
            | Self::ExplanationInput { reason }
            | Self::ModelDamaged { reason }
            | Self::ModelUnsupported { reason }
            | Self::TrainingData { reason }
            | Self::CheckpointDamaged { reason }
            | Self::DeviceUnavailable { reason, .. }
            | Self::DeviceLost { reason } => [("reason", reason.into())].into(),
        }
    }
}

/// A value in [`Error::detail`]: JSON has the same two kinds.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(untagged)]
pub enum Detail {
    /// A count or a length.
    Number(f64),
    /// Words, in English.
    Text(String),
}

impl From<usize> for Detail {
    fn from(value: usize) -> Self {
        Self::Number(value as f64)
    }
}

impl From<&String> for Detail {
    fn from(value: &String) -> Self {
        Self::Text(value.clone())
    }
}
