use super::{
    Activation, Border, FeatureMap, PackedMatrix, for_each_band, load, packed::PANEL_WIDTH, store,
};
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
        debug_assert_eq!(size.channels, self.matrix.num_outputs());
        let row_length = border.around(size).width * size.channels;
        let inside = &mut output[border.before * row_length..][..size.height * row_length];
        for_each_band(inside, row_length, |first_row, band| {
            let num_rows = band.len() / row_length;
            let mut pixel = first_row * size.width;
            let end = pixel + num_rows * size.width;
            let place = Place { size, border, start: (border.before + first_row) * row_length };
            while pixel + TILE_PIXELS <= end {
                self.tile::<TILE_PIXELS>(input, band, pixel, place, residual);
                pixel += TILE_PIXELS;
            }
            match end - pixel {
                1 => self.tile::<1>(input, band, pixel, place, residual),
                2 => self.tile::<2>(input, band, pixel, place, residual),
                3 => self.tile::<3>(input, band, pixel, place, residual),
                _ => {}
            }
        });
    }

    /// `PIXELS` consecutive pixels, from `first_pixel` on, against every panel.
    fn tile<const PIXELS: usize>(
        &self,
        input: &[f32],
        band: &mut [f32],
        first_pixel: usize,
        place: Place,
        residual: Option<&[f32]>,
    ) {
        let num_inputs = self.matrix.num_inputs();
        let num_outputs = self.matrix.num_outputs();
        let rows: [&[f32]; PIXELS] =
            std::array::from_fn(|index| &input[(first_pixel + index) * num_inputs..][..num_inputs]);
        let targets: [usize; PIXELS] =
            std::array::from_fn(|index| place.offset_of(first_pixel + index));
        let (low, high) = self.activation.bounds();

        for (panel_index, (bias, panel)) in self.matrix.panels().enumerate() {
            let mut sums = products(rows, bias, panel);
            let first_output = panel_index * PANEL_WIDTH;
            let width = PANEL_WIDTH.min(num_outputs - first_output);
            for (index, sum) in sums.iter_mut().enumerate() {
                *sum = sum.map(|half| half.fast_max(low).fast_min(high));
                let target = &mut band[targets[index] + first_output..][..width];
                let residual = residual.map(|residual| {
                    &residual[(first_pixel + index) * num_outputs + first_output..][..width]
                });
                write(*sum, target, residual);
            }
        }
    }
}

/// Where a band lies in its output.
#[derive(Clone, Copy)]
struct Place {
    /// Of the whole output, without its border.
    size: FeatureMap,
    border: Border,
    /// Index of the band's first value in the padded memory.
    start: usize,
}

impl Place {
    #[inline(always)]
    fn offset_of(self, pixel: usize) -> usize {
        self.border.offset_of(pixel, self.size) - self.start
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
