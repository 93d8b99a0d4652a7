//! Pictures as points: which lie near one another, and how many features become the two dimensions of a map.
//!
//! Works on features `[n, values]`, row by row, whatever network they come from; how the points are drawn,
//! and methods that bend the space to show more, are left to others.

mod neighbours;
mod principal;

pub use neighbours::nearest;
pub use principal::{PrincipalComponents, Projection, principal_components};

use crate::error::{Error, Result};

/// Rows of `num_values` finite numbers each, at least one row.
fn rows(features: &[f32], num_values: usize) -> Result<Vec<&[f32]>> {
    let invalid = |reason: String| Error::EvaluationInput { reason };
    if num_values == 0 || features.is_empty() || !features.len().is_multiple_of(num_values) {
        let length = features.len();
        return Err(invalid(format!("{length} values are no rows of {num_values}")));
    }
    match features.iter().all(|value| value.is_finite()) {
        true => Ok(features.chunks_exact(num_values).collect()),
        false => Err(invalid("a feature is no finite number".into())),
    }
}
