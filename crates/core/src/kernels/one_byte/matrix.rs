//! A matrix of 8-bit weights, in the order in which tiles read it.

use super::dot::{Best, Dot};
use crate::format::Int8Weights;
use std::ops::Range;
use wide::i32x4;

/// Outputs that are computed together: with four pixels their sums, the weights and one input fit into the registers that
/// wasm has on x86-64.
pub(super) const PANEL: usize = 8;
/// Vectors of four outputs in a panel.
pub(super) const VECTORS: usize = PANEL / 4;
/// Four inputs' weights of a panel.
type Block = [[i8; 16]; VECTORS];

/// Weights `[outputs, inputs]`, packed for sixteen products at a time.
#[derive(Debug, Clone)]
pub(super) struct ByteMatrix {
    num_inputs: usize,
    num_outputs: usize,
    /// `[panel][four inputs][four outputs]` of blocks of 4 × 4.
    blocks: Vec<[i8; 16]>,
}

impl ByteMatrix {
    /// Packs `weights`, `[outputs][inputs]`.
    ///
    /// # Panics
    /// When the lengths do not fit; callers have checked shapes by then.
    pub(super) fn new(weights: &[i8], num_inputs: usize) -> Self {
        let num_outputs = weights.len() / num_inputs;
        assert!(num_inputs.is_multiple_of(4), "inputs in fours");
        assert!(num_outputs.is_multiple_of(PANEL), "whole panels");
        let num_quads = num_inputs / 4;
        let mut blocks = vec![[0; 16]; weights.len() / 16];
        let places: [[usize; 4]; 4] =
            std::array::from_fn(|output| std::array::from_fn(|input| Best::place(output, input)));
        for (output, row) in weights.chunks_exact(num_inputs).enumerate() {
            let (index, within) = (output / PANEL, output % PANEL);
            let first = index * num_quads * VECTORS + within / 4;
            pack_row(row, &mut blocks[first..], VECTORS, places[within % 4]);
        }
        Self { num_inputs, num_outputs, blocks }
    }

    pub(super) fn num_inputs(&self) -> usize {
        self.num_inputs
    }

    pub(super) fn num_outputs(&self) -> usize {
        self.num_outputs
    }

    /// The blocks of each of `panels`, one for every four inputs.
    #[inline(always)]
    pub(super) fn panels(&self, panels: Range<usize>) -> impl Iterator<Item = &[Block]> {
        let num_quads = self.num_inputs / 4;
        let blocks = self.blocks.as_chunks().0;
        blocks[panels.start * num_quads..panels.end * num_quads].chunks_exact(num_quads)
    }
}

/// A call of its own for each row, so that a browser goes over to its better code within one matrix.
#[inline(never)]
fn pack_row(row: &[i8], blocks: &mut [[i8; 16]], stride: usize, places: [usize; 4]) {
    for (four, block) in row.as_chunks::<4>().0.iter().zip(blocks.iter_mut().step_by(stride)) {
        for (weight, place) in four.iter().zip(places) {
            block[place] = *weight;
        }
    }
}

/// The sum of each output's weights, times what zero is stored as: it is too much in every sum of products.
pub(super) fn surplus_of_zero(weights: &Int8Weights, num_inputs: usize, zero: i32) -> Vec<i32> {
    let rows = weights.values.chunks_exact(num_inputs);
    rows.map(|row| zero * row.iter().map(|weight| i32::from(*weight)).sum::<i32>()).collect()
}

/// Pixels in the order `[four inputs][pixel]`, in which the depthwise convolution gives them. They may lie in several
/// pieces, each of some inputs of all pixels.
#[derive(Debug, Clone, Copy)]
pub struct QuadMap<'a> {
    /// The number of pixels in each piece.
    pub num_pixels: usize,
    /// The pieces, in order.
    pub parts: &'a [&'a [[u8; 4]]],
}

/// `start` of each pixel and the products of a few pixels with a panel.
#[inline(always)]
pub(super) fn sums<D: Dot, const PIXELS: usize>(
    pixels: &[[D::Quad; PIXELS]],
    panel: &[Block],
    start: [[i32x4; VECTORS]; PIXELS],
) -> [[i32x4; VECTORS]; PIXELS] {
    let mut sums = start;
    for (blocks, quads) in panel.iter().zip(pixels) {
        let weights: [D::Weights; VECTORS] =
            std::array::from_fn(|vector| D::weights(&blocks[vector]));
        for (sums, quad) in sums.iter_mut().zip(quads) {
            let values = D::spread(*quad);
            for (sum, weights) in sums.iter_mut().zip(weights) {
                *sum = D::add(*sum, weights, values);
            }
        }
    }
    sums
}

/// Room for the inputs of a few pixels, in the order in which they are multiplied: `[four inputs][pixel]`. One place
/// is all that the loop has to keep in mind then.
pub(super) struct Pixels<D: Dot>(Vec<D::Quad>);

impl<D: Dot> Pixels<D> {
    pub(super) fn new(num_inputs: usize, most: usize) -> Self {
        Self(vec![D::ZERO_QUAD; num_inputs / 4 * most])
    }

    /// From a row of bytes for each pixel.
    #[inline(always)]
    pub(super) fn of_rows<const PIXELS: usize>(
        &mut self,
        rows: [&[u8]; PIXELS],
    ) -> &[[D::Quad; PIXELS]] {
        let rows = rows.map(|row| row.as_chunks::<4>().0);
        let quads = &mut self.0.as_chunks_mut::<PIXELS>().0[..rows[0].len()];
        // The same length for every row lets the compiler drop the bounds checks in the loop.
        let rows = rows.map(|row| &row[..quads.len()]);
        for (index, quads) in quads.iter_mut().enumerate() {
            for (quad, row) in quads.iter_mut().zip(rows) {
                *quad = D::quad(row[index]);
            }
        }
        quads
    }

    /// The pixels of a map from `first` on.
    #[inline(always)]
    pub(super) fn of_map<const PIXELS: usize>(
        &mut self,
        map: QuadMap,
        first: usize,
    ) -> &[[D::Quad; PIXELS]] {
        let (quads, _) = self.0.as_chunks_mut::<PIXELS>();
        let mut rest = &mut quads[..];
        for part in map.parts {
            let fours = part.chunks_exact(map.num_pixels);
            let (own, behind) = rest.split_at_mut(fours.len());
            for (quads, pixels) in own.iter_mut().zip(fours) {
                let pixels = &pixels[first..][..PIXELS];
                *quads = std::array::from_fn(|pixel| D::quad(pixels[pixel]));
            }
            rest = behind;
        }
        quads
    }
}
