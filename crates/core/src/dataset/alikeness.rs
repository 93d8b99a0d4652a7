//! The search for pictures that are the same or nearly so.

use super::{Inspection, PerceptualHash, PictureProblem};
use serde::{Deserialize, Serialize};

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

/// Calls `visit(a, b)`, a < b, for each pair of near-duplicates among `items`: first those whose hashes are near, in
/// ascending order of their distance, then those whose embeddings are. Equal files are not looked for here.
///
/// All hashes are compared with one another: 4.5 million pairs among 3,000 pictures, 6 ms natively, and as much again
/// for each distance at which there are near-duplicates. Embeddings, of 1280 numbers each, would take a thousand times
/// as long. They are compared only where the hashes are undecided, and at most [`MOST_COMPARISONS`] times, the nearest
/// hashes first: 35 ms in all, 50 at worst. `is_wanted(a, b)` leaves out pairs whose outcome does not matter.
pub(super) fn for_each_near_pair(
    items: &[&ReviewItem],
    mut is_wanted: impl FnMut(usize, usize) -> bool,
    mut visit: impl FnMut(usize, usize),
) {
    let fingerprints: Vec<_> = items.iter().map(|item| Fingerprint::of(&item.inspection)).collect();
    let mut near = [0_usize; NEAR as usize + 1];
    let mut undecided = [0_usize; MIDDLING as usize + 1];
    for_each_distance(&fingerprints, |a, b, distance| {
        if fingerprints[a].is_near(&fingerprints[b], distance) {
            near[distance as usize] += 1;
        } else if fingerprints[a].may_be_near(&fingerprints[b], distance) {
            undecided[distance as usize] += 1;
        }
    });
    for (wanted, _) in (0..).zip(near).filter(|(_, count)| *count > 0) {
        for_each_distance(&fingerprints, |a, b, distance| {
            let is_due = distance == wanted && fingerprints[a].is_near(&fingerprints[b], distance);
            if is_due && is_wanted(a, b) {
                visit(a, b);
            }
        });
    }

    let norms: Vec<Option<f32>> =
        items.iter().map(|item| norm(item.embedding.as_deref())).collect();
    if norms.iter().flatten().nth(1).is_none() {
        return;
    }
    // The largest distance up to which all undecided pairs can be compared; if not even the nearest
    // can, some of those.
    let (mut limit, mut sum) = (0, 0);
    for (distance, count) in (0..).zip(undecided) {
        if sum > 0 && sum + count > MOST_COMPARISONS {
            break;
        }
        sum += count;
        limit = distance;
    }
    let mut num_left = MOST_COMPARISONS;
    for_each_distance(&fingerprints, |a, b, distance| {
        let may_be_near = fingerprints[a].may_be_near(&fingerprints[b], distance);
        if !may_be_near || distance > limit || num_left == 0 {
            return;
        }
        if let (Some(norm_a), Some(norm_b)) = (norms[a], norms[b])
            && is_wanted(a, b)
        {
            num_left -= 1;
            let (a_values, b_values) = (&items[a].embedding, &items[b].embedding);
            if dot(a_values.as_deref(), b_values.as_deref()) >= NEAR_COSINE * norm_a * norm_b {
                visit(a, b);
            }
        }
    });
}

/// Calls `visit(a, b, distance)` for all pairs with hashes at most [`MIDDLING`] bits apart.
fn for_each_distance(fingerprints: &[Fingerprint], mut visit: impl FnMut(usize, usize, u32)) {
    // Close together in memory: this loop is the only one over all pairs.
    let hashes: Vec<(usize, u64)> = fingerprints
        .iter()
        .enumerate()
        .filter_map(|(index, fingerprint)| Some((index, fingerprint.hash?.0)))
        .collect();
    for (position, &(a, hash_a)) in hashes.iter().enumerate() {
        for &(b, hash_b) in &hashes[position + 1..] {
            let distance = (hash_a ^ hash_b).count_ones();
            if distance <= MIDDLING {
                visit(a, b, distance);
            }
        }
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
