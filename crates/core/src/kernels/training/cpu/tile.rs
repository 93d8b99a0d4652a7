//! The innermost part of every product here: four rows by eight columns of sums, in registers.

use crate::kernels::load;
use wide::f32x4;

/// The sums of four rows and eight columns, two vectors a row.
pub(super) type Sums = [[f32x4; 2]; 4];

/// Sums of zero.
pub(super) const ZEROS: Sums = [[f32x4::ZERO; 2]; 4];

/// Adds the product of `rows` and `columns`, both as long as what is summed.
#[inline(always)]
pub(super) fn add_tile(rows: &[[f32; 4]], columns: &[[f32; 8]], sums: &mut Sums) {
    for (rows, columns) in rows.iter().zip(columns) {
        let (left, right) = (load(columns), load(&columns[4..]));
        for (sum, &factor) in sums.iter_mut().zip(rows) {
            let factor = f32x4::splat(factor);
            sum[0] += factor * left;
            sum[1] += factor * right;
        }
    }
}
