//! From a model file and pictures to named answers.

mod classifier;
mod prediction;
#[cfg(feature = "burn")]
mod trained;

pub use classifier::{Classifier, Engine};
pub use prediction::{Prediction, softmax, top_predictions};
#[cfg(feature = "burn")]
pub use trained::TrainedModel;
