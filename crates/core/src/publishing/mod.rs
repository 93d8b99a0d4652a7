//! Models on their way to others: in fewer bits, with what that has done to their predictions; as readers of an
//! article download them; as ONNX and in Teachable Machine's files for other programs.

mod backbone;
mod check;
#[cfg(feature = "train")]
mod checked;
mod compress;
#[cfg(feature = "train")]
mod onnx;
mod prediction_change;
mod published;
#[cfg(feature = "train")]
mod teachable_machine;

pub use backbone::features_only;
pub use check::{CheckedCompression, CompressionCheck};
pub use compress::compress;
#[cfg(feature = "train")]
pub use onnx::{ONNX_RECIPE, ONNX_SOUND_RECIPE, onnx_recipe, to_onnx};
pub use prediction_change::{ClassChange, Effect, Flip, PredictionChange, prediction_change};
pub use published::{publish, publish_files, published_backbone, published_model};
#[cfg(feature = "train")]
pub use teachable_machine::{TeachableMachineFiles, to_teachable_machine};
