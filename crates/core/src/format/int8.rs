/// The largest integer used. −128 is left out, so that the range is the same on both sides of zero.
const LARGEST: f32 = 127.0;

/// The largest scale with which any 8-bit integer, −128 too, is a finite number: readers ask for that.
const LARGEST_SCALE: f32 = f32::MAX / 128.0;

/// An array as 8-bit integers with a scale for each output channel: symmetric, so zero stays zero.
///
/// One scale for the whole array would be smaller by nothing that counts and loses eight points of
/// accuracy on EfficientNet-Lite0, whose channels differ widely once batch norm has its say
/// (R. Krishnamoorthi, arXiv:1806.08342, section 3.1).
#[derive(Debug, Clone, PartialEq)]
pub struct Int8Weights {
    /// The integers, from −127 to 127, in the order of the array.
    pub values: Vec<i8>,
    /// `[out]`: what one step is worth in each channel; positive, and 1 where a channel is all zero.
    pub scales: Vec<f32>,
}

/// Rounds to the nearest step. `values` is `[channels, …]` in row-major order and finite; `channels`
/// divides its length.
///
/// ```
/// use kiln_core::format::quantise;
/// let small = quantise(&[1.0, -1.0, 0.0, 100.0], 2);
/// assert_eq!(small.values, [127, -127, 0, 127]);
/// assert_eq!(small.scales, [1.0 / 127.0, 100.0 / 127.0]);
/// assert_eq!(small.expand(), [1.0, -1.0, 0.0, 100.0]);
/// ```
pub fn quantise(values: &[f32], channels: usize) -> Int8Weights {
    let per_channel = (values.len() / channels.max(1)).max(1);
    let mut integers = Vec::with_capacity(values.len());
    let mut scales = Vec::with_capacity(channels);
    for channel in values.chunks_exact(per_channel) {
        let largest = channel.iter().fold(0.0_f32, |largest, value| largest.max(value.abs()));
        let scale = (largest / LARGEST).min(LARGEST_SCALE);
        // Subnormal channels would divide by zero: they are zero for every purpose.
        let scale = if scale.is_normal() { scale } else { 1.0 };
        scales.push(scale);
        let round = |value: &f32| (value / scale).round().clamp(-LARGEST, LARGEST) as i8;
        integers.extend(channel.iter().map(round));
    }
    Int8Weights { values: integers, scales }
}

impl Int8Weights {
    /// Back to floats: `[channels, …]`. Each is off by at most half its channel's scale.
    pub fn expand(&self) -> Vec<f32> {
        let per_channel = (self.values.len() / self.scales.len().max(1)).max(1);
        let channels = self.values.chunks_exact(per_channel).zip(&self.scales);
        channels
            .flat_map(|(channel, scale)| channel.iter().map(move |value| f32::from(*value) * scale))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_value_moves_by_more_than_half_a_step(
            (channels, values) in (1usize..6, 1usize..20).prop_flat_map(|(channels, each)| {
                (Just(channels), prop::collection::vec(-10.0f32..10.0, channels * each))
            })
        ) {
            let small = quantise(&values, channels);
            let back = small.expand();
            prop_assert_eq!(back.len(), values.len());
            let each = values.len() / channels;
            for (index, (before, after)) in values.iter().zip(&back).enumerate() {
                let step = small.scales[index / each];
                prop_assert!((before - after).abs() <= step * 0.5001, "{before} {after} {step}");
            }
        }
    }

    proptest! {
        /// A network made from an 8-bit network, such as one for its features alone, loses nothing more.
        #[test]
        fn what_was_rounded_once_is_not_rounded_again(
            (channels, values) in (1usize..6, 1usize..20).prop_flat_map(|(channels, each)| {
                (Just(channels), prop::collection::vec(-10.0f32..10.0, channels * each))
            })
        ) {
            let small = quantise(&values, channels);
            prop_assert_eq!(quantise(&small.expand(), channels), small);
        }
    }

    #[test]
    fn the_largest_numbers_there_are_stay_finite() {
        for values in [[f32::MAX, -f32::MAX], [f32::MAX / 2.0, 1e38]] {
            let small = quantise(&values, 1);
            assert!(small.scales.iter().all(|scale| (scale * 128.0).is_finite()), "{small:?}");
            for (before, after) in values.iter().zip(small.expand()) {
                assert!((before - after).abs() <= before.abs() / 100.0, "{before} {after}");
            }
        }
    }

    #[test]
    fn zeros_stay_zeros_and_the_largest_is_kept() {
        let small = quantise(&[0.0, 0.0, 0.5, -1.0], 2);
        assert_eq!(small.values, [0, 0, 64, -127]);
        assert_eq!(small.expand()[..2], [0.0, 0.0]);
        assert_eq!(small.expand()[3], -1.0);
    }
}
