//! The networks, one file each: config → `init(device)` → module.

pub mod efficientnet_lite0;
pub mod trainable;
