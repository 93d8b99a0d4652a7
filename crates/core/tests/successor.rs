//! Whether a new version should take the place of the published one, and by which pictures that is decided.

#![allow(clippy::unwrap_used, reason = "a failing step should stop the test")]

use kiln_core::dataset::{SplitOptions, Subset, split, split_again};
use kiln_core::evaluation::{
    ComparedPicture, LEAST_PICTURES, Recommendation, SIGNIFICANCE_LEVEL, compare, recommend,
    unseen_by_both,
};
use proptest::prelude::*;

/// A picture of one's own that both models have predicted.
fn predicted_by_both(label: usize, predicted_a: usize, predicted_b: usize) -> ComparedPicture {
    ComparedPicture {
        label,
        is_from_reader: false,
        predicted_a: Some(predicted_a),
        predicted_b: Some(predicted_b),
    }
}

#[test]
fn only_pictures_that_both_models_were_kept_from_are_compared() {
    let both = predicted_by_both(1, 1, 0);
    let pictures = [
        ComparedPicture { predicted_a: None, ..both },
        both,
        ComparedPicture { predicted_b: None, ..both },
        predicted_by_both(0, 0, 1),
        ComparedPicture { predicted_a: None, predicted_b: None, ..both },
    ];
    let unseen = unseen_by_both(&pictures, &[0, 1], &[1, 0]);
    assert_eq!(unseen.pictures, [1, 3]);
    assert_eq!(unseen.labels, [1, 0]);
    assert_eq!(unseen.predicted_a, [1, 0]);
    assert_eq!(unseen.predicted_b, [0, 1]);
    assert_eq!(unseen.num_from_readers, 0);
}

#[test]
fn a_class_that_one_model_does_not_know_is_not_held_against_it() {
    let pictures =
        [predicted_by_both(0, 0, 0), predicted_by_both(2, 2, 0), predicted_by_both(7, 0, 0)];
    assert_eq!(unseen_by_both(&pictures, &[0, 1, 2], &[0, 1]).pictures, [0]);
    assert_eq!(unseen_by_both(&pictures, &[0, 1], &[0, 1, 2]).pictures, [0]);
    assert_eq!(unseen_by_both(&pictures, &[0, 1, 2], &[2, 0]).pictures, [0, 1]);
    // A model may well predict a class that the other does not know: that is simply wrong.
    let wrong = [predicted_by_both(0, 2, 0)];
    assert_eq!(unseen_by_both(&wrong, &[0, 2], &[0]).predicted_a, [2]);
}

#[test]
fn readers_pictures_are_left_out_and_counted() {
    let from_reader = ComparedPicture { is_from_reader: true, ..predicted_by_both(0, 0, 1) };
    let pictures = [
        from_reader,
        ComparedPicture { predicted_b: None, ..from_reader },
        // One that both have learnt from would not have counted anyway.
        ComparedPicture { predicted_a: None, predicted_b: None, ..from_reader },
        predicted_by_both(0, 0, 1),
    ];
    let unseen = unseen_by_both(&pictures, &[0, 1], &[0, 1]);
    assert_eq!((unseen.pictures, unseen.num_from_readers), (vec![3], 2));
}

#[test]
fn nothing_unseen_is_nothing_to_compare() {
    let unseen = unseen_by_both(&[], &[], &[]);
    let successor = recommend(&unseen.predicted_a, &unseen.predicted_b, &unseen.labels).unwrap();
    assert_eq!(successor.recommendation, Recommendation::TooFewPictures);
    let json = serde_json::to_value(&unseen).unwrap();
    assert_eq!(json["numFromReaders"], 0);
    assert_eq!(json["predictedA"], serde_json::json!([]));
}

#[test]
fn the_same_level_decides_what_is_chance_everywhere() {
    // 2 × 0.5⁶ = 0.03125 and 2 × 0.5⁵ = 0.0625: on either side of one chance in twenty.
    for (num_only_a, p_value, is_significant) in [(6, 0.031_25, true), (5, 0.0625, false)] {
        let labels = vec![0; 10];
        let wrong: Vec<usize> = (0..10).map(|i| usize::from(i < num_only_a)).collect();
        let compared = compare(&labels, &wrong, &labels).unwrap();
        assert!((compared.p_value - p_value).abs() < 1e-12);
        assert_eq!(compared.is_significant, is_significant);
        assert_eq!(compared.p_value < SIGNIFICANCE_LEVEL, is_significant);
        let json = serde_json::to_value(&compared).unwrap();
        assert_eq!(json["isSignificant"], is_significant);
    }
}

/// `n` pictures; the first model is wrong on the first `only_b`, the second on the next `only_a`.
fn recommended(n: usize, only_a: usize, only_b: usize) -> Recommendation {
    let labels = vec![0; n];
    let first: Vec<usize> = (0..n).map(|i| usize::from(i < only_b)).collect();
    let second: Vec<usize> =
        (0..n).map(|i| usize::from((only_b..only_b + only_a).contains(&i))).collect();
    recommend(&first, &second, &labels).unwrap().recommendation
}

#[test]
fn a_successor_is_recommended_only_where_chance_does_not_explain_it() {
    assert_eq!(recommended(LEAST_PICTURES, 6, 0), Recommendation::Better);
    assert_eq!(recommended(LEAST_PICTURES, 5, 0), Recommendation::NoClearDifference);
    assert_eq!(recommended(LEAST_PICTURES, 0, 5), Recommendation::NoClearDifference);
    assert_eq!(recommended(LEAST_PICTURES, 0, 6), Recommendation::Worse);
    assert_eq!(recommended(100, 10, 10), Recommendation::NoClearDifference);
    assert_eq!(recommended(1000, 30, 60), Recommendation::Worse);
}

#[test]
fn too_few_pictures_recommend_nothing() {
    assert_eq!(recommended(LEAST_PICTURES - 1, 19, 0), Recommendation::TooFewPictures);
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
}
