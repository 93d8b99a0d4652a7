//! Smaller models: weights in fewer bits, what that has done to the answers, and models as readers
//! download them.

mod answer_change;
mod backbone;
mod int8;
mod precision;
mod published;

pub use answer_change::{AnswerChange, ClassChange, Effect, Flip, answer_change};
pub use backbone::features_only;
pub use int8::{Int8Weights, quantise};
pub use precision::{Precision, compress};
pub use published::{publish, publish_files, published_backbone, published_model};
