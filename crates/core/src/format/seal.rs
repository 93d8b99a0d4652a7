//! A checksum in the bytes that it is of: while it is computed, its own digits are zeros.

use crate::digest::sha256_hex_of;
use std::ops::Range;

/// The digits of a checksum that has not been computed yet.
pub(crate) const NO_SUM: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Puts the checksum of `bytes` in the place of the first [`NO_SUM`] among them. False where there is none.
pub(crate) fn seal(bytes: &mut [u8]) -> bool {
    let Some(digits) = position_of(NO_SUM, bytes) else {
        return false;
    };
    let sum = sha256_without(&digits, bytes);
    bytes[digits].copy_from_slice(sum.as_bytes());
    true
}

/// Whether `sum` is the checksum of the bytes that it stands in.
pub(crate) fn is_sealed(bytes: &[u8], sum: &str) -> bool {
    let digits = position_of(sum, bytes).filter(|digits| digits.len() == NO_SUM.len());
    digits.is_some_and(|digits| sha256_without(&digits, bytes) == sum)
}

/// The first place of `text` in `bytes`.
fn position_of(text: &str, bytes: &[u8]) -> Option<Range<usize>> {
    let length = text.len();
    let start = bytes.windows(length.max(1)).position(|window| window == text.as_bytes())?;
    Some(start..start + length)
}

/// The SHA-256 of `bytes` with zeros in the place of `digits`.
fn sha256_without(digits: &Range<usize>, bytes: &[u8]) -> String {
    sha256_hex_of(&[&bytes[..digits.start], NO_SUM.as_bytes(), &bytes[digits.end..]])
}
