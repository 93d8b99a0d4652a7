//! The container of a layers model of TensorFlow.js, which has the layers of Keras: the topology as JSON, the weights
//! one behind the other in a second file.
//!
//! Source: `tfjs-layers` 1.3.1 and 4.22 (Apache-2.0, <https://github.com/tensorflow/tfjs>).

mod builder;

pub use builder::{CODE_STEPS, KerasBuilder, KerasModel};
