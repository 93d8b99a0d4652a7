//! Measures how well names alone, photos alone and both together tell pictures apart:
//! `cargo run -p kiln-core --example measure_words -- FOLDER [TEST]`.
//!
//! FOLDER holds `<name>/*.jpg`; TEST, where it is given, the same names with the pictures to be asked about.

#![allow(clippy::unwrap_used, reason = "a failing step should stop the work")]

use kiln_core::format::ModelFile;
use kiln_core::inference::{Backbone, Engine};
use kiln_core::networks::efficientnet_lite0::Layer;
use kiln_core::picture::decode;
use kiln_core::words::{Vocabulary, WordClassifier};
use rand::{SeedableRng, seq::SliceRandom};
use rand_pcg::Pcg64Mcg;
use std::{env, fs, path::Path, path::PathBuf};

const NUM_DRAWS: u64 = 20;

struct Row {
    features: Vec<f32>,
    label: usize,
}

fn main() {
    let folders: Vec<PathBuf> = env::args_os().skip(1).map(PathBuf::from).collect();
    let assets = concat!(env!("CARGO_MANIFEST_DIR"), "/assets");
    let network = format!("{assets}/efficientnet-lite0/efficientnet-lite0.int8.safetensors");
    let network = ModelFile::parse(&fs::read(network).unwrap()).unwrap();
    let table = fs::read_to_string(format!("{assets}/words/words.json")).unwrap();
    let vocabulary = Vocabulary::parse(&table, None).unwrap();
    let backbone = Backbone::load(network.clone(), Engine::FusedCpu).unwrap();
    let names: Vec<String> = entries(&folders[0]).iter().map(|path| file_name(path)).collect();
    let words: Vec<Vec<usize>> = names.iter().map(|name| classes(&vocabulary, name)).collect();
    for (name, classes) in names.iter().zip(&words) {
        println!("{name}: {} classes", classes.len());
    }
    let sets: Vec<Vec<Row>> = folders.iter().map(|folder| rows(&backbone, folder)).collect();
    let (train, test) = (&sets[0], sets.last().unwrap());
    let alone = WordClassifier::new(&network, words.clone()).unwrap();
    println!("words alone: {:.3}", accuracy(&alone, test));
    for row in test.iter().take(20) {
        let answer = alone.answer(&row.features).unwrap();
        println!("  {}: share {:.4}", names[row.label], answer.share);
    }
    for count in [1, 2, 3, 5, 10, 30] {
        let (mut with, mut without, mut weight) = (0.0, 0.0, 0.0);
        for seed in 0..NUM_DRAWS {
            let (features, labels) = draw(train, names.len(), count, seed);
            let mut classifier = WordClassifier::new(&network, words.clone()).unwrap();
            classifier.learn(&features, &labels).unwrap();
            with += accuracy(&classifier, test);
            weight += classifier.word_weight();
            let mut classifier = WordClassifier::new(&network, vec![vec![]; names.len()]).unwrap();
            classifier.learn(&features, &labels).unwrap();
            without += accuracy(&classifier, test);
        }
        let mean = |sum: f64| sum / NUM_DRAWS as f64;
        println!(
            "{count} a class: photos {:.3}, with words {:.3}, weight {:.2}",
            mean(without),
            mean(with),
            mean(weight)
        );
    }
}

fn classes(vocabulary: &Vocabulary, name: &str) -> Vec<usize> {
    let known = vocabulary.look_up(name);
    known.senses.first().filter(|_| known.is_plain).map_or(vec![], |sense| sense.classes.clone())
}

fn draw(rows: &[Row], num_classes: usize, count: usize, seed: u64) -> (Vec<f32>, Vec<usize>) {
    let mut random = Pcg64Mcg::seed_from_u64(seed);
    let mut order: Vec<&Row> = rows.iter().collect();
    order.shuffle(&mut random);
    let (mut features, mut labels) = (Vec::new(), Vec::new());
    for class in 0..num_classes {
        for row in order.iter().filter(|row| row.label == class).take(count) {
            features.extend_from_slice(&row.features);
            labels.push(class);
        }
    }
    (features, labels)
}

fn accuracy(classifier: &WordClassifier, rows: &[Row]) -> f64 {
    let is_right = |row: &&Row| {
        let answer = classifier.answer(&row.features).unwrap().probabilities;
        (0..answer.len()).max_by(|a, b| answer[*a].total_cmp(&answer[*b])) == Some(row.label)
    };
    rows.iter().filter(is_right).count() as f64 / rows.len() as f64
}

fn rows(backbone: &Backbone, folder: &Path) -> Vec<Row> {
    let mut rows = Vec::new();
    for (label, class) in entries(folder).iter().enumerate() {
        for file in entries(class) {
            let picture = decode(&fs::read(&file).unwrap()).unwrap();
            let features = pollster::block_on(backbone.features(picture, Layer::Features)).unwrap();
            rows.push(Row { features, label });
        }
    }
    rows
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

/// The entries in the order of their names, so that the same folder gives the same figures.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    entries
}
