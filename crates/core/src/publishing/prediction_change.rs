//! The changes that making a model smaller makes to its predictions.

use crate::error::{Error, Result};
use crate::evaluation::{Proportion, compare, predicted_classes, wilson};
use serde::{Deserialize, Serialize};

/// The predictions of two models for the same pictures, before and after.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct PredictionChange {
    /// Pictures both were asked about, at least 1.
    pub count: usize,
    /// Share the model before has right.
    pub accuracy_before: Proportion,
    /// Share the model after has right.
    pub accuracy_after: Proportion,
    /// Share of the pictures with the same first prediction, right or wrong.
    pub same_prediction: Proportion,
    /// Exact McNemar test, two-sided: how probable so uneven a loss and gain would be if both were
    /// equally good. 0 to 1.
    pub p_value: f64,
    /// Whether loss and gain are told from chance, as [`crate::evaluation::Comparison`] decides it.
    pub is_significant: bool,
    /// One per class.
    pub per_class: Vec<ClassChange>,
    /// Pictures whose first prediction is another one now, ascending.
    pub flips: Vec<Flip>,
    /// The largest change of any score before the softmax.
    pub max_logit_difference: f32,
}

/// The share of one class's pictures that is found, before and after.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ClassChange {
    /// Pictures that are of this class.
    pub support: usize,
    /// Share of them that was predicted correctly before; none without pictures.
    pub recall_before: Option<f64>,
    /// The same after.
    pub recall_after: Option<f64>,
}

/// A picture whose first prediction has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Flip {
    /// The position of the picture.
    pub picture: usize,
    /// The class it is of.
    pub label: usize,
    /// The class that was predicted before.
    pub before: usize,
    /// The class that is predicted now.
    pub after: usize,
    /// The effect of the change.
    pub effect: Effect,
}

/// Whether a changed prediction is a loss.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// Right before, wrong now.
    Lost,
    /// Wrong before, right now.
    Won,
    /// Wrong in another way.
    Neither,
}

/// Compares the scores of two models over the same classes. Of equal scores the first class wins.
///
/// # Shapes
/// `before` and `after` are `[n, num_classes]` row by row, before the softmax; `labels` is `[n]`, n ≥ 1.
///
/// # Errors
/// [`Error::EvaluationInput`] when shapes do not fit, a label is not below `num_classes`, or a score is
/// not finite.
///
/// ```
/// use kiln_core::publishing::{Effect, prediction_change};
/// let change = prediction_change(&[1.0, 0.0, 1.0, 0.0], &[1.0, 0.0, 0.5, 0.6], &[0, 0], 2)?;
/// assert_eq!(change.flips.len(), 1);
/// assert_eq!((change.flips[0].picture, change.flips[0].effect), (1, Effect::Lost));
/// # Ok::<(), kiln_core::Error>(())
/// ```
pub fn prediction_change(
    before: &[f32],
    after: &[f32],
    labels: &[usize],
    num_classes: usize,
) -> Result<PredictionChange> {
    check(before, after, labels, num_classes)?;
    let predicted_before = predicted_classes(before, num_classes);
    let predicted_after = predicted_classes(after, num_classes);
    let compared = compare(&predicted_before, &predicted_after, labels)?;
    let count = labels.len();
    let num_correct = |predicted: &[usize]| {
        predicted.iter().zip(labels).filter(|(predicted, label)| predicted == label).count()
    };
    let flips: Vec<Flip> = (0..count)
        .filter(|&picture| predicted_before[picture] != predicted_after[picture])
        .map(|picture| {
            flip(picture, labels[picture], predicted_before[picture], predicted_after[picture])
        })
        .collect();
    let difference = |(before, after): (&f32, &f32)| (before - after).abs();
    Ok(PredictionChange {
        count,
        accuracy_before: wilson(num_correct(&predicted_before), count),
        accuracy_after: wilson(num_correct(&predicted_after), count),
        same_prediction: wilson(count - flips.len(), count),
        p_value: compared.p_value,
        is_significant: compared.is_significant,
        per_class: (0..num_classes)
            .map(|class| class_change(class, labels, &predicted_before, &predicted_after))
            .collect(),
        flips,
        max_logit_difference: before.iter().zip(after).map(difference).fold(0.0, f32::max),
    })
}

fn flip(picture: usize, label: usize, before: usize, after: usize) -> Flip {
    let effect = match (before == label, after == label) {
        (true, _) => Effect::Lost,
        (_, true) => Effect::Won,
        _ => Effect::Neither,
    };
    Flip { picture, label, before, after, effect }
}

fn class_change(class: usize, labels: &[usize], before: &[usize], after: &[usize]) -> ClassChange {
    let support = labels.iter().filter(|label| **label == class).count();
    let recall = |predicted: &[usize]| {
        let hits =
            predicted.iter().zip(labels).filter(|(p, l)| **p == class && **l == class).count();
        (support > 0).then(|| hits as f64 / support as f64)
    };
    ClassChange { support, recall_before: recall(before), recall_after: recall(after) }
}

fn check(before: &[f32], after: &[f32], labels: &[usize], num_classes: usize) -> Result<()> {
    let invalid = |reason| Err(Error::EvaluationInput { reason });
    let count = labels.len();
    let expected = count.checked_mul(num_classes);
    if expected.is_none_or(|expected| expected == 0)
        || [before, after].iter().any(|logits| Some(logits.len()) != expected)
    {
        return invalid(format!(
            "{} and {} scores for {count} pictures of {num_classes} classes",
            before.len(),
            after.len()
        ));
    }
    if let Some(label) = labels.iter().find(|label| **label >= num_classes) {
        return invalid(format!("class {label} of {num_classes}"));
    }
    match before.iter().chain(after).all(|score| score.is_finite()) {
        true => Ok(()),
        false => invalid("a score is no finite number".into()),
    }
}
