//! The convolution of pictures with few channels: eight output channels of a pooling window at a time.

use super::map::PaddedMap;
use super::pool::pool;
use super::{Pooled, panels};
use crate::kernels::{load, store};
use wide::f32x4;

/// Values of a pixel.
pub(super) const LANES: usize = 4;

/// Weights `[channels ÷ 8][9 × CHANNELS][8]`, from `[channels × inputs × 9]`.
pub(super) fn pack<const CHANNELS: usize>(weight: &[f32], inputs: usize) -> Vec<[f32; 8]> {
    let channels = weight.len() / (inputs * 9);
    let mut packed = vec![[0.0; 8]; panels(channels) * 9 * CHANNELS];
    for (number, kernel) in weight.chunks_exact(9).enumerate() {
        let (output, input) = (number / inputs, number % inputs);
        let panel = &mut packed[output / 8 * 9 * CHANNELS..][..9 * CHANNELS];
        for (to, value) in panel[input..].iter_mut().step_by(CHANNELS).zip(kernel) {
            to[output % 8] = *value;
        }
    }
    packed
}

/// One picture. `weight` is what [`pack`] gives, `bias` is `[channels ÷ 8][8]`.
pub(super) fn forward<const CHANNELS: usize>(
    (map, size): (&[f32], &PaddedMap),
    weight: &[[f32; 8]],
    bias: &[[f32; 8]],
    pooled: &mut Pooled,
) {
    let lanes = bias.len() * 8;
    let rows = (size.height - 2) / 2;
    let columns = (size.width - 2) / 2;
    for (panel, (weight, bias)) in weight.chunks_exact(9 * CHANNELS).zip(bias).enumerate() {
        let bias = [load(bias), load(&bias[4..])];
        for row in 0..rows {
            for column in 0..columns {
                let part = |within: usize| {
                    let begin = (2 * row + within) * size.row() + 2 * column * LANES;
                    map[begin..].first_chunk::<{ 4 * LANES }>()
                };
                let (Some(a), Some(b), Some(c), Some(d)) = (part(0), part(1), part(2), part(3))
                else {
                    return;
                };
                let sums = window::<CHANNELS>([a, b, c, d], weight, bias);
                let place = (row * columns + column) * lanes + panel * 8;
                for half in 0..2 {
                    let (values, chosen) = pool(sums.map(|sum| sum[half]));
                    store(&mut pooled.values[place + 4 * half..], values);
                    pooled.chosen[place + 4 * half..][..4].copy_from_slice(&chosen);
                }
            }
        }
    }
}

/// The four places of a window, from the four by four pixels that they see.
#[inline(always)]
fn window<const CHANNELS: usize>(
    pixels: [&[f32; 4 * LANES]; 4],
    weight: &[[f32; 8]],
    bias: [f32x4; 2],
) -> [[f32x4; 2]; 4] {
    let mut sums = [bias; 4];
    for (tap, weight) in weight.as_chunks::<CHANNELS>().0.iter().take(9).enumerate() {
        let (y, x) = (tap / 3, tap % 3);
        for (channel, weight) in weight.iter().enumerate() {
            let (left, right) = (load(weight), load(&weight[4..]));
            for (place, sum) in sums.iter_mut().enumerate() {
                let value = pixels[y + place / 2][(x + place % 2) * LANES + channel];
                let value = f32x4::splat(value);
                sum[0] += value * left;
                sum[1] += value * right;
            }
        }
    }
    sums
}
