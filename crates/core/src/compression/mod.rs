//! Smaller models: weights as 8-bit integers, and models as readers download them.

mod backbone;
mod int8;
mod published;

pub use backbone::features_only;
pub use int8::{Int8Weights, quantise};
pub use published::{publish, publish_files, published_backbone, published_model};
