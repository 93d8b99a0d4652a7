use super::spec::{BLOCKS, NUM_FEATURES};
use serde::{Deserialize, Serialize};

/// The block from which on fine-tuning goes on learning; with the last convolution a million weights.
pub const UNFROZEN_BLOCK: usize = 15;
/// Side of the feature maps there.
pub const UNFROZEN_SIDE: usize = 7;
/// Values that go into that block, `[192, 7, 7]`: the activations that fine-tuning starts from.
pub const NUM_ACTIVATIONS: usize =
    BLOCKS[UNFROZEN_BLOCK].in_channels * UNFROZEN_SIDE * UNFROZEN_SIDE;

/// The layer of EfficientNet-Lite0 at which another network begins to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Layer {
    /// `[1280]`: the mean of the last convolution over its places. Transfer learning starts from it.
    Features,
    /// `[192, 7, 7]`: what goes into the last block. Fine-tuning starts from it.
    Activations,
}

impl Layer {
    /// Number of values that the layer gives of one picture.
    pub const fn num_values(self) -> usize {
        match self {
            Self::Features => NUM_FEATURES,
            Self::Activations => NUM_ACTIVATIONS,
        }
    }
}
