//! Pairs of hashes that differ in few bits, found without comparing all.

/// Parts that a hash is cut into.
const NUM_PARTS: usize = 4;
const BITS_OF_PART: u32 = u64::BITS / NUM_PARTS as u32;
/// Bits in which one part may differ.
const NEAR_IN_PART: u32 = 2;
/// The largest distance that is found: of hashes that differ in more bits in each part, all differ in more than this.
pub(super) const LARGEST_DISTANCE: u32 = NUM_PARTS as u32 * (NEAR_IN_PART + 1) - 1;

/// Hashes by each of their parts: those at most [`LARGEST_DISTANCE`] bits from one have a part at most two bits from its
/// own, and stand in one of 137 places for each part.
///
/// Source: Norouzi, Punjani and Fleet, "Fast Search in Hamming Space with Multi-Index Hashing", CVPR 2012.
pub(super) struct NearHashes {
    parts: [PartTable; NUM_PARTS],
    /// What a part is changed by.
    changes: Vec<u16>,
}

/// All hashes in the order of one part of theirs.
struct PartTable {
    /// `[values of the part + 1]`: where the hashes with a value begin.
    begins: Vec<u32>,
    /// Each with its number; the numbers ascend among those of one value.
    hashes: Vec<(u64, u32)>,
}

impl NearHashes {
    /// Sorts `hashes` by their parts: 64 bytes for each, and a megabyte.
    pub fn new(hashes: &[u64]) -> Self {
        let changes = (0..=u16::MAX).filter(|change| change.count_ones() <= NEAR_IN_PART);
        Self {
            parts: std::array::from_fn(|part| PartTable::new(hashes, part)),
            changes: changes.collect(),
        }
    }

    /// Appends to `found` the numbers above `number` of the hashes near `hash`, which is that of `number`, with their
    /// distances, in ascending order.
    pub fn above(&self, number: usize, hash: u64, found: &mut Vec<(usize, u32)>) {
        let begin = found.len();
        for (part, table) in self.parts.iter().enumerate() {
            for change in &self.changes {
                let near = table.with(value_of(hash, part) ^ change);
                let above = near.partition_point(|(_, other)| *other as usize <= number);
                for &(other_hash, other) in &near[above..] {
                    let difference = hash ^ other_hash;
                    let distance = difference.count_ones();
                    // Found by an earlier part already?
                    let is_first = (0..part)
                        .all(|part| value_of(difference, part).count_ones() > NEAR_IN_PART);
                    if distance <= LARGEST_DISTANCE && is_first {
                        found.push((other as usize, distance));
                    }
                }
            }
        }
        found[begin..].sort_unstable();
    }
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
        let near = NearHashes::new(&hashes);
        let mut num_found = 0;
        for (number, hash) in hashes.iter().enumerate() {
            let mut found = Vec::new();
            near.above(number, *hash, &mut found);
            let distance = |other: usize| (hash ^ hashes[other]).count_ones();
            let expected: Vec<(usize, u32)> = (number + 1..hashes.len())
                .map(|other| (other, distance(other)))
                .filter(|(_, distance)| *distance <= LARGEST_DISTANCE)
                .collect();
            assert_eq!(found, expected);
            num_found += found.len();
        }
        assert!(num_found > 5000, "{num_found}");
    }
}
