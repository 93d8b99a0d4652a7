//! Cross-validation: every picture is predicted once by a model that has not seen it.

use super::grouped_classes::{GroupedClasses, shuffled_groups};
use crate::error::{Error, Result};

/// The fold, from 0 to `k` − 1, in which each picture is held out.
///
/// Groups stay whole, and each class is spread over the folds as evenly as they allow. A class with
/// a single group is held out all at once, by a model that cannot know it: its pictures will count
/// as errors.
///
/// # Shapes
/// `classes` and `groups` (see [`crate::dataset::groups()`]) have one value per picture.
///
/// # Errors
/// [`Error::TooFewClasses`], [`Error::EmptyClass`]; [`Error::DatasetInvalid`] when lengths differ,
/// a class is not below `num_classes`, `k` is below 2, or there are fewer groups than folds.
///
/// ```
/// use kiln_core::dataset::folds;
/// let classes = [0, 0, 0, 1, 1, 1];
/// // The first two pictures belong together and are held out together.
/// let held_out_in = folds(&classes, &[0, 0, 1, 2, 3, 4], 2, 2, 0)?;
/// assert_eq!(held_out_in[0], held_out_in[1]);
/// assert!(held_out_in.iter().all(|fold| *fold < 2));
/// # Ok::<(), kiln_core::Error>(())
/// ```
pub fn folds(
    classes: &[usize],
    groups: &[usize],
    num_classes: usize,
    k: usize,
    seed: u64,
) -> Result<Vec<usize>> {
    let grouped = GroupedClasses::new(classes, groups, &vec![false; classes.len()], num_classes)?;
    let num_groups = grouped.counts.len();
    if k < 2 || k > num_groups {
        let reason = format!("{num_groups} groups of pictures, {k} folds");
        return Err(Error::DatasetInvalid { reason });
    }
    let totals: Vec<usize> = (0..num_classes)
        .map(|class| grouped.counts.iter().filter_map(|counts| counts.get(&class)).sum())
        .collect();
    // Large groups first, while there is room for them everywhere; chance decides among equals.
    let mut order: Vec<usize> = Vec::with_capacity(num_groups);
    let mut is_listed = vec![false; num_groups];
    for class in 0..num_classes {
        for group in shuffled_groups(&grouped, class, seed) {
            if !std::mem::replace(&mut is_listed[group], true) {
                order.push(group);
            }
        }
    }
    let size = |group: &usize| grouped.counts[*group].values().sum::<usize>();
    order.sort_by_key(|group| std::cmp::Reverse(size(group)));

    let mut held = vec![vec![0_usize; num_classes]; k];
    let mut sizes = vec![0_usize; k];
    let mut fold_of_group = vec![0; num_groups];
    for group in order {
        let counts = &grouped.counts[group];
        let crowding = |fold: usize| -> f64 {
            let shares = counts
                .iter()
                .map(|(&class, &count)| (held[fold][class] * count) as f64 / totals[class] as f64);
            shares.sum()
        };
        let fold = (0..k)
            .min_by(|&a, &b| crowding(a).total_cmp(&crowding(b)).then(sizes[a].cmp(&sizes[b])))
            .unwrap_or(0);
        for (&class, &count) in counts {
            held[fold][class] += count;
            sizes[fold] += count;
        }
        fold_of_group[group] = fold;
    }
    Ok(grouped.groups.iter().map(|group| fold_of_group[*group]).collect())
}
