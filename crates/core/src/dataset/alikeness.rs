//! The search for pictures that are the same or nearly so.

use super::{
    Inspection, PerceptualHash, PictureProblem,
    near_hashes::{NearPair, near_pairs},
};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// One picture as far as its neighbours are concerned.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReviewItem {
    /// The class of the picture; none while it has none that counts.
    pub class: Option<usize>,
    /// The measurements made when the picture came in.
    pub inspection: Inspection,
    /// The SHA-256 of the file; equal sums mean equal files.
    pub sha256: Option<String>,
    /// The camera burst it comes from; pictures of one burst belong together.
    pub burst: Option<String>,
    /// Features of the backbone, `[1280]` for EfficientNet-Lite0, where there are any yet.
    pub embedding: Option<Vec<f32>>,
}

// Measured on 250 photos of flowers of 224 × 224 (31,125 pairs) and 1000 line drawings each of cats,
// trains and rainbows (499,500 pairs a kind):
//
// - JPEG at quality 50 or 25, 90 % or half the size, or brightness ± 10 % change at most 4 bits of a
//   photo's hash, brightness + 30 % at most 8, cutting off 2 % on each side at most 10. The one pair
//   of photos within 12 bits is one photo under two names.
// - Among drawings 8 bits are nothing: 10 pairs of different cats, 153 of trains and 3,334 of
//   rainbows. With the stricter rule for drawings there is no pair of cats or trains, and there are
//   15 of rainbows, which an eye takes for equal too.
// - Of different photos within 24 bits one pair has a cosine above 0.8: 0.933, the same flowers
//   taken twice. Turning a photo by 5° leaves at least 0.924 and up to 20 bits. Drawings of
//   different cats reach 0.915: embeddings say nothing there.

/// Bits in which the hashes of two near-duplicates may differ.
const NEAR: u32 = 8;
/// The same for drawings, which collide far more easily.
const NEAR_DRAWING: u32 = 2;
/// Largest ratio of brightness, and of contrast, between near-duplicates among drawings.
const DRAWING_RATIO: f32 = 1.13;
/// Share of the largest contrast possible at its brightness above which a picture counts as a
/// drawing in two tones: at most 0.76 for the photos, at least 0.84 for the drawings.
const TWO_TONED: f32 = 0.8;
/// Beyond this many bits embeddings are not compared either.
const MIDDLING: u32 = 24;
/// Cosine of two embeddings from which on photos with middling hashes are near-duplicates.
const NEAR_COSINE: f32 = 0.93;
/// The largest number of pairs whose embeddings are compared, nearest hashes first: 0.26 G multiplications. One pair
/// of different photos in 24 is middling: 190,000 among 3,000 photos.
const MOST_COMPARISONS: usize = 200_000;

/// The part of a picture's measurements that the comparison reads, parsed once.
struct Fingerprint {
    hash: Option<PerceptualHash>,
    is_drawing: bool,
    brightness: f32,
    contrast: f32,
}

impl Fingerprint {
    fn of(inspection: &Inspection) -> Self {
        let Inspection { brightness, contrast, .. } = *inspection;
        // A blank picture's hash says nothing.
        let is_blank = inspection.problems.contains(&PictureProblem::Blank);
        let largest_contrast = (brightness * (255.0 - brightness)).max(0.0).sqrt();
        Self {
            hash: if is_blank { None } else { inspection.hash.parse().ok() },
            is_drawing: contrast > TWO_TONED * largest_contrast,
            brightness,
            contrast,
        }
    }

    /// Whether embeddings have the last word.
    fn may_be_near(&self, other: &Self, distance: u32) -> bool {
        distance <= MIDDLING
            && !(self.is_drawing || other.is_drawing)
            && !self.is_near(other, distance)
    }

    fn is_near(&self, other: &Self, distance: u32) -> bool {
        if !(self.is_drawing || other.is_drawing) {
            return distance <= NEAR;
        }
        let is_close = |a: f32, b: f32| a.max(b) <= DRAWING_RATIO * a.min(b);
        distance <= NEAR_DRAWING
            && is_close(self.brightness, other.brightness)
            && is_close(self.contrast, other.contrast)
    }
}

/// More pictures than this are not all compared with one another. 200 million pairs take a quarter of a second.
const MOST_COMPARED: usize = 20_000;

/// Calls `visit(a, b)`, a < b, for each pair of near-duplicates among `items`: first those whose hashes are near, in
/// ascending order of their distance, then those whose embeddings are. Equal files are not looked for here.
///
/// Up to [`MOST_COMPARED`] pictures all hashes are compared with one another: 4.5 million pairs among 3,000 pictures,
/// 6 ms natively, and as much again for each distance at which there are near-duplicates. Beyond that an index finds
/// those that are near, and undecided ones only as far as it reaches, 11 bits: 26,000 pairs of a million hashes of
/// chance.
///
/// Embeddings, of 1280 numbers each, would take a thousand times as long. They are compared only where the hashes are
/// undecided, and at most [`MOST_COMPARISONS`] times, the nearest hashes first: 35 ms in all, 50 at worst.
/// `is_wanted(a, b)` leaves out pairs whose outcome does not matter.
pub(super) fn for_each_near_pair<'a>(
    items: &[&ReviewItem],
    embedding: impl Fn(usize) -> Option<Cow<'a, [f32]>>,
    is_wanted: impl FnMut(usize, usize) -> bool,
    visit: impl FnMut(usize, usize),
) {
    let fingerprints: Vec<_> = items.iter().map(|item| Fingerprint::of(&item.inspection)).collect();
    let mut search = Search { fingerprints: &fingerprints, embedding, is_wanted, visit };
    if items.len() <= MOST_COMPARED {
        search.among_pairs(|visit| for_each_distance(&fingerprints, visit));
    } else {
        let pairs = indexed_pairs(&fingerprints);
        search.among_pairs(|visit| {
            pairs
                .iter()
                .for_each(|&(a, b, distance)| visit(a as usize, b as usize, distance.into()))
        });
    }
}

/// The pairs that [`for_each_distance`] visits, in its order, as far as they are near or undecided and the index reaches.
fn indexed_pairs(fingerprints: &[Fingerprint]) -> Vec<NearPair> {
    let numbered = hashes(fingerprints);
    let is_wanted = |a: usize, b: usize, distance| {
        let [one, other] = [a, b].map(|position| &fingerprints[numbered[position].0]);
        one.is_near(other, distance) || one.may_be_near(other, distance)
    };
    let hashes: Vec<u64> = numbered.iter().map(|(_, hash)| *hash).collect();
    let mut pairs = near_pairs(&hashes, is_wanted);
    // Those without a hash are left out; the order stays.
    for (a, b, _) in &mut pairs {
        [*a, *b] = [*a, *b].map(|position| numbered[position as usize].0 as u32);
    }
    pairs
}

/// A search for near-duplicates among pairs that are gone through several times.
struct Search<'a, E, W, V> {
    fingerprints: &'a [Fingerprint],
    embedding: E,
    is_wanted: W,
    visit: V,
}

impl<'e, E, W, V> Search<'_, E, W, V>
where
    E: Fn(usize) -> Option<Cow<'e, [f32]>>,
    W: FnMut(usize, usize) -> bool,
    V: FnMut(usize, usize),
{
    /// `for_each(visit)` calls `visit(a, b, distance)` for the pairs, in ascending order.
    fn among_pairs(&mut self, for_each: impl Fn(&mut dyn FnMut(usize, usize, u32))) {
        let fingerprints = self.fingerprints;
        let mut near = [0_usize; NEAR as usize + 1];
        let mut undecided = [0_usize; MIDDLING as usize + 1];
        for_each(&mut |a, b, distance| {
            if fingerprints[a].is_near(&fingerprints[b], distance) {
                near[distance as usize] += 1;
            } else if fingerprints[a].may_be_near(&fingerprints[b], distance) {
                undecided[distance as usize] += 1;
            }
        });
        for (wanted, _) in (0..).zip(near).filter(|(_, count)| *count > 0) {
            for_each(&mut |a, b, distance| {
                let is_due =
                    distance == wanted && fingerprints[a].is_near(&fingerprints[b], distance);
                if is_due && (self.is_wanted)(a, b) {
                    (self.visit)(a, b);
                }
            });
        }
        let limit = comparable(&undecided);
        let mut num_left = MOST_COMPARISONS;
        let mut norms = Norms(vec![None; fingerprints.len()]);
        for_each(&mut |a, b, distance| {
            let may_be_near = fingerprints[a].may_be_near(&fingerprints[b], distance);
            if !may_be_near || distance > limit || num_left == 0 || !(self.is_wanted)(a, b) {
                return;
            }
            let (a_values, b_values) = ((self.embedding)(a), (self.embedding)(b));
            let (a_values, b_values) = (a_values.as_deref(), b_values.as_deref());
            let (Some(norm_a), Some(norm_b)) = (norms.of(a, a_values), norms.of(b, b_values))
            else {
                return;
            };
            num_left -= 1;
            if dot(a_values, b_values) >= NEAR_COSINE * norm_a * norm_b {
                (self.visit)(a, b);
            }
        });
    }
}

/// The largest distance up to which all undecided pairs can be compared; if not even the nearest can, some of those.
fn comparable(undecided: &[usize]) -> u32 {
    let (mut limit, mut sum) = (0, 0);
    for (distance, &count) in (0..).zip(undecided) {
        if sum > 0 && sum + count > MOST_COMPARISONS {
            break;
        }
        sum += count;
        limit = distance;
    }
    limit
}

/// Calls `visit(a, b, distance)` for all pairs with hashes at most [`MIDDLING`] bits apart.
fn for_each_distance(fingerprints: &[Fingerprint], visit: &mut dyn FnMut(usize, usize, u32)) {
    // Close together in memory: this loop is the only one over all pairs.
    let hashes = hashes(fingerprints);
    for (position, &(a, hash_a)) in hashes.iter().enumerate() {
        for &(b, hash_b) in &hashes[position + 1..] {
            let distance = (hash_a ^ hash_b).count_ones();
            if distance <= MIDDLING {
                visit(a, b, distance);
            }
        }
    }
}

/// Those that have a hash, with their positions.
fn hashes(fingerprints: &[Fingerprint]) -> Vec<(usize, u64)> {
    let hashes = fingerprints
        .iter()
        .enumerate()
        .filter_map(|(index, fingerprint)| Some((index, fingerprint.hash?.0)));
    hashes.collect()
}

/// The norms of embeddings, as far as they have been asked for.
struct Norms(Vec<Option<Option<f32>>>);

impl Norms {
    fn of(&mut self, picture: usize, embedding: Option<&[f32]>) -> Option<f32> {
        *self.0[picture].get_or_insert_with(|| norm(embedding))
    }
}

/// Euclidean length; none for an embedding that is missing, zero or not finite.
fn norm(embedding: Option<&[f32]>) -> Option<f32> {
    let norm = dot(embedding, embedding).sqrt();
    (norm.is_finite() && norm > 0.0).then_some(norm)
}

/// The inner product, in eight sums that the compiler keeps in vector registers. 0 where one is missing or the
/// lengths differ.
fn dot(a: Option<&[f32]>, b: Option<&[f32]>) -> f32 {
    let (Some(a), Some(b)) = (a, b) else { return 0.0 };
    if a.len() != b.len() {
        return 0.0;
    }
    let (a_eights, a_rest) = a.as_chunks::<8>();
    let (b_eights, b_rest) = b.as_chunks::<8>();
    let mut sums = [0.0_f32; 8];
    for (a, b) in a_eights.iter().zip(b_eights) {
        for lane in 0..8 {
            sums[lane] += a[lane] * b[lane];
        }
    }
    let rest: f32 = a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum();
    sums.iter().sum::<f32>() + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::near_hashes::LARGEST_DISTANCE;
    use rand::{RngExt, SeedableRng};
    use rand_pcg::Pcg64Mcg;

    /// What decides of near-duplicates, for pictures of which many are alike, some drawings, and some blank.
    fn fingerprints(count: usize) -> Vec<Fingerprint> {
        let mut rng = Pcg64Mcg::seed_from_u64(3);
        let mut hash = 0_u64;
        let fingerprints = (0..count).map(|index| {
            hash =
                if index % 4 == 0 { rng.random() } else { hash ^ (1 << rng.random_range(0..64)) };
            let inspection = Inspection {
                width: 640,
                height: 480,
                sharpness: 100.0,
                contrast: if index % 7 == 0 { 120.0 } else { 40.0 },
                brightness: 127.0,
                hash: format!("{hash:016x}"),
                problems: if index % 11 == 0 { vec![PictureProblem::Blank] } else { vec![] },
            };
            Fingerprint::of(&inspection)
        });
        fingerprints.collect()
    }

    #[test]
    fn the_index_finds_the_pairs_that_comparing_all_finds() {
        let fingerprints = fingerprints(2000);
        let mut expected = Vec::new();
        for_each_distance(&fingerprints, &mut |a, b, distance| {
            let (one, other) = (&fingerprints[a], &fingerprints[b]);
            let is_of_use = one.is_near(other, distance) || one.may_be_near(other, distance);
            if is_of_use && distance <= LARGEST_DISTANCE {
                expected.push((a as u32, b as u32, distance as u8));
            }
        });
        assert!(expected.len() > 1000);
        assert_eq!(indexed_pairs(&fingerprints), expected);
    }
}
