//! The depthwise convolution with ReLU6, bytes to bytes.
//!
//! Four rows of its input lie in the four bytes of a word, so a column of the kernel is one sum of products for four
//! channels, or two where it reaches into the next four rows. The taps are packed for each of the four rows that a
//! kernel may begin at.

use super::super::{Border, FeatureMap, load};
use super::arithmetic::{LARGEST, largest_byte, rounded, to_bytes};
use super::dot::{Best, Dot};
use super::row_quads::RowQuads;
use crate::format::Int8Weights;
use std::ops::Range;
use wide::{f32x4, i32x4};

/// Columns computed together where the stride is 1: they share loaded inputs and weights.
const MOST_COLUMNS: usize = 8;
/// Columns of inputs that a tile may need.
const MOST_INPUTS: usize = 12;
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
    /// `fill(four, blocks)` writes four rows, column by column, without the border.
    ///
    /// # Shapes
    /// - `input`: `[height, width, channels]`, as many channels as are computed
    /// - `output`: [`Self::output_size`] of it
    pub fn run(
        &self,
        input: FeatureMap,
        channels: Range<usize>,
        quads: &mut RowQuads,
        output: &mut [u8],
        fill: &mut dyn FnMut(usize, &mut [[u8; 16]]),
    ) {
        debug_assert_eq!(input.channels, channels.len());
        let (length, column) = (self.slot_length(input), input.channels / 4);
        let num_fours = input.height.div_ceil(ROWS);
        let mut num_filled = 0;
        let size = self.output_size(input);
        let rows = output[..size.num_values()].chunks_exact_mut(size.width * size.channels);
        for (y, row) in rows.enumerate() {
            // Four rows of zeros come first, so that no row of the border has a negative index.
            let first = ROWS - self.border.before + y * self.stride;
            let words = words_of(self.kernel, first % ROWS);
            while num_filled < first / ROWS + words {
                let slot = quads.slot(num_filled, length);
                match num_filled.checked_sub(1).filter(|four| *four < num_fours) {
                    Some(four) => {
                        let (before, rest) = slot.split_at_mut(self.border.before * column);
                        let (inside, after) = rest.split_at_mut(input.width * column);
                        before.fill([0; 16]);
                        fill(four, inside);
                        after.fill([0; 16]);
                    }
                    None => slot.fill([0; 16]),
                }
                num_filled += 1;
            }
            self.row(quads.two(first / ROWS, length), first % ROWS, &channels, row);
        }
    }

    fn row(
        &self,
        words: [&[[u8; 16]]; 2],
        phase: usize,
        channels: &Range<usize>,
        output: &mut [u8],
    ) {
        let fours = channels.start / 4..channels.end / 4;
        let blocks = self.kernel * words_of(self.kernel, phase);
        let weights = Channels {
            taps: &self.taps[phase][fours.start * blocks..fours.end * blocks],
            scales: &self.scales[fours.clone()],
            biases: &self.biases[fours],
        };
        match (self.kernel, self.stride, words_of(self.kernel, phase)) {
            (3, 1, 1) => columns::<Best, 3, 1, 1>(weights, words, output),
            (3, 1, _) => columns::<Best, 3, 1, 2>(weights, words, output),
            (3, _, 1) => columns::<Best, 3, 2, 1>(weights, words, output),
            (3, ..) => columns::<Best, 3, 2, 2>(weights, words, output),
            (_, 1, _) => columns::<Best, 5, 1, 2>(weights, words, output),
            _ => columns::<Best, 5, 2, 2>(weights, words, output),
        }
    }
}

/// Words that a column of the kernel lies in, where it begins at row `phase` of the first.
fn words_of(kernel: usize, phase: usize) -> usize {
    (phase + kernel).div_ceil(ROWS)
}

/// One row of outputs.
fn columns<D: Dot, const KERNEL: usize, const STRIDE: usize, const WORDS: usize>(
    weights: Channels,
    words: [&[[u8; 16]]; 2],
    output: &mut [u8],
) {
    let width = output.len() / (4 * weights.scales.len());
    match (STRIDE, D::MANY_SUMS) {
        (1, true) if width.is_multiple_of(7) => {
            tiles::<D, KERNEL, STRIDE, WORDS, 7>(weights, words, output, width)
        }
        (1, true) if width >= MOST_COLUMNS => {
            tiles::<D, KERNEL, STRIDE, WORDS, MOST_COLUMNS>(weights, words, output, width);
        }
        _ => tiles::<D, KERNEL, STRIDE, WORDS, 4>(weights, words, output, width),
    }
}

#[inline(always)]
fn tiles<
    D: Dot,
    const KERNEL: usize,
    const STRIDE: usize,
    const WORDS: usize,
    const COLUMNS: usize,
>(
    weights: Channels,
    words: [&[[u8; 16]]; 2],
    output: &mut [u8],
    width: usize,
) {
    let mut x = 0;
    while x < width {
        // Computing a few columns again is cheaper than computing the rest one by one.
        x = x.min(width - COLUMNS);
        tile::<D, KERNEL, STRIDE, WORDS, COLUMNS>(weights, words, output, x);
        x += COLUMNS;
    }
}

/// `COLUMNS` outputs of one row from column `x` on, all channels.
#[inline(never)]
fn tile<
    D: Dot,
    const KERNEL: usize,
    const STRIDE: usize,
    const WORDS: usize,
    const COLUMNS: usize,
>(
    Channels { taps, scales, biases }: Channels,
    words: [&[[u8; 16]]; 2],
    output: &mut [u8],
    x: usize,
) {
    let fours = scales.len();
    let num_inputs = const { (COLUMNS - 1) * STRIDE + KERNEL };
    // Each column's channels by themselves, all of one length: no bounds are checked in the loop.
    let inputs: [[&[[u8; 16]]; MOST_INPUTS]; WORDS] = std::array::from_fn(|word| {
        std::array::from_fn(|column| {
            &words[word][(x * STRIDE + column.min(num_inputs - 1)) * fours..][..fours]
        })
    });
    let mut rest = &mut output[x * fours * 4..];
    let mut targets = std::array::from_fn::<&mut [[u8; 4]], COLUMNS, _>(|_| {
        let (target, behind) = std::mem::take(&mut rest).split_at_mut(fours * 4);
        rest = behind;
        &mut target.as_chunks_mut().0[..fours]
    });
    let taps = &taps.as_chunks::<KERNEL>().0.as_chunks::<WORDS>().0[..fours];
    let biases = &biases[..fours];
    let largest = largest_byte();
    for (four, taps) in taps.iter().enumerate() {
        let mut sums =
            word::<D, KERNEL, STRIDE, COLUMNS>([D::no_sums(); COLUMNS], &taps[0], &inputs[0], four);
        if WORDS == 2 {
            sums = word::<D, KERNEL, STRIDE, COLUMNS>(sums, &taps[1], &inputs[1], four);
        }
        let (scale, bias) = (load(&scales[four]), load(&biases[four]));
        let integers: [i32x4; COLUMNS] = std::array::from_fn(|column| {
            rounded(f32x4::from_i32x4(D::total(sums[column])) * scale + bias)
        });
        for (group, targets) in targets.chunks_mut(4).enumerate() {
            let of = |index: usize| integers[(4 * group + index).min(COLUMNS - 1)];
            let bytes = to_bytes([of(0), of(1), of(2), of(3)], largest).to_array();
            for (target, bytes) in targets.iter_mut().zip(bytes.as_chunks::<4>().0) {
                target[four] = *bytes;
            }
        }
    }
}

/// `sums` and what the four rows in one word add to them. Written out for each column of inputs, since a compiler rolls
/// up loops of this size, and then keeps the sums in memory.
#[inline(always)]
fn word<D: Dot, const KERNEL: usize, const STRIDE: usize, const COLUMNS: usize>(
    mut sums: [D::Sums; COLUMNS],
    taps: &[[i8; 16]; KERNEL],
    columns: &[&[[u8; 16]]; MOST_INPUTS],
    four: usize,
) -> [D::Sums; COLUMNS] {
    let taps: [D::Weights; KERNEL] = std::array::from_fn(|kx| D::taps(&taps[kx]));
    macro_rules! columns {
        ($($at:literal)*) => { $(
            if $at < const { (COLUMNS - 1) * STRIDE + KERNEL } {
                let values = D::values(&columns[$at][four]);
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
