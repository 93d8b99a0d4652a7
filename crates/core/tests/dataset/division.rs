//! Pictures divided into those to train on, to validate on and to test on.

use crate::{inspected, item, photo_item, spread};
use kiln_core::dataset::{
    DataProblem, ReviewItem, SplitOptions, SplitWarning, Subset, check_classes, data_problem,
    fold_pictures, folds, groups, split, split_pictures,
};
use proptest::prelude::*;
use std::collections::HashMap;

const FIFTH: SplitOptions = SplitOptions { validation_share: 0.2, test_share: 0.0, seed: 1 };

/// One part after another before the same camera, `[class][picture]`: one light, one noise each, and a scratch of
/// 16 × 3 pixels across those of class 1. No file is like another.
fn fixed_camera(num_each: u64) -> Vec<ReviewItem> {
    // Amplitudes fall as in a photo, so that the low frequencies are the scene's and not the noise's.
    let wave = |index: u64| (spread(index) % 1000) as f32 / 1000.0 * std::f32::consts::TAU;
    let scene: Vec<f32> = (0..160 * 120)
        .map(|index| {
            let (x, y) = ((index % 160) as f32 / 160.0, (index / 160) as f32 / 120.0);
            let waves = (0..81).map(|wave_index| {
                let (right, down) = ((wave_index % 9) as f32, (wave_index / 9) as f32);
                let phase = std::f32::consts::TAU * (right * x + down * y) + wave(wave_index);
                30.0 / (1.0 + right.hypot(down)) * phase.cos()
            });
            118.0 + waves.sum::<f32>()
        })
        .collect();
    let part = |number: u64| {
        let is_scratched = number >= num_each;
        let (left, top) = (35 + spread(number) % 75, 35 + spread(number + 500) % 45);
        let gray = image::GrayImage::from_fn(160, 120, |x, y| {
            let noise = spread((number << 20) + u64::from(y * 160 + x)) % 13;
            let is_scratch = is_scratched
                && (left..left + 16).contains(&u64::from(x))
                && (top..top + 3).contains(&u64::from(y));
            let light = if is_scratch { 245.0 } else { scene[(y * 160 + x) as usize] };
            image::Luma([(light + noise as f32 - 6.0) as u8])
        });
        item(inspected(&gray.into()), usize::from(is_scratched))
    };
    (0..2 * num_each).map(part).collect()
}

#[test]
fn a_fixed_camera_leaves_pictures_to_validate_on_and_says_so() {
    let items = fixed_camera(25);
    let together = groups(&items);
    assert!(together[..25].iter().all(|group| !together[25..].contains(group)));
    assert!(together[..25].iter().filter(|group| **group == together[0]).count() > 12);
    let none = [false; 50];
    let divided = split_pictures(&items, &none, &none, 2, &FIFTH).unwrap();
    for parts in divided.parts.chunks_exact(25) {
        assert!((4..=6).contains(&count(parts, Subset::Validation)), "{parts:?}");
    }
    let too_kind = |class| SplitWarning::ValidationNotIndependent { class };
    assert_eq!(divided.warnings, [too_kind(0), too_kind(1)]);
    assert_eq!(
        serde_json::to_string(&divided.warnings[0]).unwrap(),
        r#"{"code":"validation-not-independent","class":0}"#
    );
    let held_out_in = fold_pictures(&items, 2, 5, 1).unwrap();
    for fold in 0..5 {
        for folds_of_class in held_out_in.chunks_exact(25) {
            assert!((4..=6).contains(&folds_of_class.iter().filter(|of| **of == fold).count()));
        }
    }
    // Nothing held back is nothing to be kind about.
    let everything = SplitOptions { validation_share: 0.0, ..FIFTH };
    assert!(split_pictures(&items, &none, &none, 2, &everything).unwrap().warnings.is_empty());
}

#[test]
fn what_was_set_aside_from_a_fixed_camera_leaves_the_others_their_use() {
    let items = fixed_camera(10);
    let mut pinned = [false; 20];
    pinned[3] = true;
    let divided = split_pictures(&items, &pinned, &[false; 20], 2, &FIFTH).unwrap();
    assert_eq!(count(&divided.parts, Subset::Test), 1);
    assert_eq!(divided.parts[3], Subset::Test);
    assert_eq!(count(&divided.parts[..10], Subset::Validation), 2);
    assert!(divided.warnings.contains(&SplitWarning::TestNotIndependent { class: 0 }));
}

#[test]
fn bursts_stay_whole_unless_a_class_has_nothing_else() {
    let burst_of = |name: &str, hash: u64, class| {
        let burst = Some(name.to_owned());
        ReviewItem { burst, ..photo_item(spread(hash), class) }
    };
    // Class 0: one burst of 30 and two other pictures. Class 1: one burst of 20.
    let mut items: Vec<_> = (0..30).map(|index| burst_of("a", index, 0)).collect();
    items.extend((30..32).map(|index| photo_item(spread(index), 0)));
    items.extend((32..52).map(|index| burst_of("b", index, 1)));
    let none = vec![false; items.len()];
    let divided = split_pictures(&items, &none, &none, 2, &FIFTH).unwrap();
    assert_eq!(count(&divided.parts[..30], Subset::Train), 30);
    assert_eq!(count(&divided.parts[30..32], Subset::Validation), 2);
    assert_eq!(count(&divided.parts[32..], Subset::Validation), 4);
    assert_eq!(divided.warnings, [SplitWarning::ValidationNotIndependent { class: 1 }]);
    // Neighbours stay together: two of ten runs, each of two pictures.
    for pair in divided.parts[32..].chunks_exact(2) {
        assert_eq!(pair[0], pair[1]);
    }
    // Equal files cannot be told apart in any way.
    for item in &mut items[32..] {
        item.sha256 = Some("same".into());
    }
    let divided = split_pictures(&items, &none, &none, 2, &FIFTH).unwrap();
    assert_eq!(divided.warnings, [SplitWarning::ClassWithoutValidation { class: 1 }]);
}

/// Pictures of class 0, 1, … in `counts`, each a group of its own, split without pins.
fn split_singles(counts: &[usize], options: &SplitOptions) -> kiln_core::dataset::Split {
    let classes: Vec<usize> =
        counts.iter().enumerate().flat_map(|(class, count)| vec![class; *count]).collect();
    let groups: Vec<usize> = (0..classes.len()).collect();
    let pinned = vec![false; classes.len()];
    split(&classes, &groups, &pinned, counts.len(), options).unwrap()
}

fn count(parts: &[Subset], part: Subset) -> usize {
    parts.iter().filter(|of| **of == part).count()
}

#[test]
fn odd_class_sizes_are_split() {
    let lopsided = split_singles(&[3000, 3], &FIFTH);
    assert_eq!(count(&lopsided.parts[..3000], Subset::Validation), 600);
    assert_eq!(count(&lopsided.parts[3000..], Subset::Validation), 1);
    assert_eq!(lopsided.warnings, []);

    let fifty = split_singles(&[5; 50], &FIFTH);
    for class in fifty.parts.chunks_exact(5) {
        assert_eq!(count(class, Subset::Validation), 1);
    }

    let single = split_singles(&[1, 2], &FIFTH);
    assert_eq!(single.parts[0], Subset::Train);
    assert_eq!(count(&single.parts[1..], Subset::Validation), 1);
    assert_eq!(single.warnings, [SplitWarning::ClassWithoutValidation { class: 0 }]);
    assert_eq!(
        serde_json::to_string(&single).unwrap(),
        format!(
            r#"{{"parts":{},"warnings":[{{"code":"class-without-validation","class":0}}]}}"#,
            serde_json::to_string(&single.parts).unwrap()
        )
    );
    let everything = SplitOptions { validation_share: 0.0, ..FIFTH };
    let all = split_singles(&[1, 2], &everything);
    assert_eq!(
        (count(&all.parts, Subset::Train), all.warnings),
        (3, vec![]),
        "nothing was asked for"
    );
}

#[test]
fn other_classes_and_the_numbers_of_groups_change_nothing() {
    let alone = split_singles(&[40, 10], &FIFTH);
    let changed = split_singles(&[40, 25], &FIFTH);
    assert_eq!(alone.parts[..40], changed.parts[..40]);
    let classes = [vec![0; 40], vec![1; 10]].concat();
    let renumbered: Vec<usize> = (0..50).map(|index| 1000 - 7 * index).collect();
    assert_eq!(split(&classes, &renumbered, &[false; 50], 2, &FIFTH).unwrap(), alone);
    let other = split_singles(&[40, 10], &SplitOptions { seed: 2, ..FIFTH });
    assert_ne!(alone.parts, other.parts);
}

#[test]
fn pins_draw_their_group_along_unless_nothing_would_be_left() {
    // Class 0: a burst of three and two singles. Class 1: one burst of four, one of it pinned.
    let classes = [0, 0, 0, 0, 0, 1, 1, 1, 1];
    let groups = [0, 0, 0, 1, 2, 3, 3, 3, 3];
    let mut pinned = [false; 9];
    (pinned[1], pinned[6]) = (true, true);
    let divided = split(&classes, &groups, &pinned, 2, &FIFTH).unwrap();
    assert_eq!(divided.parts[..3], [Subset::Test; 3]);
    let [train, test] = [Subset::Train, Subset::Test];
    assert_eq!(divided.parts[5..], [train, test, train, train]);
    assert_eq!(
        divided.warnings,
        [
            SplitWarning::ClassWithoutValidation { class: 1 },
            SplitWarning::TestNotIndependent { class: 1 },
        ]
    );
    let all_pinned = split(&classes, &groups, &[true; 9], 2, &FIFTH).unwrap_err();
    assert_eq!(all_pinned.code(), "dataset.empty-class");
}

#[test]
fn what_cannot_be_trained_is_the_same_for_a_split_as_for_whoever_asks() {
    let cases = [
        (&[][..], &[][..], 0, Some("dataset.too-few-classes")),
        (&[0, 0], &[false, false], 1, Some("dataset.too-few-classes")),
        (&[0, 1, 2], &[false, true, true], 3, Some("dataset.empty-class")),
        (&[0, 1, 1], &[false, true, false], 2, None),
    ];
    for (classes, pinned, num_classes, expected) in cases {
        let all: Vec<usize> = (0..classes.len()).collect();
        let code = check_classes(classes, pinned, num_classes).err().map(|error| error.code());
        assert_eq!(code, expected, "{classes:?}");
        let split = split(classes, &all, pinned, num_classes, &FIFTH);
        assert_eq!(split.err().map(|error| error.code()), expected, "{classes:?}");
    }
    // All of the empty classes are named; for folds nothing is set aside.
    let problem = data_problem(&[0, 1, 2], &[false, true, true], 3);
    assert_eq!(problem, Some(DataProblem::EmptyClass { classes: vec![1, 2] }));
    assert_eq!(folds(&[0, 0], &[0, 1], 2, 2, 0).unwrap_err().code(), "dataset.empty-class");
    assert_eq!(folds(&[0, 0], &[0, 1], 1, 2, 0).unwrap_err().code(), "dataset.too-few-classes");
}

#[test]
fn what_cannot_be_split_says_why() {
    let code = |classes: &[usize], groups: &[usize], num_classes, options: &SplitOptions| {
        split(classes, groups, &vec![false; classes.len()], num_classes, options)
            .unwrap_err()
            .code()
    };
    assert_eq!(code(&[0, 0], &[0, 1], 1, &FIFTH), "dataset.too-few-classes");
    assert_eq!(code(&[0, 0], &[0, 1], 2, &FIFTH), "dataset.empty-class");
    assert_eq!(code(&[0, 2], &[0, 1], 2, &FIFTH), "dataset.invalid");
    assert_eq!(code(&[0, 1], &[0], 2, &FIFTH), "dataset.invalid");
    for (validation_share, test_share) in [(1.0, 0.0), (f64::NAN, 0.0), (0.6, 0.5), (-0.1, 0.0)] {
        let options = SplitOptions { validation_share, test_share, seed: 0 };
        assert_eq!(code(&[0, 1], &[0, 1], 2, &options), "dataset.invalid");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Bursts within classes: all guarantees hold.
    #[test]
    fn bursts_stay_whole_and_every_class_gets_its_parts(
        bursts in prop::collection::vec((0_usize..4, 1_usize..12), 4..40),
        validation_share in 0.01..0.6_f64,
        test_share in 0.0..0.39_f64,
        seed: u64,
    ) {
        let mut classes = Vec::new();
        let mut groups = Vec::new();
        for (group, (class, size)) in bursts.iter().enumerate() {
            classes.extend(vec![*class; *size]);
            groups.extend(vec![group; *size]);
        }
        let options = SplitOptions { validation_share, test_share, seed };
        let pinned = vec![false; classes.len()];
        let Ok(divided) = split(&classes, &groups, &pinned, 4, &options) else {
            prop_assert!((0..4).any(|class| !classes.contains(&class)));
            return Ok(());
        };
        prop_assert_eq!(&divided, &split(&classes, &groups, &pinned, 4, &options).unwrap());
        let mut part_of_group = HashMap::new();
        for (group, part) in groups.iter().zip(&divided.parts) {
            prop_assert_eq!(*part_of_group.entry(group).or_insert(*part), *part);
        }
        for class in 0..4 {
            let has = |part| classes.iter().zip(&divided.parts).any(|of| of == (&class, &part));
            let num_groups = bursts.iter().filter(|(of, _)| *of == class).count();
            prop_assert!(has(Subset::Train));
            prop_assert_eq!(has(Subset::Validation), num_groups >= 2);
            let warning = SplitWarning::ClassWithoutValidation { class };
            prop_assert_eq!(divided.warnings.contains(&warning), num_groups < 2);
            if test_share > 0.0 {
                prop_assert_eq!(has(Subset::Test), num_groups >= 3);
            }
        }
    }

    /// Groups across classes and pins anywhere: training never lacks a class, validation never
    /// shares a group with training, and the warnings tell the label.
    #[test]
    fn tangled_groups_are_never_torn(
        pictures in prop::collection::vec((0_usize..3, 0_usize..12, prop::bool::weighted(0.1)), 6..60),
        seed: u64,
    ) {
        let classes: Vec<usize> = pictures.iter().map(|picture| picture.0).collect();
        let groups: Vec<usize> = pictures.iter().map(|picture| picture.1).collect();
        let pinned: Vec<bool> = pictures.iter().map(|picture| picture.2).collect();
        let options = SplitOptions { validation_share: 0.25, test_share: 0.0, seed };
        let Ok(divided) = split(&classes, &groups, &pinned, 3, &options) else {
            let is_trainable =
                |class| classes.iter().zip(&pinned).any(|of| of == (&class, &false));
            prop_assert!(!(0..3).all(is_trainable));
            return Ok(());
        };
        let is_independent = !divided
            .warnings
            .iter()
            .any(|warning| matches!(warning, SplitWarning::TestNotIndependent { .. }));
        for a in 0..classes.len() {
            prop_assert!(!pinned[a] || divided.parts[a] == Subset::Test);
            for b in (0..a).filter(|b| groups[a] == groups[*b]) {
                let pair = [divided.parts[a], divided.parts[b]];
                let is_torn = pair[0] != pair[1];
                prop_assert!(!is_torn || !is_independent);
                prop_assert!(!is_torn || !pair.contains(&Subset::Validation));
            }
        }
        for class in 0..3 {
            let has = |part| classes.iter().zip(&divided.parts).any(|of| of == (&class, &part));
            prop_assert!(has(Subset::Train));
            let warning = SplitWarning::ClassWithoutValidation { class };
            prop_assert_eq!(!has(Subset::Validation), divided.warnings.contains(&warning));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Pictures that look alike, bursts, equal files and pins in any mixture: equal files stay together, every class
    /// with two files to use gets both parts, and what was torn is said.
    #[test]
    fn whatever_belongs_together_every_class_is_validated(
        pictures in prop::collection::vec(
            (0_usize..3, 0_u64..4, prop::option::weighted(0.3, 0_u8..3), 0_u8..30, prop::bool::weighted(0.1)),
            6..60,
        ),
        seed: u64,
    ) {
        let items: Vec<ReviewItem> = pictures
            .iter()
            .map(|&(class, look, burst, file, _)| ReviewItem {
                // One of them was sorted into several classes.
                burst: burst.map(|burst| format!("{burst} {}", if burst < 2 { class } else { 0 })),
                sha256: Some(format!("{class} {file}")),
                ..photo_item(spread(look), class)
            })
            .collect();
        let pinned: Vec<bool> = pictures.iter().map(|picture| picture.4).collect();
        let none = vec![false; items.len()];
        let options = SplitOptions { seed, ..FIFTH };
        let Ok(divided) = split_pictures(&items, &pinned, &none, 3, &options) else {
            prop_assert!(
                (0..3).any(|class| !pictures.iter().any(|of| of.0 == class && !of.4))
            );
            return Ok(());
        };
        let whole = groups(&items);
        for a in 0..items.len() {
            for b in (0..a).filter(|&b| whole[a] == whole[b] && divided.parts[a] != divided.parts[b]) {
                let pair = [divided.parts[a], divided.parts[b]];
                prop_assert!(items[a].sha256 != items[b].sha256 || pair.contains(&Subset::Test));
                let class = pictures[a].0;
                if pictures[b].0 == class && pair.contains(&Subset::Train) {
                    let warning = match pair.contains(&Subset::Validation) {
                        true => SplitWarning::ValidationNotIndependent { class },
                        false => SplitWarning::TestNotIndependent { class },
                    };
                    prop_assert!(divided.warnings.contains(&warning));
                }
            }
        }
        for class in 0..3 {
            let has = |part| {
                pictures.iter().zip(&divided.parts).any(|(of, is)| of.0 == class && *is == part)
            };
            prop_assert!(has(Subset::Train));
            let warning = SplitWarning::ClassWithoutValidation { class };
            prop_assert_eq!(!has(Subset::Validation), divided.warnings.contains(&warning));
            let mut files: Vec<u8> =
                pictures.iter().filter(|of| of.0 == class && !of.4).map(|of| of.3).collect();
            files.retain(|file| {
                !pictures.iter().any(|of| of.0 == class && of.3 == *file && of.4)
            });
            files.sort_unstable();
            files.dedup();
            prop_assert!(has(Subset::Validation) || files.len() < 2, "{:?}", divided.parts);
        }
    }
}
