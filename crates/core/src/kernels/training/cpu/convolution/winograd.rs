//! The convolution by Winograd's F(2 × 2, 3 × 3): sixteen products instead of thirty-six for the four places of a
//! pooling window, which is the transform's tile.
//!
//! Source: A. Lavin, S. Gray, arXiv:1509.09308.

use super::map::PaddedMap;
use super::pool::pool;
use super::{Pooled, panels};
use crate::kernels::training::cpu::tile::{ZEROS, add_tile};
use crate::kernels::{load, store};
use wide::f32x4;

/// Products of a tile.
const PRODUCTS: usize = 16;
/// Tiles that are transformed and multiplied together.
const TILES: usize = 16;

/// Transformed weights `[channels ÷ 8][16][lanes][8]`, from `[channels × inputs × 9]`.
pub(super) fn pack(weight: &[f32], inputs: usize) -> Vec<[f32; 8]> {
    let channels = weight.len() / (inputs * 9);
    let lanes = inputs.next_multiple_of(4);
    let mut packed = vec![[0.0; 8]; panels(channels) * PRODUCTS * lanes];
    for (number, kernel) in weight.as_chunks::<9>().0.iter().enumerate() {
        let (output, input) = (number / inputs, number % inputs);
        let panel = &mut packed[output / 8 * PRODUCTS * lanes..][..PRODUCTS * lanes];
        let transformed = transform_kernel(kernel);
        for (to, value) in panel[input..].iter_mut().step_by(lanes).zip(transformed.as_flattened())
        {
            to[output % 8] = *value;
        }
    }
    packed
}

fn transform_kernel(kernel: &[f32; 9]) -> [[f32; 4]; 4] {
    let along = |[a, b, c]: [f32; 3]| [a, 0.5 * (a + b + c), 0.5 * (a - b + c), c];
    let columns: [[f32; 4]; 3] =
        std::array::from_fn(|x| along([kernel[x], kernel[3 + x], kernel[6 + x]]));
    std::array::from_fn(|y| along(columns.map(|column| column[y])))
}

/// What a call needs room for.
pub(super) struct Scratch {
    /// `[16][TILES ÷ 4][lanes][4]`
    inputs: Vec<[f32; 4]>,
    /// `[16][TILES]`, eight channels each
    products: [[[f32x4; 2]; TILES]; PRODUCTS],
}

impl Scratch {
    pub(super) fn new(lanes: usize) -> Self {
        Self {
            inputs: vec![[0.0; 4]; PRODUCTS * TILES / 4 * lanes],
            products: [[[f32x4::ZERO; 2]; TILES]; PRODUCTS],
        }
    }
}

/// One picture. `weight` is what [`pack`] gives, `bias` is `[channels ÷ 8][8]`.
pub(super) fn forward(
    (map, size): (&[f32], &PaddedMap),
    weight: &[[f32; 8]],
    bias: &[[f32; 8]],
    pooled: &mut Pooled,
    scratch: &mut Scratch,
) {
    let columns = (size.width - 2) / 2;
    let num_tiles = (size.height - 2) / 2 * columns;
    let outputs = bias.len() * 8;
    for first in (0..num_tiles).step_by(TILES) {
        for four in 0..TILES / 4 {
            let begins = std::array::from_fn(|within| {
                // Beyond the last tile it is repeated: the results are left out.
                let tile = (first + four * 4 + within).min(num_tiles - 1);
                2 * (tile / columns) * size.row() + 2 * (tile % columns) * size.lanes
            });
            transform_inputs(map, size, begins, four, &mut scratch.inputs);
        }
        let panels = weight.chunks_exact(PRODUCTS * size.lanes).zip(bias);
        for (panel, (weight, bias)) in panels.enumerate() {
            multiply(&scratch.inputs, weight, size.lanes, &mut scratch.products);
            for tile in 0..TILES.min(num_tiles - first) {
                let place = (first + tile) * outputs + panel * 8;
                for half in 0..2 {
                    let products = std::array::from_fn(|k| scratch.products[k][tile][half]);
                    let (values, chosen) = pool(transform_back(products, load(&bias[4 * half..])));
                    store(&mut pooled.values[place + 4 * half..], values);
                    pooled.chosen[place + 4 * half..][..4].copy_from_slice(&chosen);
                }
            }
        }
    }
}

/// Four tiles of four by four pixels that begin at `begins`, as the factors of the products: of each channel the four
/// tiles beside one another.
fn transform_inputs(
    map: &[f32],
    size: &PaddedMap,
    begins: [usize; 4],
    four: usize,
    inputs: &mut [[f32; 4]],
) {
    let lanes = size.lanes;
    for channel in (0..lanes).step_by(4) {
        let mut factors = [[f32x4::ZERO; 4]; PRODUCTS];
        for (within, begin) in begins.into_iter().enumerate() {
            let rows: [&[f32]; 4] =
                std::array::from_fn(|y| &map[begin + channel + y * size.row()..][..3 * lanes + 4]);
            let columns: [[f32x4; 4]; 4] =
                std::array::from_fn(|x| along(rows.map(|row| load(&row[x * lanes..]))));
            for y in 0..4 {
                let row = along(columns.map(|column| column[y]));
                for (x, value) in row.into_iter().enumerate() {
                    factors[y * 4 + x][within] = value;
                }
            }
        }
        for (number, tiles) in factors.into_iter().enumerate() {
            let to = &mut inputs[(number * TILES / 4 + four) * lanes + channel..][..4];
            for (to, tiles) in to.iter_mut().zip(f32x4::transpose(tiles)) {
                *to = tiles.to_array();
            }
        }
    }
}

#[inline(always)]
fn along([a, b, c, d]: [f32x4; 4]) -> [f32x4; 4] {
    [a - c, b + c, c - b, b - d]
}

/// The products of eight channels.
fn multiply(
    inputs: &[[f32; 4]],
    weight: &[[f32; 8]],
    lanes: usize,
    products: &mut [[[f32x4; 2]; TILES]; PRODUCTS],
) {
    let factors = inputs.chunks_exact(TILES / 4 * lanes).zip(weight.chunks_exact(lanes));
    for ((inputs, weight), products) in factors.zip(products) {
        for (inputs, products) in inputs.chunks_exact(lanes).zip(products.as_chunks_mut::<4>().0) {
            let mut sums = ZEROS;
            add_tile(inputs, weight, &mut sums);
            *products = sums;
        }
    }
}

/// The four places of a window.
#[inline(always)]
fn transform_back(products: [f32x4; PRODUCTS], bias: f32x4) -> [f32x4; 4] {
    let along = |[a, b, c, d]: [f32x4; 4]| [a + b + c, b - c - d];
    let columns: [[f32x4; 2]; 4] = std::array::from_fn(|x| {
        along([products[x], products[4 + x], products[8 + x], products[12 + x]])
    });
    let [top, bottom] = [0, 1].map(|y| along(columns.map(|column| column[y])));
    [top[0] + bias, top[1] + bias, bottom[0] + bias, bottom[1] + bias]
}
