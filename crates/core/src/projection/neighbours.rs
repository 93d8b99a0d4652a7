use super::rows;
use crate::error::{Error, Result};

/// The `count` rows most like row `index`, the most alike first, without the row itself: those with the
/// smallest angle between them (cosine similarity), for the length of a feature vector says more of contrast
/// than of content. Fewer where there are not so many. Of equally alike rows the first comes first.
///
/// # Shapes
/// `features` is `[n, num_values]` row by row.
///
/// # Errors
/// [`Error::EvaluationInput`] when the values are no whole rows, one is not finite, or there is no row
/// `index`.
///
/// ```
/// use kiln_core::projection::nearest;
/// let features = [1.0, 0.0, 0.0, 1.0, 5.0, 0.1];
/// assert_eq!(nearest(&features, 2, 0, 1)?, [2], "the angle counts, not the length");
/// # Ok::<(), kiln_core::Error>(())
/// ```
pub fn nearest(
    features: &[f32],
    num_values: usize,
    index: usize,
    count: usize,
) -> Result<Vec<usize>> {
    let rows = rows(features, num_values)?;
    let Some(wanted) = rows.get(index) else {
        let reason = format!("there is no picture {index} of {}", rows.len());
        return Err(Error::EvaluationInput { reason });
    };
    let squared_length = dot(wanted, wanted);
    let similarity: Vec<f64> = rows.iter().map(|row| cosine(wanted, squared_length, row)).collect();
    let mut others: Vec<usize> = (0..rows.len()).filter(|other| *other != index).collect();
    others.sort_by(|a, b| similarity[*b].total_cmp(&similarity[*a]));
    others.truncate(count);
    Ok(others)
}

/// The cosine of two vectors, from −1 to 1; 0 where one is all zeros. `squared_length` is that of `a`.
fn cosine(a: &[f32], squared_length: f64, b: &[f32]) -> f64 {
    let lengths = (squared_length * dot(b, b)).sqrt();
    if lengths > 0.0 { dot(a, b) / lengths } else { 0.0 }
}

fn dot(a: &[f32], b: &[f32]) -> f64 {
    a.iter().zip(b).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum()
}
