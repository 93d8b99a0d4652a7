//! Maps of what in a picture a prediction rests on, and the check whether such a map can be believed.
//!
//! Every method gives a [`HeatMap`](crate::operations::HeatMap) over the network's input, which [`locate`] puts into
//! words over the whole picture. Which method belongs to a network:
//!
//! - [`crate::inference::Model::heat_maps`]: exact class activation maps for a linear layer behind the mean of a
//!   feature map, Grad-CAM for heads with a hidden layer and for the small convolutional networks; each network's
//!   folder has its own.
//! - [`Occlusion`]: hides one part of the input after the other; for every network, and the only way
//!   for those without a feature map.
//!
//! [`MaskCheck`] hides what a map calls important and compares that with hiding as much elsewhere.
//!
//! Nothing here runs a network: [`Occlusion`] and [`MaskCheck`] hand out inputs and take logits, so
//! that the caller decides on the device, the pace and the end.

mod focus;
mod mask_check;
mod occlusion;
mod trials;

pub use focus::{Extent, Focus, Region, locate, region_shares};
pub use mask_check::{LEVELS, Level, MaskCheck, MaskCheckResult, NUM_RANDOM};
pub use occlusion::Occlusion;
pub use trials::log_odds;
