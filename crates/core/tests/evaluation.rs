//! Evaluation against scikit-learn, SciPy and statsmodels (`tests/fixtures/evaluation`).

#![allow(clippy::unwrap_used, reason = "a failing step should stop the test")]

mod common;

use kiln_core::dataset::folds;
use kiln_core::evaluation::{
    Evaluation, calibrate, compare, energy, evaluate, predicted_classes, suspects, wilson,
};
use proptest::prelude::*;
use serde_json::Value;

/// Both sides compute in float64; sums of a few dozen terms differ in their last digits.
const CLOSE: f64 = 1e-12;

fn assert_close(actual: f64, expected: &Value, what: &str) {
    let expected = expected.as_f64().unwrap();
    assert!((actual - expected).abs() < CLOSE, "{what}: {actual}, not {expected}");
}

fn indices(values: &Value) -> Vec<usize> {
    values.as_array().unwrap().iter().map(|value| value.as_u64().unwrap() as usize).collect()
}

fn probabilities(case: &Value) -> Vec<f32> {
    indices(&case["steps"]).into_iter().map(|steps| steps as f32 / 1024.0).collect()
}

#[test]
fn figures_are_scikit_learns() {
    let fixture = common::json("evaluation/evaluation.json");
    for case in fixture["cases"].as_array().unwrap() {
        let name = case["name"].as_str().unwrap();
        let num_classes = case["classCount"].as_u64().unwrap() as usize;
        let labels = indices(&case["truths"]);
        let evaluation = evaluate(&probabilities(case), &labels, num_classes).unwrap();
        let expected = &case["expected"];

        let accuracy = evaluation.accuracy;
        for (index, value) in [accuracy.value, accuracy.low, accuracy.high].into_iter().enumerate()
        {
            assert_close(value, &expected["accuracy"][index], name);
        }
        assert_close(evaluation.log_loss, &expected["logLoss"], name);
        assert_close(evaluation.calibration_error, &expected["calibrationError"], name);
        let means = evaluation.macro_average;
        for (index, value) in [means.precision, means.recall, means.f1].into_iter().enumerate() {
            assert_close(value, &expected["macro"][index], name);
        }
        for (class, scores) in evaluation.per_class.iter().enumerate() {
            assert_eq!(scores.support as u64, expected["support"][class].as_u64().unwrap());
            for (key, value) in
                [("precision", scores.precision), ("recall", scores.recall), ("f1", scores.f1)]
            {
                match value {
                    Some(value) => assert_close(value, &expected[key][class], name),
                    None => assert!(expected[key][class].is_null(), "{name}: {key} of {class}"),
                }
            }
        }
        assert_eq!(serde_json::to_value(&evaluation.confusion).unwrap(), expected["confusion"]);

        let binary = evaluation.binary;
        assert_eq!(binary.is_some(), !expected["binary"].is_null(), "{name}");
        let Some(binary) = binary else { continue };
        let expected = &expected["binary"];
        assert_close(binary.roc_auc, &expected["rocAuc"], name);
        assert_close(binary.average_precision, &expected["averagePrecision"], name);
        // Ours begin with a point above all probabilities.
        assert_eq!(binary.roc.len() - 1, expected["roc"].as_array().unwrap().len(), "{name}");
        assert!(binary.roc[0].threshold > binary.roc[1].threshold);
        for (point, expected) in binary.roc[1..].iter().zip(expected["roc"].as_array().unwrap()) {
            assert_close(point.threshold, &expected[0], name);
            assert_close(point.false_positive_rate, &expected[1], name);
            assert_close(point.true_positive_rate, &expected[2], name);
        }
        let curve = expected["precisionRecall"].as_array().unwrap();
        assert_eq!(binary.precision_recall.len() - 1, curve.len(), "{name}");
        for (point, expected) in binary.precision_recall[1..].iter().zip(curve) {
            assert_close(point.threshold, &expected[0], name);
            assert_close(point.precision, &expected[1], name);
            assert_close(point.recall, &expected[2], name);
        }
    }
}

#[test]
fn intervals_are_statsmodels() {
    for row in common::json("evaluation/evaluation.json")["wilson"].as_array().unwrap() {
        let counts = [0, 1].map(|index| row[index].as_u64().unwrap() as usize);
        let interval = wilson(counts[0], counts[1]);
        assert_close(interval.low, &row[2], "low");
        assert_close(interval.high, &row[3], "high");
    }
    let of_nothing = wilson(0, 0);
    assert_eq!((of_nothing.low, of_nothing.high), (0.0, 1.0));
}

#[test]
fn mcnemar_is_the_binomial_test() {
    for row in common::json("evaluation/evaluation.json")["mcnemar"].as_array().unwrap() {
        let [b, c] = [0, 1].map(|index| row[index].as_u64().unwrap() as usize);
        // b pictures only the first has right, c only the second, and two that both have.
        let labels = vec![1; b + c + 2];
        let first: Vec<usize> =
            (0..labels.len()).map(|i| usize::from(i < b || i >= b + c)).collect();
        let second: Vec<usize> = (0..labels.len()).map(|i| usize::from(i >= b)).collect();
        let comparison = compare(&first, &second, &labels).unwrap();
        assert_eq!(comparison.only_a_right, (0..b).collect::<Vec<_>>());
        assert_eq!(comparison.only_b_right, (b..b + c).collect::<Vec<_>>());
        assert_close(comparison.accuracy_a, &((b + 2) as f64 / labels.len() as f64).into(), "a");
        // A sum of up to 900 terms in logarithms.
        let expected = row[2].as_f64().unwrap();
        assert!((comparison.p_value - expected).abs() < 1e-10, "{b}, {c}: {}", comparison.p_value);
    }
    assert!(compare(&[0], &[0, 1], &[0]).is_err());
}

#[test]
fn an_evaluation_comes_back_from_json() {
    let evaluation = evaluate(&[0.25, 0.75, 1.0, 0.0, 0.5, 0.5], &[1, 0, 1], 2).unwrap();
    let json = serde_json::to_string(&evaluation).unwrap();
    for key in ["logLoss", "macroAverage", "perClass", "calibrationError", "falsePositiveRate"] {
        assert!(json.contains(&format!("\"{key}\"")), "{key} in {json}");
    }
    // Infinity, which other libraries put into curves, would have become null.
    let again: Evaluation = serde_json::from_str(&json).unwrap();
    assert_eq!((again.confusion, again.per_class), (evaluation.confusion, evaluation.per_class));
    assert_eq!(again.binary.unwrap().roc, evaluation.binary.unwrap().roc);
}

#[test]
fn input_that_cannot_be_evaluated_is_refused() {
    for (probabilities, labels, num_classes) in [
        (vec![], vec![], 2),
        (vec![0.5; 3], vec![0, 1], 2),
        (vec![0.5; 4], vec![0, 2], 2),
        (vec![0.5, f32::NAN, 0.5, 0.5], vec![0, 1], 2),
        (vec![-0.5, 1.5], vec![0], 2),
        (vec![], vec![0], 0),
    ] {
        let error = evaluate(&probabilities, &labels, num_classes).unwrap_err();
        assert_eq!(error.code(), "evaluation.input");
        assert!(suspects(&probabilities, &labels, num_classes).is_err());
    }
}

#[test]
fn a_label_that_was_swapped_is_suspected_and_doubt_is_not() {
    let probabilities = [
        0.9, 0.1, //
        0.8, 0.2, //
        0.1, 0.9, // given 0, looks like 1
        0.45, 0.55, // given 0, undecided
        0.1, 0.9, //
        0.2, 0.8, //
        0.97, 0.03, // given 1, looks like 0
        0.3, 0.7,
    ];
    let found = suspects(&probabilities, &[0, 0, 0, 0, 1, 1, 1, 1], 2).unwrap();
    let pictures: Vec<_> = found.iter().map(|suspect| suspect.picture).collect();
    assert_eq!(pictures, [6, 2], "the clearest first");
    assert_eq!((found[0].given, found[0].predicted, found[0].probability), (1, 0, 0.97));
}

#[test]
fn the_threshold_keeps_its_share() {
    let scores: Vec<f32> = (0..20).rev().map(|score| score as f32).collect();
    let threshold = calibrate(&scores, 0.95).unwrap();
    assert_eq!(threshold.threshold, 1.0);
    assert_eq!(threshold.false_alarm_rate, wilson(1, 20));
    // Equal scores stand or fall together: none may fall.
    let equal = calibrate(&[2.0; 40], 0.5).unwrap();
    assert_eq!((equal.threshold, equal.false_alarm_rate.value), (2.0, 0.0));
    assert_eq!(calibrate(&[], 0.95), None);
    assert_eq!(calibrate(&[1.0, f32::NAN], 0.95), None);
}

#[test]
fn energy_is_the_logarithm_of_the_sum_and_does_not_overflow() {
    assert!((energy(&[0.0, 0.0, 0.0, 0.0]) - 4_f32.ln()).abs() < 1e-6);
    assert_eq!(energy(&[1000.0, 0.0]), 1000.0);
    assert_eq!(energy(&[]), f32::NEG_INFINITY);
}

#[test]
fn folds_without_bursts_differ_by_one_picture_a_class() {
    let classes: Vec<usize> = (0..100).map(|index| usize::from(index >= 23)).collect();
    let groups: Vec<usize> = (0..100).collect();
    let fold_of = folds(&classes, &groups, 2, 5, 7).unwrap();
    for class in 0..2 {
        let count = |fold| (0..100).filter(|i| classes[*i] == class && fold_of[*i] == fold).count();
        let counts: Vec<usize> = (0..5).map(count).collect();
        assert!(counts.iter().max().unwrap() - counts.iter().min().unwrap() <= 1, "{counts:?}");
    }
    assert_eq!(fold_of, folds(&classes, &groups, 2, 5, 7).unwrap());
    assert_ne!(fold_of, folds(&classes, &groups, 2, 5, 8).unwrap());
    assert_eq!(folds(&classes, &[0; 100], 2, 2, 0).unwrap_err().code(), "dataset.invalid");
    assert_eq!(folds(&classes, &groups, 2, 1, 0).unwrap_err().code(), "dataset.invalid");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_group_is_in_two_folds(
        pictures in prop::collection::vec((0_usize..3, 0_usize..30), 12..120),
        k in 2_usize..6,
        seed: u64,
    ) {
        let (classes, groups): (Vec<_>, Vec<_>) = pictures.into_iter().unzip();
        let Ok(fold_of) = folds(&classes, &groups, 3, k, seed) else { return Ok(()) };
        for a in 0..groups.len() {
            prop_assert!(fold_of[a] < k);
            for b in 0..a {
                prop_assert!(groups[a] != groups[b] || fold_of[a] == fold_of[b]);
            }
        }
    }

    #[test]
    fn curves_rise_and_areas_are_shares(
        pictures in prop::collection::vec((0_u16..=64, any::<bool>()), 2..80),
    ) {
        let probabilities: Vec<f32> = pictures
            .iter()
            .flat_map(|(steps, _)| [1.0 - f32::from(*steps) / 64.0, f32::from(*steps) / 64.0])
            .collect();
        let labels: Vec<usize> = pictures.iter().map(|(_, label)| usize::from(*label)).collect();
        let evaluation = evaluate(&probabilities, &labels, 2).unwrap();
        let right = predicted_classes(&probabilities, 2).iter().zip(&labels).filter(|(a, b)| a == b).count();
        prop_assert_eq!(evaluation.accuracy, wilson(right, labels.len()));
        if let Some(binary) = evaluation.binary {
            prop_assert!((0.0..=1.0 + 1e-9).contains(&binary.roc_auc));
            prop_assert!((0.0..=1.0 + 1e-9).contains(&binary.average_precision));
            let last = binary.roc[binary.roc.len() - 1];
            prop_assert_eq!((last.false_positive_rate, last.true_positive_rate), (1.0, 1.0));
            for pair in binary.roc.windows(2) {
                prop_assert!(pair[0].threshold > pair[1].threshold);
                prop_assert!(pair[0].true_positive_rate <= pair[1].true_positive_rate);
                prop_assert!(pair[0].false_positive_rate <= pair[1].false_positive_rate);
            }
        }
    }
}
