//! The way from a model file and pictures to predictions.
//!
//! A [`Model`] is everything that is needed for a prediction: a network, the backbone whose features it reads where
//! it reads one, the threshold below which a picture is none of the classes, and the card.

mod backbone;
mod engine;
mod feature_source;
mod model;
mod prediction;
mod runner;
#[cfg(feature = "trained")]
mod trained;

pub use backbone::Backbone;
pub use engine::Engine;
pub use feature_source::FeatureSource;
pub use model::Model;
pub use prediction::{Prediction, TopClass, softmax};
