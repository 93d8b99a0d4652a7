//! What in a picture an answer rests on, and whether such a map can be believed.
//!
//! Every method gives a [`HeatMap`] over the network's input, which [`locate`] puts into words over the
//! whole picture. Which method belongs to a network:
//!
//! - [`class_activation_map`]: exact, for a linear layer behind the mean of a feature map
//!   (EfficientNet-Lite0, linear heads over its features); with [`pooled_gradient`] in place of the
//!   layer's weights it is Grad-CAM, for heads with a hidden layer.
//! - [`convolutional_map`]: Grad-CAM at the last convolution of the networks over 32 × 32 pixels.
//! - [`Occlusion`]: hides one part of the input after the other; for every network, and the only way
//!   for those without a feature map.
//!
//! [`MaskCheck`] hides what a map calls important and compares that with hiding as much elsewhere.
//!
//! Nothing here runs a network: [`Occlusion`] and [`MaskCheck`] hand out inputs and take logits, so
//! that the caller decides on the device, the pace and the end.

mod activation_map;
mod convolutional;
mod focus;
mod heat_map;
mod mask_check;
mod occlusion;
mod trials;

pub use activation_map::{FeatureMaps, class_activation_map, pooled_gradient};
pub use convolutional::convolutional_map;
pub use focus::{Extent, Focus, Region, locate, region_shares};
pub use heat_map::HeatMap;
pub use mask_check::{LEVELS, Level, MaskCheck, MaskCheckResult, NUM_RANDOM};
pub use occlusion::Occlusion;
pub use trials::log_odds;

use crate::models::trainable::Architecture;
use serde::{Deserialize, Serialize};

/// How a map is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// B. Zhou et al., "Learning Deep Features for Discriminative Localization", CVPR 2016,
    /// arXiv:1512.04150.
    Cam,
    /// R. R. Selvaraju et al., "Grad-CAM", ICCV 2017, arXiv:1610.02391.
    GradCam,
    /// M. D. Zeiler, R. Fergus, "Visualizing and Understanding Convolutional Networks", ECCV 2014,
    /// arXiv:1311.2901, section 4.2.
    Occlusion,
}

impl Method {
    /// The method for a network that was trained here. `hidden_units` counts for
    /// [`Architecture::Transfer`] and [`Architecture::FineTune`].
    pub fn of(architecture: Architecture, hidden_units: usize) -> Self {
        match architecture {
            Architecture::Transfer | Architecture::FineTune if hidden_units == 0 => Self::Cam,
            Architecture::Transfer
            | Architecture::FineTune
            | Architecture::ReferenceCnn
            | Architecture::BenchCnn => Self::GradCam,
            Architecture::Mlp | Architecture::Recurrent => Self::Occlusion,
        }
    }
}
