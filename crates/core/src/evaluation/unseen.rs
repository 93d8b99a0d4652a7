//! The pictures on which two models can be held against each other.

use serde::{Deserialize, Serialize};

/// A picture that is there now, and the predictions of two models for which it had been kept back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ComparedPicture {
    /// The class that it is in now.
    pub label: usize,
    /// Whether a reader sent it.
    pub is_from_reader: bool,
    /// The class that the first model predicted for it; none where it was not kept back from that model.
    pub predicted_a: Option<usize>,
    /// The same of the second model.
    pub predicted_b: Option<usize>,
}

/// The pictures that neither of two models has learnt from, with what both predicted for them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct UnseenByBoth {
    /// The positions of these pictures, ascending.
    pub pictures: Vec<usize>,
    /// The class that each is in.
    pub labels: Vec<usize>,
    /// The class that the first model predicted for each.
    pub predicted_a: Vec<usize>,
    /// The class that the second model predicted for each.
    pub predicted_b: Vec<usize>,
    /// Pictures from readers that were kept back from either model, and are left out.
    pub num_from_readers: usize,
}

/// Picks the pictures on which two models can be compared.
///
/// - Both have it among the pictures that were kept back: what a model has learnt from says nothing of it.
/// - Both know the class that it is in now: neither can be blamed for a class that it was never shown. A
///   picture that was moved counts by its present class, for a person has corrected it; one that was removed is
///   no longer among `pictures`.
/// - No reader sent it. Which of readers' pictures came back depended on what the published model had
///   predicted: mostly its mistakes, on which any other model looks better.
///
/// `classes_a` and `classes_b` are the classes that each model knows. Classes may have any numbers, the same
/// for both models.
///
/// # Shapes
/// `pictures` is `[n]`; the lists of the result are `[m]`, m ≤ n. Both may be 0.
pub fn unseen_by_both(
    pictures: &[ComparedPicture],
    classes_a: &[usize],
    classes_b: &[usize],
) -> UnseenByBoth {
    let mut unseen = UnseenByBoth::default();
    for (position, picture) in pictures.iter().enumerate() {
        let ComparedPicture { label, is_from_reader, predicted_a, predicted_b } = *picture;
        if is_from_reader {
            let was_kept_back = predicted_a.is_some() || predicted_b.is_some();
            unseen.num_from_readers += usize::from(was_kept_back);
            continue;
        }
        let (Some(predicted_a), Some(predicted_b)) = (predicted_a, predicted_b) else { continue };
        if !classes_a.contains(&label) || !classes_b.contains(&label) {
            continue;
        }
        unseen.pictures.push(position);
        unseen.labels.push(label);
        unseen.predicted_a.push(predicted_a);
        unseen.predicted_b.push(predicted_b);
    }
    unseen
}
