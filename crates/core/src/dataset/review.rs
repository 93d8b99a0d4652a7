//! The findings that a person may want to look at before training.

use super::{
    Inspection, PictureProblem,
    alikeness::{ReviewItem, for_each_near_pair},
    disjoint_sets::DisjointSets,
};
use crate::picture::InputSpec;
use serde::{Deserialize, Serialize};
use std::{
    borrow::Cow,
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

/// Something to act on, or to leave as it is. Pictures come in ascending order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Finding {
    /// Fewer than two classes.
    TooFewClasses,
    /// A class without pictures.
    EmptyClass {
        /// The class.
        class: usize,
    },
    /// A class that would be learnt better from more pictures.
    TooFew {
        /// The class.
        class: usize,
        /// The number of its pictures, at least 1.
        count: usize,
        /// [`PICTURES_WANTED`].
        needed: usize,
    },
    /// The largest class has at least four times the pictures of the smallest that has any.
    Imbalance {
        /// The largest class.
        largest_class: usize,
        /// The number of its pictures.
        largest: usize,
        /// The smallest class.
        smallest_class: usize,
        /// The number of its pictures.
        smallest: usize,
    },
    /// The same picture in two classes or more: one label must be wrong.
    CrossClassDuplicate {
        /// The positions of the pictures, at least one of two classes each.
        pictures: Vec<usize>,
        /// Whether the files are equal, not merely the pictures nearly alike.
        is_exact: bool,
    },
    /// The same picture several times in one class.
    Duplicate {
        /// Two or more.
        pictures: Vec<usize>,
        /// Whether the files are equal, not merely the pictures nearly alike.
        is_exact: bool,
    },
    /// Pictures of a class of which a network sees less than half, such as panoramas: what the class is about may lie
    /// beside the square in their middle.
    MostlyUnseen {
        /// The class.
        class: usize,
        /// One or more.
        pictures: Vec<usize>,
    },
    /// A problem that [`super::inspect`] saw.
    Problem {
        /// The position of the picture.
        picture: usize,
        /// The problem.
        problem: PictureProblem,
    },
}

/// Pictures a class should have. A linear probe on EfficientNet-Lite0's features tells five kinds
/// of flowers apart for 80 % of the pictures with 10 of each kind, and gains 5 points with 25.
pub const PICTURES_WANTED: usize = 10;

/// The ratio from which on classes count as unbalanced.
const IMBALANCE: usize = 4;

/// The share of a picture below which it is said that most of it is not looked at.
const LEAST_SEEN: f64 = 0.5;

/// Looks through all pictures, of `num_classes` classes.
///
/// Pictures without a class are only looked at one by one. Pictures of one burst are alike on
/// purpose: among them only equal files count as duplicates. Where a file is there several times,
/// its first copy of each class stands for it among the near-duplicates.
pub fn review(items: &[ReviewItem], num_classes: usize) -> Vec<Finding> {
    let mut findings = review_counts(items, num_classes);
    findings.extend(review_duplicates(items));
    findings.extend(review_unseen(items));
    for (picture, item) in items.iter().enumerate() {
        let problems = item.inspection.problems.iter();
        findings.extend(problems.map(|&problem| Finding::Problem { picture, problem }));
    }
    findings
}

fn review_counts(items: &[ReviewItem], num_classes: usize) -> Vec<Finding> {
    let mut counts = vec![0_usize; num_classes];
    for class in items.iter().filter_map(|item| item.class) {
        if let Some(count) = counts.get_mut(class) {
            *count += 1;
        }
    }
    let mut findings = Vec::new();
    if num_classes < 2 {
        findings.push(Finding::TooFewClasses);
    }
    for (class, &count) in counts.iter().enumerate() {
        if count == 0 {
            findings.push(Finding::EmptyClass { class });
        } else if count < PICTURES_WANTED {
            findings.push(Finding::TooFew { class, count, needed: PICTURES_WANTED });
        }
    }
    let filled = || counts.iter().enumerate().filter(|(_, count)| **count > 0);
    let smallest = filled().min_by_key(|(_, count)| **count);
    // The first of equally large classes counts, as with the smallest.
    let largest = filled().rev().max_by_key(|(_, count)| **count);
    if let (Some((smallest_class, &smallest)), Some((largest_class, &largest))) =
        (smallest, largest)
        && largest >= IMBALANCE * smallest
    {
        findings.push(Finding::Imbalance { largest_class, largest, smallest_class, smallest });
    }
    findings
}

/// One finding a class: whoever has one panorama in it mostly has many.
fn review_unseen(items: &[ReviewItem]) -> impl Iterator<Item = Finding> {
    // That of the shipped network, which sees the least.
    let spec = InputSpec::efficientnet_lite0();
    let mut unseen: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (picture, item) in items.iter().enumerate() {
        let Inspection { width, height, .. } = item.inspection;
        if let Some(class) = item.class
            && spec.seen_share(width, height) < LEAST_SEEN
        {
            unseen.entry(class).or_default().push(picture);
        }
    }
    unseen.into_iter().map(|(class, pictures)| Finding::MostlyUnseen { class, pictures })
}

fn review_duplicates(items: &[ReviewItem]) -> Vec<Finding> {
    let mut files: BTreeMap<&str, BTreeMap<usize, Vec<usize>>> = BTreeMap::new();
    let mut representatives = Vec::new();
    for (picture, item) in items.iter().enumerate() {
        let Some(class) = item.class else { continue };
        let Some(sha256) = item.sha256.as_deref() else {
            representatives.push(picture);
            continue;
        };
        let copies = files.entry(sha256).or_default().entry(class).or_default();
        if copies.is_empty() {
            representatives.push(picture);
        }
        copies.push(picture);
    }
    let mut across = Vec::new();
    let mut within = Vec::new();
    for by_class in files.into_values() {
        if by_class.len() > 1 {
            let mut pictures: Vec<usize> = by_class.values().flatten().copied().collect();
            pictures.sort_unstable();
            across.push((pictures, true));
        }
        within.extend(by_class.into_values().filter(|copies| copies.len() > 1).map(|c| (c, true)));
    }
    let (near_across, near_within) = near_duplicates(items, &representatives);
    across.extend(near_across.into_iter().map(|pictures| (pictures, false)));
    within.extend(near_within.into_iter().map(|pictures| (pictures, false)));
    across.sort_unstable();
    within.sort_unstable();
    let across = across
        .into_iter()
        .map(|(pictures, is_exact)| Finding::CrossClassDuplicate { pictures, is_exact });
    let within =
        within.into_iter().map(|(pictures, is_exact)| Finding::Duplicate { pictures, is_exact });
    across.chain(within).collect()
}

/// Near-duplicates among `pictures`: chains across classes, and chains within one.
fn near_duplicates(items: &[ReviewItem], pictures: &[usize]) -> (Vec<Vec<usize>>, Vec<Vec<usize>>) {
    let compared: Vec<&ReviewItem> = pictures.iter().map(|&picture| &items[picture]).collect();
    let sets = || RefCell::new(DisjointSets::new(compared.len()));
    let (across, within) = (sets(), sets());
    let side = |a: usize, b: usize| {
        if compared[a].class == compared[b].class { &within } else { &across }
    };
    for_each_near_pair(
        &compared,
        |picture| compared[picture].embedding.as_deref().map(Cow::Borrowed),
        |a, b| {
            let (one, other) = (compared[a], compared[b]);
            let is_one_burst = one.burst.is_some() && one.burst == other.burst;
            // Equal files in two classes have been found already.
            let is_one_file = one.sha256.is_some() && one.sha256 == other.sha256;
            let is_burst_of_class = is_one_burst && one.class == other.class;
            !is_burst_of_class && !is_one_file && !side(a, b).borrow_mut().are_joined(a, b)
        },
        |a, b| side(a, b).borrow_mut().join(a, b),
    );
    let in_items = |sets: RefCell<DisjointSets>| {
        let sets: BTreeSet<Vec<usize>> = sets
            .into_inner()
            .sets()
            .into_iter()
            .map(|set| set.into_iter().map(|position| pictures[position]).collect())
            .collect();
        sets.into_iter().collect()
    };
    (in_items(across), in_items(within))
}
