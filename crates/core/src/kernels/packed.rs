use super::integers::{MAX_INPUTS, PackedIntegers};
use super::{PANEL_WIDTH, load};
use crate::format::Values;
use wide::f32x4;

/// A weight matrix `[outputs, inputs]` and its bias, reordered so that a tile reads it in one straight line.
#[derive(Debug, Clone)]
pub struct PackedMatrix(pub(super) Packed);

#[derive(Debug, Clone)]
pub(super) enum Packed {
    Floats(PackedFloats),
    Integers(PackedIntegers),
}

impl PackedMatrix {
    /// Output channels that are computed together.
    pub const CHANNEL_STEP: usize = PANEL_WIDTH;

    /// Packs `weight` (`[num_outputs, num_inputs]`, row-major) and `bias` (`[num_outputs]`). Floats stay floats
    /// and integers integers, unless their sums could overflow.
    ///
    /// # Panics
    /// When the lengths do not fit; callers have checked shapes by then.
    pub fn new(weight: &Values, bias: &[f32], num_inputs: usize) -> Self {
        assert_eq!(weight.len(), bias.len() * num_inputs, "a weight for each input and output");
        Self(match weight {
            Values::Integers(small, _) if num_inputs <= MAX_INPUTS => Packed::Integers(
                PackedIntegers::new(&small.values, &small.scales, bias, num_inputs),
            ),
            _ => Packed::Floats(PackedFloats::new(weight, bias, num_inputs)),
        })
    }

    /// Length of a row of inputs.
    pub fn num_inputs(&self) -> usize {
        match &self.0 {
            Packed::Floats(matrix) => matrix.num_inputs,
            Packed::Integers(matrix) => matrix.num_inputs(),
        }
    }

    /// Length of a row of outputs.
    pub fn num_outputs(&self) -> usize {
        match &self.0 {
            Packed::Floats(matrix) => matrix.num_outputs,
            Packed::Integers(matrix) => matrix.num_outputs(),
        }
    }

    /// The weights of one output, `[num_inputs]`, as they were before packing.
    ///
    /// # Panics
    /// When there is no such output.
    pub fn row(&self, output: usize) -> Vec<f32> {
        assert!(output < self.num_outputs(), "an output that is there");
        match &self.0 {
            Packed::Floats(matrix) => matrix.row(output),
            Packed::Integers(matrix) => matrix.row(output),
        }
    }
}

/// Floats in panels of eight outputs, `[panel][input][8]`, the last one filled with zeros.
#[derive(Debug, Clone)]
pub(super) struct PackedFloats {
    num_inputs: usize,
    num_outputs: usize,
    panels: Vec<[f32; PANEL_WIDTH]>,
    biases: Vec<[f32; PANEL_WIDTH]>,
}

impl PackedFloats {
    fn new(weight: &[f32], bias: &[f32], num_inputs: usize) -> Self {
        let num_outputs = bias.len();
        let num_panels = num_outputs.div_ceil(PANEL_WIDTH);
        let mut panels = vec![[0.0; PANEL_WIDTH]; num_panels * num_inputs];
        let mut biases = vec![[0.0; PANEL_WIDTH]; num_panels];
        for (output, row) in weight.chunks_exact(num_inputs).enumerate() {
            let (panel, lane) = (output / PANEL_WIDTH, output % PANEL_WIDTH);
            biases[panel][lane] = bias[output];
            pack_row(row, &mut panels[panel * num_inputs..][..num_inputs], lane);
        }
        Self { num_inputs, num_outputs, panels, biases }
    }

    fn row(&self, output: usize) -> Vec<f32> {
        let (panel, lane) = (output / PANEL_WIDTH, output % PANEL_WIDTH);
        let panel = &self.panels[panel * self.num_inputs..][..self.num_inputs];
        panel.iter().map(|lanes| lanes[lane]).collect()
    }

    /// The sums of one tile for the eight outputs of a panel: bias plus inputs times weights.
    #[inline(always)]
    pub(super) fn sums<const PIXELS: usize>(
        &self,
        rows: [&[f32]; PIXELS],
        panel: usize,
    ) -> [[f32x4; 2]; PIXELS] {
        let bias = &self.biases[panel];
        let panel = &self.panels[panel * self.num_inputs..][..self.num_inputs];
        // The same length for every row lets the compiler drop the bounds checks in the loop.
        let rows = rows.map(|row| &row[..panel.len()]);
        let mut sums = [[load(&bias[..4]), load(&bias[4..])]; PIXELS];
        for (input, weights) in panel.iter().enumerate() {
            let (left, right) = (load(&weights[..4]), load(&weights[4..]));
            for (sum, row) in sums.iter_mut().zip(rows) {
                let value = f32x4::splat(row[input]);
                sum[0] += value * left;
                sum[1] += value * right;
            }
        }
        sums
    }
}

/// A call of its own for each row, so that a browser goes over to its better code within one matrix.
#[inline(never)]
fn pack_row(row: &[f32], panel: &mut [[f32; PANEL_WIDTH]], lane: usize) {
    for (value, column) in row.iter().zip(panel) {
        column[lane] = *value;
    }
}
