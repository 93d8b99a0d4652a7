//! Pairs of hashes that differ in few bits, found without comparing all.

/// Parts that a hash is cut into.
const NUM_PARTS: usize = 4;
const BITS_OF_PART: u32 = u64::BITS / NUM_PARTS as u32;
/// Bits in which one part may differ.
const NEAR_IN_PART: u32 = 2;
/// The largest distance that is found: of hashes that differ in more bits in each part, all differ in more than this.
pub(super) const LARGEST_DISTANCE: u32 = NUM_PARTS as u32 * (NEAR_IN_PART + 1) - 1;

/// Pairs after which no more are looked for, 200 megabytes of them: a still camera makes each two of its pictures a pair,
/// and so many have joined all that there is to join.
const MOST_PAIRS: usize = 16_000_000;

/// A pair by the positions of its hashes, `a < b`, and their distance.
pub(super) type NearPair = (u32, u32, u8);

/// The pairs of `hashes` at most [`LARGEST_DISTANCE`] bits apart for which `is_wanted(a, b, distance)`, in ascending
/// order: 12 bytes for each, and while they are looked for 16 bytes for each hash, and half a megabyte. At most
/// [`MOST_PAIRS`].
///
/// Two such hashes have a part in which they differ in at most two bits. So the hashes are sorted by one part after the
/// other, and those with one value are compared with those of the 136 values near it.
///
/// Source: Norouzi, Punjani and Fleet, "Fast Search in Hamming Space with Multi-Index Hashing", CVPR 2012.
pub(super) fn near_pairs(
    hashes: &[u64],
    is_wanted: impl Fn(usize, usize, u32) -> bool,
) -> Vec<NearPair> {
    let changes: Vec<u16> =
        (1..=u16::MAX).filter(|change| change.count_ones() <= NEAR_IN_PART).collect();
    let mut pairs = Vec::new();
    for part in 0..NUM_PARTS {
        let table = PartTable::new(hashes, part);
        let mut compare = |one: (u64, u32), other: (u64, u32)| {
            let difference = one.0 ^ other.0;
            let distance = difference.count_ones();
            if distance > LARGEST_DISTANCE {
                return;
            }
            // Found by an earlier part already?
            let is_far = |part| value_of(difference, part).count_ones() > NEAR_IN_PART;
            let (a, b) = (one.1.min(other.1), one.1.max(other.1));
            if pairs.len() < MOST_PAIRS
                && (0..part).all(is_far)
                && is_wanted(a as usize, b as usize, distance)
            {
                pairs.push((a, b, distance as u8));
            }
        };
        for value in 0..=u16::MAX {
            let of_value = table.with(value);
            for (index, &one) in of_value.iter().enumerate() {
                of_value[index + 1..].iter().for_each(|&other| compare(one, other));
            }
            // Each two values once.
            for near in changes.iter().map(|change| value ^ change).filter(|near| *near > value) {
                let of_near = table.with(near);
                for &one in of_value {
                    of_near.iter().for_each(|&other| compare(one, other));
                }
            }
        }
    }
    pairs.sort_unstable();
    pairs
}

/// All hashes in the order of one part of theirs.
struct PartTable {
    /// `[values of the part + 1]`: where the hashes with a value begin.
    begins: Vec<u32>,
    /// Each with its number; the numbers ascend among those of one value.
    hashes: Vec<(u64, u32)>,
}

impl PartTable {
    fn new(hashes: &[u64], part: usize) -> Self {
        let mut begins = vec![0_u32; (1 << BITS_OF_PART) + 1];
        for hash in hashes {
            begins[usize::from(value_of(*hash, part)) + 1] += 1;
        }
        for value in 1..begins.len() {
            begins[value] += begins[value - 1];
        }
        let mut next = begins.clone();
        let mut sorted = vec![(0, 0); hashes.len()];
        for (number, hash) in (0..).zip(hashes) {
            let place = &mut next[usize::from(value_of(*hash, part))];
            sorted[*place as usize] = (*hash, number);
            *place += 1;
        }
        Self { begins, hashes: sorted }
    }

    fn with(&self, value: u16) -> &[(u64, u32)] {
        let value = usize::from(value);
        &self.hashes[self.begins[value] as usize..self.begins[value + 1] as usize]
    }
}

fn value_of(hash: u64, part: usize) -> u16 {
    (hash >> (part as u32 * BITS_OF_PART)) as u16
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{RngExt, SeedableRng};
    use rand_pcg::Pcg64Mcg;

    #[test]
    fn what_is_near_is_found_and_once() {
        let mut rng = Pcg64Mcg::seed_from_u64(7);
        let mut hashes: Vec<u64> = (0..300).map(|_| rng.random()).collect();
        // Around each some more, 0 to 14 bits away.
        for index in 0..2700 {
            let mut hash = hashes[index % 300];
            for _ in 0..index % 15 {
                hash ^= 1 << rng.random_range(0..64);
            }
            hashes.push(hash);
        }
        let is_wanted = |a: usize, b: usize, _| !(a + b).is_multiple_of(7);
        let mut expected = Vec::new();
        for a in 0..hashes.len() {
            for b in a + 1..hashes.len() {
                let distance = (hashes[a] ^ hashes[b]).count_ones();
                if distance <= LARGEST_DISTANCE && is_wanted(a, b, distance) {
                    expected.push((a as u32, b as u32, distance as u8));
                }
            }
        }
        assert!(expected.len() > 5000, "{}", expected.len());
        assert_eq!(near_pairs(&hashes, is_wanted), expected);
    }
}
