//! From a model file and pictures to named answers.

mod classifier;
mod prediction;

pub use classifier::{Classifier, Engine};
pub use prediction::{Prediction, softmax, top_predictions};
