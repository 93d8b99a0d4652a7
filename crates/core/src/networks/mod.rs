//! The networks, a folder each: the architecture as data, its parameters, the function from inputs to logits, its
//! forms in ONNX and Keras, how its predictions are explained, what its training is told.
//!
//! A new network is a folder here, with a `NETWORKS` list, and its name in the line below. Everything else asks the
//! [`Network`] trait; nothing outside of this module tells architectures apart.

/// Declares the folders and makes one registry of their lists.
macro_rules! networks {
    ($($folder:ident),*) => {
        $(pub mod $folder;)*

        /// Every network that is trained here, in the order in which people are offered them.
        fn registry() -> impl Iterator<Item = &'static dyn Network> {
            [$($folder::NETWORKS),*].into_iter().flatten().copied()
        }
    };
}

mod architecture;
mod input_kind;
mod network;
mod parameters;
mod settings;

pub use architecture::Architecture;
pub use input_kind::{InputKind, PIXEL_SIDE, PIXELS};
pub use network::{ExplanationMethod, FrozenPhase, Network};
#[cfg(feature = "burn")]
use parameters::arrays;
pub use parameters::{NetworkSize, ParameterSpec};
pub use settings::{
    Augmentation, FORMER_BACKBONE_LEARNING_RATE, MAX_HIDDEN_UNITS, Range, Schedule,
    TrainingSettings,
};

networks!(efficientnet_lite0, cnn, mlp, gru, character_grams);
