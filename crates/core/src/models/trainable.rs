//! The networks that are trained here, behind one registry.
//!
//! Each is a list of named parameters ([`parameters`]) and a function from parameters and inputs to
//! logits ([`forward`]). The same two serve training, inference and the files.

#[cfg(feature = "burn")]
mod forward;
mod parameters;
#[cfg(feature = "burn")]
mod unfrozen;

#[cfg(feature = "burn")]
pub use forward::{DropoutMask, forward};
pub use parameters::{NUM_UNFROZEN, ParameterSpec, parameters};
#[cfg(feature = "burn")]
pub use unfrozen::{unfrozen_features, unfrozen_map};

use super::efficientnet_lite0::{NUM_ACTIVATIONS, NUM_FEATURES};
use crate::error::{Error, Result};
use crate::picture::InputSpec;
use serde::{Deserialize, Serialize};

/// Side of the pictures that the networks over pixels read.
pub const PIXEL_SIDE: usize = 32;
/// Units of the hidden layer of the MLP, the recurrent network and the CNN's dense layer.
pub const HIDDEN_UNITS: usize = 64;

/// A network that can be trained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Architecture {
    /// A linear layer, or one hidden layer, over the pooled features of EfficientNet-Lite0.
    Transfer,
    /// Transfer, whose backbone learns along from its last block on: [`NUM_UNFROZEN`] arrays that begin
    /// with the backbone's own weights. Batch normalisation is folded into them, so nothing depends
    /// on what else is in a batch; what is left of it, a bias for each channel, is trained.
    FineTune,
    /// Two valid 3 × 3 convolutions with max-pooling, a dense layer of 64 and the output: 166,977
    /// parameters for two classes.
    ReferenceCnn,
    /// f(x) = σ(W₂ σ(W₁ x + b₁) + b₂) over the pixels.
    Mlp,
    /// A gated recurrent unit over the rows of the picture (K. Cho et al., arXiv:1406.1078).
    Recurrent,
    /// The convolutional network of the benches: as the reference but *same* padding and always
    /// softmax; 282,250 parameters for ten classes. Not offered to people.
    BenchCnn,
}

/// What a network reads.
#[derive(Debug, Clone, PartialEq)]
pub enum InputKind {
    /// `[1280]`: the pooled features of EfficientNet-Lite0.
    Features,
    /// `[192, 7, 7]`: what goes into the last block of EfficientNet-Lite0.
    Activations,
    /// `[3, side, side]`, each from 0 to 1.
    Pixels {
        /// How a picture becomes that.
        input: InputSpec,
    },
}

impl InputKind {
    /// Values of one input.
    pub fn num_values(&self) -> usize {
        match self {
            Self::Features => NUM_FEATURES,
            Self::Activations => NUM_ACTIVATIONS,
            Self::Pixels { input } => input.num_values(),
        }
    }
}

impl Architecture {
    /// Those offered to people, the default first.
    pub const OFFERED: [Self; 5] =
        [Self::Transfer, Self::FineTune, Self::ReferenceCnn, Self::Mlp, Self::Recurrent];

    /// The name in files and on the command line.
    pub fn id(self) -> &'static str {
        match self {
            Self::Transfer => "transfer",
            Self::FineTune => "fine-tune",
            Self::ReferenceCnn => "reference-cnn",
            Self::Mlp => "mlp",
            Self::Recurrent => "recurrent",
            Self::BenchCnn => "bench-cnn",
        }
    }

    /// The architecture of that name.
    ///
    /// # Errors
    /// [`Error::ModelUnsupported`] for any other.
    pub fn from_id(id: &str) -> Result<Self> {
        [Self::BenchCnn]
            .into_iter()
            .chain(Self::OFFERED)
            .find(|architecture| architecture.id() == id)
            .ok_or_else(|| Error::ModelUnsupported {
                reason: format!("the architecture {id} is not known"),
            })
    }

    /// What it reads.
    pub fn input_kind(self) -> InputKind {
        match self {
            Self::Transfer => InputKind::Features,
            Self::FineTune => InputKind::Activations,
            _ => InputKind::Pixels {
                input: InputSpec { side: PIXEL_SIDE, crop: 1.0, mean: 0.0, scale: 255.0 },
            },
        }
    }

    /// Outputs of the last layer: one for two classes where that layer is a sigmoid.
    pub fn num_outputs(self, num_classes: usize) -> usize {
        let is_sigmoid = matches!(self, Self::ReferenceCnn | Self::Mlp);
        if is_sigmoid && num_classes == 2 { 1 } else { num_classes }
    }
}

/// Number of weights that are trained. `hidden_units` counts for [`Architecture::Transfer`] and
/// [`Architecture::FineTune`].
pub fn num_parameters(
    architecture: Architecture,
    num_classes: usize,
    hidden_units: usize,
) -> usize {
    let specs = parameters(architecture, num_classes, hidden_units);
    specs.iter().map(ParameterSpec::num_values).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_counts_are_the_published_ones() {
        assert_eq!(num_parameters(Architecture::ReferenceCnn, 2, 0), 166_977);
        assert_eq!(num_parameters(Architecture::BenchCnn, 10, 0), 282_250);
        assert_eq!(num_parameters(Architecture::Transfer, 3, 100), 128_100 + 303);
        assert_eq!(num_parameters(Architecture::Transfer, 3, 0), 3843);
        assert_eq!(num_parameters(Architecture::FineTune, 3, 0), 1_013_696 + 3843);
    }

    #[test]
    fn ids_are_read_back() {
        for architecture in Architecture::OFFERED {
            let known = Architecture::from_id(architecture.id());
            assert!(known.is_ok_and(|known| known == architecture));
        }
        assert!(Architecture::from_id("transformer").is_err());
    }
}
