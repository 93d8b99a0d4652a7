//! A 1 × 1 convolution with ReLU6 whose outputs are bytes, in the order of the depthwise convolution behind it.

use super::super::load;
use super::arithmetic::ZERO;
use super::arithmetic::{LARGEST, interleaved};
use super::dot::{Best, Dot};
use super::matrix::{ByteMatrix, QuadRows, sums, surplus_of_zero};
use super::pixels::PixelBands;
use crate::format::Int8Weights;
use std::ops::Range;
use wide::{f32x4, i32x4};

/// Outputs computed together.
pub(super) const PANEL: usize = 8;
/// Rows of pixels computed together: four bytes of a word.
pub(super) const ROWS: usize = 4;

/// The expanding layer of a block.
#[derive(Debug, Clone)]
pub struct Expansion(pub(super) Panels);

/// A matrix whose outputs become bytes.
#[derive(Debug, Clone)]
pub(super) struct Panels {
    pub(super) matrix: ByteMatrix,
    /// What the sums begin at: minus the surplus of zero.
    starts: Vec<[i32; PANEL]>,
    /// Steps of the output in one of the weights.
    scales: Vec<[f32; PANEL]>,
    /// In steps of the output.
    biases: Vec<[f32; PANEL]>,
}

impl Panels {
    /// `unit`: how much an input byte counts.
    pub(super) fn new(weights: &Int8Weights, bias: &[f32], (zero, unit): (i32, f32)) -> Self {
        let num_inputs = weights.values.len() / bias.len();
        let per_value = LARGEST / 6.0;
        let starts: Vec<i32> =
            surplus_of_zero(weights, num_inputs, zero).iter().map(|sum| -sum).collect();
        let scales: Vec<f32> =
            weights.scales.iter().map(|scale| scale * unit * per_value).collect();
        let biases: Vec<f32> = bias.iter().map(|bias| bias * per_value).collect();
        Self {
            matrix: ByteMatrix::new(&weights.values, num_inputs, PANEL),
            starts: starts.as_chunks().0.to_vec(),
            scales: scales.as_chunks().0.to_vec(),
            biases: biases.as_chunks().0.to_vec(),
        }
    }

    /// Up to four rows of one column: `[channels / 4]` blocks of `target`. A call of its own, or the many values of
    /// its surroundings would push the sums out of the registers.
    #[inline(never)]
    pub(super) fn tile<D: Dot, const COUNT: usize>(
        &self,
        rows: [&[D::Quad]; COUNT],
        steps: [f32; COUNT],
        panels: Range<usize>,
        target: &mut [[u8; 16]],
    ) {
        let steps = steps.map(f32x4::splat);
        for (panel, target) in panels.zip(target.as_chunks_mut::<2>().0) {
            let sums =
                sums::<D, COUNT, 2>(rows, self.matrix.panel(panel), [self.start(panel); COUNT]);
            self.finish(panel, sums, steps, target);
        }
    }

    /// What the sums of a panel begin at.
    #[inline(always)]
    pub(super) fn start(&self, panel: usize) -> [i32x4; 2] {
        let [a, b, c, d, e, f, g, h] = self.starts[panel];
        [i32x4::new([a, b, c, d]), i32x4::new([e, f, g, h])]
    }

    /// A panel's sums as bytes.
    #[inline(always)]
    pub(super) fn finish<const COUNT: usize>(
        &self,
        panel: usize,
        sums: [[i32x4; 2]; COUNT],
        steps: [f32x4; COUNT],
        target: &mut [[u8; 16]; 2],
    ) {
        for (half, block) in target.iter_mut().enumerate() {
            let scale = load(&self.scales[panel][4 * half..][..4]);
            let bias = load(&self.biases[panel][4 * half..][..4]);
            let values = std::array::from_fn::<f32x4, COUNT, _>(|row| {
                f32x4::from_i32x4(sums[row][half]) * (scale * steps[row]) + bias
            });
            *block = wide::bytemuck::cast(interleaved(values));
        }
    }
}

impl Expansion {
    /// Output channels that are computed together.
    pub const CHANNEL_STEP: usize = PANEL;

    /// Takes weights `[outputs, inputs]` and a bias for each output; inputs come in fours, outputs in eights.
    ///
    /// # Panics
    /// When the lengths do not fit; callers have checked shapes by then.
    pub fn new(weights: &Int8Weights, bias: &[f32]) -> Self {
        Self(Panels::new(weights, bias, (ZERO, 1.0)))
    }

    /// Values of a pixel that comes in.
    pub fn num_inputs(&self) -> usize {
        self.0.matrix.num_inputs()
    }

    /// Values of a pixel that goes out.
    pub fn num_outputs(&self) -> usize {
        self.0.matrix.num_outputs()
    }

    /// Computes the four rows `four` of a map of `height` × `width` pixels, for the output channels `channels`, which
    /// begin and end at multiples of [`Self::CHANNEL_STEP`]. `target` has their blocks, column by column.
    pub fn run(
        &self,
        pixels: PixelBands,
        four: usize,
        (height, width): (usize, usize),
        channels: &Range<usize>,
        target: &mut [[u8; 16]],
    ) {
        let first = four * ROWS * width;
        match height - four * ROWS {
            // One row is computed twice, which no layer of ours comes to.
            1 => {
                self.columns::<2>(pixels, (first, 0), width, channels, target);
                clear_below(1, target);
            }
            2 => self.columns::<2>(pixels, (first, width), width, channels, target),
            3 => self.columns::<3>(pixels, (first, width), width, channels, target),
            _ => self.columns::<ROWS>(pixels, (first, width), width, channels, target),
        }
    }

    fn columns<const COUNT: usize>(
        &self,
        pixels: PixelBands,
        (first, pitch): (usize, usize),
        width: usize,
        channels: &Range<usize>,
        target: &mut [[u8; 16]],
    ) {
        debug_assert_eq!(target.len(), width * channels.len() / 4);
        let panels = channels.start / PANEL..channels.end / PANEL;
        let mut quads = QuadRows::<Best>::new(self.num_inputs(), COUNT);
        let rows = pixels.rows();
        for (x, target) in target.chunks_exact_mut(channels.len() / 4).enumerate() {
            let pixel = |row: usize| first + row * pitch + x;
            let bytes = std::array::from_fn::<_, COUNT, _>(|row| rows.row(pixel(row), &mut []));
            let steps = std::array::from_fn(|row| pixels.step(pixel(row)));
            self.0.tile::<Best, COUNT>(quads.of(bytes), steps, panels.clone(), target);
        }
    }
}

/// Below the map there are zeros.
pub(super) fn clear_below(num_rows: usize, target: &mut [[u8; 16]]) {
    for bytes in target.as_flattened_mut().chunks_exact_mut(ROWS) {
        bytes[num_rows..].fill(0);
    }
}
