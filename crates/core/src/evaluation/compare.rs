//! Whether one model is better than another on the same pictures.

use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};

/// The p-value below which a difference is told from chance: less than one chance in twenty that equally good
/// models would differ so much.
///
/// Source: Fisher, "Statistical Methods for Research Workers", 1925; the usual level since.
pub const SIGNIFICANCE_LEVEL: f64 = 0.05;

/// Two models side by side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Comparison {
    /// Pictures both were asked about, at least 1.
    pub count: usize,
    /// Share the first has right.
    pub accuracy_a: f64,
    /// Share the second has right.
    pub accuracy_b: f64,
    /// Exact McNemar test, two-sided: how probable a difference at least this large would be if
    /// both were equally good. 0 to 1.
    pub p_value: f64,
    /// Whether the difference is told from chance: `p_value` is below [`SIGNIFICANCE_LEVEL`].
    pub is_significant: bool,
    /// Pictures the first has right and the second wrong, ascending.
    pub only_a_right: Vec<usize>,
    /// Pictures the second has right and the first wrong, ascending.
    pub only_b_right: Vec<usize>,
}

/// Compares the classes two models predict for the same pictures.
///
/// Source: McNemar, "Note on the sampling error of the difference between correlated proportions
/// or percentages", 1947; exact by the binomial distribution.
///
/// # Shapes
/// All three are `[n]`, n ≥ 1. Classes may have any numbers.
///
/// # Errors
/// [`Error::EvaluationInput`] when lengths differ or are 0.
///
/// ```
/// use kiln_core::evaluation::compare;
/// // The first model has six pictures right that the second has wrong, and none the other way round.
/// let comparison = compare(&[1; 6], &[0; 6], &[1; 6])?;
/// assert_eq!(comparison.only_a_right, [0, 1, 2, 3, 4, 5]);
/// assert!(comparison.is_significant, "p = 2 · 0.5⁶ ≈ {}", comparison.p_value);
/// # Ok::<(), kiln_core::Error>(())
/// ```
pub fn compare(
    predicted_a: &[usize],
    predicted_b: &[usize],
    labels: &[usize],
) -> Result<Comparison> {
    let count = labels.len();
    if count == 0 || predicted_a.len() != count || predicted_b.len() != count {
        let (a, b) = (predicted_a.len(), predicted_b.len());
        let reason = format!("{a} and {b} predictions for {count} pictures");
        return Err(Error::EvaluationInput { reason });
    }
    let (mut only_a_right, mut only_b_right) = (Vec::new(), Vec::new());
    let (mut num_correct_a, mut num_correct_b) = (0, 0);
    for (picture, label) in labels.iter().enumerate() {
        let is_a_right = predicted_a[picture] == *label;
        let is_b_right = predicted_b[picture] == *label;
        num_correct_a += usize::from(is_a_right);
        num_correct_b += usize::from(is_b_right);
        match (is_a_right, is_b_right) {
            (true, false) => only_a_right.push(picture),
            (false, true) => only_b_right.push(picture),
            _ => {}
        }
    }
    let p_value = mcnemar(only_a_right.len(), only_b_right.len());
    Ok(Comparison {
        count,
        accuracy_a: num_correct_a as f64 / count as f64,
        accuracy_b: num_correct_b as f64 / count as f64,
        p_value,
        is_significant: p_value < SIGNIFICANCE_LEVEL,
        only_a_right,
        only_b_right,
    })
}

/// Twice the probability of at most min(b, c) heads in b + c throws of a fair coin, at most 1.
fn mcnemar(b: usize, c: usize) -> f64 {
    let num_throws = (b + c) as f64;
    // In logarithms, for 0.5ⁿ is 0 in floating point from n = 1075 on.
    let mut log_probability = -num_throws * std::f64::consts::LN_2;
    let mut sum = log_probability.exp();
    for heads in 1..=b.min(c) {
        log_probability += ((num_throws - heads as f64 + 1.0) / heads as f64).ln();
        sum += log_probability.exp();
    }
    (2.0 * sum).min(1.0)
}
