//! A text as hashed runs of characters.

use super::murmur::murmur3_32;
use super::words::{NOWHERE, for_each_word};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The largest number of buckets: a weight for each and each class is kept.
pub const MAX_BUCKETS: usize = 1 << 20;

/// The longest grams that are worth counting.
const LONGEST: usize = 8;

/// A bucket, and what the text has in it.
pub type GramPair = (u32, f32);

/// How a text becomes numbers: runs of `shortest` to `longest` characters of each word, with a space before and behind
/// it, are counted in the buckets that their hashes name; a bit of the hash gives the sign, so that grams that meet in one
/// bucket cancel out on average. The counts are divided by their length.
///
/// This is scikit-learn's `HashingVectorizer(analyzer="char_wb", ngram_range=(shortest, longest), n_features=buckets)`,
/// value for value.
///
/// Source: K. Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", ICML 2009, arXiv:0902.2206.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct GramSpec {
    /// Characters of the shortest grams.
    pub shortest: usize,
    /// Characters of the longest.
    pub longest: usize,
    /// Number of buckets.
    pub buckets: usize,
}

impl GramSpec {
    /// The grams that texts are read by: one to four characters, 2¹⁶ buckets.
    pub const STANDARD: Self = Self { shortest: 1, longest: 4, buckets: 1 << 16 };

    /// Whether these are grams that can be counted here.
    pub fn is_sound(&self) -> bool {
        (1..=self.longest).contains(&self.shortest)
            && self.longest <= LONGEST
            && self.buckets <= MAX_BUCKETS
            && self.buckets.is_power_of_two()
    }

    /// What a text has in each bucket that is not empty, in the order of the buckets. The squares of the values add up to
    /// 1, unless nothing is there.
    ///
    /// ```
    /// use kiln_core::text::GramSpec;
    /// let grams = GramSpec { shortest: 1, longest: 2, buckets: 1 << 16 };
    /// // ` `, `o`, `k`, ` `, ` o`, `ok`, `k `: the space counts twice.
    /// assert_eq!(grams.pairs("OK").len(), 6);
    /// assert_eq!(grams.pairs("OK"), grams.pairs("  ok\n"));
    /// assert!(grams.pairs(" ").is_empty());
    /// ```
    pub fn pairs(&self, text: &str) -> Vec<GramPair> {
        let mut counts: BTreeMap<u32, i32> = BTreeMap::new();
        self.for_each(text, |bucket, sign, _| *counts.entry(bucket).or_default() += sign);
        counts.retain(|_, count| *count != 0);
        let length = length_of(&counts);
        let share = |(bucket, count)| (bucket, (f64::from(count) / length) as f32);
        counts.into_iter().map(share).collect()
    }

    /// Calls `each` with the bucket and the sign of every gram of `text`, and with the positions of its characters there.
    fn for_each(&self, text: &str, mut each: impl FnMut(u32, i32, &[usize])) {
        let mut gram = String::new();
        for_each_word(text, |word, places| {
            for length in self.shortest..=self.longest {
                // A word that is shorter than the grams is one gram.
                let length = length.min(word.len());
                for (run, places) in word.windows(length).zip(places.windows(length)) {
                    gram.clear();
                    gram.extend(run);
                    let (bucket, sign) = self.bucket(&gram);
                    each(bucket, sign, places);
                }
                if length >= word.len() {
                    break;
                }
            }
        });
    }

    /// What each character of `text` adds to a sum over its [pairs](Self::pairs) in which a bucket counts as `weight`
    /// says: a gram's part, in equal shares to its characters.
    ///
    /// # Shapes
    /// Returns one value for each character.
    pub(crate) fn shares(&self, text: &str, weight: impl Fn(u32) -> f32) -> Vec<f32> {
        let mut counts: BTreeMap<u32, i32> = BTreeMap::new();
        self.for_each(text, |bucket, sign, _| *counts.entry(bucket).or_default() += sign);
        let length = length_of(&counts);
        let mut shares = vec![0.0; text.chars().count()];
        self.for_each(text, |bucket, sign, places| {
            let inside = places.iter().filter(|place| **place != NOWHERE);
            let part = f64::from(weight(bucket)) * f64::from(sign) / length;
            let share = (part / inside.clone().count().max(1) as f64) as f32;
            inside.for_each(|&place| shares[place] += share);
        });
        shares
    }

    fn bucket(&self, gram: &str) -> (u32, i32) {
        let hash = murmur3_32(gram.as_bytes()) as i32;
        let sign = if hash >= 0 { 1 } else { -1 };
        (hash.unsigned_abs() % self.buckets as u32, sign)
    }
}

fn length_of(counts: &BTreeMap<u32, i32>) -> f64 {
    let squares: f64 = counts.values().map(|count| f64::from(*count).powi(2)).sum();
    squares.sqrt()
}

#[cfg(feature = "trained")]
/// Texts as rows of equal length, `[texts, 2 × pairs]`: a bucket, which a float holds exactly, and a value. A pair of
/// zeros adds nothing; even a text without characters has one.
pub(crate) fn padded(texts: &[&[GramPair]]) -> Vec<f32> {
    let width = texts.iter().map(|text| text.len()).max().unwrap_or(0).max(1);
    let mut rows = vec![0.0; texts.len() * 2 * width];
    for (row, text) in rows.chunks_exact_mut(2 * width).zip(texts) {
        for (place, (bucket, value)) in row.chunks_exact_mut(2).zip(text.iter()) {
            place.copy_from_slice(&[*bucket as f32, *value]);
        }
    }
    rows
}
