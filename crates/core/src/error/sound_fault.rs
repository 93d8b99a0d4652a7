//! Why a sound cannot be used.

use super::Detail;
use std::collections::BTreeMap;

/// A recording, or samples, that nothing can be heard in.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SoundFault {
    /// A file of zero bytes, or one without a single sample.
    #[error("the file is empty")]
    Empty,
    /// The bytes are no sound of any known format.
    #[error("this is not a sound")]
    NotASound,
    /// A sound of a format that is known but cannot be decoded here.
    #[error("sounds of this format cannot be read here: {format}")]
    FormatUnsupported {
        /// The part that is missing, in the decoder's words.
        format: String,
    },
    /// The header is a sound's but the data cannot be decoded.
    #[error("the sound is damaged: {reason}")]
    Damaged {
        /// The decoder's own words.
        reason: String,
    },
    /// A sampling rate that no microphone has.
    #[error("the sound has {rate} samples a second; from {minimum} to {maximum} can be read")]
    Rate {
        /// Samples a second.
        rate: u32,
        /// The lowest accepted.
        minimum: u32,
        /// The highest accepted.
        maximum: u32,
    },
    /// Too short to tell anything.
    #[error("the sound is too short: {seconds} seconds, {minimum} are needed")]
    TooShort {
        /// Its length.
        seconds: f64,
        /// The least that is needed.
        minimum: f64,
    },
    /// A sample that is infinite or no number.
    #[error("the sound has samples that are no finite numbers")]
    NotFinite,
    /// A length or an overlap of clips that cannot be.
    #[error("the setting {name} is {value}, it must be from {minimum} to {maximum}")]
    Cutting {
        /// `clipSeconds` or `overlap`.
        name: &'static str,
        /// The value that was given.
        value: f64,
        /// The smallest it may be.
        minimum: f64,
        /// The largest it may be.
        maximum: f64,
    },
}

impl SoundFault {
    /// The stable name of this kind of fault.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "sound.empty",
            Self::NotASound => "sound.not-a-sound",
            Self::FormatUnsupported { .. } => "sound.unsupported-format",
            Self::Damaged { .. } => "sound.damaged",
            Self::Rate { .. } => "sound.rate",
            Self::TooShort { .. } => "sound.too-short",
            Self::NotFinite => "sound.not-finite",
            Self::Cutting { .. } => "sound.cutting",
        }
    }

    /// The values a translated sentence may want to name.
    pub(super) fn detail(&self) -> BTreeMap<&'static str, Detail> {
        let number = |value: f64| Detail::Number(value);
        match self {
            Self::Empty | Self::NotASound | Self::NotFinite => BTreeMap::new(),
            Self::FormatUnsupported { format } => [("format", format.into())].into(),
            Self::Damaged { reason } => [("reason", reason.into())].into(),
            Self::Rate { rate, minimum, maximum } => [
                ("rate", number((*rate).into())),
                ("minimum", number((*minimum).into())),
                ("maximum", number((*maximum).into())),
            ]
            .into(),
            Self::TooShort { seconds, minimum } => {
                [("seconds", number(*seconds)), ("minimum", number(*minimum))].into()
            }
            Self::Cutting { name, value, minimum, maximum } => [
                ("name", Detail::Text((*name).into())),
                ("value", number(*value)),
                ("minimum", number(*minimum)),
                ("maximum", number(*maximum)),
            ]
            .into(),
        }
    }
}
