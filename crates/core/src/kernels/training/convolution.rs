/// The sizes of a 3 × 3 convolution with stride 1, after which the largest of each 2 × 2 window is kept.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ConvolutionSize {
    /// Pictures.
    pub(crate) batch: usize,
    /// Channels of the input.
    pub(crate) inputs: usize,
    /// Rows of the input.
    pub(crate) height: usize,
    /// Columns of the input.
    pub(crate) width: usize,
    /// Channels of the result.
    pub(crate) channels: usize,
    /// Rows and columns of zeros at each side of the input.
    pub(crate) padding: usize,
}

impl ConvolutionSize {
    /// The sizes for an input `[batch, inputs, height, width]`.
    pub(crate) fn new(
        [batch, inputs, height, width]: [usize; 4],
        channels: usize,
        padding: usize,
    ) -> Self {
        Self { batch, inputs, height, width, channels, padding }
    }

    /// Height and width of what the convolution gives.
    pub(crate) fn convolved(&self) -> (usize, usize) {
        (self.height + 2 * self.padding - 2, self.width + 2 * self.padding - 2)
    }

    /// Height and width after pooling; a last row or column without a partner is left out.
    pub(crate) fn pooled(&self) -> (usize, usize) {
        let (height, width) = self.convolved();
        (height / 2, width / 2)
    }

    /// `[batch, channels, height, width]` of the result.
    pub(crate) fn result(&self) -> [usize; 4] {
        let (height, width) = self.pooled();
        [self.batch, self.channels, height, width]
    }
}
