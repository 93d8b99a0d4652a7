//! The handing out of groups to the parts of a split.

use super::{
    grouped_classes::{GroupedClasses, shuffled_groups},
    split_types::{Split, SplitOptions, SplitWarning},
    subset::Subset,
};
use std::collections::BTreeMap;

/// A split in the making. All groups begin in training, and one leaves it only when each of its
/// classes keeps another there: so training never runs out of a class.
pub(super) struct Division<'a> {
    grouped: &'a GroupedClasses,
    parts: Vec<Subset>,
    /// Pictures that are in test although their group is not.
    pinned_alone: Vec<bool>,
    pinned: &'a [bool],
    /// Groups with a picture that was in validation before.
    validated: Vec<bool>,
    /// The pictures of each group by class, without those that are in test alone.
    counts: Vec<BTreeMap<usize, usize>>,
    /// `[class]`: how many groups training has.
    num_train_groups: Vec<usize>,
    warnings: Vec<SplitWarning>,
}

impl<'a> Division<'a> {
    /// Every group in training, but for those with a picture that is pinned to the test.
    pub fn new(
        grouped: &'a GroupedClasses,
        classes: &[usize],
        pinned: &'a [bool],
        before: &[bool],
    ) -> Self {
        let num_groups = grouped.counts.len();
        let mut validated = vec![false; num_groups];
        for (&group, &was_validated) in grouped.groups.iter().zip(before) {
            validated[group] |= was_validated;
        }
        let mut division = Self {
            grouped,
            parts: vec![Subset::Train; num_groups],
            pinned_alone: vec![false; num_groups],
            pinned,
            validated,
            counts: grouped.counts.clone(),
            num_train_groups: vec![0; grouped.num_classes],
            warnings: Vec::new(),
        };
        let mut unpinned_counts = vec![BTreeMap::<usize, usize>::new(); num_groups];
        for ((&group, &class), &is_pinned) in grouped.groups.iter().zip(classes).zip(pinned) {
            if is_pinned {
                division.parts[group] = Subset::Test;
            } else {
                *unpinned_counts[group].entry(class).or_default() += 1;
            }
        }
        for class in 0..grouped.num_classes {
            division.keep_for_training(class, &unpinned_counts);
        }
        for (group, part) in division.parts.iter().enumerate() {
            if *part == Subset::Train {
                for class in division.counts[group].keys() {
                    division.num_train_groups[*class] += 1;
                }
            }
        }
        division
    }

    /// Keeps one group of a class for training where pinned pictures would draw the last of them into test: then the
    /// pinned ones go there alone.
    fn keep_for_training(&mut self, class: usize, unpinned_counts: &[BTreeMap<usize, usize>]) {
        let in_train = |group: usize| {
            self.parts[group] == Subset::Train && self.counts[group].contains_key(&class)
        };
        if (0..self.parts.len()).any(in_train) {
            return;
        }
        // One is enough, that with the most pictures left; there is one, or the data would have been refused.
        let most_unpinned = (0..self.parts.len())
            .rev()
            .filter(|group| unpinned_counts[*group].contains_key(&class))
            .max_by_key(|group| unpinned_counts[*group][&class]);
        let Some(most_unpinned) = most_unpinned else { return };
        self.parts[most_unpinned] = Subset::Train;
        self.pinned_alone[most_unpinned] = true;
        self.counts[most_unpinned].clone_from(&unpinned_counts[most_unpinned]);
        self.warnings.push(SplitWarning::TestNotIndependent { class });
    }

    /// Moves groups from training to `part` until each class has its share there.
    pub fn fill(&mut self, part: Subset, options: &SplitOptions) {
        let share = match part {
            Subset::Train => return,
            Subset::Validation => options.validation_share,
            Subset::Test => options.test_share,
        };
        if share == 0.0 {
            return;
        }
        let mut missing = self.missing(part, share);
        let is_test_wanted = part == Subset::Validation && options.test_share > 0.0;
        // Classes with the fewest groups have the least choice.
        let mut classes: Vec<usize> = (0..self.grouped.num_classes).collect();
        classes.sort_by_key(|class| self.num_train_groups[*class]);
        for class in classes {
            let mut groups = shuffled_groups(self.grouped, class, options.seed);
            if part == Subset::Validation {
                // Stable: among themselves they stay in the order of chance.
                groups.sort_by_key(|group| !self.validated[*group]);
            }
            let in_play: Vec<usize> = groups
                .into_iter()
                .filter(|group| {
                    self.parts[*group] == Subset::Train && self.counts[*group].contains_key(&class)
                })
                .collect();
            for &group in &in_play {
                if self.gain(group, &missing) > 0.0
                    && self.can_leave(group)
                    && (!is_test_wanted || self.leaves_one_for_test(group))
                {
                    self.move_to(part, group, &mut missing);
                }
            }
            if !self.has(part, class) {
                let smallest = in_play
                    .into_iter()
                    .filter(|group| self.can_leave(*group))
                    .min_by_key(|group| self.counts[*group].values().sum::<usize>());
                match smallest {
                    Some(group) => self.move_to(part, group, &mut missing),
                    None if part == Subset::Validation => {
                        self.warnings.push(SplitWarning::ClassWithoutValidation { class });
                    }
                    None => self.warnings.push(SplitWarning::ClassWithoutTest { class }),
                }
            }
        }
    }

    /// Pictures of each class that `part` still wants for its share; below 0 when it has more.
    fn missing(&self, part: Subset, share: f64) -> Vec<f64> {
        let mut missing = vec![0.0; self.grouped.num_classes];
        for (group, counts) in self.counts.iter().enumerate() {
            for (&class, &count) in counts {
                // Pictures pinned to test are not part of what is shared out.
                let is_pinned = self.parts[group] == Subset::Test && part == Subset::Validation;
                if !is_pinned {
                    missing[class] += share * count as f64;
                }
                if self.parts[group] == part {
                    missing[class] -= count as f64;
                }
            }
        }
        missing
    }

    /// The amount by which moving `group` brings its classes closer to what they are missing.
    fn gain(&self, group: usize, missing: &[f64]) -> f64 {
        let gains = self.counts[group]
            .iter()
            .map(|(&class, &count)| missing[class].abs() - (missing[class] - count as f64).abs());
        gains.sum()
    }

    fn can_leave(&self, group: usize) -> bool {
        // A group with pictures in test alone would else be in three parts.
        !self.pinned_alone[group]
            && self.parts[group] == Subset::Train
            && self.counts[group].keys().all(|class| self.num_train_groups[*class] > 1)
    }

    /// Whether each of its classes has a group for training and one for test besides, or at least
    /// needs this one for validation more.
    fn leaves_one_for_test(&self, group: usize) -> bool {
        self.counts[group]
            .keys()
            .all(|class| self.num_train_groups[*class] > 2 || !self.has(Subset::Validation, *class))
    }

    fn move_to(&mut self, part: Subset, group: usize, missing: &mut [f64]) {
        self.parts[group] = part;
        for (&class, &count) in &self.counts[group] {
            self.num_train_groups[class] -= 1;
            missing[class] -= count as f64;
        }
    }

    fn has(&self, part: Subset, class: usize) -> bool {
        (0..self.parts.len()).any(|group| {
            let is_here = self.parts[group] == part && self.counts[group].contains_key(&class);
            let is_pinned_here = part == Subset::Test
                && self.pinned_alone[group]
                && self.counts[group].get(&class) != self.grouped.counts[group].get(&class);
            is_here || is_pinned_here
        })
    }

    pub fn finish(mut self) -> Split {
        let parts =
            self.grouped.groups.iter().zip(self.pinned).map(|(&group, &is_pinned)| {
                if is_pinned { Subset::Test } else { self.parts[group] }
            });
        let parts = parts.collect();
        // A class without validation when its turn came may have got some by a shared group.
        let warnings = std::mem::take(&mut self.warnings);
        self.warnings = warnings
            .into_iter()
            .filter(|warning| match *warning {
                SplitWarning::ClassWithoutValidation { class } => {
                    !self.has(Subset::Validation, class)
                }
                SplitWarning::ClassWithoutTest { class } => !self.has(Subset::Test, class),
                SplitWarning::ValidationNotIndependent { .. }
                | SplitWarning::TestNotIndependent { .. } => true,
            })
            .collect();
        self.warnings.sort_by_key(SplitWarning::rank);
        Split { parts, warnings: self.warnings }
    }
}
