//! Products of matrices, in blocks that stay in the nearest cache.

use super::tile::{Sums, ZEROS, add_tile};
use crate::kernels::{load, store};
use wide::f32x4;

/// What is summed in one go.
const SUMS_AT_ONCE: usize = 256;
/// Columns whose values are copied together: rows of a large matrix lie as far apart as the cache's lines repeat.
const COLUMNS_AT_ONCE: usize = 64;
/// Rows that go together through the columns of the other matrix.
const ROWS_AT_ONCE: usize = 32;
/// Values of one step of a product of rows.
const STEP: usize = 32;

/// A matrix within a slice: the steps between its rows and between its columns.
#[derive(Clone, Copy)]
pub(super) struct Matrix<'a> {
    values: &'a [f32],
    rows: usize,
    columns: usize,
    row_step: usize,
    column_step: usize,
}

impl<'a> Matrix<'a> {
    /// The `[rows, columns]` that `values` hold.
    pub(super) fn new(values: &'a [f32], rows: usize, columns: usize) -> Self {
        Self { values, rows, columns, row_step: columns, column_step: 1 }
    }

    /// The same values with rows and columns exchanged.
    pub(super) fn transposed(self) -> Self {
        Self {
            values: self.values,
            rows: self.columns,
            columns: self.rows,
            row_step: self.column_step,
            column_step: self.row_step,
        }
    }

    /// Adds the product with `other`, whose rows are `width` long, to `result`, `[rows, width]`.
    pub(super) fn add_product(self, other: &[f32], width: usize, result: &mut [f32]) {
        let at_once = SUMS_AT_ONCE.min(self.columns);
        let mut rows = vec![[0.0; 4]; self.rows.div_ceil(4) * at_once];
        let mut columns = vec![[0.0; 8]; COLUMNS_AT_ONCE / 8 * at_once];
        for first in (0..self.columns).step_by(SUMS_AT_ONCE) {
            let count = SUMS_AT_ONCE.min(self.columns - first);
            self.pack_rows(first, count, &mut rows);
            for left in (0..width).step_by(COLUMNS_AT_ONCE) {
                let part = COLUMNS_AT_ONCE.min(width - left);
                pack_columns(
                    &other[first * width..][..count * width],
                    width,
                    (left, part),
                    &mut columns,
                );
                let panels = columns.chunks_exact(count).take(part.div_ceil(8));
                for (panel, columns) in panels.enumerate() {
                    let left = left + panel * 8;
                    for (rows, result) in rows.chunks_exact(count).zip(result.chunks_mut(4 * width))
                    {
                        let mut sums = ZEROS;
                        add_tile(rows, columns, &mut sums);
                        for (sums, row) in sums.iter().zip(result.chunks_exact_mut(width)) {
                            add(*sums, &mut row[left..(left + 8).min(width)]);
                        }
                    }
                }
            }
        }
    }

    /// `count` columns from `first` on, four rows beside one another and zeros where there is none.
    fn pack_rows(&self, first: usize, count: usize, packed: &mut [[f32; 4]]) {
        for (four, packed) in packed.chunks_exact_mut(count).enumerate() {
            for within in 0..4 {
                let row = four * 4 + within;
                if row < self.rows {
                    let values = &self.values[row * self.row_step + first * self.column_step..];
                    for (to, value) in
                        packed.iter_mut().zip(values.iter().step_by(self.column_step))
                    {
                        to[within] = *value;
                    }
                } else {
                    packed.iter_mut().for_each(|to| to[within] = 0.0);
                }
            }
        }
    }
}

/// Of each row `part` values from `left` on, as `[part ÷ 8][rows][8]`, the last ones filled up with zeros.
fn pack_columns(rows: &[f32], width: usize, (left, part): (usize, usize), packed: &mut [[f32; 8]]) {
    let count = rows.len() / width;
    for (index, row) in rows.chunks_exact(width).enumerate() {
        let (eights, rest) = row[left..][..part].as_chunks::<8>();
        let mut places = packed[index..].iter_mut().step_by(count);
        eights.iter().zip(places.by_ref()).for_each(|(from, to)| *to = *from);
        if let (Some(to), false) = (places.next(), rest.is_empty()) {
            *to = std::array::from_fn(|lane| rest.get(lane).copied().unwrap_or(0.0));
        }
    }
}

/// Adds up to eight sums to their places.
#[inline(always)]
fn add(sums: [f32x4; 2], to: &mut [f32]) {
    if to.len() == 8 {
        let totals = [load(to) + sums[0], load(&to[4..]) + sums[1]];
        store(to, totals[0]);
        store(&mut to[4..], totals[1]);
    } else {
        let sums = sums.map(f32x4::to_array);
        to.iter_mut().zip(sums.as_flattened()).for_each(|(to, sum)| *to += sum);
    }
}

/// Adds the product of each row of `left` with each of `right`, all `length` long, to `result`,
/// `[rows of left, rows of right]`.
pub(super) fn add_product_of_rows(left: &[f32], right: &[f32], length: usize, result: &mut [f32]) {
    let (rows, width) = (left.len() / length, right.len() / length);
    for first in (0..length).step_by(SUMS_AT_ONCE) {
        let part = SUMS_AT_ONCE.min(length - first);
        // Beyond the last row it is repeated: its sums are computed and left out.
        let left = |row: usize| &left[row.min(rows - 1) * length + first..][..part];
        let right = |row: usize| &right[row.min(width - 1) * length + first..][..part];
        for top in (0..rows).step_by(ROWS_AT_ONCE) {
            for column in (0..width).step_by(2) {
                let pair = [right(column), right(column + 1)];
                for row in (top..rows.min(top + ROWS_AT_ONCE)).step_by(4) {
                    let products = dots(std::array::from_fn(|within| left(row + within)), pair);
                    let columns = column..width.min(column + 2);
                    for (result, products) in result.chunks_exact_mut(width).skip(row).zip(products)
                    {
                        let places = result[columns.clone()].iter_mut();
                        places.zip(products).for_each(|(to, product)| *to += product);
                    }
                }
            }
        }
    }
}

/// The product of each of four rows with each of a pair, all equally long.
#[inline(always)]
fn dots(four: [&[f32]; 4], pair: [&[f32]; 2]) -> [[f32; 2]; 4] {
    let four = four.map(|row| row.as_chunks::<STEP>());
    let pair = pair.map(|row| row.as_chunks::<STEP>());
    let mut sums = ZEROS;
    for step in 0..pair[0].0.len() {
        add_step(
            four.map(|(steps, _)| &steps[step]),
            pair.map(|(steps, _)| &steps[step]),
            &mut sums,
        );
    }
    if !pair[0].1.is_empty() {
        let (four, pair) =
            (four.map(|(_, rest)| filled_up(rest)), pair.map(|(_, rest)| filled_up(rest)));
        add_step(four.each_ref(), pair.each_ref(), &mut sums);
    }
    let [left, right] = [0, 1].map(|column| {
        let [a, b, c, d] = f32x4::transpose(sums.map(|row| row[column]));
        ((a + b) + (c + d)).to_array()
    });
    std::array::from_fn(|row| [left[row], right[row]])
}

#[inline(always)]
fn add_step(four: [&[f32; STEP]; 4], pair: [&[f32; STEP]; 2], sums: &mut Sums) {
    for at in (0..STEP).step_by(4) {
        let pair = pair.map(|row| load(&row[at..]));
        for (sums, row) in sums.iter_mut().zip(four) {
            let row = load(&row[at..]);
            sums[0] += row * pair[0];
            sums[1] += row * pair[1];
        }
    }
}

fn filled_up(rest: &[f32]) -> [f32; STEP] {
    let mut values = [0.0; STEP];
    values[..rest.len()].copy_from_slice(rest);
    values
}
