//! Values for tests.

/// So many from −1 to 1, the same for one `seed` everywhere.
pub(crate) fn unordered(count: usize, seed: u64) -> Vec<f32> {
    // A linear congruential generator (Knuth, MMIX): the values only have to look unordered.
    let mut state = seed.wrapping_mul(2).wrapping_add(1);
    (0..count)
        .map(|_| {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (state >> 40) as f32 / (1_u64 << 23) as f32 - 1.0
        })
        .collect()
}
