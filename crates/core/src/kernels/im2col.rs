use super::Border;

/// Gathers the patches of a dense convolution over planes, so that a [`super::Pointwise`] layer
/// can do the rest. It serves the first layer, whose input comes as `[channels, height, width]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Im2col {
    /// Input planes.
    pub channels: usize,
    /// Input rows.
    pub height: usize,
    /// Input columns.
    pub width: usize,
    /// Side of the square kernel.
    pub kernel: usize,
    /// Step between patches.
    pub stride: usize,
    /// Zeros around the input.
    pub border: Border,
}

impl Im2col {
    /// Values of one patch, in the order `[channels, kernel, kernel]` that weights have.
    pub fn patch_length(&self) -> usize {
        self.channels * self.kernel * self.kernel
    }

    /// Patches in one row of outputs.
    pub fn output_width(&self) -> usize {
        (self.width + self.border.before + self.border.after - self.kernel) / self.stride + 1
    }

    /// Rows of outputs.
    pub fn output_height(&self) -> usize {
        (self.height + self.border.before + self.border.after - self.kernel) / self.stride + 1
    }

    /// Gathers row `y` of outputs.
    ///
    /// # Shapes
    /// - `input`: `[channels, height, width]`
    /// - `patches`: `[output_width, patch_length]`
    pub fn gather_row(&self, input: &[f32], y: usize, patches: &mut [f32]) {
        let patch_length = self.patch_length();
        let patches = &mut patches[..self.output_width() * patch_length];
        for channel in 0..self.channels {
            for ky in 0..self.kernel {
                let row = (y * self.stride + ky).checked_sub(self.border.before);
                let row = row
                    .filter(|&row| row < self.height)
                    .map(|row| &input[(channel * self.height + row) * self.width..][..self.width]);
                for kx in 0..self.kernel {
                    let place = (channel * self.kernel + ky) * self.kernel + kx;
                    for (x, patch) in patches.chunks_exact_mut(patch_length).enumerate() {
                        let column = (x * self.stride + kx).checked_sub(self.border.before);
                        patch[place] = match (row, column) {
                            (Some(row), Some(column)) if column < self.width => row[column],
                            _ => 0.0,
                        };
                    }
                }
            }
        }
    }
}
