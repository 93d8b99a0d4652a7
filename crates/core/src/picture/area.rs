use serde::{Deserialize, Serialize};

/// A rectangle in shares of a width and a height, from the top left: what is said with it is true of
/// the picture at every size.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Area {
    /// The left edge, as a share of the width.
    pub left: f64,
    /// The upper edge, as a share of the height.
    pub top: f64,
    /// The width of the part, as a share of the whole.
    pub width: f64,
    /// The height of the part, as a share of the whole.
    pub height: f64,
}

impl Area {
    /// Everything.
    pub const WHOLE: Self = Self { left: 0.0, top: 0.0, width: 1.0, height: 1.0 };

    /// The place of this part of `outer` in the whole that `outer` is a part of.
    pub fn within(&self, outer: &Self) -> Self {
        Self {
            left: outer.left + self.left * outer.width,
            top: outer.top + self.top * outer.height,
            width: self.width * outer.width,
            height: self.height * outer.height,
        }
    }
}
