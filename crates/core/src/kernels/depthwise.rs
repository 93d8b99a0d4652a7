use super::{Activation, FeatureMap};
use std::ops::Range;
use wide::f32x4;

/// Columns computed together: they share the loaded inputs and weights.
const TILE_COLUMNS: usize = 4;
/// Vectors of one row of inputs that a tile may need: 3 columns × stride 2 + kernel 5.
const MAX_TILE_INPUTS: usize = (TILE_COLUMNS - 1) * 2 + 5;

/// A depthwise convolution with a square kernel of 3 or 5 and a stride of 1 or 2, with bias and
/// activation. Channels come in fours.
#[derive(Debug, Clone)]
pub struct Depthwise {
    kernel: usize,
    stride: usize,
    activation: Activation,
    /// `[channels / 4][kernel][kernel][4]`: what one step of the inner loop needs lies in one piece.
    taps: Vec<[f32; 4]>,
    bias: Vec<[f32; 4]>,
}

/// The weights of the channels that are computed.
#[derive(Clone, Copy)]
struct Weights<'a, const KERNEL: usize> {
    taps: &'a [[[[f32; 4]; KERNEL]; KERNEL]],
    bias: &'a [[f32; 4]],
}

impl Depthwise {
    /// Takes `weight` as files keep it, `[channels, 1, kernel, kernel]`.
    ///
    /// # Panics
    /// When there is no kernel of this size and stride, or lengths do not fit.
    pub fn new(
        weight: &[f32],
        bias: &[f32],
        kernel: usize,
        stride: usize,
        activation: Activation,
    ) -> Self {
        let channels = bias.len();
        let area = kernel * kernel;
        assert!(matches!((kernel, stride), (3 | 5, 1 | 2)), "kernel 3 or 5, stride 1 or 2");
        assert!(channels.is_multiple_of(4), "channels in fours");
        assert_eq!(weight.len(), channels * area, "a kernel for each channel");
        let mut taps = vec![[0.0; 4]; weight.len() / 4];
        for (channel, kernel) in weight.chunks_exact(area).enumerate() {
            for (tap, value) in kernel.iter().enumerate() {
                taps[channel / 4 * area + tap][channel % 4] = *value;
            }
        }
        let bias = bias.as_chunks().0.to_vec();
        Self { kernel, stride, activation, taps, bias }
    }

    /// Size of the output for a padded input of this size.
    pub fn output_size(&self, padded: FeatureMap) -> FeatureMap {
        let length = |input: usize| (input - self.kernel) / self.stride + 1;
        FeatureMap {
            height: length(padded.height),
            width: length(padded.width),
            channels: padded.channels,
        }
    }

    /// Computes the output channels `channels`, a range in fours, from as many channels of the input.
    ///
    /// # Shapes
    /// - `input`: `padded` = `[height, width, channels]` with its border of zeros inside
    /// - `output`: [`Self::output_size`] of it
    pub fn run(
        &self,
        input: &[f32],
        output: &mut [f32],
        padded: FeatureMap,
        channels: Range<usize>,
    ) {
        debug_assert_eq!(padded.channels, channels.len());
        match (self.kernel, self.stride) {
            (3, 1) => self.run_as::<3, 1>(input, output, padded, channels),
            (3, _) => self.run_as::<3, 2>(input, output, padded, channels),
            (_, 1) => self.run_as::<5, 1>(input, output, padded, channels),
            _ => self.run_as::<5, 2>(input, output, padded, channels),
        }
    }

    fn run_as<const KERNEL: usize, const STRIDE: usize>(
        &self,
        input: &[f32],
        output: &mut [f32],
        padded: FeatureMap,
        channels: Range<usize>,
    ) {
        let fours = channels.start / 4..channels.end / 4;
        let taps = self.taps.as_chunks::<KERNEL>().0.as_chunks::<KERNEL>().0;
        let weights = Weights { taps: &taps[fours.clone()], bias: &self.bias[fours] };
        let size = self.output_size(padded);
        let row_length = padded.width * padded.channels;
        let output_rows = output[..size.num_values()].chunks_exact_mut(size.width * size.channels);
        for (y, output_row) in output_rows.enumerate() {
            let rows: [&[f32]; KERNEL] =
                std::array::from_fn(|ky| &input[(y * STRIDE + ky) * row_length..][..row_length]);
            self.row::<KERNEL, STRIDE>(weights, rows, output_row, size.width);
        }
    }

    /// One row of outputs, `width` columns.
    #[inline(always)]
    fn row<const KERNEL: usize, const STRIDE: usize>(
        &self,
        weights: Weights<KERNEL>,
        rows: [&[f32]; KERNEL],
        output_row: &mut [f32],
        width: usize,
    ) {
        let mut x = 0;
        while x + TILE_COLUMNS <= width {
            self.tile::<KERNEL, STRIDE, TILE_COLUMNS>(weights, rows, output_row, x);
            x += TILE_COLUMNS;
        }
        if x < width && width >= TILE_COLUMNS {
            // Computing a few columns again is cheaper than computing the rest one by one.
            self.tile::<KERNEL, STRIDE, TILE_COLUMNS>(
                weights,
                rows,
                output_row,
                width - TILE_COLUMNS,
            );
            x = width;
        }
        while x < width {
            self.tile::<KERNEL, STRIDE, 1>(weights, rows, output_row, x);
            x += 1;
        }
    }

    /// `COLUMNS` outputs of one row from column `x` on, all channels.
    #[inline(always)]
    fn tile<const KERNEL: usize, const STRIDE: usize, const COLUMNS: usize>(
        &self,
        Weights { taps, bias }: Weights<KERNEL>,
        rows: [&[f32]; KERNEL],
        output_row: &mut [f32],
        x: usize,
    ) {
        let channels = taps.len() * 4;
        let (low, high) = self.activation.bounds();
        let num_inputs = (COLUMNS - 1) * STRIDE + KERNEL;
        // Each column's channels by themselves, all of one length: no bounds are checked in the loop.
        let inputs = rows.map(|row| {
            std::array::from_fn::<&[[f32; 4]], MAX_TILE_INPUTS, _>(|column| {
                let column = x * STRIDE + column.min(num_inputs - 1);
                &row[column * channels..][..channels].as_chunks().0[..taps.len()]
            })
        });
        let bias = &bias[..taps.len()];
        let mut rest = &mut output_row[x * channels..];
        let mut targets = std::array::from_fn::<&mut [[f32; 4]], COLUMNS, _>(|_| {
            let (target, behind) = std::mem::take(&mut rest).split_at_mut(channels);
            rest = behind;
            &mut target.as_chunks_mut().0[..taps.len()]
        });
        for (four, taps) in taps.iter().enumerate() {
            let mut sums = [f32x4::from(bias[four]); COLUMNS];
            for (taps, columns) in taps.iter().zip(&inputs) {
                let values: [f32x4; MAX_TILE_INPUTS] =
                    std::array::from_fn(|column| f32x4::from(columns[column][four]));
                for (kx, tap) in taps.iter().enumerate() {
                    let weight = f32x4::from(*tap);
                    for (column, sum) in sums.iter_mut().enumerate() {
                        *sum += values[column * STRIDE + kx] * weight;
                    }
                }
            }
            for (target, sum) in targets.iter_mut().zip(sums) {
                target[four] = sum.fast_max(low).fast_min(high).to_array();
            }
        }
    }
}
