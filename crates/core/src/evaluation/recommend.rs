//! Whether a new version should take the place of the one that is published.

use super::compare::{Comparison, compare};
use crate::error::Result;
use serde::{Deserialize, Serialize};

/// The fewest pictures that a recommendation rests on: of fewer, each would count for more than five points
/// of accuracy, and only a difference of 30 points or more could be told from chance.
pub const LEAST_PICTURES: usize = 20;

/// The verdict on a new version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Recommendation {
    /// The new version is better than the published one.
    Better,
    /// The new version may be better or worse: the difference may well be chance.
    NoClearDifference,
    /// The new version is worse than the published one, and should not take its place.
    Worse,
    /// There are fewer than [`LEAST_PICTURES`] pictures to compare on.
    TooFewPictures,
}

/// A recommendation and what it rests on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Successor {
    /// The verdict.
    pub recommendation: Recommendation,
    /// Pictures that a recommendation needs.
    pub num_needed: usize,
    /// The comparison of both versions; none without any picture.
    pub comparison: Option<Comparison>,
}

/// Compares a new version (`candidate`) with the published one, on the pictures of
/// [`super::unseen_by_both`].
///
/// Better and worse are said where [`compare`] finds the difference significant on at least
/// [`LEAST_PICTURES`] pictures, and never of anything less.
///
/// # Shapes
/// All three are `[n]`, classes under any numbers. `n` may be 0.
///
/// # Errors
/// [`crate::Error::EvaluationInput`] when lengths differ.
///
/// ```
/// use kiln_core::evaluation::{Recommendation, recommend};
/// let labels = [0; 20];
/// let mut published = labels;
/// published[..6].fill(1);
/// let successor = recommend(&labels, &published, &labels)?;
/// assert_eq!(successor.recommendation, Recommendation::Better);
/// # Ok::<(), kiln_core::Error>(())
/// ```
pub fn recommend(candidate: &[usize], published: &[usize], labels: &[usize]) -> Result<Successor> {
    let is_empty = candidate.is_empty() && published.is_empty() && labels.is_empty();
    let comparison = if is_empty { None } else { Some(compare(candidate, published, labels)?) };
    let recommendation = match &comparison {
        Some(comparison) if comparison.count >= LEAST_PICTURES => evaluate(comparison),
        _ => Recommendation::TooFewPictures,
    };
    Ok(Successor { recommendation, num_needed: LEAST_PICTURES, comparison })
}

fn evaluate(comparison: &Comparison) -> Recommendation {
    if !comparison.is_significant {
        return Recommendation::NoClearDifference;
    }
    match comparison.accuracy_a > comparison.accuracy_b {
        true => Recommendation::Better,
        false => Recommendation::Worse,
    }
}
