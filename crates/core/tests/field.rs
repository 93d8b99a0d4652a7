//! What readers said of a published model, and whether its successor should take its place.

#![allow(clippy::unwrap_used, reason = "a failing step should stop the test")]

use kiln_core::dataset::{SplitOptions, Subset, split, split_again};
use kiln_core::evaluation::{
    Correction, FieldAnswer, FieldVerdict, LEAST_COMPARED, LEAST_PICTURES, MAX_DAYS_BY_DAY, Period,
    Recommendation, difference, field_report, recommend, wilson,
};
use proptest::prelude::*;

/// 2026-11-02, a Monday.
const MONDAY: i32 = 20_759;

fn answer(predicted: usize, actual: Option<usize>, day: i32) -> FieldAnswer {
    FieldAnswer { predicted, actual, day }
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
fn answers_are_counted_by_class_by_day_and_by_correction() {
    let answers = [
        answer(0, Some(0), MONDAY),
        answer(0, Some(0), MONDAY + 1),
        answer(0, Some(2), MONDAY + 1),
        answer(0, Some(2), MONDAY + 3),
        answer(0, None, MONDAY + 3),
        answer(2, Some(2), MONDAY + 3),
        answer(2, Some(0), MONDAY),
    ];
    let report = field_report(&answers, 3, None).unwrap();
    assert_eq!((report.total.count, report.total.num_correct), (7, 3));
    assert_eq!(report.total.accuracy, wilson(3, 7));
    assert_eq!(report.num_something_else, 1);
    let counts: Vec<_> =
        report.per_class.iter().map(|share| (share.count, share.num_correct)).collect();
    assert_eq!(counts, [(5, 2), (0, 0), (2, 1)]);
    assert_eq!((report.per_class[1].accuracy.low, report.per_class[1].accuracy.high), (0.0, 1.0));
    assert_eq!(
        report.corrections,
        [
            Correction { predicted: 0, actual: Some(2), count: 2 },
            Correction { predicted: 0, actual: None, count: 1 },
            Correction { predicted: 2, actual: Some(0), count: 1 },
        ]
    );
    assert_eq!(report.period, Period::Day);
    let days: Vec<_> =
        report.periods.iter().map(|p| (p.first_day - MONDAY, p.share.count)).collect();
    assert_eq!(days, [(0, 2), (1, 2), (3, 3)], "a day without answers is no period");
    assert!(report.against_validation.is_none());

    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["periods"][0]["firstDay"], MONDAY);
    assert_eq!(json["periods"][0]["numRight"], 1);
    assert_eq!(json["corrections"][1]["actual"], serde_json::Value::Null);
}

#[test]
fn longer_times_are_gathered_in_weeks_from_monday_on() {
    let within = [answer(0, Some(0), MONDAY), answer(0, None, MONDAY + MAX_DAYS_BY_DAY - 1)];
    assert_eq!(field_report(&within, 1, None).unwrap().period, Period::Day);
    let beyond = [
        answer(0, Some(0), MONDAY - 1),
        answer(0, Some(0), MONDAY),
        answer(0, None, MONDAY + 6),
        answer(0, None, MONDAY + 7 * 5),
    ];
    let report = field_report(&beyond, 1, None).unwrap();
    assert_eq!(report.period, Period::Week);
    let weeks: Vec<_> =
        report.periods.iter().map(|p| (p.first_day - MONDAY, p.share.count)).collect();
    assert_eq!(weeks, [(-7, 1), (0, 2), (35, 1)]);
    // Days that somebody made up must not end in an overflow.
    let absurd = [answer(0, None, i32::MIN), answer(0, None, i32::MAX)];
    assert_eq!(field_report(&absurd, 1, None).unwrap().periods.len(), 2);
}

#[test]
fn the_field_is_held_against_the_validation() {
    let of = |num_correct: usize, count: usize, validation| {
        let answers: Vec<_> =
            (0..count).map(|i| answer(0, (i < num_correct).then_some(0), MONDAY)).collect();
        field_report(&answers, 1, Some(validation)).unwrap().against_validation
    };
    assert_eq!(of(40, 80, (95, 100)).unwrap().verdict, FieldVerdict::Lower);
    assert_eq!(of(79, 80, (60, 100)).unwrap().verdict, FieldVerdict::Higher);
    assert_eq!(of(70, 80, (90, 100)).unwrap().verdict, FieldVerdict::Alike);
    // A handful of answers proves little, fewer nothing.
    assert_eq!(of(4, 5, (95, 100)).unwrap().verdict, FieldVerdict::Alike);
    assert_eq!(of(2, 5, (95, 100)).unwrap().verdict, FieldVerdict::Lower);
    assert_eq!(of(0, LEAST_COMPARED - 1, (95, 100)).unwrap().verdict, FieldVerdict::Alike);
    assert!(of(1, 2, (0, 0)).is_none());
}

#[test]
fn answers_that_cannot_be_are_refused() {
    for answers in [vec![], vec![answer(2, None, 0)], vec![answer(0, Some(2), 0)]] {
        let error = field_report(&answers, 2, None).unwrap_err();
        assert_eq!(error.code(), "evaluation.input");
    }
}

/// `n` pictures; the first model is wrong on the first `only_b`, the second on the next `only_a`.
fn judged(n: usize, only_a: usize, only_b: usize) -> Recommendation {
    let labels = vec![0; n];
    let first: Vec<usize> = (0..n).map(|i| usize::from(i < only_b)).collect();
    let second: Vec<usize> =
        (0..n).map(|i| usize::from((only_b..only_b + only_a).contains(&i))).collect();
    recommend(&first, &second, &labels).unwrap().recommendation
}

#[test]
fn a_successor_is_recommended_only_where_chance_does_not_explain_it() {
    assert_eq!(judged(LEAST_PICTURES, 6, 0), Recommendation::Better);
    assert_eq!(judged(LEAST_PICTURES, 5, 0), Recommendation::NoClearDifference);
    assert_eq!(judged(LEAST_PICTURES, 0, 5), Recommendation::NoClearDifference);
    assert_eq!(judged(LEAST_PICTURES, 0, 6), Recommendation::Worse);
    assert_eq!(judged(100, 10, 10), Recommendation::NoClearDifference);
    assert_eq!(judged(1000, 30, 60), Recommendation::Worse);
}

#[test]
fn too_few_pictures_recommend_nothing() {
    assert_eq!(judged(LEAST_PICTURES - 1, 19, 0), Recommendation::TooFewPictures);
    let of_nothing = recommend(&[], &[], &[]).unwrap();
    assert_eq!(of_nothing.recommendation, Recommendation::TooFewPictures);
    assert!(of_nothing.comparison.is_none());
    assert!(recommend(&[0], &[], &[]).is_err());
    let json = serde_json::to_value(&of_nothing).unwrap();
    assert_eq!(json["recommendation"], "too-few-pictures");
    assert_eq!(json["numNeeded"], LEAST_PICTURES);
}

const FIFTH: SplitOptions = SplitOptions { validation_share: 0.2, test_share: 0.0, seed: 1 };

#[test]
fn a_successor_is_checked_on_the_pictures_of_before() {
    let classes = [vec![0; 40], vec![1; 40]].concat();
    let groups: Vec<usize> = (0..80).collect();
    let first = split(&classes, &groups, &[false; 80], 2, &FIFTH).unwrap();
    let mut before: Vec<bool> =
        first.parts.iter().map(|part| *part == Subset::Validation).collect();
    let again = split_again(&classes, &groups, &[false; 80], &before, 2, &FIFTH).unwrap();
    assert_eq!(again, first);

    // Thirty more of each.
    before.extend([false; 60]);
    let classes = [classes, vec![0; 30], vec![1; 30]].concat();
    let groups: Vec<usize> = (0..140).collect();
    let grown = split_again(&classes, &groups, &[false; 140], &before, 2, &FIFTH).unwrap();
    let is_validation = |index: &usize| grown.parts[*index] == Subset::Validation;
    assert!((0..140).filter(|index| before[*index]).all(|index| is_validation(&index)));
    assert_eq!((0..140).filter(is_validation).count(), 28, "the share is that of all pictures");

    assert!(split_again(&classes, &groups, &[false; 140], &before[1..], 2, &FIFTH).is_err());
}

proptest! {
    #[test]
    fn whatever_was_checked_before_a_split_keeps_its_rules(
        before in proptest::collection::vec(any::<bool>(), 60),
        group_size in 1_usize..6,
    ) {
        let classes: Vec<usize> = (0..60).map(|index| index / 20).collect();
        let groups: Vec<usize> = (0..60).map(|index| index / group_size).collect();
        let split = split_again(&classes, &groups, &[false; 60], &before, 3, &FIFTH).unwrap();
        for (index, part) in split.parts.iter().enumerate() {
            prop_assert_eq!(*part, split.parts[index / group_size * group_size]);
        }
        for class in 0..3 {
            let has = |wanted: Subset| (class * 20..class * 20 + 20).any(|i| split.parts[i] == wanted);
            prop_assert!(has(Subset::Train) && has(Subset::Validation));
        }
    }

    #[test]
    fn every_answer_is_counted_once_in_every_way(
        raw in proptest::collection::vec((0_usize..4, 0_usize..5, -400_i32..400), 1..80),
    ) {
        let answers: Vec<_> =
            raw.iter().map(|(p, a, day)| answer(*p, (*a < 4).then_some(*a), *day)).collect();
        let report = field_report(&answers, 4, None).unwrap();
        let sum = |counts: Vec<usize>| counts.into_iter().sum::<usize>();
        prop_assert_eq!(report.total.count, answers.len());
        prop_assert_eq!(sum(report.per_class.iter().map(|s| s.count).collect()), answers.len());
        prop_assert_eq!(sum(report.periods.iter().map(|p| p.share.count).collect()), answers.len());
        let num_wrong = sum(report.corrections.iter().map(|c| c.count).collect());
        prop_assert_eq!(num_wrong + report.total.num_correct, answers.len());
        prop_assert!(report.periods.windows(2).all(|pair| pair[0].first_day < pair[1].first_day));
    }
}
