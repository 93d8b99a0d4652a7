//! Layers side by side on several threads.
//!
//! A layer's output is cut into bands of whole rows, and each band is computed by itself. Every value is
//! the same sum in the same order wherever the cuts are, so the answers do not depend on the number of
//! threads. Without the feature `threads` there is one band.

/// Calls `work(first_row, band)` for bands of `output`, which is whole rows of `row_length` values.
#[cfg(feature = "threads")]
pub(crate) fn for_each_band<F>(output: &mut [f32], row_length: usize, work: F)
where
    F: Fn(usize, &mut [f32]) + Sync,
{
    use rayon::prelude::*;
    let num_rows = output.len() / row_length;
    let rows_per_band = num_rows.div_ceil(rayon::current_num_threads()).max(1);
    if rows_per_band >= num_rows {
        return work(0, output);
    }
    let bands = output.par_chunks_mut(rows_per_band * row_length);
    bands.enumerate().for_each(|(index, band)| work(index * rows_per_band, band));
}

#[cfg(not(feature = "threads"))]
pub(crate) fn for_each_band<F>(output: &mut [f32], _row_length: usize, work: F)
where
    F: Fn(usize, &mut [f32]),
{
    work(0, output);
}

/// Runs `work` among the threads that it will share its layers with. Called from outside, every layer
/// would wake them and wait for them anew.
#[cfg(feature = "threads")]
pub fn among_threads<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    match rayon::current_num_threads() {
        1 => work(),
        _ => rayon::scope(|_| work()),
    }
}

/// Without threads `work` is simply run.
#[cfg(not(feature = "threads"))]
pub fn among_threads<T>(work: impl FnOnce() -> T) -> T {
    work()
}
