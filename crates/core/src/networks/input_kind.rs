use super::efficientnet_lite0::Layer;
use crate::picture::InputSpec;
use crate::text::GramSpec;

/// Side of the pictures that the networks over pixels read.
pub const PIXEL_SIDE: usize = 32;

/// The input of the networks over pixels: the largest square, each value from 0 to 1.
pub const PIXELS: InputKind =
    InputKind::Pixels(InputSpec { side: PIXEL_SIDE, crop: 1.0, mean: 0.0, scale: 255.0 });

/// The input that a network reads.
#[derive(Debug, Clone, PartialEq)]
pub enum InputKind {
    /// The output of EfficientNet-Lite0 at a layer.
    Backbone(Layer),
    /// `[3, side, side]`, a picture prepared in this way.
    Pixels(InputSpec),
    /// The hashed characters of a text: as many pairs of a bucket and a value as it has, `[2 × pairs]`.
    Grams(GramSpec),
}

impl InputKind {
    /// Number of values of one input; for texts, of which each has another number, of the smallest.
    pub fn num_values(&self) -> usize {
        match self {
            Self::Backbone(layer) => layer.num_values(),
            Self::Pixels(input) => input.num_values(),
            Self::Grams(_) => 2,
        }
    }

    /// The preparation of a picture for the first network that it meets: the backbone's, or the network's own. None for
    /// networks over texts.
    pub fn picture_input(&self) -> Option<InputSpec> {
        match self {
            Self::Backbone(_) => Some(InputSpec::efficientnet_lite0()),
            Self::Pixels(input) => Some(input.clone()),
            Self::Grams(_) => None,
        }
    }

    /// The layer of the backbone that is read, if one is.
    pub fn layer(&self) -> Option<Layer> {
        match self {
            Self::Backbone(layer) => Some(*layer),
            Self::Pixels(_) | Self::Grams(_) => None,
        }
    }
}
