//! What making a model smaller has done to its answers.

use crate::error::{Error, Result};
use crate::evaluation::{Proportion, compare, predicted_classes, wilson};
use serde::{Deserialize, Serialize};

/// Two models' answers to the same pictures, before and after.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AnswerChange {
    /// Pictures both were asked about, at least 1.
    pub count: usize,
    /// Share the model before has right.
    pub accuracy_before: Proportion,
    /// Share the model after has right.
    pub accuracy_after: Proportion,
    /// Share of the pictures with the same first answer, right or wrong.
    pub same_answer: Proportion,
    /// Exact McNemar test, two-sided: how probable so uneven a loss and gain would be if both were
    /// equally good. 0 to 1.
    pub p_value: f64,
    /// Whether loss and gain are told from chance, as [`crate::evaluation::Comparison`] decides it.
    pub is_significant: bool,
    /// One per class.
    pub per_class: Vec<ClassChange>,
    /// Pictures whose first answer is another one now, ascending.
    pub flips: Vec<Flip>,
    /// The largest change of any score before the softmax.
    pub max_logit_difference: f32,
}

/// How well one class is found.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClassChange {
    /// Pictures that are of this class.
    pub support: usize,
    /// Share of them that was answered rightly before; none without pictures.
    pub recall_before: Option<f64>,
    /// The same after.
    pub recall_after: Option<f64>,
}

/// A picture whose first answer has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Flip {
    /// Its position.
    pub picture: usize,
    /// The class it is of.
    pub truth: usize,
    /// What was answered before.
    pub before: usize,
    /// What is answered now.
    pub after: usize,
    /// What that means.
    pub effect: Effect,
}

/// Whether a changed answer is a loss.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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
/// `before` and `after` are `[n, class_count]` row by row, before the softmax; `truths` is `[n]`, n ≥ 1.
///
/// # Errors
/// [`Error::EvaluationInput`] when shapes do not fit, a truth is not below `class_count`, or a score is
/// not finite.
pub fn answer_change(
    before: &[f32],
    after: &[f32],
    truths: &[usize],
    class_count: usize,
) -> Result<AnswerChange> {
    check(before, after, truths, class_count)?;
    let answers_before = predicted_classes(before, class_count);
    let answers_after = predicted_classes(after, class_count);
    let compared = compare(&answers_before, &answers_after, truths)?;
    let count = truths.len();
    let num_right = |answers: &[usize]| {
        answers.iter().zip(truths).filter(|(answer, truth)| answer == truth).count()
    };
    let flips: Vec<Flip> = (0..count)
        .filter(|&picture| answers_before[picture] != answers_after[picture])
        .map(|picture| {
            flip(picture, truths[picture], answers_before[picture], answers_after[picture])
        })
        .collect();
    let difference = |(before, after): (&f32, &f32)| (before - after).abs();
    Ok(AnswerChange {
        count,
        accuracy_before: wilson(num_right(&answers_before), count),
        accuracy_after: wilson(num_right(&answers_after), count),
        same_answer: wilson(count - flips.len(), count),
        p_value: compared.p_value,
        is_significant: compared.is_significant,
        per_class: (0..class_count)
            .map(|class| class_change(class, truths, &answers_before, &answers_after))
            .collect(),
        flips,
        max_logit_difference: before.iter().zip(after).map(difference).fold(0.0, f32::max),
    })
}

fn flip(picture: usize, truth: usize, before: usize, after: usize) -> Flip {
    let effect = match (before == truth, after == truth) {
        (true, _) => Effect::Lost,
        (_, true) => Effect::Won,
        _ => Effect::Neither,
    };
    Flip { picture, truth, before, after, effect }
}

fn class_change(class: usize, truths: &[usize], before: &[usize], after: &[usize]) -> ClassChange {
    let support = truths.iter().filter(|truth| **truth == class).count();
    let recall = |answers: &[usize]| {
        let hits = answers.iter().zip(truths).filter(|(a, t)| **a == class && **t == class).count();
        (support > 0).then(|| hits as f64 / support as f64)
    };
    ClassChange { support, recall_before: recall(before), recall_after: recall(after) }
}

fn check(before: &[f32], after: &[f32], truths: &[usize], class_count: usize) -> Result<()> {
    let invalid = |reason| Err(Error::EvaluationInput { reason });
    let count = truths.len();
    let expected = count.checked_mul(class_count);
    if expected.is_none_or(|expected| expected == 0)
        || [before, after].iter().any(|logits| Some(logits.len()) != expected)
    {
        return invalid(format!(
            "{} and {} scores for {count} pictures of {class_count} classes",
            before.len(),
            after.len()
        ));
    }
    if let Some(truth) = truths.iter().find(|truth| **truth >= class_count) {
        return invalid(format!("class {truth} of {class_count}"));
    }
    match before.iter().chain(after).all(|score| score.is_finite()) {
        true => Ok(()),
        false => invalid("a score is no finite number".into()),
    }
}
