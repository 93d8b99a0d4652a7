//! 1 × 1 convolutions from bytes to floats: the projecting layers with the residual sum, and the last convolution.

use super::super::{Activation, load, store};
use super::arithmetic::{RELU6_STEP, ZERO};
use super::dot::{Best, Dot};
use super::matrix::{ByteMatrix, PANEL, Pixels, QuadMap, VECTORS, sums, surplus_of_zero};
use super::pixels::PixelBands;
use crate::format::Int8Weights;
use std::ops::Range;
use wide::{f32x4, i32x4};

/// Pixels computed together.
const PIXELS: usize = 4;

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
    /// - `input`: `[inputs / 4][pixels][4]`
    /// - `residual` and `output`: `[pixels, outputs]` of those that are computed
    pub fn run(
        &self,
        input: QuadMap,
        pixels: Range<usize>,
        residual: Option<&[f32]>,
        output: &mut [f32],
    ) {
        self.0.run(Input::Map(input), pixels, 0..self.num_outputs(), residual, output);
    }
}

impl LastConvolution {
    /// Output channels that are computed together.
    pub const CHANNEL_STEP: usize = PANEL;

    /// Takes weights `[outputs, inputs]` and a bias for each output; inputs come in fours, outputs in eights.
    ///
    /// # Panics
    /// When the lengths do not fit; callers have checked shapes by then.
    pub fn new(weights: &Int8Weights, bias: &[f32]) -> Self {
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
        self.0.run(Input::Pixels(input), 0..num_pixels, channels, None, output);
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
        Self {
            matrix: ByteMatrix::new(&weights.values, num_inputs),
            starts: surplus_of_zero(weights, num_inputs, zero).iter().map(|sum| -sum).collect(),
            scales: weights.scales.iter().map(|scale| scale * unit).collect(),
            biases: bias.to_vec(),
            activation,
        }
    }

    fn run(
        &self,
        input: Input,
        pixels: Range<usize>,
        channels: Range<usize>,
        residual: Option<&[f32]>,
        output: &mut [f32],
    ) {
        let part = Part { first: pixels.start, channels, residual };
        let mut scratch = Pixels::<Best>::new(self.matrix.num_inputs(), PIXELS);
        let mut pixel = pixels.start;
        while pixel < pixels.end {
            if pixels.len() < PIXELS {
                self.pixels::<1>(&input, pixel, &part, output, &mut scratch);
                pixel += 1;
            } else {
                // Computing a few pixels again is cheaper than computing the rest one by one.
                pixel = pixel.min(pixels.end - PIXELS);
                self.pixels::<PIXELS>(&input, pixel, &part, output, &mut scratch);
                pixel += PIXELS;
            }
        }
    }

    fn pixels<const COUNT: usize>(
        &self,
        input: &Input,
        pixel: usize,
        part: &Part,
        output: &mut [f32],
        scratch: &mut Pixels<Best>,
    ) {
        let at = (pixel - part.first) * part.channels.len();
        let length = COUNT * part.channels.len();
        let panels = part.channels.start / PANEL..part.channels.end / PANEL;
        let residual = part.residual.map(|residual| &residual[at..][..length]);
        let output = &mut output[at..][..length];
        let (tile, steps) = match input {
            Input::Map(map) => (scratch.of_map::<COUNT>(*map, pixel), [1.0; COUNT]),
            Input::Pixels(pixels) => {
                let all = pixels.rows();
                let rows = std::array::from_fn(|index| all.row(pixel + index, &mut []));
                (scratch.of_rows(rows), std::array::from_fn(|index| pixels.step(pixel + index)))
            }
        };
        self.tile::<Best, COUNT>(tile, steps, panels, residual, output);
    }

    /// `COUNT` consecutive pixels against `panels`.
    #[inline(never)]
    fn tile<D: Dot, const COUNT: usize>(
        &self,
        pixels: &[[D::Quad; COUNT]],
        steps: [f32; COUNT],
        panels: Range<usize>,
        residual: Option<&[f32]>,
        output: &mut [f32],
    ) {
        let steps = steps.map(f32x4::splat);
        let (low, high) = self.activation.bounds();
        let num_channels = panels.len() * PANEL;
        let channels = panels.start * PANEL..panels.end * PANEL;
        let starts = self.starts[channels.clone()].chunks_exact(PANEL);
        let scales = self.scales[channels.clone()].chunks_exact(PANEL);
        let biases = self.biases[channels].chunks_exact(PANEL);
        let blocks = self.matrix.panels(panels);
        for (index, (((blocks, starts), scales), biases)) in
            blocks.zip(starts).zip(scales).zip(biases).enumerate()
        {
            let start: [_; VECTORS] =
                std::array::from_fn(|vector| i32x4::new(starts.as_chunks().0[vector]));
            let sums = sums::<D, COUNT>(pixels, blocks, [start; COUNT]);
            for vector in 0..VECTORS {
                let [scale, bias] = [scales, biases].map(|values| load(&values[4 * vector..][..4]));
                for (pixel, sums) in sums.iter().enumerate() {
                    let at = pixel * num_channels + index * PANEL + 4 * vector;
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

/// Where inputs come from.
enum Input<'a> {
    /// Bytes that all have the same steps.
    Map(QuadMap<'a>),
    Pixels(PixelBands<'a>),
}
