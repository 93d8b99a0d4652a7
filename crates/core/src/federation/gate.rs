//! The gate: whether a head takes the place of the best one so far, by pictures that nobody learnt from.

use crate::error::{Error, Result};
use crate::evaluation::{Recommendation, recommend, wilson};
use serde::Serialize;

/// What is said of a head.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Verdict {
    /// Whether it becomes the best one.
    pub accepted: bool,
    /// Why, or why not.
    pub reason: VerdictReason,
    /// Pictures that it is right about.
    pub correct: usize,
    /// Pictures that it was asked about.
    pub pictures: usize,
    /// Their share.
    pub accuracy: f64,
    /// Lower end of its 95 % interval.
    pub low: f64,
    /// Upper end of its 95 % interval.
    pub high: f64,
}

/// The reason for a verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum VerdictReason {
    /// There was none before, and it is better than guessing.
    First,
    /// It is better, and that is no chance.
    Better,
    /// It is right as often or more often; the difference may be chance.
    NotWorse,
    /// It is worse, or no better than always saying the most frequent class.
    Worse,
    /// It is right less often, which may be chance: the best one stays.
    TooFewToSay,
}

/// Judges the classes that a head says, `candidate`, beside those of the `best` one so far, if there is one.
///
/// # Shapes
/// All are `[n]`, n ≥ 1.
///
/// # Errors
/// [`crate::Error::EvaluationInput`] where lengths differ or are 0.
pub fn judge(candidate: &[usize], best: Option<&[usize]>, labels: &[usize]) -> Result<Verdict> {
    let right = |said: &[usize]| said.iter().zip(labels).filter(|(a, b)| a == b).count();
    let compared = recommend(candidate, best.unwrap_or(candidate), labels)?;
    if labels.is_empty() {
        return Err(Error::EvaluationInput { reason: "there is no held-out picture".into() });
    }
    let correct = right(candidate);
    let (accepted, reason) = match best {
        None if correct > most_frequent(labels) => (true, VerdictReason::First),
        None => (false, VerdictReason::Worse),
        Some(best) => match compared.recommendation {
            Recommendation::Better => (true, VerdictReason::Better),
            Recommendation::Worse => (false, VerdictReason::Worse),
            _ if correct >= right(best) => (true, VerdictReason::NotWorse),
            _ => (false, VerdictReason::TooFewToSay),
        },
    };
    let share = wilson(correct, labels.len());
    let (accuracy, low, high) = (share.value, share.low, share.high);
    Ok(Verdict { accepted, reason, correct, pictures: labels.len(), accuracy, low, high })
}

/// The number of pictures of the class that has the most.
fn most_frequent(labels: &[usize]) -> usize {
    let of = |label: &usize| labels.iter().filter(|other| *other == label).count();
    labels.iter().map(of).max().unwrap_or(0)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failing step should stop the test")]
mod tests {
    use super::*;

    /// Answers of which the first so many are right.
    fn right(count: usize, labels: &[usize]) -> Vec<usize> {
        labels.iter().enumerate().map(|(at, label)| if at < count { *label } else { 9 }).collect()
    }

    #[test]
    fn a_worse_head_never_takes_the_place_of_a_better_one() {
        let labels: Vec<usize> = (0..40).map(|picture| picture % 4).collect();
        let verdict = |candidate: usize, best: Option<usize>| {
            let best = best.map(|best| right(best, &labels));
            let verdict = judge(&right(candidate, &labels), best.as_deref(), &labels).unwrap();
            assert_eq!((verdict.correct, verdict.pictures), (candidate, 40));
            assert!(verdict.low < verdict.accuracy && verdict.accuracy < verdict.high);
            (verdict.accepted, verdict.reason)
        };
        assert_eq!(verdict(30, None), (true, VerdictReason::First));
        assert_eq!(verdict(10, None), (false, VerdictReason::Worse));
        assert_eq!(verdict(30, Some(20)), (true, VerdictReason::Better));
        assert_eq!(verdict(21, Some(20)), (true, VerdictReason::NotWorse));
        assert_eq!(verdict(20, Some(20)), (true, VerdictReason::NotWorse));
        assert_eq!(verdict(19, Some(20)), (false, VerdictReason::TooFewToSay));
        assert_eq!(verdict(10, Some(20)), (false, VerdictReason::Worse));
        assert!(judge(&[], None, &[]).is_err());
    }
}
