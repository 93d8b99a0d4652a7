use super::efficientnet_lite0::Layer;
use crate::picture::InputSpec;

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
}

impl InputKind {
    /// Number of values of one input.
    pub fn num_values(&self) -> usize {
        match self {
            Self::Backbone(layer) => layer.num_values(),
            Self::Pixels(input) => input.num_values(),
        }
    }

    /// The preparation of a picture for the first network that it meets: the backbone's, or the network's own.
    pub fn picture_input(&self) -> InputSpec {
        match self {
            Self::Backbone(_) => InputSpec::efficientnet_lite0(),
            Self::Pixels(input) => input.clone(),
        }
    }

    /// The layer of the backbone that is read, if one is.
    pub fn layer(&self) -> Option<Layer> {
        match self {
            Self::Backbone(layer) => Some(*layer),
            Self::Pixels(_) => None,
        }
    }
}
