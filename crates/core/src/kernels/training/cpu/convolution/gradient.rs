//! Gradients of the convolution, of which pooling leaves one place in four, and ReLU fewer: only those are visited.

use super::map::PaddedMap;
use super::panels;
use super::pool::STOPPED;
use crate::kernels::training::ConvolutionSize;
use crate::kernels::{load, store};
use wide::f32x4;

/// A gradient, and where what it is multiplied with begins.
#[derive(Clone, Copy, Default)]
struct Entry {
    at: u32,
    gradient: f32,
}

/// The gradients of one picture that pooling and ReLU let through, `[places, lanes]` of the result.
pub(super) struct Sparse<'a> {
    pub(super) gradient: &'a [f32],
    pub(super) chosen: &'a [i32],
}

/// Lists of entries, and what they are made for.
pub(super) struct Lists<'a> {
    size: &'a ConvolutionSize,
    map: PaddedMap,
    entries: Vec<Entry>,
    /// For each channel the length of its list; for each place of the result the ends of four.
    ends: Vec<u32>,
    of_window: [Vec<Entry>; 5],
}

impl<'a> Lists<'a> {
    pub(super) fn new(size: &'a ConvolutionSize) -> Self {
        let (height, width) = size.pooled();
        let places = height * width;
        Self {
            size,
            map: PaddedMap::of(size),
            entries: vec![Entry::default(); places * size.channels],
            ends: vec![0; (4 * places).max(size.channels)],
            of_window: std::array::from_fn(|_| vec![Entry::default(); size.channels]),
        }
    }

    /// Values between the begins of two channels' rows.
    fn row_of_taps(&self) -> usize {
        3 * self.map.lanes
    }

    /// Adds a picture's part to `weights`, `[channels][3][3 × lanes]`, and to `biases`, `[channels]`.
    pub(super) fn add_weight_gradient(
        &mut self,
        map: &[f32],
        sparse: &Sparse,
        weights: &mut [f32],
        biases: &mut [f32],
    ) {
        self.by_channel(sparse);
        let (row, taps) = (self.map.row(), self.row_of_taps());
        let places = self.entries.len() / self.size.channels;
        let lists = self.entries.chunks_exact(places).zip(&self.ends);
        let sums = weights.chunks_exact_mut(3 * taps).zip(biases);
        for ((entries, &end), (weights, bias)) in lists.zip(sums) {
            let entries = &entries[..end as usize];
            *bias += entries.iter().map(|entry| entry.gradient).sum::<f32>();
            if taps == NARROW {
                add_narrow(map, row, entries, weights);
            } else {
                for (y, weights) in weights.chunks_exact_mut(taps).enumerate() {
                    add_products(&map[y * row..], entries, weights);
                }
            }
        }
    }

    /// Adds a picture's part of the input's gradient to `to`, a padded map. `weight` is what [`pack`] gives.
    pub(super) fn add_input_gradient(&mut self, weight: &[f32], sparse: &Sparse, to: &mut [f32]) {
        self.by_place(sparse);
        let (_, columns) = self.size.pooled();
        let (taps, channels) = (self.row_of_taps(), self.size.channels);
        let lanes = self.map.lanes;
        for (y, weight) in weight.chunks_exact(channels * taps).enumerate() {
            for part in parts(taps) {
                let windows = self.entries.chunks_exact(channels).zip(self.ends.as_chunks::<4>().0);
                for (window, (entries, ends)) in windows.enumerate() {
                    let (row, column) = (2 * (window / columns) + y, 2 * (window % columns));
                    let mut begin = 0;
                    for (place, &end) in ends.iter().enumerate() {
                        let entries = &entries[begin..end as usize];
                        begin = end as usize;
                        if !entries.is_empty() {
                            let pixel = (row + place / 2) * self.map.width + column + place % 2;
                            let to = &mut to[pixel * lanes + part.start..][..part.len()];
                            add_part(&weight[part.start..], entries, to);
                        }
                    }
                }
            }
        }
    }

    /// For each channel the places that have a gradient, as the begins of what the kernel saw there.
    fn by_channel(&mut self, sparse: &Sparse) {
        let (height, width) = self.size.pooled();
        let (lanes, row) = (self.map.lanes as u32, self.map.row() as u32);
        // Eight of them, so that three bits are always within.
        let steps = [0, lanes, row, row + lanes, 0, 0, 0, 0];
        let in_result = panels(self.size.channels) * 8;
        self.ends.fill(0);
        let rows =
            sparse.gradient.chunks_exact(in_result).zip(sparse.chosen.chunks_exact(in_result));
        for (place, (gradient, chosen)) in rows.enumerate() {
            let begin = 2 * (place / width) as u32 * row + 2 * (place % width) as u32 * lanes;
            let lists = self.entries.chunks_exact_mut(height * width).zip(&mut self.ends);
            for ((&gradient, &chosen), (list, end)) in gradient.iter().zip(chosen).zip(lists) {
                list[*end as usize] = Entry { at: begin + steps[(chosen & 7) as usize], gradient };
                *end += u32::from(chosen != STOPPED);
            }
        }
    }

    /// For each place of the result the channels that have a gradient, by which of the window's four it belongs to.
    fn by_place(&mut self, sparse: &Sparse) {
        let channels = self.size.channels;
        let in_result = panels(channels) * 8;
        let taps = self.row_of_taps() as u32;
        let rows =
            sparse.gradient.chunks_exact(in_result).zip(sparse.chosen.chunks_exact(in_result));
        let lists = self.entries.chunks_exact_mut(channels).zip(self.ends.as_chunks_mut::<4>().0);
        for ((gradient, chosen), (entries, ends)) in rows.zip(lists) {
            let mut lengths = [0_usize; 5];
            let values = gradient.iter().zip(chosen).take(channels);
            for (channel, (&gradient, &chosen)) in values.enumerate() {
                let chosen = chosen as usize;
                self.of_window[chosen][lengths[chosen]] =
                    Entry { at: channel as u32 * taps, gradient };
                lengths[chosen] += 1;
            }
            let mut begin = 0;
            for ((end, length), of_window) in ends.iter_mut().zip(lengths).zip(&self.of_window) {
                entries[begin..][..length].copy_from_slice(&of_window[..length]);
                begin += length;
                *end = begin as u32;
            }
        }
    }
}

/// Weights `[3][channels][3 × lanes]`, from `[channels × inputs × 9]`.
pub(super) fn pack(weight: &[f32], size: &ConvolutionSize) -> Vec<f32> {
    let lanes = PaddedMap::of(size).lanes;
    let mut packed = vec![0.0; 9 * size.channels * lanes];
    for (number, kernel) in weight.chunks_exact(9).enumerate() {
        let (output, input) = (number / size.inputs, number % size.inputs);
        for (tap, value) in kernel.iter().enumerate() {
            let (y, x) = (tap / 3, tap % 3);
            packed[((y * size.channels + output) * 3 + x) * lanes + input] = *value;
        }
    }
    packed
}

/// `[channels × inputs × 9]` of the sums of [`Lists::add_weight_gradient`].
pub(super) fn unpack(sums: &[f32], size: &ConvolutionSize) -> Vec<f32> {
    let lanes = PaddedMap::of(size).lanes;
    let mut weights = vec![0.0; size.channels * size.inputs * 9];
    for (number, kernel) in weights.chunks_exact_mut(9).enumerate() {
        let (output, input) = (number / size.inputs, number % size.inputs);
        for (tap, value) in kernel.iter_mut().enumerate() {
            *value = sums[(output * 9 + tap) * lanes + input];
        }
    }
    weights
}

/// Values of a row of taps over four lanes, and the unit in which longer ones are computed.
const NARROW: usize = 12;
/// Values whose sums are in registers at once.
const WIDE: usize = 48;

/// The parts in which a row of `taps` is computed.
fn parts(taps: usize) -> impl Iterator<Item = std::ops::Range<usize>> {
    let wide = taps / WIDE * WIDE;
    let wides = (0..wide).step_by(WIDE).map(|begin| begin..begin + WIDE);
    wides.chain((wide..taps).step_by(NARROW).map(|begin| begin..begin + NARROW))
}

/// Adds to `to` the values behind each entry times its gradient.
#[inline(always)]
fn add_products(values: &[f32], entries: &[Entry], to: &mut [f32]) {
    for part in parts(to.len()) {
        add_part(&values[part.start..], entries, &mut to[part]);
    }
}

/// See [`add_products`]; `to` is one of the [`parts`].
#[inline(always)]
fn add_part(values: &[f32], entries: &[Entry], to: &mut [f32]) {
    match to.len() {
        WIDE => add_values::<WIDE>(values, entries, to),
        _ => add_values::<NARROW>(values, entries, to),
    }
}

/// See [`add_products`]; `to` is `N` long, at most [`WIDE`].
#[inline(always)]
fn add_values<const N: usize>(values: &[f32], entries: &[Entry], to: &mut [f32]) {
    let Some(to) = to.first_chunk_mut::<N>() else { return };
    let mut sums = [f32x4::ZERO; WIDE / 4];
    for (sum, to) in sums.iter_mut().zip(to.as_chunks::<4>().0) {
        *sum = f32x4::from(*to);
    }
    for entry in entries {
        let Some(values) = values.get(entry.at as usize..).and_then(|from| from.first_chunk::<N>())
        else {
            return;
        };
        let gradient = f32x4::splat(entry.gradient);
        for (sum, values) in sums.iter_mut().zip(values.as_chunks::<4>().0) {
            *sum += f32x4::from(*values) * gradient;
        }
    }
    for (sum, to) in sums.iter().zip(to.as_chunks_mut::<4>().0) {
        *to = sum.to_array();
    }
}

/// All three rows of taps at once, where they are narrow. `row` is the map's.
fn add_narrow(map: &[f32], row: usize, entries: &[Entry], weights: &mut [f32]) {
    let mut sums = [[f32x4::ZERO; 3]; 3];
    for entry in entries {
        let gradient = f32x4::splat(entry.gradient);
        for (y, sums) in sums.iter_mut().enumerate() {
            let begin = entry.at as usize + y * row;
            let Some(values) = map.get(begin..).and_then(|from| from.first_chunk::<NARROW>())
            else {
                return;
            };
            for (sum, values) in sums.iter_mut().zip(values.as_chunks::<4>().0) {
                *sum += f32x4::from(*values) * gradient;
            }
        }
    }
    for (sum, to) in sums.as_flattened().iter().zip(weights.chunks_exact_mut(4)) {
        let total = load(to) + *sum;
        store(to, total);
    }
}
