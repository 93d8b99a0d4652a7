//! The figures of readers' feedback, counted by hand.

#![allow(clippy::unwrap_used, reason = "a failing step should stop the test")]

use kiln_core::evaluation::{difference, wilson};
use kiln_core::feedback::{
    ClassFeedback, Correction, LEAST_COMPARED, MAX_DAYS_BY_DAY, Period, ValidationVerdict, report,
};
use proptest::prelude::*;

/// 2026-11-02, a Monday.
const MONDAY: i32 = 20_759;

fn feedback(predicted: usize, actual: Option<usize>, day: i32) -> ClassFeedback {
    ClassFeedback { predicted, actual, day }
}

#[test]
fn differences_are_newcombes() {
    // Table II of the paper, method 10, to its four digits.
    for (first, second, low, high) in [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ] {
        let found = difference(first, second);
        assert!((found.low - low).abs() < 5e-5, "{first:?}, {second:?}: {}", found.low);
        assert!((found.high - high).abs() < 5e-5, "{first:?}, {second:?}: {}", found.high);
        let other_way = difference(second, first);
        assert_eq!((other_way.low, other_way.high), (-found.high, -found.low));
    }
}

#[test]
fn feedback_is_counted_by_class_by_day_and_by_correction() {
    let entries = [
        feedback(0, Some(0), MONDAY),
        feedback(0, Some(0), MONDAY + 1),
        feedback(0, Some(2), MONDAY + 1),
        feedback(0, Some(2), MONDAY + 3),
        feedback(0, None, MONDAY + 3),
        feedback(2, Some(2), MONDAY + 3),
        feedback(2, Some(0), MONDAY),
    ];
    let figures = report(&entries, 3, None).unwrap();
    assert_eq!((figures.total.count, figures.total.num_correct), (7, 3));
    assert_eq!(figures.total.accuracy, wilson(3, 7));
    assert_eq!(figures.num_something_else, 1);
    let counts: Vec<_> =
        figures.per_class.iter().map(|share| (share.count, share.num_correct)).collect();
    assert_eq!(counts, [(5, 2), (0, 0), (2, 1)]);
    assert_eq!((figures.per_class[1].accuracy.low, figures.per_class[1].accuracy.high), (0.0, 1.0));
    assert_eq!(
        figures.corrections,
        [
            Correction { predicted: 0, actual: Some(2), count: 2 },
            Correction { predicted: 0, actual: None, count: 1 },
            Correction { predicted: 2, actual: Some(0), count: 1 },
        ]
    );
    assert_eq!(figures.period, Period::Day);
    let days: Vec<_> =
        figures.periods.iter().map(|p| (p.first_day - MONDAY, p.share.count)).collect();
    assert_eq!(days, [(0, 2), (1, 2), (3, 3)], "a day without feedback is no period");
    assert!(figures.against_validation.is_none());

    let json = serde_json::to_value(&figures).unwrap();
    assert_eq!(json["periods"][0]["firstDay"], MONDAY);
    assert_eq!(json["periods"][0]["numCorrect"], 1);
    assert_eq!(json["corrections"][1]["actual"], serde_json::Value::Null);
}

#[test]
fn longer_times_are_gathered_in_weeks_from_monday_on() {
    let within = [feedback(0, Some(0), MONDAY), feedback(0, None, MONDAY + MAX_DAYS_BY_DAY - 1)];
    assert_eq!(report(&within, 1, None).unwrap().period, Period::Day);
    let beyond = [
        feedback(0, Some(0), MONDAY - 1),
        feedback(0, Some(0), MONDAY),
        feedback(0, None, MONDAY + 6),
        feedback(0, None, MONDAY + 7 * 5),
    ];
    let figures = report(&beyond, 1, None).unwrap();
    assert_eq!(figures.period, Period::Week);
    let weeks: Vec<_> =
        figures.periods.iter().map(|p| (p.first_day - MONDAY, p.share.count)).collect();
    assert_eq!(weeks, [(-7, 1), (0, 2), (35, 1)]);
    // Days that somebody made up must not end in an overflow.
    let absurd = [feedback(0, None, i32::MIN), feedback(0, None, i32::MAX)];
    assert_eq!(report(&absurd, 1, None).unwrap().periods.len(), 2);
}

#[test]
fn feedback_is_held_against_the_validation() {
    let of = |num_correct: usize, count: usize, validation| {
        let entries: Vec<_> =
            (0..count).map(|i| feedback(0, (i < num_correct).then_some(0), MONDAY)).collect();
        report(&entries, 1, Some(validation)).unwrap().against_validation
    };
    assert_eq!(of(40, 80, (95, 100)).unwrap().verdict, ValidationVerdict::Lower);
    assert_eq!(of(79, 80, (60, 100)).unwrap().verdict, ValidationVerdict::Higher);
    assert_eq!(of(70, 80, (90, 100)).unwrap().verdict, ValidationVerdict::Alike);
    // A handful of readers proves little, fewer nothing.
    assert_eq!(of(4, 5, (95, 100)).unwrap().verdict, ValidationVerdict::Alike);
    assert_eq!(of(2, 5, (95, 100)).unwrap().verdict, ValidationVerdict::Lower);
    assert_eq!(of(0, LEAST_COMPARED - 1, (95, 100)).unwrap().verdict, ValidationVerdict::Alike);
    assert!(of(1, 2, (0, 0)).is_none());
}

#[test]
fn classes_that_cannot_be_are_refused() {
    for entries in [vec![], vec![feedback(2, None, 0)], vec![feedback(0, Some(2), 0)]] {
        let error = report(&entries, 2, None).unwrap_err();
        assert_eq!(error.code(), "evaluation.input");
    }
}

proptest! {
    #[test]
    fn every_entry_is_counted_once_in_every_way(
        raw in proptest::collection::vec((0_usize..4, 0_usize..5, -400_i32..400), 1..80),
    ) {
        let entries: Vec<_> =
            raw.iter().map(|(p, a, day)| feedback(*p, (*a < 4).then_some(*a), *day)).collect();
        let figures = report(&entries, 4, None).unwrap();
        let sum = |counts: Vec<usize>| counts.into_iter().sum::<usize>();
        prop_assert_eq!(figures.total.count, entries.len());
        prop_assert_eq!(sum(figures.per_class.iter().map(|s| s.count).collect()), entries.len());
        prop_assert_eq!(sum(figures.periods.iter().map(|p| p.share.count).collect()), entries.len());
        let num_wrong = sum(figures.corrections.iter().map(|c| c.count).collect());
        prop_assert_eq!(num_wrong + figures.total.num_correct, entries.len());
        prop_assert!(figures.periods.windows(2).all(|pair| pair[0].first_day < pair[1].first_day));
    }
}
