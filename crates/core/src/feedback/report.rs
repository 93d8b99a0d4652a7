//! The figures of the feedback on one model.
//!
//! Readers who give feedback are no random sample: those who were surprised do so more often, on pictures of
//! their own choosing, and nobody checks what they say. The figures count what came in; the
//! intervals say only what chance alone would do.

use crate::error::{Error, Result};
use crate::evaluation::{Difference, Proportion, difference, wilson};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A reader's opinion of one prediction, in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClassFeedback {
    /// The class that the model predicted.
    pub predicted: usize,
    /// The class that the reader says it is; none for something else.
    pub actual: Option<usize>,
    /// Days since 1970-01-01.
    pub day: i32,
}

impl ClassFeedback {
    fn is_correct(&self) -> bool {
        self.actual == Some(self.predicted)
    }
}

/// The predictions of some kind, and those of them that readers called right.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct CorrectShare {
    /// Predictions that readers gave feedback on.
    pub count: usize,
    /// The number of these that readers called right.
    pub num_correct: usize,
    /// The share of these; 0 of none, between 0 and 1.
    pub accuracy: Proportion,
}

/// A class that readers say instead of the predicted one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Correction {
    /// The class that the model predicted.
    pub predicted: usize,
    /// The class that the reader says it is; none for something else.
    pub actual: Option<usize>,
    /// The number of readers who say so.
    pub count: usize,
}

/// The length of time over which feedback is gathered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum Period {
    /// One day.
    Day,
    /// Seven days from a Monday on.
    Week,
}

/// The feedback of one period.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct PeriodShare {
    /// Days since 1970-01-01.
    pub first_day: i32,
    /// The predictions of the period, at least one.
    #[serde(flatten)]
    pub share: CorrectShare,
}

/// Whether readers see what the validation pictures promised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum ValidationVerdict {
    /// Fewer right among readers than chance explains.
    Lower,
    /// The difference is no larger than chance explains.
    Alike,
    /// More right among readers than chance explains.
    Higher,
}

/// Accuracy among readers against that on validation pictures.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct AgainstValidation {
    /// The accuracy among readers minus that on validation pictures.
    pub difference: Difference,
    /// The side of zero on which the interval of the difference lies.
    pub verdict: ValidationVerdict,
}

/// The figures of all feedback on one model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct FeedbackReport {
    /// All predictions with feedback, at least one.
    pub total: CorrectShare,
    /// Predictions of which the reader says that it is none of the classes.
    pub num_something_else: usize,
    /// One per class, by the predicted class.
    pub per_class: Vec<CorrectShare>,
    /// The corrections, most frequent first.
    pub corrections: Vec<Correction>,
    /// The length of the periods: days while all feedback lies within [`MAX_DAYS_BY_DAY`], weeks beyond.
    pub period: Period,
    /// The periods that have feedback, ascending.
    pub periods: Vec<PeriodShare>,
    /// The comparison with validation; none where the model was never validated.
    pub against_validation: Option<AgainstValidation>,
}

/// The number of days that a table shows without scrolling far.
pub const MAX_DAYS_BY_DAY: i32 = 28;

/// The fewest pictures on either side of a comparison. With fewer a difference is left to chance: the
/// intervals of [`difference`] were examined for groups of 5 and more.
pub const LEAST_COMPARED: usize = 5;

/// Counts the feedback on one model of `num_classes` classes. `validation` is the number of validation pictures
/// that it had right, and the number of all.
///
/// # Errors
/// [`Error::EvaluationInput`] without feedback, or when a class is not below `num_classes`.
///
/// ```
/// use kiln_core::feedback::{ClassFeedback, report};
/// let feedback = |actual| ClassFeedback { predicted: 0, actual, day: 20_000 };
/// let report = report(&[feedback(Some(0)), feedback(Some(1)), feedback(None)], 2, None)?;
/// assert_eq!((report.total.num_correct, report.total.count), (1, 3));
/// assert_eq!(report.num_something_else, 1);
/// # Ok::<(), kiln_core::Error>(())
/// ```
pub fn report(
    entries: &[ClassFeedback],
    num_classes: usize,
    validation: Option<(usize, usize)>,
) -> Result<FeedbackReport> {
    let is_known = |class: usize| class < num_classes;
    let fits =
        |entry: &ClassFeedback| is_known(entry.predicted) && entry.actual.is_none_or(is_known);
    if entries.is_empty() || !entries.iter().all(fits) {
        let reason = format!("{} readers' opinions about {num_classes} classes", entries.len());
        return Err(Error::EvaluationInput { reason });
    }
    let total = share(entries.iter());
    let of_class = |class| share(entries.iter().filter(move |entry| entry.predicted == class));
    let (period, periods) = over_time(entries);
    let against_validation = validation.filter(|(_, count)| *count > 0).map(|validation| {
        let difference = difference((total.num_correct, total.count), validation);
        let is_enough = total.count.min(validation.1) >= LEAST_COMPARED;
        let verdict = match difference {
            _ if !is_enough => ValidationVerdict::Alike,
            Difference { high, .. } if high < 0.0 => ValidationVerdict::Lower,
            Difference { low, .. } if low > 0.0 => ValidationVerdict::Higher,
            _ => ValidationVerdict::Alike,
        };
        AgainstValidation { difference, verdict }
    });
    Ok(FeedbackReport {
        total,
        num_something_else: entries.iter().filter(|entry| entry.actual.is_none()).count(),
        per_class: (0..num_classes).map(of_class).collect(),
        corrections: corrections(entries),
        period,
        periods,
        against_validation,
    })
}

fn share<'a>(entries: impl Iterator<Item = &'a ClassFeedback>) -> CorrectShare {
    let (mut count, mut num_correct) = (0, 0);
    for entry in entries {
        count += 1;
        num_correct += usize::from(entry.is_correct());
    }
    CorrectShare { count, num_correct, accuracy: wilson(num_correct, count) }
}

/// The corrections, most frequent first. Among equally frequent ones that of the earlier classes comes first,
/// and something else last.
fn corrections(entries: &[ClassFeedback]) -> Vec<Correction> {
    let mut counts = BTreeMap::new();
    for ClassFeedback { predicted, actual, .. } in
        entries.iter().filter(|entry| !entry.is_correct())
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

fn over_time(entries: &[ClassFeedback]) -> (Period, Vec<PeriodShare>) {
    let mut by_day: BTreeMap<i32, Vec<&ClassFeedback>> = BTreeMap::new();
    for entry in entries {
        by_day.entry(entry.day).or_default().push(entry);
    }
    let first = by_day.keys().next().copied().unwrap_or_default();
    let last = by_day.keys().next_back().copied().unwrap_or_default();
    let is_short = i64::from(last) - i64::from(first) < i64::from(MAX_DAYS_BY_DAY);
    let period = if is_short { Period::Day } else { Period::Week };
    let mut by_period: BTreeMap<i32, Vec<&ClassFeedback>> = BTreeMap::new();
    for (day, entries) in by_day {
        // 1970-01-01 was a Thursday: three days after a Monday.
        let since_monday = (i64::from(day) + 3).rem_euclid(7) as i32;
        let first_day = if is_short { day } else { day.saturating_sub(since_monday) };
        by_period.entry(first_day).or_default().extend(entries);
    }
    let periods = by_period
        .into_iter()
        .map(|(first_day, entries)| PeriodShare { first_day, share: share(entries.into_iter()) });
    (period, periods.collect())
}
