//! A 1 × 1 convolution with ReLU6 whose outputs are bytes, in the order of the depthwise convolution behind it.

use super::super::load;
use super::arithmetic::ZERO;
use super::arithmetic::{LARGEST, Opaque, rounded, to_bytes, transposed};
use super::dot::{Best, Dot};
use super::matrix::{ByteMatrix, PANEL, Pixels, sums, surplus_of_zero};
use super::pixels::PixelBands;
use super::row_quads::FourRows;
use crate::format::Int8Weights;
use std::ops::Range;
use wide::bytemuck::cast;
use wide::{f32x4, i32x4};

/// Rows of pixels computed together: four bytes of a word.
pub(super) const ROWS: usize = 4;

/// The expanding layer of a block.
#[derive(Debug, Clone)]
pub struct Expansion(pub(super) Panels);

/// A matrix whose outputs become bytes.
#[derive(Debug, Clone)]
pub(super) struct Panels {
    pub(super) matrix: ByteMatrix,
    pub(super) outputs: Vec<Outputs>,
}

/// What makes bytes of a panel's sums: four outputs and four.
#[derive(Debug, Clone, Copy)]
pub(super) struct Outputs {
    /// What the sums begin at: minus the surplus of zero.
    starts: [[i32; 4]; 2],
    /// Steps of the output in one of the weights.
    scales: [[f32; 4]; 2],
    /// In steps of the output.
    biases: [[f32; 4]; 2],
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
        let [scales, biases] = [&scales, &biases].map(|values| in_halves(values));
        let outputs = in_halves(&starts).iter().zip(scales).zip(biases);
        Self {
            matrix: ByteMatrix::new(&weights.values, num_inputs),
            outputs: outputs
                .map(|((starts, scales), biases)| Outputs {
                    starts: *starts,
                    scales: *scales,
                    biases: *biases,
                })
                .collect(),
        }
    }

    /// Up to four rows of one column: a block of each four channels of `target`. A call of its own, or the many values
    /// of its surroundings would push the sums out of the registers.
    #[inline(never)]
    pub(super) fn tile<D: Dot, const COUNT: usize>(
        &self,
        pixels: &[[D::Quad; COUNT]],
        steps: [f32; COUNT],
        panels: Range<usize>,
        target: FourRows,
    ) {
        let (steps, opaque) = (steps.map(f32x4::splat), Opaque::new());
        let blocks = self.matrix.panels(panels.clone());
        let targets = target.blocks.chunks_mut(2 * target.pitch);
        for ((outputs, blocks), targets) in self.outputs[panels].iter().zip(blocks).zip(targets) {
            let sums = sums::<D, COUNT>(pixels, blocks, [outputs.start(); COUNT]);
            targets[0] = outputs.block::<COUNT, 0>(&sums, steps, opaque);
            targets[target.pitch] = outputs.block::<COUNT, 1>(&sums, steps, opaque);
        }
    }
}

fn in_halves<T>(values: &[T]) -> &[[[T; 4]; 2]] {
    values.as_chunks().0.as_chunks().0
}

impl Outputs {
    /// What the sums begin at.
    #[inline(always)]
    pub(super) fn start(&self) -> [i32x4; 2] {
        [i32x4::new(self.starts[0]), i32x4::new(self.starts[1])]
    }

    /// Four outputs of up to four rows as bytes. Below the map there are zeros.
    #[inline(always)]
    pub(super) fn block<const COUNT: usize, const HALF: usize>(
        &self,
        sums: &[[i32x4; 2]; COUNT],
        steps: [f32x4; COUNT],
        opaque: Opaque,
    ) -> [u8; 16] {
        let (scale, bias) = (load(&self.scales[HALF]), load(&self.biases[HALF]));
        let mut rows = [i32x4::splat(0); ROWS];
        for ((row, sums), step) in rows.iter_mut().zip(sums).zip(steps) {
            *row = rounded(f32x4::from_i32x4(sums[HALF]) * (scale * step) + bias);
        }
        cast(transposed(to_bytes(rows, opaque), opaque))
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
    /// begin and end at multiples of [`Self::CHANNEL_STEP`].
    pub fn run(
        &self,
        pixels: PixelBands,
        four: usize,
        (height, width): (usize, usize),
        channels: &Range<usize>,
        mut target: FourRows,
    ) {
        let first = four * ROWS * width;
        match height - four * ROWS {
            // One row is computed twice, which no layer of ours comes to.
            1 => {
                self.columns::<2>(pixels, (first, 0), width, channels, &mut target);
                target.clear_below(1, width);
            }
            2 => self.columns::<2>(pixels, (first, width), width, channels, &mut target),
            3 => self.columns::<3>(pixels, (first, width), width, channels, &mut target),
            _ => self.columns::<ROWS>(pixels, (first, width), width, channels, &mut target),
        }
    }

    fn columns<const COUNT: usize>(
        &self,
        pixels: PixelBands,
        (first, pitch): (usize, usize),
        width: usize,
        channels: &Range<usize>,
        target: &mut FourRows,
    ) {
        let panels = channels.start / PANEL..channels.end / PANEL;
        let mut scratch = Pixels::<Best>::new(self.num_inputs(), COUNT);
        let lines: [_; COUNT] = std::array::from_fn(|row| pixels.line(first + row * pitch, width));
        for x in 0..width {
            let at = x * self.num_inputs();
            let bytes = lines.map(|(bytes, _)| &bytes[at..][..self.num_inputs()]);
            let steps = lines.map(|(_, steps)| steps[x]);
            let target = target.column(x);
            self.0.tile::<Best, COUNT>(scratch.of_rows(bytes), steps, panels.clone(), target);
        }
    }
}
