//! The depthwise convolution with ReLU6, bytes to bytes.
//!
//! Four rows of its input lie in the four bytes of a word, so a column of the kernel is one sum of products for four
//! channels, or two where it reaches into the next four rows. The taps are packed for each of the four rows that a
//! kernel may begin at.

use super::super::{Border, FeatureMap, load};
use super::arithmetic::{LARGEST, Opaque, rounded, to_bytes};
use super::dot::{Best, Dot};
use super::row_quads::{FourRows, RowQuads};
use crate::format::Int8Weights;
use std::ops::Range;
use wide::bytemuck::cast;
use wide::{f32x4, i32x4};

/// Columns computed together where the stride is 1: they share loaded inputs and weights.
const MOST_COLUMNS: usize = 8;
/// Rows in a word.
const ROWS: usize = 4;

/// A depthwise convolution with a square kernel of 3 or 5, a stride of 1 or 2 and ReLU6. Channels come in fours, and its
/// outputs are at least four columns wide.
#[derive(Debug, Clone)]
pub struct ByteDepthwise {
    kernel: usize,
    stride: usize,
    border: Border,
    /// For each row of a word that the kernel begins at, `[channels / 4][1 or 2 words][kernel]`.
    taps: [Vec<[i8; 16]>; ROWS],
    scales: Vec<[f32; 4]>,
    /// In steps of the output.
    biases: Vec<[f32; 4]>,
}

/// The weights of four channels after another.
#[derive(Clone, Copy)]
struct Channels<'a> {
    taps: &'a [[i8; 16]],
    scales: &'a [[f32; 4]],
    biases: &'a [[f32; 4]],
}

/// What a row of outputs is computed from, and where it goes.
#[derive(Clone, Copy)]
struct Row<'a> {
    /// Four rows of inputs and the four behind them.
    words: [&'a [[u8; 16]]; 2],
    /// How many of the two the kernel reaches into.
    num_words: usize,
    /// Blocks from four channels to the next four.
    pitch: usize,
    /// The first pixel.
    start: usize,
    width: usize,
    /// In the whole output.
    num_pixels: usize,
}

impl ByteDepthwise {
    /// Takes weights `[channels, 1, kernel, kernel]`, a bias for each channel, and the zeros around its input.
    ///
    /// # Panics
    /// When there is no kernel of this size and stride, or lengths do not fit.
    pub fn new(
        weights: &Int8Weights,
        bias: &[f32],
        kernel: usize,
        stride: usize,
        border: Border,
    ) -> Self {
        let (channels, area) = (bias.len(), kernel * kernel);
        assert!(matches!((kernel, stride), (3 | 5, 1 | 2)), "kernel 3 or 5, stride 1 or 2");
        assert!(
            channels.is_multiple_of(4) && border.before <= ROWS,
            "channels in fours, a narrow border"
        );
        assert_eq!(weights.values.len(), channels * area, "a kernel for each channel");
        let taps = std::array::from_fn(|phase| {
            let words = words_of(kernel, phase);
            let mut taps = vec![[0; 16]; channels / 4 * words * kernel];
            for (channel, weights) in weights.values.chunks_exact(area).enumerate() {
                let taps = &mut taps[channel / 4 * words * kernel..][..words * kernel];
                for (ky, weights) in weights.chunks_exact(kernel).enumerate() {
                    let (word, row) = ((phase + ky) / ROWS, (phase + ky) % ROWS);
                    for (weight, block) in weights.iter().zip(&mut taps[word * kernel..]) {
                        block[channel % 4 * ROWS + row] = *weight;
                    }
                }
            }
            taps
        });
        let biases: Vec<f32> = bias.iter().map(|bias| bias * (LARGEST / 6.0)).collect();
        Self {
            kernel,
            stride,
            border,
            taps,
            scales: weights.scales.as_chunks().0.to_vec(),
            biases: biases.as_chunks().0.to_vec(),
        }
    }

    /// Size of the output for an input of this size.
    pub fn output_size(&self, input: FeatureMap) -> FeatureMap {
        let padded = self.border.around(input);
        let length = |input: usize| (input - self.kernel) / self.stride + 1;
        FeatureMap { height: length(padded.height), width: length(padded.width), ..input }
    }

    /// Blocks in four rows of an input with its border, of so many channels.
    pub fn slot_length(&self, input: FeatureMap) -> usize {
        self.border.around(input).width * input.channels / 4
    }

    /// Computes the output channels `channels`, a range in fours, from as many channels of the input, of which
    /// `fill(four, rows)` writes four rows without the border.
    ///
    /// # Shapes
    /// - `input`: `[height, width, channels]`, as many channels as are computed
    /// - `output`: `[channels / 4][pixels][4]`, of the pixels of [`Self::output_size`]
    pub fn run(
        &self,
        input: FeatureMap,
        channels: Range<usize>,
        quads: &mut RowQuads,
        output: &mut [[u8; 4]],
        fill: &mut dyn FnMut(usize, FourRows),
    ) {
        debug_assert_eq!(input.channels, channels.len());
        let (length, pitch) = (self.slot_length(input), self.border.around(input).width);
        let num_fours = input.height.div_ceil(ROWS);
        let mut num_filled = 0;
        let size = self.output_size(input);
        let output = &mut output[..size.num_pixels() * channels.len() / 4];
        for y in 0..size.height {
            // Four rows of zeros come first, so that no row of the border has a negative index.
            let first = ROWS - self.border.before + y * self.stride;
            let words = words_of(self.kernel, first % ROWS);
            while num_filled < first / ROWS + words {
                let slot = quads.slot(num_filled, length);
                match num_filled.checked_sub(1).filter(|four| *four < num_fours) {
                    Some(four) => {
                        if num_filled == 1 {
                            // The other place is all zeros by now, and nobody writes to the border.
                            self.clear_border(slot, pitch);
                        }
                        let inside = &mut slot[self.border.before..];
                        fill(four, FourRows { blocks: inside, pitch });
                    }
                    None => slot.fill([0; 16]),
                }
                num_filled += 1;
            }
            let row = Row {
                words: quads.two(first / ROWS, length),
                num_words: words,
                pitch,
                start: y * size.width,
                width: size.width,
                num_pixels: size.num_pixels(),
            };
            self.row(row, first % ROWS, &channels, output);
        }
    }

    fn clear_border(&self, slot: &mut [[u8; 16]], pitch: usize) {
        for columns in slot.chunks_exact_mut(pitch) {
            columns[..self.border.before].fill([0; 16]);
            columns[pitch - self.border.after..].fill([0; 16]);
        }
    }

    fn row(&self, row: Row, phase: usize, channels: &Range<usize>, output: &mut [[u8; 4]]) {
        let fours = channels.start / 4..channels.end / 4;
        let blocks = self.kernel * words_of(self.kernel, phase);
        let weights = Channels {
            taps: &self.taps[phase][fours.start * blocks..fours.end * blocks],
            scales: &self.scales[fours.clone()],
            biases: &self.biases[fours],
        };
        match (self.kernel, self.stride) {
            (3, 1) => columns::<Best, 3, 1>(weights, row, output),
            (3, _) => columns::<Best, 3, 2>(weights, row, output),
            (_, 1) => columns::<Best, 5, 1>(weights, row, output),
            _ => columns::<Best, 5, 2>(weights, row, output),
        }
    }
}

/// Words that a column of the kernel lies in, where it begins at row `phase` of the first.
fn words_of(kernel: usize, phase: usize) -> usize {
    (phase + kernel).div_ceil(ROWS)
}

/// One row of outputs.
fn columns<D: Dot, const KERNEL: usize, const STRIDE: usize>(
    weights: Channels,
    row: Row,
    output: &mut [[u8; 4]],
) {
    match (STRIDE, D::MANY_SUMS) {
        (1, true) if row.width.is_multiple_of(7) => {
            tiles::<D, KERNEL, STRIDE, 7>(weights, row, output)
        }
        (1, true) if row.width >= MOST_COLUMNS => {
            tiles::<D, KERNEL, STRIDE, MOST_COLUMNS>(weights, row, output);
        }
        _ => tiles::<D, KERNEL, STRIDE, 4>(weights, row, output),
    }
}

/// All channels of a row, four after four.
#[inline(never)]
fn tiles<D: Dot, const KERNEL: usize, const STRIDE: usize, const COLUMNS: usize>(
    Channels { taps, scales, biases }: Channels,
    Row { words, num_words, pitch, start, width, num_pixels }: Row,
    output: &mut [[u8; 4]],
) {
    let opaque = Opaque::new();
    let taps = taps.as_chunks::<KERNEL>().0.chunks_exact(num_words);
    let inputs = words[0].chunks_exact(pitch).zip(words[1].chunks_exact(pitch));
    let outputs = output.chunks_exact_mut(num_pixels);
    for ((((taps, scale), bias), inputs), output) in
        taps.zip(scales).zip(biases).zip(inputs).zip(outputs)
    {
        let (scale, bias) = (load(scale), load(bias));
        let inputs = [inputs.0, inputs.1];
        let output = &mut output[start..][..width];
        let mut x = 0;
        while x < width {
            // Computing a few columns again is cheaper than computing the rest one by one.
            x = x.min(width - COLUMNS);
            let mut sums = [D::no_sums(); COLUMNS];
            // How many there are is not known to the compiler: it would take both words for one, and have more values
            // at a time than registers.
            for (taps, inputs) in taps.iter().zip(inputs) {
                sums = word::<D, KERNEL, STRIDE, COLUMNS>(sums, taps, &inputs[x * STRIDE..]);
            }
            let integers: [i32x4; COLUMNS] = std::array::from_fn(|column| {
                rounded(f32x4::from_i32x4(D::total(sums[column])) * scale + bias)
            });
            let output = &mut output[x..][..COLUMNS];
            // Four at a time; the last four begin earlier where there are no more.
            for group in 0..const { COLUMNS.div_ceil(4) } {
                let from = (4 * group).min(COLUMNS - 4);
                let of = |index: usize| integers[from + index];
                let bytes = to_bytes([of(0), of(1), of(2), of(3)], opaque);
                let target: &mut [[u8; 4]; 4] = &mut output[from..].as_chunks_mut().0[0];
                *target = cast(bytes);
            }
            x += COLUMNS;
        }
    }
}

/// `sums` and what the four rows in one word add to them. Written out for each column of inputs, since a compiler rolls
/// up loops of this size, and then keeps the sums in memory.
#[inline(always)]
fn word<D: Dot, const KERNEL: usize, const STRIDE: usize, const COLUMNS: usize>(
    mut sums: [D::Sums; COLUMNS],
    taps: &[[i8; 16]; KERNEL],
    columns: &[[u8; 16]],
) -> [D::Sums; COLUMNS] {
    let columns = &columns[..const { (COLUMNS - 1) * STRIDE + KERNEL }];
    let taps: [D::Weights; KERNEL] = std::array::from_fn(|kx| D::taps(&taps[kx]));
    macro_rules! columns {
        ($($at:literal)*) => { $(
            if $at < const { (COLUMNS - 1) * STRIDE + KERNEL } {
                let values = D::values(&columns[$at]);
                for (kx, taps) in taps.iter().enumerate() {
                    if $at >= kx && ($at - kx).is_multiple_of(STRIDE) && ($at - kx) / STRIDE < COLUMNS {
                        let sum = &mut sums[($at - kx) / STRIDE];
                        *sum = D::add_channels(*sum, *taps, values);
                    }
                }
            }
        )* };
    }
    columns!(0 1 2 3 4 5 6 7 8 9 10 11);
    sums
}
