//! Products of 8-bit weights with inputs that are rounded to 14 bits on the way.
//!
//! Wasm multiplies eight 16-bit integers and adds them in pairs in one instruction, where floats come in
//! fours and a product and its sum are two: the same work in half as many steps. The weights are what the
//! file holds. The inputs lose what is beyond 1/16,382 of the range of their pixel, which moves a logit
//! of EfficientNet-Lite0 by some thousandths.

use super::{PANEL_WIDTH, load};
use wide::bytemuck::cast;
use wide::{f32x4, i16x8, i32x4};

/// The largest rounded input.
const LARGEST_INPUT: i32 = 8191;
/// Ours reach to 127 on both sides; somebody else's file may hold this.
const LARGEST_WEIGHT: i32 = 128;
/// More inputs than this could overflow a sum of 32 bits.
pub(super) const MAX_INPUTS: usize = (i32::MAX / (LARGEST_INPUT * LARGEST_WEIGHT)) as usize;
/// 1.5 · 2²³, where a float's last bit is worth one: adding it rounds to the nearest integer, which
/// is then found in the lower bits. Conversions of wasm also look for NaN, which takes them longer.
const ROUNDING: f32 = 12_582_912.0;

/// A weight matrix of 8-bit integers and its bias, reordered like [`super::packed::PackedFloats`], but
/// with two inputs side by side: `[panel][pair of inputs][8 outputs][2]`, zeros where there is no more.
#[derive(Debug, Clone)]
pub(super) struct PackedIntegers {
    num_inputs: usize,
    num_outputs: usize,
    panels: Vec<[i16; 2 * PANEL_WIDTH]>,
    biases: Vec<[f32; PANEL_WIDTH]>,
    /// The value of one step of each output's weights.
    scales: Vec<[f32; PANEL_WIDTH]>,
}

impl PackedIntegers {
    /// Packs `weight` (`[num_outputs, num_inputs]`, from −127 to 127), `scales` and `bias` (`[num_outputs]`).
    pub(super) fn new(weight: &[i8], scales: &[f32], bias: &[f32], num_inputs: usize) -> Self {
        let num_outputs = bias.len();
        let num_panels = num_outputs.div_ceil(PANEL_WIDTH);
        let num_pairs = num_inputs.div_ceil(2);
        let mut packed = Self {
            num_inputs,
            num_outputs,
            panels: vec![[0; 2 * PANEL_WIDTH]; num_panels * num_pairs],
            biases: vec![[0.0; PANEL_WIDTH]; num_panels],
            scales: vec![[0.0; PANEL_WIDTH]; num_panels],
        };
        for (output, row) in weight.chunks_exact(num_inputs).enumerate() {
            let (panel, lane) = (output / PANEL_WIDTH, output % PANEL_WIDTH);
            packed.biases[panel][lane] = bias[output];
            packed.scales[panel][lane] = scales[output];
            pack_row(row, &mut packed.panels[panel * num_pairs..][..num_pairs], lane);
        }
        packed
    }

    pub(super) fn num_inputs(&self) -> usize {
        self.num_inputs
    }

    pub(super) fn num_outputs(&self) -> usize {
        self.num_outputs
    }

    /// The weights of one output, `[num_inputs]`.
    pub(super) fn row(&self, output: usize) -> Vec<f32> {
        let (panel, lane) = (output / PANEL_WIDTH, output % PANEL_WIDTH);
        let scale = self.scales[panel][lane];
        let num_pairs = self.num_inputs.div_ceil(2);
        let pairs = &self.panels[panel * num_pairs..][..num_pairs];
        let weights = pairs.iter().flat_map(|pair| [pair[2 * lane], pair[2 * lane + 1]]);
        weights.take(self.num_inputs).map(|weight| f32::from(weight) * scale).collect()
    }

    /// The sums of one tile for the eight outputs of a panel: bias plus inputs times weights.
    #[inline(always)]
    pub(super) fn sums<const PIXELS: usize>(
        &self,
        rows: &RoundedRows<'_, PIXELS>,
        panel: usize,
    ) -> [[f32x4; 2]; PIXELS] {
        let num_pairs = self.num_inputs.div_ceil(2);
        let sums = products(rows.pairs, &self.panels[panel * num_pairs..][..num_pairs]);
        let halves = [0, 1].map(|half| {
            let at = |values: &[f32; PANEL_WIDTH]| load(&values[4 * half..][..4]);
            (at(&self.scales[panel]), at(&self.biases[panel]))
        });
        std::array::from_fn(|pixel| {
            let step = f32x4::splat(rows.steps[pixel]);
            std::array::from_fn(|half| {
                let (scale, bias) = halves[half];
                f32x4::from_i32x4(sums[pixel][half]) * (scale * step) + bias
            })
        })
    }
}

/// A call of its own for each row, so that a browser goes over to its better code within one matrix.
#[inline(never)]
fn pack_row(row: &[i8], panel: &mut [[i16; 2 * PANEL_WIDTH]], lane: usize) {
    let (pairs, rest) = row.as_chunks::<2>();
    for (pair, column) in pairs.iter().zip(&mut *panel) {
        column[2 * lane] = pair[0].into();
        column[2 * lane + 1] = pair[1].into();
    }
    if let ([last], Some(column)) = (rest, panel.last_mut()) {
        column[2 * lane] = (*last).into();
    }
}

/// The inputs of a few pixels as integers.
pub(super) struct RoundedRows<'a, const PIXELS: usize> {
    /// Two inputs in the halves of each word, the first in the lower one.
    pairs: [&'a [i32]; PIXELS],
    /// The value of one step of each pixel's integers.
    steps: [f32; PIXELS],
}

/// Room for [`RoundedRows`], to be used again and again.
pub(super) struct Rounding(Vec<i32>);

impl Rounding {
    /// Enough for tiles of `pixels`.
    pub(super) fn new(num_inputs: usize, pixels: usize) -> Self {
        Self(vec![0; num_inputs.div_ceil(2) * pixels])
    }

    /// Each pixel by a scale of its own: its largest value becomes [`LARGEST_INPUT`].
    #[inline(always)]
    pub(super) fn round<const PIXELS: usize>(
        &mut self,
        rows: [&[f32]; PIXELS],
    ) -> RoundedRows<'_, PIXELS> {
        let num_pairs = rows[0].len().div_ceil(2);
        let mut steps = [0.0; PIXELS];
        for ((row, pairs), step) in
            rows.iter().zip(self.0.chunks_exact_mut(num_pairs)).zip(&mut steps)
        {
            *step = round_row(row, pairs);
        }
        let pairs = std::array::from_fn(|pixel| &self.0[pixel * num_pairs..][..num_pairs]);
        RoundedRows { pairs, steps }
    }
}

/// Returns what one step is worth.
fn round_row(row: &[f32], pairs: &mut [i32]) -> f32 {
    let (eights, rest) = row.as_chunks::<8>();
    let mut largest = f32x4::splat(0.0);
    for eight in eights {
        let (left, right) = (load(&eight[..4]), load(&eight[4..]));
        largest = largest.fast_max(left.abs().fast_max(right.abs()));
    }
    let largest = largest.to_array().into_iter().chain(rest.iter().map(|value| value.abs()));
    let largest = largest.fold(0.0_f32, f32::max);
    let per_unit = LARGEST_INPUT as f32 / largest;
    // Nothing but zeros, or next to nothing.
    let per_unit = if per_unit.is_finite() { per_unit } else { 0.0 };
    let (fours, last) = pairs.split_at_mut(eights.len() * 4);
    for (eight, four) in eights.iter().zip(fours.as_chunks_mut::<4>().0) {
        let [left, right] = [&eight[..4], &eight[4..]].map(|half| rounded(load(half), per_unit));
        let integers = i16x8::from_i32x8_saturate(cast([left, right]));
        *four = cast(integers);
    }
    for (values, pair) in rest.chunks(2).zip(last) {
        let low = rounded(f32x4::splat(values[0]), per_unit).to_array()[0];
        let high =
            values.get(1).map_or(0, |value| rounded(f32x4::splat(*value), per_unit).to_array()[0]);
        *pair = (low & 0xffff) | (high << 16);
    }
    largest / LARGEST_INPUT as f32
}

#[inline(always)]
fn rounded(values: f32x4, per_unit: f32) -> i32x4 {
    let shifted = values * f32x4::splat(per_unit) + f32x4::splat(ROUNDING);
    cast::<f32x4, i32x4>(shifted) - i32x4::splat(ROUNDING.to_bits().cast_signed())
}

#[inline(always)]
fn products<const PIXELS: usize>(
    rows: [&[i32]; PIXELS],
    panel: &[[i16; 2 * PANEL_WIDTH]],
) -> [[i32x4; 2]; PIXELS] {
    // The same length for every row lets the compiler drop the bounds checks in the loop.
    let rows = rows.map(|row| &row[..panel.len()]);
    let mut sums = [[i32x4::splat(0); 2]; PIXELS];
    for (pair, weights) in panel.iter().enumerate() {
        let [left, right]: [i16x8; 2] = cast(*weights);
        for (sum, row) in sums.iter_mut().zip(rows) {
            let values: i16x8 = cast(i32x4::splat(row[pair]));
            sum[0] += values.dot(left);
            sum[1] += values.dot(right);
        }
    }
    sums
}
