use super::reduced::Luma;
use std::{f64::consts::PI, fmt, str::FromStr};

/// A 64-bit fingerprint that hardly changes when a picture is resized, recompressed or lightened.
///
/// The picture's luma is squeezed to 32 × 32 and transformed (DCT-II); of the coefficients with
/// frequencies 1 to 8 in both directions each gives one bit: whether it exceeds their median.
/// Source: Zauner, "Implementation and Benchmarking of Perceptual Image Hash Functions", 2010,
/// section 3.2.1 (the pHash library).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PerceptualHash(pub u64);

/// Side of the picture that is transformed.
const SIDE: usize = 32;
/// Frequencies 1 to this many, in both directions.
const NUM_FREQUENCIES: usize = 8;

impl PerceptualHash {
    /// Bits that differ, 0 to 64. Unrelated photos differ in about 32.
    pub fn distance(self, other: Self) -> u32 {
        (self.0 ^ other.0).count_ones()
    }

    pub(super) fn of(luma: &Luma) -> Self {
        let square = luma.square(SIDE);
        let cosines = cosines();
        // Rows first: [SIDE, NUM_FREQUENCIES].
        let mut rows = [[0.0; NUM_FREQUENCIES]; SIDE];
        for (row, values) in rows.iter_mut().zip(square.values.chunks_exact(SIDE)) {
            for (sum, cosine) in row.iter_mut().zip(&cosines) {
                *sum = values.iter().zip(cosine).map(|(value, c)| f64::from(*value) * c).sum();
            }
        }
        let mut coefficients = [0_i32; NUM_FREQUENCIES * NUM_FREQUENCIES];
        for (index, coefficient) in coefficients.iter_mut().enumerate() {
            let (vertical, horizontal) = (index / NUM_FREQUENCIES, index % NUM_FREQUENCIES);
            let column = rows.iter().map(|row| row[horizontal]);
            let sum: f64 = column.zip(&cosines[vertical]).map(|(value, c)| value * c).sum();
            // Whole steps: a symmetrical drawing has coefficients that are 0 but for rounding
            // errors, which must not become bits.
            *coefficient = (sum * 2.0 / SIDE as f64).round() as i32;
        }
        let mut sorted = coefficients;
        sorted.sort_unstable();
        // Doubled, so that the mean of the two middle values stays whole.
        let middle = sorted.len() / 2;
        let median = sorted[middle - 1] + sorted[middle];
        let bits = coefficients.iter().enumerate();
        Self(bits.fold(0, |hash, (index, value)| hash | u64::from(2 * value > median) << index))
    }
}

/// `[frequency − 1][position]` of the DCT-II.
fn cosines() -> [[f64; SIDE]; NUM_FREQUENCIES] {
    std::array::from_fn(|index| {
        std::array::from_fn(|x| {
            (PI * (index + 1) as f64 * (2 * x + 1) as f64 / (2 * SIDE) as f64).cos()
        })
    })
}

impl fmt::Display for PerceptualHash {
    /// 16 hexadecimal digits.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:016x}", self.0)
    }
}

impl FromStr for PerceptualHash {
    type Err = std::num::ParseIntError;

    /// Reads what `Display` writes.
    ///
    /// # Errors
    /// When the text is no hexadecimal number of at most 64 bits.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        u64::from_str_radix(text, 16).map(Self)
    }
}
