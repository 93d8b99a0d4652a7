//! SHA-256 in the form in which files, cards and receipts carry it.

use sha2::{Digest, Sha256};

/// The number of bytes that are worked on in one call. Browsers compile wasm twice, first quickly and then
/// well, and go over to the better code between calls, never within one: a single call for nine megabytes
/// would be over before that, and takes twenty times as long.
pub(crate) const CHUNK_BYTES: usize = 16 << 10;

/// SHA-256 of `bytes` in lower-case hexadecimal: 64 digits.
///
/// ```
/// let digest = kiln_core::digest::sha256_hex(b"abc");
/// assert!(digest.starts_with("ba7816bf8f01cfea"));
/// ```
///
/// Source: FIPS 180-4; the example is its test vector.
pub fn sha256_hex(bytes: &[u8]) -> String {
    sha256_hex_of(&[bytes])
}

/// The SHA-256 of `pieces` one after the other, as [`sha256_hex`] gives it.
pub(crate) fn sha256_hex_of(pieces: &[&[u8]]) -> String {
    let mut hasher = Sha256::new();
    for chunk in pieces.iter().flat_map(|piece| piece.chunks(CHUNK_BYTES)) {
        hasher.update(chunk);
    }
    hex(&hasher.finalize())
}

/// `bytes` in lower-case hexadecimal, two digits each.
///
/// ```
/// assert_eq!(kiln_core::digest::hex(&[0, 171]), "00ab");
/// ```
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
