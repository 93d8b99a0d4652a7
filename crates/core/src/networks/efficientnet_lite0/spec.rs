//! The architecture as data.

/// Side of the input in pixels.
pub const INPUT_SIDE: usize = 224;
/// Channels after the first convolution (3 × 3, stride 2).
pub const STEM_CHANNELS: usize = 32;
/// Channels after the last convolution: the length of the features that transfer learning uses.
pub const NUM_FEATURES: usize = 1280;

/// One inverted-residual block: expand (1 × 1), depthwise, project (1 × 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlockSpec {
    /// Side of the depthwise kernel.
    pub kernel: usize,
    /// Stride of the depthwise convolution.
    pub stride: usize,
    /// Expanded channels over incoming channels; at 1 there is no expanding convolution.
    pub expansion: usize,
    /// Channels that come in.
    pub in_channels: usize,
    /// Channels that go out.
    pub out_channels: usize,
}

impl BlockSpec {
    /// Channels of the depthwise convolution.
    pub const fn expanded_channels(&self) -> usize {
        self.in_channels * self.expansion
    }

    /// Whether the input is added to the output.
    pub const fn is_residual(&self) -> bool {
        self.stride == 1 && self.in_channels == self.out_channels
    }
}

const fn block(
    kernel: usize,
    stride: usize,
    expansion: usize,
    in_channels: usize,
    out_channels: usize,
) -> BlockSpec {
    BlockSpec { kernel, stride, expansion, in_channels, out_channels }
}

/// The sixteen blocks, first to last.
pub const BLOCKS: [BlockSpec; 16] = [
    block(3, 1, 1, 32, 16),
    block(3, 2, 6, 16, 24),
    block(3, 1, 6, 24, 24),
    block(5, 2, 6, 24, 40),
    block(5, 1, 6, 40, 40),
    block(3, 2, 6, 40, 80),
    block(3, 1, 6, 80, 80),
    block(3, 1, 6, 80, 80),
    block(5, 1, 6, 80, 112),
    block(5, 1, 6, 112, 112),
    block(5, 1, 6, 112, 112),
    block(5, 2, 6, 112, 192),
    block(5, 1, 6, 192, 192),
    block(5, 1, 6, 192, 192),
    block(5, 1, 6, 192, 192),
    block(3, 1, 6, 192, 320),
];

/// TensorFlow's SAME padding as (before, after), for an input length that the stride divides.
///
/// The total is `kernel − stride`, the odd pixel goes behind: (0, 1) for 3 at stride 2, (1, 2) for
/// 5 at stride 2, symmetric at stride 1.
pub const fn same_padding(kernel: usize, stride: usize) -> (usize, usize) {
    let total = kernel - stride;
    (total / 2, total - total / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_is_tensorflows() {
        assert_eq!(same_padding(3, 1), (1, 1));
        assert_eq!(same_padding(5, 1), (2, 2));
        assert_eq!(same_padding(3, 2), (0, 1));
        assert_eq!(same_padding(5, 2), (1, 2));
    }

    #[test]
    fn blocks_join_up() {
        let mut channels = STEM_CHANNELS;
        for block in BLOCKS {
            assert_eq!(block.in_channels, channels);
            channels = block.out_channels;
        }
        assert_eq!(channels, 320);
    }
}
