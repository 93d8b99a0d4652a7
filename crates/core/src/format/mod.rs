//! A model is one `.safetensors` file: the weights, and a [`ModelCard`] as JSON in the header.
//!
//! Any tool that opens safetensors opens it as it is. The reader trusts nothing: the format's own
//! reader checks that offsets lie inside the file and do not overlap, and this module checks the
//! checksums of header and data, the card, the types and that every number is finite.

mod backbone;
mod card;
mod int8;
#[cfg(feature = "train")]
pub mod keras;
#[cfg(feature = "train")]
pub mod onnx;
mod precision;
mod reader;
mod seal;
mod values;
mod writer;

#[cfg(feature = "train")]
pub use backbone::write_self_contained;
pub use backbone::{BACKBONE_ARCHITECTURE, missing_backbone};
pub use card::{
    BackboneRef, FEATURES_FORMAT_VERSION, FORMAT_VERSION, ModelCard, NEWEST_FORMAT_VERSION,
    TrainingRecord, UNDETERMINED,
};
pub use int8::{Int8Weights, quantise};
pub use precision::Precision;
#[cfg(feature = "train")]
pub(crate) use reader::read_header;
pub use reader::{MAX_FILE_BYTES, ModelFile, Weight, Weights, read_weights};
#[cfg(feature = "train")]
pub(crate) use seal::{NO_SUM, is_sealed, seal};
pub use values::Values;
#[cfg(feature = "train")]
pub(crate) use writer::serialise;
pub use writer::write;

/// Key of the card in the header's metadata.
const CARD_KEY: &str = "kiln.card";
/// The ending of the name of an array of scales, behind the name of the array of 8-bit integers.
const SCALE_SUFFIX: &str = "::scale";
