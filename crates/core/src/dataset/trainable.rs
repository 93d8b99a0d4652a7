//! Whether training can start at all. Training, splits, folds, the page and the command line ask here.

use crate::error::{Error, Result};
use serde::Serialize;

/// Why training cannot start. The codes are those of the errors that say the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(tag = "code", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum DataProblem {
    /// Fewer than two classes.
    TooFewClasses {
        /// The number of classes that there are.
        count: usize,
    },
    /// Classes without a picture to train on.
    EmptyClass {
        /// The classes, at least one, in ascending order.
        classes: Vec<usize>,
    },
}

/// Why training cannot start with pictures of these `classes`, if it cannot: there must be two classes, and each
/// needs a picture that is not set aside for the test.
///
/// # Shapes
/// `classes` and `pinned_test` have one value per picture.
///
/// ```
/// use kiln_core::dataset::{DataProblem, data_problem};
///
/// assert_eq!(data_problem(&[0, 1, 1], &[false, true, false], 2), None);
/// let problem = data_problem(&[0, 1], &[false, true], 2);
/// assert_eq!(problem, Some(DataProblem::EmptyClass { classes: vec![1] }));
/// ```
pub fn data_problem(
    classes: &[usize],
    pinned_test: &[bool],
    num_classes: usize,
) -> Option<DataProblem> {
    if num_classes < 2 {
        return Some(DataProblem::TooFewClasses { count: num_classes });
    }
    let mut is_empty = vec![true; num_classes];
    for (&class, &is_pinned) in classes.iter().zip(pinned_test) {
        if !is_pinned && let Some(is_empty) = is_empty.get_mut(class) {
            *is_empty = false;
        }
    }
    let empty: Vec<usize> = (0..num_classes).filter(|&class| is_empty[class]).collect();
    (!empty.is_empty()).then_some(DataProblem::EmptyClass { classes: empty })
}

/// [`data_problem`] as an error.
///
/// # Errors
/// [`Error::TooFewClasses`]; [`Error::EmptyClass`] with the first one.
pub fn check_classes(classes: &[usize], pinned_test: &[bool], num_classes: usize) -> Result<()> {
    data_problem(classes, pinned_test, num_classes).map_or(Ok(()), |problem| Err(problem.into()))
}

impl From<DataProblem> for Error {
    fn from(problem: DataProblem) -> Self {
        match problem {
            DataProblem::TooFewClasses { count } => Self::TooFewClasses { count },
            DataProblem::EmptyClass { classes } => {
                Self::EmptyClass { class: classes.first().copied().unwrap_or(0) }
            }
        }
    }
}
