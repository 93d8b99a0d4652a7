//! Complete linkage: sets of pictures every two of which are alike.

use super::{disjoint_sets::DisjointSets, example::Example};
use std::collections::{BTreeMap, HashMap};

/// Sets that grow only when all pairs between two of them have been named: nothing is joined through a third picture.
///
/// Only pictures of one class are paired. A set may hold several classes (equal files do), so its pictures are counted
/// class by class.
pub(super) struct Cliques<'a, E> {
    items: &'a [E],
    sets: DisjointSets,
    /// `[set][class]`: the number of pictures.
    sizes: Vec<BTreeMap<Option<usize>, usize>>,
    /// `[set][(other set, class)]`: the number of pairs named so far; noted with both.
    links: Vec<HashMap<(usize, Option<usize>), usize>>,
}

impl<'a, E: Example> Cliques<'a, E> {
    /// Begins with what belongs together whatever it looks like.
    pub fn new(items: &'a [E], mut sets: DisjointSets) -> Self {
        let mut sizes = vec![BTreeMap::new(); items.len()];
        for (picture, item) in items.iter().enumerate() {
            *sizes[sets.find(picture)].entry(item.class()).or_default() += 1;
        }
        Self { items, sets, sizes, links: vec![HashMap::new(); items.len()] }
    }

    pub fn is_wanted(&mut self, a: usize, b: usize) -> bool {
        self.items[a].class() == self.items[b].class() && !self.sets.are_joined(a, b)
    }

    /// Notes that two pictures of one class are alike, and joins their sets if these were the last two to be so.
    pub fn link(&mut self, a: usize, b: usize) {
        let class = self.items[a].class();
        let (a, b) = (self.sets.find(a), self.sets.find(b));
        let count = self.links[a].entry((b, class)).or_default();
        *count += 1;
        if *count == self.sizes[a][&class] * self.sizes[b][&class] {
            self.join(a.min(b), a.max(b));
        } else {
            *self.links[b].entry((a, class)).or_default() += 1;
        }
    }

    fn join(&mut self, kept: usize, gone: usize) {
        self.sets.join(kept, gone);
        for (class, size) in std::mem::take(&mut self.sizes[gone]) {
            *self.sizes[kept].entry(class).or_default() += size;
        }
        self.links[kept].retain(|(other, _), _| *other != gone);
        for ((other, class), count) in std::mem::take(&mut self.links[gone]) {
            if other == kept {
                continue;
            }
            self.links[other].remove(&(gone, class));
            *self.links[other].entry((kept, class)).or_default() += count;
            *self.links[kept].entry((other, class)).or_default() += count;
        }
    }

    pub fn into_sets(self) -> DisjointSets {
        self.sets
    }
}
