//! Texts that are nearly the same.

use super::murmur::murmur3_32;
use super::words::for_each_word;
use crate::dataset::{Example, groups_of_pairs};
use crate::digest::sha256_hex;
use std::collections::{BTreeSet, HashMap};

/// Texts that share this part of their runs of characters, or more, are nearly the same: a letter to the editor and the
/// same letter with another name below it.
const NEARLY_ALIKE: f64 = 0.7;

/// Characters of the runs by which texts are compared.
const RUN: usize = 4;
/// Smallest hashes that stand for a text, in bands of which one has to be equal: of texts at [`NEARLY_ALIKE`] one pair in
/// six thousand is not found, of texts at 0.3 one in four is compared in vain.
const BANDS: usize = 32;
const HASHES_OF_BAND: usize = 4;
/// Texts of one band that a text is compared with, at most: a form that thousands have filled in makes no two of them
/// worth millions of comparisons. They are one family then.
const MOST_COMPARED: usize = 64;

#[derive(Default)]
struct Alike {
    pairs: BTreeSet<(usize, usize)>,
    /// Those of them that stand for others which were not compared.
    families: Vec<(usize, usize)>,
}

/// The pairs of texts that are nearly the same, `a < b`, in ascending order. Where many are, not all of their pairs are
/// named, but all of them are in some pair.
///
/// Source: A. Z. Broder, "On the resemblance and containment of documents", 1997 (smallest hashes); P. Indyk,
/// R. Motwani, "Approximate Nearest Neighbors", STOC 1998 (bands).
fn alike<T: AsRef<str>>(texts: &[T]) -> Alike {
    let runs: Vec<Vec<u32>> = texts.iter().map(|text| runs(text.as_ref())).collect();
    let signatures: Vec<Option<Signature>> = runs.iter().map(|runs| signature(runs)).collect();
    let mut found = Alike::default();
    for band in 0..BANDS {
        let mut places: HashMap<&[u32], Vec<usize>> = HashMap::new();
        for (b, signature) in signatures.iter().enumerate() {
            let Some(signature) = signature else { continue };
            let of_band = &signature[band * HASHES_OF_BAND..][..HASHES_OF_BAND];
            let others = places.entry(of_band).or_default();
            for &a in others.iter() {
                if !found.pairs.contains(&(a, b)) && similarity(&runs[a], &runs[b]) >= NEARLY_ALIKE
                {
                    found.pairs.insert((a, b));
                }
            }
            if others.len() < MOST_COMPARED {
                others.push(b);
            } else {
                let is_pair = |a: &&usize| found.pairs.contains(&(**a, b));
                let first = others.iter().find(is_pair);
                found.families.extend(first.map(|&a| (a, b)));
            }
        }
    }
    found
}

/// One text as far as its neighbours are concerned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextItem {
    class: Option<usize>,
    /// The same for texts with the same words.
    key: String,
}

impl TextItem {
    /// A text of this class.
    pub fn new(text: &str, class: Option<usize>) -> Self {
        let mut words = String::new();
        for_each_word(text, |word, _| words.extend(word));
        Self { class, key: sha256_hex(words.as_bytes()) }
    }
}

impl Example for TextItem {
    fn class(&self) -> Option<usize> {
        self.class
    }

    fn key(&self) -> Option<&str> {
        Some(&self.key)
    }
}

/// The group of each text: those with the same words share one, and within a class those that are nearly the same, every
/// one with every other. Groups are numbered from 0 in the order of their first texts.
///
/// ```
/// use kiln_core::text::{text_groups, text_items};
/// let texts = ["To whom it may concern, Ann", "Good morning", "To whom it may concern, Bob"];
/// assert_eq!(text_groups(&texts, &text_items(&texts, &[0, 0, 0])), [0, 1, 0]);
/// assert_eq!(text_groups(&texts, &text_items(&texts, &[0, 0, 1])), [0, 1, 2]);
/// ```
pub fn text_groups<T: AsRef<str>>(texts: &[T], items: &[TextItem]) -> Vec<usize> {
    let Alike { pairs, families } = alike(texts);
    groups_of_pairs(items, pairs, &families)
}

/// What the division of texts reads of each.
pub fn text_items<T: AsRef<str>>(texts: &[T], classes: &[usize]) -> Vec<TextItem> {
    let item = |(text, class): (&T, &usize)| TextItem::new(text.as_ref(), Some(*class));
    texts.iter().zip(classes).map(item).collect()
}

type Signature = [u32; BANDS * HASHES_OF_BAND];

/// The hashes of a text's runs of characters, each once, in ascending order.
fn runs(text: &str) -> Vec<u32> {
    let (mut hashes, mut run) = (Vec::new(), String::new());
    for_each_word(text, |word, _| {
        for characters in word.windows(RUN.min(word.len())) {
            run.clear();
            run.extend(characters);
            hashes.push(murmur3_32(run.as_bytes()));
        }
    });
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

/// The smallest of a text's hashes in each of so many orders; none for a text without any.
fn signature(runs: &[u32]) -> Option<Signature> {
    if runs.is_empty() {
        return None;
    }
    let mut smallest = [u32::MAX; BANDS * HASHES_OF_BAND];
    for run in runs {
        // Each order is another odd factor, by the golden ratio, and a mixing of the high bits into the low ones.
        let mut factor = 0x9e37_79b9_u32;
        for smallest in &mut smallest {
            let mixed = (run ^ (run >> 15)).wrapping_mul(factor | 1);
            *smallest = (*smallest).min(mixed ^ (mixed >> 16));
            factor = factor.wrapping_mul(0x0808_8405).wrapping_add(0x3c6e_f372);
        }
    }
    Some(smallest)
}

/// Runs that both have, as a share of those that one has (Jaccard's index).
fn similarity(a: &[u32], b: &[u32]) -> f64 {
    let (mut i, mut j, mut common) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => (i, j, common) = (i + 1, j + 1, common + 1),
        }
    }
    f64::from(common) / (a.len() + b.len() - common as usize) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{RngExt, SeedableRng};
    use rand_pcg::Pcg64Mcg;

    /// Those of texts of one class.
    fn groups<T: AsRef<str>>(texts: &[T]) -> Vec<usize> {
        text_groups(texts, &text_items(texts, &vec![0; texts.len()]))
    }

    fn random_text(rng: &mut Pcg64Mcg, words: usize) -> Vec<String> {
        let letter = |rng: &mut Pcg64Mcg| char::from(b'a' + rng.random_range(0..26_u8));
        let word = |rng: &mut Pcg64Mcg| (0..rng.random_range(3..9)).map(|_| letter(rng)).collect();
        (0..words).map(|_| word(rng)).collect()
    }

    #[test]
    fn all_that_comparing_each_with_each_finds_is_found() {
        let mut rng = Pcg64Mcg::seed_from_u64(3);
        let mut texts = Vec::new();
        for _ in 0..60 {
            let text = random_text(&mut rng, 30);
            for changes in [0, 1, 3, 6, 15] {
                let mut changed = text.clone();
                for _ in 0..changes {
                    let at = rng.random_range(0..changed.len());
                    changed[at] = random_text(&mut rng, 1).concat();
                }
                texts.push(changed.join(" "));
            }
        }
        let all: Vec<Vec<u32>> = texts.iter().map(|text| runs(text)).collect();
        let mut expected = Vec::new();
        for a in 0..texts.len() {
            for b in a + 1..texts.len() {
                if similarity(&all[a], &all[b]) >= NEARLY_ALIKE {
                    expected.push((a, b));
                }
            }
        }
        assert!(expected.len() > 150, "{}", expected.len());
        assert_eq!(Vec::from_iter(alike(&texts).pairs), expected);
    }

    #[test]
    fn ten_thousand_equal_texts_are_one_group() {
        let same = vec!["Dear editor, I was there."; 10_000];
        assert!(groups(&same).iter().all(|group| *group == 0));
        let form =
            |name: usize| format!("Dear editor, I was there and it rained all day. Reader {name}");
        let forms: Vec<String> = (0..500).map(form).collect();
        let num_alone = groups(&forms).iter().filter(|group| **group != 0).count();
        assert_eq!(num_alone, 0);
        assert_eq!(groups(&["", "a", " "]), [0, 1, 0]);
    }
}
