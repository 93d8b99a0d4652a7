//! 1 × 1 convolutions from bytes to floats: the projecting layers with the residual sum, and the last convolution.

use super::super::{Activation, Rows, load, store};
use super::arithmetic::{RELU6_STEP, ZERO};
use super::dot::{Best, Dot};
use super::matrix::{ByteMatrix, QuadRows, sums, surplus_of_zero};
use super::pixels::PixelBands;
use crate::format::Int8Weights;
use std::ops::Range;
use wide::{f32x4, i32x4};

/// Outputs computed together, where the number of outputs allows: two pixels' sums stay in registers.
const WIDE: usize = 16;
/// The same for four pixels.
const NARROW: usize = 8;

/// A 1 × 1 convolution whose inputs are bytes and whose outputs are floats.
#[derive(Debug, Clone)]
struct ToFloats {
    matrix: ByteMatrix,
    starts: Vec<i32>,
    scales: Vec<f32>,
    biases: Vec<f32>,
    activation: Activation,
}

/// The projecting layer of a block: it reads what the depthwise convolution gives.
#[derive(Debug, Clone)]
pub struct Projection(ToFloats);

/// The last convolution, with ReLU6: it reads pixels of both signs.
#[derive(Debug, Clone)]
pub struct LastConvolution(ToFloats);

impl Projection {
    /// Takes weights `[outputs, inputs]` and a bias for each output; inputs come in fours, outputs in eights.
    ///
    /// # Panics
    /// When the lengths do not fit; callers have checked shapes by then.
    pub fn new(weights: &Int8Weights, bias: &[f32]) -> Self {
        Self(ToFloats::new(weights, bias, (0, RELU6_STEP), Activation::None))
    }

    /// Values of a pixel that comes in.
    pub fn num_inputs(&self) -> usize {
        self.0.matrix.num_inputs()
    }

    /// Values of a pixel that goes out.
    pub fn num_outputs(&self) -> usize {
        self.0.matrix.num_outputs()
    }

    /// Computes the pixels `pixels`.
    ///
    /// # Shapes
    /// - `input`: `[pixels, inputs]`
    /// - `residual` and `output`: `[pixels, outputs]` of those that are computed
    pub fn run(
        &self,
        input: Rows<u8>,
        pixels: Range<usize>,
        residual: Option<&[f32]>,
        output: &mut [f32],
    ) {
        self.0.run(input, &|_| 1.0, pixels, 0..self.num_outputs(), residual, output);
    }
}

impl LastConvolution {
    /// Output channels that are computed together.
    pub const CHANNEL_STEP: usize = WIDE;

    /// Takes weights `[outputs, inputs]` and a bias for each output; inputs come in fours, outputs in sixteens.
    ///
    /// # Panics
    /// When the lengths do not fit; callers have checked shapes by then.
    pub fn new(weights: &Int8Weights, bias: &[f32]) -> Self {
        assert!(bias.len().is_multiple_of(WIDE), "outputs in sixteens");
        Self(ToFloats::new(weights, bias, (ZERO, 1.0), Activation::Relu6))
    }

    /// Computes the output channels `channels` of all pixels; they begin and end at multiples of
    /// [`Self::CHANNEL_STEP`].
    ///
    /// # Shapes
    /// - `output`: `[pixels, channels]` of those that are computed
    pub fn run(
        &self,
        input: PixelBands,
        num_pixels: usize,
        channels: Range<usize>,
        output: &mut [f32],
    ) {
        self.0.run(input.rows(), &|pixel| input.step(pixel), 0..num_pixels, channels, None, output);
    }
}

impl ToFloats {
    /// `zero`: what zero is stored as; `unit`: how much an input byte counts.
    fn new(
        weights: &Int8Weights,
        bias: &[f32],
        (zero, unit): (i32, f32),
        activation: Activation,
    ) -> Self {
        let num_inputs = weights.values.len() / bias.len();
        let panel = if bias.len().is_multiple_of(WIDE) { WIDE } else { NARROW };
        Self {
            matrix: ByteMatrix::new(&weights.values, num_inputs, panel),
            starts: surplus_of_zero(weights, num_inputs, zero).iter().map(|sum| -sum).collect(),
            scales: weights.scales.iter().map(|scale| scale * unit).collect(),
            biases: bias.to_vec(),
            activation,
        }
    }

    fn run(
        &self,
        input: Rows<u8>,
        step: &dyn Fn(usize) -> f32,
        pixels: Range<usize>,
        channels: Range<usize>,
        residual: Option<&[f32]>,
        output: &mut [f32],
    ) {
        let part = Part { first: pixels.start, channels, residual };
        let mut scratch = Scratch::<Best>::new(self.matrix.num_inputs());
        let is_wide = self.matrix.panel_width() == WIDE;
        let most = if is_wide { 2 } else { 4 };
        let mut pixel = pixels.start;
        while pixel < pixels.end {
            // Computing a few pixels again is cheaper than computing the rest one by one.
            let at = pixel.min(pixels.end.saturating_sub(most)).max(pixels.start);
            match (is_wide, pixels.len() >= most) {
                (true, true) => {
                    self.pixels::<Best, 2, 4>(&input, step, at, &part, output, &mut scratch)
                }
                (false, true) => {
                    self.pixels::<Best, 4, 2>(&input, step, at, &part, output, &mut scratch)
                }
                (true, false) => {
                    self.pixels::<Best, 1, 4>(&input, step, pixel, &part, output, &mut scratch)
                }
                (false, false) => {
                    self.pixels::<Best, 1, 2>(&input, step, pixel, &part, output, &mut scratch)
                }
            }
            pixel = if pixels.len() >= most { at + most } else { pixel + 1 };
        }
    }

    fn pixels<D: Dot, const PIXELS: usize, const VECTORS: usize>(
        &self,
        input: &Rows<u8>,
        step: &dyn Fn(usize) -> f32,
        pixel: usize,
        part: &Part,
        output: &mut [f32],
        scratch: &mut Scratch<D>,
    ) {
        let mut bytes = scratch.bytes.chunks_exact_mut(self.matrix.num_inputs());
        let rows = std::array::from_fn::<&[u8], PIXELS, _>(|index| match bytes.next() {
            Some(bytes) => input.row(pixel + index, bytes),
            None => &[],
        });
        let steps = std::array::from_fn(|index| step(pixel + index));
        let at = (pixel - part.first) * part.channels.len();
        let length = PIXELS * part.channels.len();
        let residual = part.residual.map(|residual| &residual[at..][..length]);
        let panels = part.channels.start / (4 * VECTORS)..part.channels.end / (4 * VECTORS);
        let rows = scratch.quads.of(rows);
        self.tile::<D, PIXELS, VECTORS>(rows, steps, panels, residual, &mut output[at..][..length]);
    }

    /// `PIXELS` consecutive pixels against `panels`.
    #[inline(never)]
    fn tile<D: Dot, const PIXELS: usize, const VECTORS: usize>(
        &self,
        rows: [&[D::Quad]; PIXELS],
        steps: [f32; PIXELS],
        panels: Range<usize>,
        residual: Option<&[f32]>,
        output: &mut [f32],
    ) {
        let steps = steps.map(f32x4::splat);
        let (low, high) = self.activation.bounds();
        let width = 4 * VECTORS;
        let num_channels = panels.len() * width;
        for (index, panel) in panels.enumerate() {
            let of =
                |values: &[f32], vector: usize| load(&values[panel * width + 4 * vector..][..4]);
            let starts = self.starts[panel * width..][..width].as_chunks::<4>().0;
            let start = std::array::from_fn(|vector| i32x4::new(starts[vector]));
            let sums = sums::<D, PIXELS, VECTORS>(rows, self.matrix.panel(panel), [start; PIXELS]);
            for vector in 0..VECTORS {
                let (scale, bias) = (of(&self.scales, vector), of(&self.biases, vector));
                for (pixel, sums) in sums.iter().enumerate() {
                    let at = pixel * num_channels + index * width + 4 * vector;
                    let value = f32x4::from_i32x4(sums[vector]) * (scale * steps[pixel]) + bias;
                    let mut value = value.fast_max(low).fast_min(high);
                    if let Some(residual) = residual {
                        value += load(&residual[at..][..4]);
                    }
                    store(&mut output[at..][..4], value);
                }
            }
        }
    }
}

/// What is computed, and where it goes.
struct Part<'a> {
    /// The first pixel.
    first: usize,
    channels: Range<usize>,
    residual: Option<&'a [f32]>,
}

/// Room for the inputs of a tile.
struct Scratch<D: Dot> {
    bytes: Vec<u8>,
    quads: QuadRows<D>,
}

impl<D: Dot> Scratch<D> {
    fn new(num_inputs: usize) -> Self {
        Self { bytes: vec![0; 4 * num_inputs], quads: QuadRows::new(num_inputs, 4) }
    }
}
