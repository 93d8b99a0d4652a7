//! The groups of pictures that must not be separated.

use super::alikeness::{ReviewItem, for_each_near_pair};
use std::{cell::RefCell, collections::HashMap};

/// The group of each picture: pictures of equal files, of one burst, or nearly alike share one,
/// directly or through others, whatever their classes.
///
/// Groups are numbered from 0 in order of their first picture. What counts as nearly alike is the
/// same as for [`super::Finding::Duplicate`].
pub fn groups(items: &[ReviewItem]) -> Vec<usize> {
    let union = RefCell::new(DisjointSets::new(items.len()));
    join_equal(&mut union.borrow_mut(), items.iter().map(|item| item.sha256.as_deref()));
    join_equal(&mut union.borrow_mut(), items.iter().map(|item| item.burst.as_deref()));
    let references: Vec<&ReviewItem> = items.iter().collect();
    for_each_near_pair(
        &references,
        |a, b| !union.borrow_mut().are_joined(a, b),
        |a, b| union.borrow_mut().join(a, b),
    );
    union.into_inner().numbered()
}

fn join_equal<'a>(union: &mut DisjointSets, keys: impl Iterator<Item = Option<&'a str>>) {
    let mut first = HashMap::new();
    for (index, key) in keys.enumerate() {
        if let Some(key) = key {
            union.join(*first.entry(key).or_insert(index), index);
        }
    }
}

/// Union–find with path halving; the smallest member stands for its set.
pub(super) struct DisjointSets {
    parents: Vec<usize>,
}

impl DisjointSets {
    pub fn new(count: usize) -> Self {
        Self { parents: (0..count).collect() }
    }

    pub fn find(&mut self, mut member: usize) -> usize {
        while self.parents[member] != member {
            self.parents[member] = self.parents[self.parents[member]];
            member = self.parents[member];
        }
        member
    }

    pub fn are_joined(&mut self, a: usize, b: usize) -> bool {
        self.find(a) == self.find(b)
    }

    pub fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.find(a), self.find(b));
        self.parents[a.max(b)] = a.min(b);
    }

    /// The number of each member's set, from 0 in order of first members.
    pub fn numbered(mut self) -> Vec<usize> {
        let mut numbers = HashMap::new();
        (0..self.parents.len())
            .map(|member| {
                let next = numbers.len();
                *numbers.entry(self.find(member)).or_insert(next)
            })
            .collect()
    }

    /// The sets of two or more members, in order of first members.
    pub fn sets(mut self) -> Vec<Vec<usize>> {
        let mut sets: Vec<Vec<usize>> = vec![Vec::new(); self.parents.len()];
        for member in 0..self.parents.len() {
            let set = self.find(member);
            sets[set].push(member);
        }
        sets.retain(|set| set.len() > 1);
        sets
    }
}
