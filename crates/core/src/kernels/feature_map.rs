/// Size of a feature map, `[height, width, channels]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FeatureMap {
    /// Rows.
    pub height: usize,
    /// Columns.
    pub width: usize,
    /// Values per pixel, innermost in memory.
    pub channels: usize,
}

impl FeatureMap {
    /// Rows times columns.
    pub fn num_pixels(&self) -> usize {
        self.height * self.width
    }

    /// All values.
    pub fn num_values(&self) -> usize {
        self.num_pixels() * self.channels
    }
}

/// Zeros around a feature map, the same on both axes, as convolutions pad.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Border {
    /// Above and to the left.
    pub before: usize,
    /// Below and to the right.
    pub after: usize,
}

impl Border {
    /// A border of no width.
    pub const NONE: Self = Self { before: 0, after: 0 };

    /// The size of `inner` with this border around it.
    pub fn around(&self, inner: FeatureMap) -> FeatureMap {
        let extra = self.before + self.after;
        FeatureMap {
            height: inner.height + extra,
            width: inner.width + extra,
            channels: inner.channels,
        }
    }
}
