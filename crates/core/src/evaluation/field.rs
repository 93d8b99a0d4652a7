//! What readers of an article say of a model's answers.
//!
//! Readers who answer are no random sample: who was surprised answers more often, on pictures of the
//! reader's own choosing, and nobody checks what a reader says. The figures count what came in; the
//! intervals say only what chance alone would do.

use super::intervals::{Difference, Proportion, difference, wilson};
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One reader's opinion of one answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldAnswer {
    /// The class the model answered.
    pub predicted: usize,
    /// The class the reader says it is; none for something else.
    pub actual: Option<usize>,
    /// Days since 1970-01-01.
    pub day: i32,
}

impl FieldAnswer {
    fn is_right(&self) -> bool {
        self.actual == Some(self.predicted)
    }
}

/// How many answers of some kind readers called right.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FieldShare {
    /// Answers.
    pub count: usize,
    /// Those that readers called right.
    pub num_correct: usize,
    /// The latter's share; of no answers 0, between 0 and 1.
    pub accuracy: Proportion,
}

/// What readers say it is instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Correction {
    /// The class the model answered.
    pub predicted: usize,
    /// The class the reader says it is; none for something else.
    pub actual: Option<usize>,
    /// How often.
    pub count: usize,
}

/// How the answers are gathered over time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Period {
    /// One day.
    Day,
    /// Seven days from a Monday on.
    Week,
}

/// The answers of one period.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FieldPeriod {
    /// Days since 1970-01-01.
    pub first_day: i32,
    /// At least one answer.
    #[serde(flatten)]
    pub share: FieldShare,
}

/// Whether readers see what the validation pictures promised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FieldVerdict {
    /// Fewer right among readers than chance explains.
    Lower,
    /// No difference that chance would not explain.
    Alike,
    /// More right among readers than chance explains.
    Higher,
}

/// Accuracy among readers against that on validation pictures.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AgainstValidation {
    /// Among readers minus on validation pictures.
    pub difference: Difference,
    /// What the interval of the difference says.
    pub verdict: FieldVerdict,
}

/// What all answers about one model amount to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FieldReport {
    /// All answers, at least one.
    pub total: FieldShare,
    /// Answers where the reader says that it is none of the classes.
    pub num_something_else: usize,
    /// One per class, by what the model answered.
    pub per_class: Vec<FieldShare>,
    /// What was corrected to what, most frequent first.
    pub corrections: Vec<Correction>,
    /// By day while all answers lie within [`MAX_DAYS_BY_DAY`], by week beyond.
    pub period: Period,
    /// Those that have answers, ascending.
    pub periods: Vec<FieldPeriod>,
    /// None where the model was never validated.
    pub against_validation: Option<AgainstValidation>,
}

/// As many days as a table shows without scrolling far.
pub const MAX_DAYS_BY_DAY: i32 = 28;

/// With fewer on either side a difference is left to chance: the intervals of [`difference`] were
/// examined for groups of 5 and more.
pub const LEAST_COMPARED: usize = 5;

/// Counts `answers` about one model of `num_classes` classes. `validation` is how many of how many
/// validation pictures it had right.
///
/// # Errors
/// [`Error::EvaluationInput`] without answers, or when a class is not below `num_classes`.
pub fn field_report(
    answers: &[FieldAnswer],
    num_classes: usize,
    validation: Option<(usize, usize)>,
) -> Result<FieldReport> {
    let is_known = |class: usize| class < num_classes;
    let fits =
        |answer: &FieldAnswer| is_known(answer.predicted) && answer.actual.is_none_or(is_known);
    if answers.is_empty() || !answers.iter().all(fits) {
        let reason = format!("{} answers about {num_classes} classes", answers.len());
        return Err(Error::EvaluationInput { reason });
    }
    let total = share(answers.iter());
    let of_class = |class| share(answers.iter().filter(move |answer| answer.predicted == class));
    let (period, periods) = over_time(answers);
    let against_validation = validation.filter(|(_, count)| *count > 0).map(|validation| {
        let difference = difference((total.num_correct, total.count), validation);
        let is_enough = total.count.min(validation.1) >= LEAST_COMPARED;
        let verdict = match difference {
            _ if !is_enough => FieldVerdict::Alike,
            Difference { high, .. } if high < 0.0 => FieldVerdict::Lower,
            Difference { low, .. } if low > 0.0 => FieldVerdict::Higher,
            _ => FieldVerdict::Alike,
        };
        AgainstValidation { difference, verdict }
    });
    Ok(FieldReport {
        total,
        num_something_else: answers.iter().filter(|answer| answer.actual.is_none()).count(),
        per_class: (0..num_classes).map(of_class).collect(),
        corrections: corrections(answers),
        period,
        periods,
        against_validation,
    })
}

fn share<'a>(answers: impl Iterator<Item = &'a FieldAnswer>) -> FieldShare {
    let (mut count, mut num_correct) = (0, 0);
    for answer in answers {
        count += 1;
        num_correct += usize::from(answer.is_right());
    }
    FieldShare { count, num_correct, accuracy: wilson(num_correct, count) }
}

/// Of equally frequent ones, that of the earlier classes comes first; something else comes last.
fn corrections(answers: &[FieldAnswer]) -> Vec<Correction> {
    let mut counts = BTreeMap::new();
    for FieldAnswer { predicted, actual, .. } in answers.iter().filter(|answer| !answer.is_right())
    {
        *counts.entry((*predicted, actual.unwrap_or(usize::MAX))).or_insert(0) += 1;
    }
    let mut corrections: Vec<Correction> = counts
        .into_iter()
        .map(|((predicted, actual), count)| Correction {
            predicted,
            actual: (actual != usize::MAX).then_some(actual),
            count,
        })
        .collect();
    corrections.sort_by_key(|correction| std::cmp::Reverse(correction.count));
    corrections
}

fn over_time(answers: &[FieldAnswer]) -> (Period, Vec<FieldPeriod>) {
    let mut by_day: BTreeMap<i32, Vec<&FieldAnswer>> = BTreeMap::new();
    for answer in answers {
        by_day.entry(answer.day).or_default().push(answer);
    }
    let first = by_day.keys().next().copied().unwrap_or_default();
    let last = by_day.keys().next_back().copied().unwrap_or_default();
    let is_short = i64::from(last) - i64::from(first) < i64::from(MAX_DAYS_BY_DAY);
    let period = if is_short { Period::Day } else { Period::Week };
    let mut by_period: BTreeMap<i32, Vec<&FieldAnswer>> = BTreeMap::new();
    for (day, answers) in by_day {
        // 1970-01-01 was a Thursday: three days after a Monday.
        let since_monday = (i64::from(day) + 3).rem_euclid(7) as i32;
        let first_day = if is_short { day } else { day.saturating_sub(since_monday) };
        by_period.entry(first_day).or_default().extend(answers);
    }
    let periods = by_period
        .into_iter()
        .map(|(first_day, answers)| FieldPeriod { first_day, share: share(answers.into_iter()) });
    (period, periods.collect())
}
