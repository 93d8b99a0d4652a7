//! Models on their way to others: in fewer bits, with what that has done to their predictions; as readers of an
//! article download them; and as ONNX for other programs.

mod backbone;
mod check;
mod compress;
#[cfg(feature = "train")]
mod onnx;
mod prediction_change;
mod published;

pub use backbone::features_only;
pub use check::{CheckedCompression, CompressionCheck};
pub use compress::compress;
#[cfg(feature = "train")]
pub use onnx::to_onnx;
pub use prediction_change::{ClassChange, Effect, Flip, PredictionChange, prediction_change};
pub use published::{publish, publish_files, published_backbone, published_model};
