use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};

/// Where the classes lie in the space of features: their means, and how far their own pictures
/// are from them.
///
/// Source: the nearest class mean of Mensink et al., "Distance-Based Image Classification", 2013,
/// with one spread for all classes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClassMeans {
    /// `[class][feature]`
    pub means: Vec<Vec<f32>>,
    /// Root mean square distance of a training picture from its own class's mean; above 0.
    pub spread: f32,
}

impl ClassMeans {
    /// # Shapes
    /// `features` is `[n, num_features]` row by row, `labels` `[n]`.
    ///
    /// # Errors
    /// [`Error::EvaluationInput`] when shapes do not fit, or a label is not below `class_count`;
    /// [`Error::EmptyClass`] for a class without pictures.
    pub fn fit(features: &[f32], labels: &[usize], class_count: usize) -> Result<Self> {
        let invalid = |reason| Error::EvaluationInput { reason };
        let num_features = features.len() / labels.len().max(1);
        if num_features == 0 || num_features * labels.len() != features.len() {
            let (values, pictures) = (features.len(), labels.len());
            return Err(invalid(format!("{values} features of {pictures} pictures")));
        }
        if let Some(label) = labels.iter().find(|label| **label >= class_count) {
            return Err(invalid(format!("class {label} of {class_count}")));
        }
        let mut means = vec![vec![0.0_f64; num_features]; class_count];
        let mut counts = vec![0_usize; class_count];
        for (row, &label) in features.chunks_exact(num_features).zip(labels) {
            counts[label] += 1;
            for (sum, value) in means[label].iter_mut().zip(row) {
                *sum += f64::from(*value);
            }
        }
        for (class, (mean, &count)) in means.iter_mut().zip(&counts).enumerate() {
            if count == 0 {
                return Err(Error::EmptyClass { class });
            }
            mean.iter_mut().for_each(|sum| *sum /= count as f64);
        }
        let means: Vec<Vec<f32>> = means
            .into_iter()
            .map(|mean| mean.into_iter().map(|value| value as f32).collect())
            .collect();
        let rows = features.chunks_exact(num_features).zip(labels);
        let squares: f64 = rows.map(|(row, label)| squared_distance(row, &means[*label])).sum();
        // One picture a class has no spread; any constant will do then.
        let spread = (squares / labels.len() as f64).sqrt() as f32;
        Ok(Self { means, spread: if spread > 0.0 { spread } else { 1.0 } })
    }

    /// Minus the distance to the nearest mean, in spreads: about −1 for a picture of the classes,
    /// lower for others. `features` has as many values as a mean; what is missing is left out.
    pub fn score(&self, features: &[f32]) -> f32 {
        let squares = self.means.iter().map(|mean| squared_distance(features, mean));
        let nearest = squares.fold(f64::INFINITY, f64::min);
        -(nearest.sqrt() / f64::from(self.spread)) as f32
    }
}

fn squared_distance(a: &[f32], b: &[f32]) -> f64 {
    a.iter().zip(b).map(|(a, b)| f64::from(a - b).powi(2)).sum()
}
