//! The groups of pictures that must not be separated.

use super::{
    alikeness::{ReviewItem, for_each_near_pair},
    cliques::Cliques,
    disjoint_sets::DisjointSets,
    embeddings::Embeddings,
    example::Example,
};
use std::{cell::RefCell, collections::HashMap};

/// The group of each picture. Pictures of equal files or of one burst share one, directly or through others, whatever
/// their classes; and within a class those that are nearly alike, every one with every other.
///
/// Across classes looks join nothing: a good part and a scratched one before the same camera look alike, and a
/// near-duplicate in another class makes no figure too kind. Nor do they join through a third picture: what one camera
/// sees is alike step by step and no copy.
///
/// Groups are numbered from 0 in order of their first picture. What counts as nearly alike is the
/// same as for [`super::Finding::Duplicate`].
pub fn groups(items: &[ReviewItem]) -> Vec<usize> {
    groups_by(items, items)
}

/// The same, with embeddings that are elsewhere than in the items.
pub fn groups_by(items: &[ReviewItem], embeddings: &(impl Embeddings + ?Sized)) -> Vec<usize> {
    let cliques = RefCell::new(Cliques::new(items, captured(items)));
    let references: Vec<&ReviewItem> = items.iter().collect();
    for_each_near_pair(
        &references,
        |picture| embeddings.embedding(picture),
        |a, b| cliques.borrow_mut().is_wanted(a, b),
        |a, b| cliques.borrow_mut().link(a, b),
    );
    cliques.into_inner().into_sets().numbered()
}

/// The groups of examples of which these pairs, each named once, are nearly alike; see [`groups()`]. Those of `families`
/// are in one group anyway, where they are of one class: of so many alike not all pairs are named.
pub fn groups_of_pairs<E: Example>(
    items: &[E],
    pairs: impl IntoIterator<Item = (usize, usize)>,
    families: &[(usize, usize)],
) -> Vec<usize> {
    let mut sets = captured(items);
    for &(a, b) in families {
        if items[a].class() == items[b].class() {
            sets.join(a, b);
        }
    }
    let mut cliques = Cliques::new(items, sets);
    for (a, b) in pairs {
        if cliques.is_wanted(a, b) {
            cliques.link(a, b);
        }
    }
    cliques.into_sets().numbered()
}

/// What is known to come from one press of the button: equal files and bursts.
pub(super) fn captured(items: &[impl Example]) -> DisjointSets {
    let mut sets = equal_files(items);
    join_equal(&mut sets, items.iter().map(Example::burst));
    sets
}

pub(super) fn equal_files(items: &[impl Example]) -> DisjointSets {
    let mut sets = DisjointSets::new(items.len());
    join_equal(&mut sets, items.iter().map(Example::key));
    sets
}

fn join_equal<'a>(union: &mut DisjointSets, keys: impl Iterator<Item = Option<&'a str>>) {
    let mut first = HashMap::new();
    for (index, key) in keys.enumerate() {
        if let Some(key) = key {
            union.join(*first.entry(key).or_insert(index), index);
        }
    }
}
