//! Sets that grow together.

use std::collections::HashMap;

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
