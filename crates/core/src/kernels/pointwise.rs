use super::PANEL_WIDTH;
use super::integers::{PackedIntegers, Rounding};
use super::packed::{Packed, PackedFloats};
use super::{Activation, Border, FeatureMap, PackedMatrix, Rows, load, store};
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

/// The part of a layer's output that is computed, and its place in the output.
#[derive(Debug, Clone)]
pub struct OutputRange {
    /// The number of pixels in a row of the whole output.
    pub width: usize,
    /// Rows of pixels.
    pub rows: Range<usize>,
    /// Output channels: [`PackedMatrix::CHANNEL_STEP`] divides where they begin and, unless the last one is
    /// among them, where they end.
    pub channels: Range<usize>,
    /// Around the part in its memory; its zeros are the caller's.
    pub border: Border,
}

impl OutputRange {
    /// All of an output.
    pub fn whole(size: FeatureMap, border: Border) -> Self {
        Self { width: size.width, rows: 0..size.height, channels: 0..size.channels, border }
    }

    /// The size of the part in memory, without the border.
    fn size(&self) -> FeatureMap {
        FeatureMap { height: self.rows.len(), width: self.width, channels: self.channels.len() }
    }
}

impl Pointwise {
    /// Computes `part` of the output.
    ///
    /// # Shapes
    /// - `input`: `[height, width, num_inputs]`
    /// - `output`: `[height, width, channels]` of the part, inside its border
    /// - `residual`: the same without border
    pub fn run(
        &self,
        input: Rows,
        output: &mut [f32],
        part: &OutputRange,
        residual: Option<&[f32]>,
    ) {
        debug_assert!(part.channels.end <= self.matrix.num_outputs());
        let scratch = vec![0.0; TILE_PIXELS * self.matrix.num_inputs()];
        let panels = part.channels.start / PANEL_WIDTH..part.channels.end.div_ceil(PANEL_WIDTH);
        match &self.matrix.0 {
            Packed::Floats(matrix) => {
                let source = Floats { matrix, panels, input, scratch };
                self.run_tiles(source, output, part, residual);
            }
            Packed::Integers(matrix) => {
                let rounding = Rounding::new(matrix.num_inputs(), TILE_PIXELS);
                let source = Integers { matrix, panels, input, scratch, rounding };
                self.run_tiles(source, output, part, residual);
            }
        }
    }

    fn run_tiles(
        &self,
        mut source: impl Tiles,
        output: &mut [f32],
        part: &OutputRange,
        residual: Option<&[f32]>,
    ) {
        let first = part.rows.start * part.width;
        let size = part.size();
        let place = Place { first, size, border: part.border, residual };
        let mut pixel = first;
        let end = first + size.num_pixels();
        while pixel + TILE_PIXELS <= end {
            self.tile::<TILE_PIXELS>(&mut source, pixel, output, place);
            pixel += TILE_PIXELS;
        }
        match end - pixel {
            1 => self.tile::<1>(&mut source, pixel, output, place),
            2 => self.tile::<2>(&mut source, pixel, output, place),
            3 => self.tile::<3>(&mut source, pixel, output, place),
            _ => {}
        }
    }

    /// `PIXELS` consecutive pixels, from `first_pixel` on, against every panel.
    fn tile<const PIXELS: usize>(
        &self,
        source: &mut impl Tiles,
        first_pixel: usize,
        output: &mut [f32],
        place: Place,
    ) {
        let Place { first, size, border, residual } = place;
        let targets: [usize; PIXELS] =
            std::array::from_fn(|index| border.offset_of(first_pixel - first + index, size));
        let (low, high) = self.activation.bounds();
        source.each_panel::<PIXELS>(first_pixel, |panel, mut sums| {
            let first_channel = panel * PANEL_WIDTH;
            let width = PANEL_WIDTH.min(size.channels - first_channel);
            for (index, sum) in sums.iter_mut().enumerate() {
                *sum = sum.map(|half| half.fast_max(low).fast_min(high));
                let target = &mut output[targets[index] + first_channel..][..width];
                let residual = residual.map(|residual| {
                    let pixel = first_pixel - first + index;
                    &residual[pixel * size.channels + first_channel..][..width]
                });
                write(*sum, target, residual);
            }
        });
    }
}

/// The place that the values of a part go to.
#[derive(Clone, Copy)]
struct Place<'a> {
    /// The part's first pixel, counted in the whole output.
    first: usize,
    /// The size of the part, without its border.
    size: FeatureMap,
    border: Border,
    residual: Option<&'a [f32]>,
}

/// A matrix and its inputs.
trait Tiles {
    /// Calls `finish` with each panel, counted from the part's first one, and its sums for `PIXELS` pixels from
    /// `first_pixel` on.
    fn each_panel<const PIXELS: usize>(
        &mut self,
        first_pixel: usize,
        finish: impl FnMut(usize, [[f32x4; 2]; PIXELS]),
    );
}

struct Floats<'a> {
    matrix: &'a PackedFloats,
    panels: Range<usize>,
    input: Rows<'a>,
    scratch: Vec<f32>,
}

impl Tiles for Floats<'_> {
    #[inline(always)]
    fn each_panel<const PIXELS: usize>(
        &mut self,
        first_pixel: usize,
        mut finish: impl FnMut(usize, [[f32x4; 2]; PIXELS]),
    ) {
        let rows = rows(&self.input, first_pixel, &mut self.scratch);
        for (index, panel) in self.panels.clone().enumerate() {
            finish(index, self.matrix.sums(rows, panel));
        }
    }
}

struct Integers<'a> {
    matrix: &'a PackedIntegers,
    panels: Range<usize>,
    input: Rows<'a>,
    scratch: Vec<f32>,
    rounding: Rounding,
}

impl Tiles for Integers<'_> {
    #[inline(always)]
    fn each_panel<const PIXELS: usize>(
        &mut self,
        first_pixel: usize,
        mut finish: impl FnMut(usize, [[f32x4; 2]; PIXELS]),
    ) {
        let rows = rows::<PIXELS>(&self.input, first_pixel, &mut self.scratch);
        let rounded = self.rounding.round(rows);
        for (index, panel) in self.panels.clone().enumerate() {
            finish(index, self.matrix.sums(&rounded, panel));
        }
    }
}

/// The inputs of `PIXELS` pixels. `scratch` has room for a tile's.
#[inline(always)]
fn rows<'a, const PIXELS: usize>(
    input: &'a Rows,
    first_pixel: usize,
    scratch: &'a mut [f32],
) -> [&'a [f32]; PIXELS] {
    let mut scratch = scratch.chunks_exact_mut(scratch.len() / TILE_PIXELS);
    std::array::from_fn(|index| match scratch.next() {
        Some(scratch) => input.row(first_pixel + index, scratch),
        None => &[],
    })
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
