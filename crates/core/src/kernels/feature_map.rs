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

    /// Index of the first channel of `pixel` (row-major in `inner`) in the padded memory.
    #[inline(always)]
    pub fn offset_of(&self, pixel: usize, inner: FeatureMap) -> usize {
        if *self == Self::NONE {
            return pixel * inner.channels;
        }
        let padded_width = inner.width + self.before + self.after;
        let (row, column) = (pixel / inner.width, pixel % inner.width);
        ((row + self.before) * padded_width + column + self.before) * inner.channels
    }

    /// Writes the zeros of the border into `padded`, leaving the inside as it is.
    pub fn clear(&self, padded: &mut [f32], inner: FeatureMap) {
        let outer = self.around(inner);
        let row_length = outer.width * outer.channels;
        let (left, right) = (self.before * outer.channels, self.after * outer.channels);
        for (row_index, row) in
            padded[..outer.num_values()].chunks_exact_mut(row_length).enumerate()
        {
            if row_index < self.before || row_index >= self.before + inner.height {
                row.fill(0.0);
            } else {
                row[..left].fill(0.0);
                row[row_length - right..].fill(0.0);
            }
        }
    }
}
