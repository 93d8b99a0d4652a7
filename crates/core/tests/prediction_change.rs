//! The report on predictions that have changed, with numbers that can be counted by hand.

#![allow(clippy::unwrap_used, reason = "a failing step should stop the test")]

use kiln_core::evaluation::wilson;
use kiln_core::publishing::{Effect, Flip, prediction_change};

/// Scores of three classes in which `predicted` is the largest.
fn scores(predicted: &[usize]) -> Vec<f32> {
    let row =
        |&predicted: &usize| (0..3).map(move |class| if class == predicted { 2.5 } else { -1.0 });
    predicted.iter().flat_map(row).collect()
}

#[test]
fn changed_predictions_are_counted_named_and_weighed() {
    let labels = [0, 0, 0, 1, 1, 1];
    let before = scores(&[0, 0, 2, 1, 1, 0]);
    let mut after = scores(&[0, 1, 0, 1, 2, 2]);
    // A score that moves without changing a prediction counts as well.
    after[0] = 9.0;
    let change = prediction_change(&before, &after, &labels, 3).unwrap();
    let flip =
        |picture, label, before, after, effect| Flip { picture, label, before, after, effect };
    let expected = [
        flip(1, 0, 0, 1, Effect::Lost),
        flip(2, 0, 2, 0, Effect::Won),
        flip(4, 1, 1, 2, Effect::Lost),
        flip(5, 1, 0, 2, Effect::Neither),
    ];
    assert_eq!(change.flips, expected);
    assert_eq!(change.count, 6);
    assert_eq!(change.accuracy_before, wilson(4, 6));
    assert_eq!(change.accuracy_after, wilson(3, 6));
    assert_eq!(change.same_prediction, wilson(2, 6));
    assert_eq!(change.max_logit_difference, 6.5);
    // Two lost and one won: of eight ways to throw three coins all are at least as uneven.
    assert_eq!(change.p_value, 1.0);
    let classes: Vec<_> = change
        .per_class
        .iter()
        .map(|class| (class.support, class.recall_before, class.recall_after))
        .collect();
    let third = |count: f64| Some(count / 3.0);
    assert_eq!(
        classes,
        [(3, third(2.0), third(2.0)), (3, third(2.0), third(1.0)), (0, None, None)]
    );
}

#[test]
fn losses_that_cannot_be_chance_have_a_small_p() {
    let labels = [0; 10];
    let change = prediction_change(&scores(&[0; 10]), &scores(&[1; 10]), &labels, 3).unwrap();
    // All ten coins on one side, either side.
    assert!((change.p_value - 2.0 / 1024.0).abs() < 1e-12, "{}", change.p_value);
    assert_eq!(change.same_prediction.value, 0.0);
}

#[test]
fn the_same_scores_change_nothing() {
    let labels = [2, 1];
    let same = scores(&[2, 0]);
    let change = prediction_change(&same, &same, &labels, 3).unwrap();
    assert!(change.flips.is_empty());
    assert_eq!((change.same_prediction.value, change.max_logit_difference), (1.0, 0.0));
    assert_eq!(change.p_value, 1.0);
}

#[test]
fn scores_that_do_not_fit_are_refused() {
    let fitting = scores(&[0, 1]);
    let refused = |before: &[f32], after: &[f32], labels: &[usize], num_classes: usize| {
        prediction_change(before, after, labels, num_classes).err().unwrap().code()
    };
    let mut infinite = fitting.clone();
    infinite[3] = f32::INFINITY;
    let code = "evaluation.input";
    assert_eq!(refused(&fitting, &fitting[..3], &[0, 1], 3), code);
    assert_eq!(refused(&fitting, &fitting, &[0], 3), code);
    assert_eq!(refused(&fitting, &fitting, &[0, 3], 3), code);
    assert_eq!(refused(&fitting, &infinite, &[0, 1], 3), code);
    assert_eq!(refused(&[], &[], &[], 3), code);
    assert_eq!(refused(&[], &[], &[0], 0), code);
}
