//! Splits and folds of pictures, which know what belongs together.

use super::{
    alikeness::ReviewItem,
    example::Example,
    folds::folds,
    groups::groups,
    split::split_again,
    split_types::{Split, SplitOptions, SplitWarning},
    subset::Subset,
    torn::torn,
};
use crate::error::{Error, Result};
use std::collections::{BTreeMap, BTreeSet};

/// Splits pictures in their [`super::groups()`] as [`split_again`] does. Where whole groups would leave a class without
/// validation, or a look common to the whole class would, the group is torn and a warning says that figures may be
/// too kind. Pictures without a class count as the first one's.
///
/// # Shapes
/// `pinned_test` and `before` have one value per item.
///
/// # Errors
/// As [`split_again`].
pub fn split_pictures(
    items: &[ReviewItem],
    pinned_test: &[bool],
    before: &[bool],
    num_classes: usize,
    options: &SplitOptions,
) -> Result<Split> {
    split_in_groups(items, groups(items), pinned_test, before, num_classes, options)
}

/// The same for examples of any kind, with groups that are known.
///
/// # Shapes
/// `whole`, `pinned_test` and `before` have one value per item.
///
/// # Errors
/// As [`split_again`].
pub fn split_in_groups<E: Example>(
    items: &[E],
    whole: Vec<usize>,
    pinned_test: &[bool],
    before: &[bool],
    num_classes: usize,
    options: &SplitOptions,
) -> Result<Split> {
    check_lengths(items, pinned_test)?;
    let classes = class_of_each(items);
    let divisible = match options.validation_share > 0.0 {
        true => torn(items, whole.clone(), pinned_test, num_classes, MIN_GROUPS),
        false => whole.clone(),
    };
    let mut split = split_again(&classes, &divisible, pinned_test, before, num_classes, options)?;
    warn_of_torn(&mut split, &classes, &whole);
    Ok(split)
}

/// One to learn from and one to validate on.
const MIN_GROUPS: usize = 2;

/// Deals pictures out to [`folds`] in their [`super::groups()`]. A group that is all a class has is torn, or its pictures
/// could only count as errors; and more are where there would be fewer groups than folds.
///
/// # Errors
/// As [`folds`].
pub fn fold_pictures(
    items: &[ReviewItem],
    num_classes: usize,
    k: usize,
    seed: u64,
) -> Result<Vec<usize>> {
    fold_in_groups(items, groups(items), num_classes, k, seed)
}

/// The same for examples of any kind, with groups that are known.
///
/// # Shapes
/// `whole` has one value per item.
///
/// # Errors
/// As [`folds`].
pub fn fold_in_groups<E: Example>(
    items: &[E],
    whole: Vec<usize>,
    num_classes: usize,
    k: usize,
    seed: u64,
) -> Result<Vec<usize>> {
    let classes = class_of_each(items);
    let unpinned = vec![false; items.len()];
    let tear = |min_groups| torn(items, whole.clone(), &unpinned, num_classes, min_groups);
    let mut divisible = tear(MIN_GROUPS);
    let num_groups = divisible.iter().collect::<BTreeSet<_>>().len();
    if num_groups < k && num_classes > 0 {
        divisible = tear(k.div_ceil(num_classes).max(MIN_GROUPS));
    }
    folds(&classes, &divisible, num_classes, k, seed)
}

fn class_of_each(items: &[impl Example]) -> Vec<usize> {
    items.iter().map(|item| item.class().unwrap_or(0)).collect()
}

fn check_lengths(items: &[impl Example], pinned_test: &[bool]) -> Result<()> {
    if items.len() == pinned_test.len() {
        return Ok(());
    }
    let reason = format!("{} pictures, {} marks", items.len(), pinned_test.len());
    Err(Error::DatasetInvalid { reason })
}

/// A class with pictures of one whole group on both sides is judged too kindly.
fn warn_of_torn(split: &mut Split, classes: &[usize], whole: &[usize]) {
    let mut parts_of: BTreeMap<(usize, usize), Vec<Subset>> = BTreeMap::new();
    for ((&class, &group), &part) in classes.iter().zip(whole).zip(&split.parts) {
        parts_of.entry((class, group)).or_default().push(part);
    }
    for (&(class, _), parts) in &parts_of {
        for (held_back, warning) in [
            (Subset::Validation, SplitWarning::ValidationNotIndependent { class }),
            (Subset::Test, SplitWarning::TestNotIndependent { class }),
        ] {
            let is_torn = parts.contains(&Subset::Train) && parts.contains(&held_back);
            if is_torn && !split.warnings.contains(&warning) {
                split.warnings.push(warning);
            }
        }
    }
    split.warnings.sort_by_key(SplitWarning::rank);
}
