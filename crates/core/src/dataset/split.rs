//! Training, validation and test: stratified, in whole groups.

use super::{
    division::Division,
    grouped_classes::GroupedClasses,
    split_types::{Split, SplitOptions},
    subset::Subset,
};
use crate::error::{Error, Result};

/// Divides pictures with these `classes` and `groups` (see [`super::groups()`]).
///
/// - A group is never in two parts, with the one exception [`super::SplitWarning::TestNotIndependent`]
///   names; and never, without exception, in both training and validation.
/// - A picture that is `pinned_test` is in test, and the rest of its group with it.
/// - Each class has at least one picture in training; and, where it has two groups of its own that
///   are not in test, in validation; and with three in test, if there is a share for it. The numbers come as close to the shares as whole groups allow.
/// - The split of a class whose groups are its own does not change with other classes' pictures.
///
/// # Shapes
/// `classes`, `groups` and `pinned_test` have one value per picture.
///
/// # Errors
/// [`Error::TooFewClasses`]; [`Error::EmptyClass`] for a class whose every picture is pinned, or
/// that has none; [`Error::DatasetInvalid`] when lengths differ, a class is not below
/// `num_classes`, or shares are out of range or leave nothing for training.
///
/// ```
/// use kiln_core::dataset::{SplitOptions, Subset, split};
/// // Two classes of five pictures, none of which belong together.
/// let classes = [0, 0, 0, 0, 0, 1, 1, 1, 1, 1];
/// let groups: Vec<usize> = (0..10).collect();
/// let options = SplitOptions { validation_share: 0.2, test_share: 0.0, seed: 7 };
/// let split = split(&classes, &groups, &[false; 10], 2, &options)?;
/// let num_validation = split.parts.iter().filter(|part| **part == Subset::Validation).count();
/// assert_eq!(num_validation, 2);
/// assert!(split.warnings.is_empty());
/// # Ok::<(), kiln_core::Error>(())
/// ```
pub fn split(
    classes: &[usize],
    groups: &[usize],
    pinned_test: &[bool],
    num_classes: usize,
    options: &SplitOptions,
) -> Result<Split> {
    let none_before = vec![false; classes.len()];
    split_again(classes, groups, pinned_test, &none_before, num_classes, options)
}

/// Splits as [`split`] does, and sends pictures that were in validation `before` there first, so that a model and
/// its successor are evaluated on the same pictures. With nothing changed, the split of a class whose
/// groups are its own is the same again.
///
/// # Shapes
/// As [`split`]; `before` has one value per picture.
///
/// # Errors
/// As [`split`].
pub fn split_again(
    classes: &[usize],
    groups: &[usize],
    pinned_test: &[bool],
    before: &[bool],
    num_classes: usize,
    options: &SplitOptions,
) -> Result<Split> {
    check_options(options)?;
    if pinned_test.len() != classes.len() || before.len() != classes.len() {
        let marks = format!("{} and {} marks", pinned_test.len(), before.len());
        let reason = format!("{} pictures, {marks}", classes.len());
        return Err(Error::DatasetInvalid { reason });
    }
    let grouped = GroupedClasses::new(classes, groups, pinned_test, num_classes)?;
    let mut division = Division::new(&grouped, classes, pinned_test, before);
    for part in [Subset::Validation, Subset::Test] {
        division.fill(part, options);
    }
    Ok(division.finish())
}

fn check_options(options: &SplitOptions) -> Result<()> {
    let SplitOptions { validation_share, test_share, .. } = *options;
    let is_share = |share: f64| (0.0..1.0).contains(&share);
    if is_share(validation_share) && is_share(test_share) && validation_share + test_share < 1.0 {
        return Ok(());
    }
    let reason = format!("shares {validation_share} for validation and {test_share} for test");
    Err(Error::DatasetInvalid { reason })
}
