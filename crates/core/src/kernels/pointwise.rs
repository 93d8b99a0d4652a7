use super::integers::{PackedIntegers, Rounding};
use super::packed::{PANEL_WIDTH, Packed, PackedFloats};
use super::{Activation, Border, FeatureMap, PackedMatrix, for_each_band, load, store};
use std::ops::Range;
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
            let first_pixel = first_row * size.width;
            let pixels = first_pixel..first_pixel + band.len() / row_length * size.width;
            let start = (border.before + first_row) * row_length;
            let place = Place { size, border, start, residual };
            match &self.matrix.0 {
                Packed::Floats(matrix) => {
                    self.run_band(&mut Floats { matrix, input }, pixels, band, place)
                }
                Packed::Integers(matrix) => self.run_band(
                    &mut Integers {
                        matrix,
                        input,
                        rounding: Rounding::new(matrix.num_inputs(), TILE_PIXELS),
                    },
                    pixels,
                    band,
                    place,
                ),
            }
        });
    }

    fn run_band(
        &self,
        source: &mut impl Tiles,
        pixels: Range<usize>,
        band: &mut [f32],
        place: Place,
    ) {
        let Range { start: mut pixel, end } = pixels;
        while pixel + TILE_PIXELS <= end {
            self.tile::<TILE_PIXELS>(source, pixel, band, place);
            pixel += TILE_PIXELS;
        }
        match end - pixel {
            1 => self.tile::<1>(source, pixel, band, place),
            2 => self.tile::<2>(source, pixel, band, place),
            3 => self.tile::<3>(source, pixel, band, place),
            _ => {}
        }
    }

    /// `PIXELS` consecutive pixels, from `first_pixel` on, against every panel.
    fn tile<const PIXELS: usize>(
        &self,
        source: &mut impl Tiles,
        first_pixel: usize,
        band: &mut [f32],
        place: Place,
    ) {
        let num_outputs = self.matrix.num_outputs();
        let targets: [usize; PIXELS] =
            std::array::from_fn(|index| place.offset_of(first_pixel + index));
        let (low, high) = self.activation.bounds();
        source.each_panel::<PIXELS>(first_pixel, |panel, mut sums| {
            let first_output = panel * PANEL_WIDTH;
            let width = PANEL_WIDTH.min(num_outputs - first_output);
            for (index, sum) in sums.iter_mut().enumerate() {
                *sum = sum.map(|half| half.fast_max(low).fast_min(high));
                let target = &mut band[targets[index] + first_output..][..width];
                let residual = place.residual.map(|residual| {
                    &residual[(first_pixel + index) * num_outputs + first_output..][..width]
                });
                write(*sum, target, residual);
            }
        });
    }
}

/// A matrix and its inputs.
trait Tiles {
    /// Calls `finish` with each panel's number and its sums for `PIXELS` pixels from `first_pixel` on.
    fn each_panel<const PIXELS: usize>(
        &mut self,
        first_pixel: usize,
        finish: impl FnMut(usize, [[f32x4; 2]; PIXELS]),
    );
}

struct Floats<'a> {
    matrix: &'a PackedFloats,
    input: &'a [f32],
}

impl Tiles for Floats<'_> {
    #[inline(always)]
    fn each_panel<const PIXELS: usize>(
        &mut self,
        first_pixel: usize,
        mut finish: impl FnMut(usize, [[f32x4; 2]; PIXELS]),
    ) {
        let rows = rows(self.input, first_pixel, self.matrix.num_inputs());
        for panel in 0..self.matrix.num_panels() {
            finish(panel, self.matrix.sums(rows, panel));
        }
    }
}

struct Integers<'a> {
    matrix: &'a PackedIntegers,
    input: &'a [f32],
    rounding: Rounding,
}

impl Tiles for Integers<'_> {
    #[inline(always)]
    fn each_panel<const PIXELS: usize>(
        &mut self,
        first_pixel: usize,
        mut finish: impl FnMut(usize, [[f32x4; 2]; PIXELS]),
    ) {
        let rows =
            self.rounding.round(rows::<PIXELS>(self.input, first_pixel, self.matrix.num_inputs()));
        for panel in 0..self.matrix.num_panels() {
            finish(panel, self.matrix.sums(&rows, panel));
        }
    }
}

/// The inputs of `PIXELS` pixels.
#[inline(always)]
fn rows<const PIXELS: usize>(
    input: &[f32],
    first_pixel: usize,
    num_inputs: usize,
) -> [&[f32]; PIXELS] {
    std::array::from_fn(|index| &input[(first_pixel + index) * num_inputs..][..num_inputs])
}

/// Where a band lies in its output.
#[derive(Clone, Copy)]
struct Place<'a> {
    /// Of the whole output, without its border.
    size: FeatureMap,
    border: Border,
    /// Index of the band's first value in the padded memory.
    start: usize,
    /// To be added: `[pixels, outputs]`.
    residual: Option<&'a [f32]>,
}

impl Place<'_> {
    #[inline(always)]
    fn offset_of(self, pixel: usize) -> usize {
        self.border.offset_of(pixel, self.size) - self.start
    }
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
