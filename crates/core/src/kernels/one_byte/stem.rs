//! The first layer: a 3 × 3 convolution with stride 2 and ReLU6 over a picture, whose outputs are bytes in the order of
//! the depthwise convolution behind it.
//!
//! A picture has 8 bits, which count here more than anywhere behind: they are taken as seven and one.

use super::super::{Rows, load};
use super::arithmetic::{Opaque, ROUNDING, integers_as_bytes};
use super::dot::{Best, Dot};
use super::expand::{Panels, ROWS};
use super::matrix::{PANEL, sums};
use super::row_quads::FourRows;
use crate::format::Int8Weights;
use std::ops::Range;
use wide::bytemuck::cast;
use wide::{f32x4, i32x4};

/// Channels of a picture.
const CHANNELS: usize = 3;
/// Side of the kernel.
const KERNEL: usize = 3;
/// Rows of the picture that four rows of outputs see.
const SEEN_ROWS: usize = 2 * (ROWS - 1) + KERNEL;
/// Words of a patch: a row of the kernel in each, three taps and a zero.
const WORDS: usize = CHANNELS * KERNEL;
/// What four rows of outputs see at one column, in the order in which it is multiplied.
type Patches<Q> = [[Q; ROWS]; WORDS];

/// The byte of a picture that is zero to the network, and the steps to one: a colour is its own byte.
const ZERO: i32 = 127;
const STEPS: f32 = 128.0;

/// The first layer, with the picture's border of one pixel behind it.
#[derive(Debug, Clone)]
pub struct Stem(Panels);

/// Rows of a picture as bytes, `[row][channel][column]`, with two columns of zeros behind.
#[derive(Debug, Clone, Default)]
pub struct PictureRows(Vec<u8>);

impl PictureRows {
    /// Bytes in a row of a picture that is `width` wide.
    pub fn row_length(width: usize) -> usize {
        CHANNELS * (width + 2)
    }

    /// Rounds the rows `rows` of a picture. It takes the place of what was here before.
    ///
    /// # Shapes
    /// - `picture`: `[3, height, width]`, normalised, the width in fours
    pub fn round(&mut self, picture: &[f32], (height, width): (usize, usize), rows: Range<usize>) {
        self.0.resize(rows.len() * Self::row_length(width), 0);
        let opaque = Opaque::new();
        let (steps, shift) = (f32x4::splat(STEPS), f32x4::splat(ROUNDING + ZERO as f32));
        let (low, high) = (f32x4::splat(-(ZERO as f32) / STEPS), f32x4::splat(1.0));
        for (row, target) in rows.zip(self.0.chunks_exact_mut(Self::row_length(width))) {
            for (channel, target) in target.chunks_exact_mut(width + 2).enumerate() {
                let values = &picture[(channel * height + row) * width..][..width];
                let (bytes, behind) = target.split_at_mut(width);
                let round =
                    |four: &[f32; 4]| load(four).fast_max(low).fast_min(high) * steps + shift;
                let (sixteens, rest) = values.as_chunks::<4>().0.as_chunks::<4>();
                let (targets, last) = bytes.split_at_mut(16 * sixteens.len());
                for ([a, b, c, d], target) in sixteens.iter().zip(targets.as_chunks_mut::<16>().0) {
                    let sums = [round(a), round(b), round(c), round(d)];
                    *target = cast(integers_as_bytes(sums, opaque));
                }
                for (four, target) in rest.iter().zip(last.as_chunks_mut::<4>().0) {
                    *target = cast::<f32x4, [i32; 4]>(round(four)).map(|bits| bits as u8);
                }
                behind.fill(ZERO as u8);
            }
        }
    }

    /// The bytes of all rows.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl Stem {
    /// Takes weights `[outputs, 3, 3, 3]` and a bias for each output; outputs come in eights.
    ///
    /// # Panics
    /// When the lengths do not fit; callers have checked shapes by then.
    pub fn new(weights: &Int8Weights, bias: &[f32]) -> Self {
        // A fourth tap of zero makes each row of the kernel a word.
        let values = weights
            .values
            .chunks_exact(KERNEL)
            .flat_map(|row| [row[0], row[1], row[2], 0])
            .collect();
        let widened = Int8Weights { values, scales: weights.scales.clone() };
        Self(Panels::new(&widened, bias, (ZERO, 1.0 / STEPS)))
    }

    /// Values of a pixel that goes out.
    pub fn num_outputs(&self) -> usize {
        self.0.matrix.num_outputs()
    }

    /// Computes the four rows `four` of outputs, for the channels `channels`, which begin and end at multiples of
    /// eight.
    ///
    /// # Shapes
    /// - `picture`: rows of [`PictureRows`], `[height]`
    /// - the output: `[height / 2, width / 2]`
    pub fn run(
        &self,
        picture: Rows<u8>,
        four: usize,
        (height, width): (usize, usize),
        channels: &Range<usize>,
        mut target: FourRows,
    ) {
        let border = vec![ZERO as u8; PictureRows::row_length(width)];
        let seen: [[&[u8]; CHANNELS]; SEEN_ROWS] = std::array::from_fn(|row| {
            let row = four * 2 * ROWS + row;
            let bytes = if row < height { picture.row(row, &mut []) } else { &border };
            std::array::from_fn(|channel| &bytes[channel * (width + 2)..][..width + 2])
        });
        let panels = channels.start / PANEL..channels.end / PANEL;
        let is_whole = height / 2 - four * ROWS >= ROWS;
        let patches = patches::<Best>(&seen, width / 2);
        for (x, [upper, lower]) in patches.iter().enumerate() {
            self.tile::<Best>(upper, lower, panels.clone(), target.column(x));
        }
        if !is_whole {
            target.clear_below(height / 2 - four * ROWS, width / 2);
        }
    }

    /// Four rows of one column. `upper` are the seven upper bits of each byte, `lower` the last.
    #[inline(never)]
    fn tile<D: Dot>(
        &self,
        upper: &Patches<D::Quad>,
        lower: &Patches<D::Quad>,
        panels: Range<usize>,
        target: FourRows,
    ) {
        let (steps, opaque) = ([f32x4::splat(1.0); ROWS], Opaque::new());
        let blocks = self.0.matrix.panels(panels.clone());
        let targets = target.blocks.chunks_mut(2 * target.pitch);
        for ((outputs, blocks), targets) in self.0.outputs[panels].iter().zip(blocks).zip(targets) {
            let halves = sums::<D, ROWS>(upper, blocks, [[i32x4::splat(0); 2]; ROWS]);
            let start = outputs.start();
            let twice = halves.map(|row| [row[0] + row[0] + start[0], row[1] + row[1] + start[1]]);
            let sums = sums::<D, ROWS>(lower, blocks, twice);
            targets[0] = outputs.block::<ROWS, 0>(&sums, steps, opaque);
            targets[target.pitch] = outputs.block::<ROWS, 1>(&sums, steps, opaque);
        }
    }
}

/// Four rows' patches of each column, the seven upper bits of their bytes apart from the last. Word by word along the
/// rows, so that no index is checked.
fn patches<D: Dot>(
    seen: &[[&[u8]; CHANNELS]; SEEN_ROWS],
    width: usize,
) -> Vec<[Patches<D::Quad>; 2]> {
    let mut patches = vec![[[[D::ZERO_QUAD; ROWS]; WORDS]; 2]; width];
    for (row, word) in (0..ROWS).flat_map(|row| (0..WORDS).map(move |word| (row, word))) {
        let line = seen[2 * row + word % KERNEL][word / KERNEL];
        for ([upper, lower], bytes) in patches.iter_mut().zip(line.windows(4).step_by(2)) {
            let bytes = u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
            upper[word][row] = D::quad((bytes >> 1 & 0x7f7f_7f7f).to_le_bytes());
            lower[word][row] = D::quad((bytes & 0x0101_0101).to_le_bytes());
        }
    }
    patches
}
