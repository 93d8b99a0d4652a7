//! How finely a sum is divided depends on what adds it up: thousands of lanes, or a few.

use crate::device::is_software;

/// A number that a graphics card wants large, and a processor that plays one small.
pub(super) struct PerHardware {
    pub(super) card: usize,
    pub(super) processor: usize,
}

impl PerHardware {
    /// The number for the device that is open.
    pub(super) fn here(&self) -> usize {
        if is_software() { self.processor } else { self.card }
    }
}
