//! Words by the table that is shipped, and pictures told apart by them.

#![allow(clippy::unwrap_used, reason = "a failing step should stop the test")]

mod common;

use half::f16;
use kiln_core::format::ModelFile;
use kiln_core::inference::{Backbone, Engine};
use kiln_core::networks::efficientnet_lite0::Layer;
use kiln_core::picture::decode;
use kiln_core::words::{KnownName, Vocabulary, WordClassifier};
use pollster::block_on;
use safetensors::SafeTensors;
use std::fs;
use std::path::Path;

const ASSETS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/assets");
const PHOTOS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/pictures");

fn vocabulary() -> Vocabulary {
    let read = |name: &str| fs::read_to_string(format!("{ASSETS}/words/{name}")).unwrap();
    Vocabulary::parse(&read("words.json"), Some(&read("words.zh-Hans.json"))).unwrap()
}

fn shipped() -> ModelFile {
    let file = format!("{ASSETS}/efficientnet-lite0/efficientnet-lite0.int8.safetensors");
    ModelFile::parse(&fs::read(file).unwrap()).unwrap()
}

fn ids(known: &KnownName) -> Vec<&str> {
    known.senses.iter().map(|sense| sense.id.as_str()).collect()
}

#[test]
fn a_name_has_the_classes_below_it() {
    let vocabulary = vocabulary();
    for written in ["cat", "Cats", "the CAT"] {
        let known = vocabulary.look_up(written);
        assert_eq!(ids(&known), ["cat", "big cat"], "{written}");
        assert_eq!(known.senses[0].classes, (281..=287).collect::<Vec<_>>());
        assert!(known.is_plain && known.senses[0].gloss.starts_with("feline mammal"));
    }
    assert_eq!(vocabulary.look_up("dogs").senses[0].classes.len(), 118);
    assert_eq!(vocabulary.look_up("animals").senses[0].classes.len(), 398);
    assert_eq!(vocabulary.look_up("hot-dog").senses[0].classes, [934]);
    assert_eq!(vocabulary.look_up("butterflies").senses[0].classes.len(), 6);
}

#[test]
fn a_name_of_several_things_has_them_all_and_says_where_it_may_be_another() {
    let vocabulary = vocabulary();
    let crane = vocabulary.look_up("crane");
    let classes: Vec<_> = crane.senses.iter().map(|sense| sense.classes.clone()).collect();
    assert_eq!(classes, [vec![517], vec![134]]);
    assert_ne!(crane.senses[0].id, crane.senses[1].id);
    assert!(crane.senses.iter().all(|sense| !sense.gloss.is_empty()));
    // The animal is what people mean most of the time, and not among the classes.
    let mouse = vocabulary.look_up("mice");
    assert!(!mouse.is_plain);
    assert_eq!(mouse.senses[0].classes, [673]);
}

#[test]
fn chinese_names_are_those_of_the_classes_and_of_what_is_above_them() {
    let vocabulary = vocabulary();
    for (chinese, english) in
        [("猫", "cat"), ("狗", "dog"), ("鸟", "bird"), ("汽车", "car"), ("花", "flower")]
    {
        let (known, wanted) = (vocabulary.look_up(chinese), vocabulary.look_up(english));
        assert_eq!(known.senses[0].classes, wanted.senses[0].classes, "{chinese}");
        assert!(known.is_plain);
    }
    assert_eq!(vocabulary.look_up("金鱼").senses[0].classes, [1]);
    // A class with two names in its label.
    assert_eq!(vocabulary.look_up("虎鲨").senses[0].classes, [3]);
}

#[test]
fn what_is_no_such_word_is_not_learnt_yet() {
    let vocabulary = vocabulary();
    let long = "x".repeat(500);
    for name in
        ["", " ", "seahorse", "🐈‍⬛🐈", "قطة", "Class 1", "类别 1", "…", &long, "#", "cat|dog"]
    {
        let known = vocabulary.look_up(name);
        assert!(known.senses.is_empty() && !known.is_plain, "{name}");
    }
}

#[test]
fn no_text_but_a_table_is_taken_for_one() {
    for text in [
        "",
        "{}",
        r#"{"words":["a"],"glosses":[],"above":[[]],"classes":[0]}"#,
        r#"{"words":["a"],"glosses":[""],"above":[[]],"classes":[1]}"#,
        r#"{"words":["a"],"glosses":[""],"above":[[0]],"classes":[0]}"#,
        r#"{"words":["a"],"glosses":[""],"above":[[7]],"classes":[0]}"#,
        r#"{"words":["a#b"],"glosses":[""],"above":[[]],"classes":[0]}"#,
        r#"{"words":["a"],"glosses":[""],"above":[[]],"classes":[]}"#,
    ] {
        assert_eq!(Vocabulary::parse(text, None).err().unwrap().code(), "model.damaged", "{text}");
    }
    let table = r#"{"words":["a"],"glosses":[""],"above":[[]],"classes":[0]}"#;
    assert!(Vocabulary::parse(table, Some(r#"{"words":["b"],"meanings":[[1]]}"#)).is_err());
    assert_eq!(
        Vocabulary::parse(table, Some(r#"{"words":["b"],"meanings":[[0]]}"#))
            .unwrap()
            .look_up("b")
            .senses
            .len(),
        1
    );
}

fn features(backbone: &Backbone, file: &Path) -> Vec<f32> {
    let picture = decode(&fs::read(file).unwrap()).unwrap();
    block_on(backbone.features(picture, Layer::Features)).unwrap()
}

/// The photos of the fixtures, each with the name of what is on it.
const NAMED: [(&str, &str); 5] = [
    ("cat", "cat.jpg"),
    ("hot dog", "hot_dog.jpg"),
    ("parrot", "parrot.jpg"),
    ("owl", "owl.jpg"),
    ("flower", "sunflower.jpg"),
];

fn classes_of(vocabulary: &Vocabulary, names: &[&str]) -> Vec<Vec<usize>> {
    let classes = |name: &&str| {
        vocabulary.look_up(name).senses.first().map_or(vec![], |sense| sense.classes.clone())
    };
    names.iter().map(classes).collect()
}

#[test]
fn photos_are_told_apart_by_words_alone() {
    let vocabulary = vocabulary();
    let file = shipped();
    let backbone = Backbone::load(file.clone(), Engine::FusedCpu).unwrap();
    let names = NAMED.map(|(name, _)| name);
    let classifier = WordClassifier::new(&file, classes_of(&vocabulary, &names)).unwrap();
    for (index, (name, photo)) in NAMED.iter().enumerate() {
        let row = features(&backbone, &Path::new(PHOTOS).join(photo));
        let answer = classifier.answer(&row).unwrap();
        let best =
            (0..5).max_by(|a, b| answer.probabilities[*a].total_cmp(&answer.probabilities[*b]));
        println!("{name}: share {}", answer.share);
        assert_eq!(best, Some(index), "{name}: {:?}", answer.probabilities);
        assert!(!answer.is_unknown, "{name}: a share of {}", answer.share);
        // Without its own name it is none of the others.
        let others: Vec<&str> = names.iter().copied().filter(|other| other != name).collect();
        let classifier = WordClassifier::new(&file, classes_of(&vocabulary, &others)).unwrap();
        let answer = classifier.answer(&row).unwrap();
        println!("  among the others: share {}", answer.share);
        assert!(answer.is_unknown, "{name} among the others: a share of {}", answer.share);
    }
}

/// Features and labels of a part of the flowers.
fn flowers(part: &str) -> Vec<(Vec<f32>, usize)> {
    let bytes = fs::read(common::fixture("training/flowers.safetensors")).unwrap();
    let tensors = SafeTensors::deserialize(&bytes).unwrap();
    let features = tensors.tensor(&format!("{part}.features")).unwrap();
    let labels = tensors.tensor(&format!("{part}.labels")).unwrap();
    let values = features.data().as_chunks::<2>().0.chunks_exact(features.shape()[1]);
    let floats =
        |row: &[[u8; 2]]| row.iter().map(|bytes| f16::from_le_bytes(*bytes).to_f32()).collect();
    values.map(floats).zip(labels.data().iter().map(|label| usize::from(*label))).collect()
}

/// The kinds of flowers of the fixtures, of which the network knows the daisy alone.
const FLOWERS: [&str; 5] = ["daisy", "dandelion", "roses", "sunflowers", "tulips"];

#[test]
fn photos_beside_a_name_that_is_known_lose_nothing_by_it() {
    let (train, validation) = (flowers("train"), flowers("val"));
    let words = classes_of(&vocabulary(), &FLOWERS);
    assert_eq!(words.iter().map(Vec::len).collect::<Vec<_>>(), [1, 0, 0, 0, 0]);
    let accuracy = |words: Vec<Vec<usize>>, per_class: usize| {
        let mut classifier = WordClassifier::new(&shipped(), words).unwrap();
        let (mut features, mut labels) = (Vec::new(), Vec::new());
        for class in 0..5 {
            let rows = train.iter().filter(|(_, label)| *label == class).take(per_class);
            for (row, label) in rows {
                features.extend_from_slice(row);
                labels.push(*label);
            }
        }
        classifier.learn(&features, &labels).unwrap();
        let right = validation.iter().filter(|(row, label)| {
            let answer = classifier.answer(row).unwrap().probabilities;
            (0..5).max_by(|a, b| answer[*a].total_cmp(&answer[*b])) == Some(*label)
        });
        right.count() as f64 / validation.len() as f64
    };
    for (per_class, least) in [(3, 0.6), (10, 0.75), (30, 0.9)] {
        let (alone, with) =
            (accuracy(vec![vec![]; 5], per_class), accuracy(words.clone(), per_class));
        println!("{per_class} a class: photos {alone}, with words {with}");
        assert!(alone >= least && with >= alone - 0.03, "{per_class}: {alone} {with}");
    }
}

#[test]
fn what_does_not_fit_the_network_is_refused() {
    let file = shipped();
    let code = |words: Vec<Vec<usize>>| WordClassifier::new(&file, words).err().unwrap().code();
    assert_eq!(code(vec![vec![1]]), "dataset.too-few-classes");
    assert_eq!(code(vec![vec![1], vec![1000]]), "model.unsupported");
    let classifier = WordClassifier::new(&file, vec![vec![1], vec![2]]).unwrap();
    assert_eq!(classifier.answer(&[0.0; 3]).unwrap_err().code(), "input.shape");
    assert_eq!(classifier.answer(&vec![f32::NAN; 1280]).unwrap_err().code(), "model.not-finite");
    let features =
        format!("{ASSETS}/efficientnet-lite0/efficientnet-lite0.features.i8.safetensors");
    let file = ModelFile::parse(&fs::read(features).unwrap()).unwrap();
    assert_eq!(
        WordClassifier::new(&file, vec![vec![1], vec![2]]).err().unwrap().code(),
        "model.unsupported"
    );
}
