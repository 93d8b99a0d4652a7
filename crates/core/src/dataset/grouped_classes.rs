//! Pictures counted by group and class: what splits and folds are made from.

use super::trainable::check_classes;
use crate::error::{Error, Result};
use rand::{SeedableRng, seq::SliceRandom};
use rand_pcg::Pcg64Mcg;
use std::collections::BTreeMap;

/// Groups numbered from 0 in order of their first picture, whatever the caller's numbers are.
pub(crate) struct GroupedClasses {
    /// The group of each picture.
    pub groups: Vec<usize>,
    /// The number of pictures of each class, group by group.
    pub counts: Vec<BTreeMap<usize, usize>>,
    pub num_classes: usize,
}

impl GroupedClasses {
    /// Counts pictures by their classes and groups.
    ///
    /// # Errors
    /// Those of [`check_classes`]; [`Error::DatasetInvalid`] when lengths differ or a class is not below
    /// `num_classes`.
    pub fn new(
        classes: &[usize],
        groups: &[usize],
        pinned_test: &[bool],
        num_classes: usize,
    ) -> Result<Self> {
        let invalid = |reason| Error::DatasetInvalid { reason };
        if classes.len() != groups.len() {
            return Err(invalid(format!("{} pictures, {} groups", classes.len(), groups.len())));
        }
        if let Some(class) = classes.iter().find(|class| **class >= num_classes) {
            return Err(invalid(format!("class {class} of {num_classes}")));
        }
        check_classes(classes, pinned_test, num_classes)?;
        let mut numbers = BTreeMap::new();
        let mut counts: Vec<BTreeMap<usize, usize>> = Vec::new();
        let mut numbered = Vec::with_capacity(groups.len());
        for (group, class) in groups.iter().zip(classes) {
            let number = *numbers.entry(*group).or_insert(counts.len());
            if number == counts.len() {
                counts.push(BTreeMap::new());
            }
            *counts[number].entry(*class).or_default() += 1;
            numbered.push(number);
        }
        Ok(Self { groups: numbered, counts, num_classes })
    }
}

/// The groups with pictures of `class`, in an order of chance that no other class has a say in.
pub(crate) fn shuffled_groups(grouped: &GroupedClasses, class: usize, seed: u64) -> Vec<usize> {
    let holds_class = |group: &usize| grouped.counts[*group].contains_key(&class);
    let mut groups: Vec<usize> = (0..grouped.counts.len()).filter(holds_class).collect();
    // The generator mixes its seed well, so that neighbouring states are unrelated; the odd
    // constant (2⁶⁴ / φ) keeps (seed, class) apart from (seed + 1, class − 1).
    let stream = seed.wrapping_add((class as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    groups.shuffle(&mut Pcg64Mcg::seed_from_u64(stream));
    groups
}
