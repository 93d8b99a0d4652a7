//! Groups torn where they would leave nothing to validate on.

use super::{
    example::Example,
    groups::{captured, equal_files},
};
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

/// The largest number of runs that a group becomes: fine enough for any usual share and for ten folds.
const MAX_RUNS: usize = 10;

/// More pictures than one is likely to have copies of.
const MANY_COPIES: usize = 5;

/// `groups` (see [`super::groups()`]) with these torn:
///
/// - the largest groups of a class, as long as the class has fewer than `min_groups` without a pinned picture;
/// - a group of pictures that merely look alike, if it has more than half of a class: such is the class by its
///   nature, and whatever little lies outside would be all that is validated on.
///
/// A group is torn into runs of pictures that follow one another, which parts the fewest neighbours in time. Bursts
/// are torn only where a class has nothing else, and equal files never are; what belongs so closely to a pinned
/// picture stays with it.
///
/// # Shapes
/// `groups` and `pinned_test` have one value per item.
pub(super) fn torn<E: Example>(
    items: &[E],
    groups: Vec<usize>,
    pinned_test: &[bool],
    num_classes: usize,
    min_groups: usize,
) -> Vec<usize> {
    let mut tearing = Tearing {
        items,
        pinned_test,
        captured: captured(items).numbered(),
        files: equal_files(items).numbered(),
        groups,
    };
    for class in 0..num_classes {
        tearing.tear_class(class, min_groups);
    }
    tearing.groups
}

struct Tearing<'a, E> {
    items: &'a [E],
    pinned_test: &'a [bool],
    /// For each picture the set that came in one go.
    captured: Vec<usize>,
    /// For each picture the set of equal files.
    files: Vec<usize>,
    groups: Vec<usize>,
}

impl<E: Example> Tearing<'_, E> {
    fn tear_class(&mut self, class: usize, min_groups: usize) {
        let free: Vec<usize> =
            (0..self.items.len()).filter(|&picture| self.is_free(picture, class)).collect();
        let mut sizes: Vec<(usize, usize)> = counted(&free, &self.groups).into_iter().collect();
        sizes.sort_by_key(|(_, size)| Reverse(*size));
        if let Some(&(largest, size)) = sizes.first()
            && size > MANY_COPIES
            && 2 * size > free.len()
            && self.is_likeness(largest, &free)
        {
            self.tear(largest, class);
        }
        for (group, _) in sizes {
            if self.num_usable(&free) >= min_groups {
                return;
            }
            self.tear(group, class);
        }
    }

    /// Whether no burst, and no file, is more than half of what `group` has of the pictures `free`.
    fn is_likeness(&self, group: usize, free: &[usize]) -> bool {
        let members: Vec<usize> =
            free.iter().copied().filter(|&picture| self.groups[picture] == group).collect();
        counted(&members, &self.captured).values().all(|size| 2 * size <= members.len())
    }

    /// The number of groups that hold pictures of `free` and are not drawn into the test.
    fn num_usable(&self, free: &[usize]) -> usize {
        let mut usable: BTreeSet<usize> =
            free.iter().map(|&picture| self.groups[picture]).collect();
        for (group, _) in
            self.groups.iter().zip(self.pinned_test).filter(|(_, is_pinned)| **is_pinned)
        {
            usable.remove(group);
        }
        usable.len()
    }

    fn is_free(&self, picture: usize, class: usize) -> bool {
        self.items[picture].class() == Some(class) && !self.pinned_test[picture]
    }

    /// Gives the pictures of `class` in `group`, and what is inseparable from them, to groups of their own.
    fn tear(&mut self, group: usize, class: usize) {
        let captured = self.units(group, class, &self.captured);
        let units = match captured.len() {
            0 | 1 => self.units(group, class, &self.files),
            _ => captured,
        };
        if units.is_empty() {
            return;
        }
        let num_groups = self.groups.iter().max().map_or(0, |last| last + 1);
        let num_runs = units.len().min(MAX_RUNS);
        for (position, unit) in units.iter().enumerate() {
            for &picture in unit {
                self.groups[picture] = num_groups + position * num_runs / units.len();
            }
        }
    }

    /// What `group` falls into, in order of first pictures: only units with pictures of `class` and without pinned
    /// ones.
    fn units(&self, group: usize, class: usize, unit_of_each: &[usize]) -> Vec<Vec<usize>> {
        let mut units: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        // Sets are numbered in order of their first pictures.
        for picture in (0..self.items.len()).filter(|&picture| self.groups[picture] == group) {
            units.entry(unit_of_each[picture]).or_default().push(picture);
        }
        let mut units: Vec<Vec<usize>> = units.into_values().collect();
        units.retain(|unit| {
            unit.iter().any(|&picture| self.is_free(picture, class))
                && !unit.iter().any(|&picture| self.pinned_test[picture])
        });
        units
    }
}

fn counted(pictures: &[usize], sets: &[usize]) -> BTreeMap<usize, usize> {
    let mut counts = BTreeMap::new();
    for &picture in pictures {
        *counts.entry(sets[picture]).or_default() += 1;
    }
    counts
}
