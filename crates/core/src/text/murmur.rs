//! The hash by which grams find their buckets.

/// MurmurHash3, x86, 32 bits, seed 0, of scikit-learn's `HashingVectorizer`.
///
/// Source: Austin Appleby, `MurmurHash3.cpp`, public domain.
pub(super) fn murmur3_32(bytes: &[u8]) -> u32 {
    let scrambled =
        |word: u32| word.wrapping_mul(0xcc9e_2d51).rotate_left(15).wrapping_mul(0x1b87_3593);
    let (words, rest) = bytes.as_chunks::<4>();
    let mut hash = 0_u32;
    for word in words {
        hash ^= scrambled(u32::from_le_bytes(*word));
        hash = hash.rotate_left(13).wrapping_mul(5).wrapping_add(0xe654_6b64);
    }
    if !rest.is_empty() {
        let word = rest.iter().rev().fold(0, |word, byte| (word << 8) | u32::from(*byte));
        hash ^= scrambled(word);
    }
    hash ^= bytes.len() as u32;
    hash = (hash ^ (hash >> 16)).wrapping_mul(0x85eb_ca6b);
    hash = (hash ^ (hash >> 13)).wrapping_mul(0xc2b2_ae35);
    hash ^ (hash >> 16)
}

#[cfg(test)]
mod tests {
    use super::murmur3_32;

    /// Source: `sklearn.utils.murmurhash3_32(text, seed=0, positive=True)`, scikit-learn 1.9.1.
    #[test]
    fn hashes_are_those_of_scikit_learn() {
        for (text, hash) in [
            ("", 0),
            ("a", 1_009_084_850),
            ("ab", 2_613_040_991),
            ("abc", 3_017_643_002),
            ("abcd", 1_139_631_978),
            (" the ", 16_851_044),
            ("猫", 3_132_460_051),
        ] {
            assert_eq!(murmur3_32(text.as_bytes()), hash, "{text}");
        }
    }
}
