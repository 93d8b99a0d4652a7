//! A matrix of 8-bit weights, in the order in which tiles read it.

use super::dot::{Best, Dot};
use crate::format::Int8Weights;
use wide::i32x4;

/// Weights `[outputs, inputs]`, packed for sixteen products at a time.
#[derive(Debug, Clone)]
pub(super) struct ByteMatrix {
    num_inputs: usize,
    num_outputs: usize,
    /// Outputs that are computed together.
    panel: usize,
    /// `[panel][four inputs][four outputs]` of blocks of 4 × 4.
    blocks: Vec<[i8; 16]>,
}

impl ByteMatrix {
    /// Packs `weights`, `[outputs][inputs]`; the panels' width divides the number of outputs.
    ///
    /// # Panics
    /// When the lengths do not fit; callers have checked shapes by then.
    pub(super) fn new(weights: &[i8], num_inputs: usize, panel: usize) -> Self {
        let num_outputs = weights.len() / num_inputs;
        assert!(num_inputs.is_multiple_of(4), "inputs in fours");
        assert!(panel.is_multiple_of(4) && num_outputs.is_multiple_of(panel), "whole panels");
        let num_quads = num_inputs / 4;
        let mut blocks = vec![[0; 16]; weights.len() / 16];
        let places: [[usize; 4]; 4] =
            std::array::from_fn(|output| std::array::from_fn(|input| Best::place(output, input)));
        for (output, row) in weights.chunks_exact(num_inputs).enumerate() {
            let (index, within) = (output / panel, output % panel);
            let first = index * num_quads * (panel / 4) + within / 4;
            pack_row(row, &mut blocks[first..], panel / 4, places[within % 4]);
        }
        Self { num_inputs, num_outputs, panel, blocks }
    }

    pub(super) fn num_inputs(&self) -> usize {
        self.num_inputs
    }

    pub(super) fn num_outputs(&self) -> usize {
        self.num_outputs
    }

    /// The width of a panel.
    pub(super) fn panel_width(&self) -> usize {
        self.panel
    }

    /// The blocks of a panel, `[four inputs][VECTORS]`, where a panel has so many vectors of four outputs.
    #[inline(always)]
    pub(super) fn panel<const VECTORS: usize>(&self, index: usize) -> &[[[i8; 16]; VECTORS]] {
        let length = self.num_inputs / 4 * VECTORS;
        self.blocks[index * length..][..length].as_chunks().0
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

/// `start` of each pixel and the products of a few pixels with a panel.
#[inline(always)]
pub(super) fn sums<D: Dot, const PIXELS: usize, const VECTORS: usize>(
    rows: [&[D::Quad]; PIXELS],
    panel: &[[[i8; 16]; VECTORS]],
    start: [[i32x4; VECTORS]; PIXELS],
) -> [[i32x4; VECTORS]; PIXELS] {
    // The same length for every row lets the compiler drop the bounds checks in the loop.
    let rows = rows.map(|row| &row[..panel.len()]);
    let mut sums = start;
    for (quad, blocks) in panel.iter().enumerate() {
        let weights: [D::Weights; VECTORS] =
            std::array::from_fn(|vector| D::weights(&blocks[vector]));
        for (sums, row) in sums.iter_mut().zip(rows) {
            let values = D::spread(row[quad]);
            for (sum, weights) in sums.iter_mut().zip(weights) {
                *sum = D::add(*sum, weights, values);
            }
        }
    }
    sums
}

/// Room for the quads of so many rows.
pub(super) struct QuadRows<D: Dot> {
    quads: Vec<D::Quad>,
    length: usize,
}

impl<D: Dot> QuadRows<D> {
    pub(super) fn new(num_inputs: usize, num_rows: usize) -> Self {
        let length = num_inputs / 4;
        Self { quads: vec![D::ZERO_QUAD; length * num_rows], length }
    }

    /// `rows` as quads, as many as there is room for at most.
    #[inline(always)]
    pub(super) fn of<'a, const PIXELS: usize>(
        &'a mut self,
        rows: [&'a [u8]; PIXELS],
    ) -> [&'a [D::Quad]; PIXELS] {
        let mut scratch = self.quads.chunks_exact_mut(self.length);
        std::array::from_fn(|pixel| match scratch.next() {
            Some(scratch) => D::quads(rows[pixel], scratch),
            None => &[],
        })
    }
}
