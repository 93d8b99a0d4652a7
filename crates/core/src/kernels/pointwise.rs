use super::{Activation, Border, FeatureMap, PackedMatrix, load, packed::PANEL_WIDTH, store};
use wide::f32x4;

/// Pixels computed together. Four pixels by eight outputs keep eight sums, two weights and one
/// broadcast input in registers; wasm on x86-64 has sixteen, so six pixels would spill.
const TILE_PIXELS: usize = 4;

/// A 1 × 1 convolution (or a dense layer: one pixel), with bias, activation and residual sum.
#[derive(Debug, Clone)]
pub struct Pointwise {
    /// Weights and bias.
    pub matrix: PackedMatrix,
    /// Applied before the residual is added.
    pub activation: Activation,
}

impl Pointwise {
    /// Runs over all pixels of `input`.
    ///
    /// # Shapes
    /// - `input`: `[height, width, num_inputs]`
    /// - `output`: `[height, width, num_outputs]` inside `border`, whose zeros are the caller's
    /// - `residual`: `[height, width, num_outputs]` without border
    /// - `size` is that of the output, without border
    pub fn run(
        &self,
        input: &[f32],
        output: &mut [f32],
        size: FeatureMap,
        border: Border,
        residual: Option<&[f32]>,
    ) {
        let num_inputs = self.matrix.num_inputs();
        debug_assert_eq!(size.channels, self.matrix.num_outputs());
        let num_pixels = size.num_pixels();
        let mut pixel = 0;
        while pixel + TILE_PIXELS <= num_pixels {
            let rows = &input[pixel * num_inputs..][..TILE_PIXELS * num_inputs];
            self.tile::<TILE_PIXELS>(rows, output, pixel, size, border, residual);
            pixel += TILE_PIXELS;
        }
        let rows = &input[pixel * num_inputs..num_pixels * num_inputs];
        match num_pixels - pixel {
            1 => self.tile::<1>(rows, output, pixel, size, border, residual),
            2 => self.tile::<2>(rows, output, pixel, size, border, residual),
            3 => self.tile::<3>(rows, output, pixel, size, border, residual),
            _ => {}
        }
    }

    /// `PIXELS` consecutive pixels, from `first_pixel` on, against every panel.
    fn tile<const PIXELS: usize>(
        &self,
        rows: &[f32],
        output: &mut [f32],
        first_pixel: usize,
        size: FeatureMap,
        border: Border,
        residual: Option<&[f32]>,
    ) {
        let num_inputs = self.matrix.num_inputs();
        let num_outputs = self.matrix.num_outputs();
        let rows: [&[f32]; PIXELS] =
            std::array::from_fn(|index| &rows[index * num_inputs..][..num_inputs]);
        let targets: [usize; PIXELS] =
            std::array::from_fn(|index| border.offset_of(first_pixel + index, size));
        let (low, high) = self.activation.bounds();

        for (panel_index, (bias, panel)) in self.matrix.panels().enumerate() {
            let mut sums = products(rows, bias, panel);
            let first_output = panel_index * PANEL_WIDTH;
            let width = PANEL_WIDTH.min(num_outputs - first_output);
            for (index, sum) in sums.iter_mut().enumerate() {
                *sum = sum.map(|half| half.fast_max(low).fast_min(high));
                let target = &mut output[targets[index] + first_output..][..width];
                let residual = residual.map(|residual| {
                    &residual[(first_pixel + index) * num_outputs + first_output..][..width]
                });
                write(*sum, target, residual);
            }
        }
    }
}

/// The sums of one tile: bias plus inputs times weights.
#[inline(always)]
fn products<const PIXELS: usize>(
    rows: [&[f32]; PIXELS],
    bias: &[f32; PANEL_WIDTH],
    panel: &[[f32; PANEL_WIDTH]],
) -> [[f32x4; 2]; PIXELS] {
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

/// Puts up to eight outputs in place, adding the residual if there is one.
#[inline(always)]
fn write(sum: [f32x4; 2], target: &mut [f32], residual: Option<&[f32]>) {
    if target.len() == PANEL_WIDTH {
        let [mut left, mut right] = sum;
        if let Some(residual) = residual {
            left += load(&residual[..4]);
            right += load(&residual[4..]);
        }
        store(&mut target[..4], left);
        store(&mut target[4..], right);
    } else {
        let values = sum.map(|half| half.to_array());
        for (lane, (target, value)) in target.iter_mut().zip(values.as_flattened()).enumerate() {
            *target = value + residual.map_or(0.0, |residual| residual[lane]);
        }
    }
}
