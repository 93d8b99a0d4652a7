//! Texts: the numbers of scikit-learn, models that are trained, kept and asked, and what an answer rests on.

#![allow(clippy::unwrap_used, reason = "a failing step should stop the test")]

use kiln_core::{
    dataset::Subset,
    device,
    explanation::log_odds,
    format::{ModelCard, ModelFile, NEWEST_FORMAT_VERSION, Precision},
    inference::{Engine, Model},
    networks::{character_grams::CHARACTER_GRAMS, mlp::MLP},
    picture::RgbaPicture,
    text::{AskedColumns, GramPair, GramSpec, TextTable},
    training::{ModelFacts, RunState, TrainingData, TrainingRun, TrainingSettings},
};
use pollster::block_on;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    text: String,
    pairs: Vec<GramPair>,
}

#[test]
fn grams_are_those_of_scikit_learn() {
    let cases: Vec<Case> =
        serde_json::from_str(include_str!("../../../tests/fixtures/texts/grams.json")).unwrap();
    assert!(cases.len() >= 10);
    for Case { text, pairs } in cases {
        let found = GramSpec::STANDARD.pairs(&text);
        let buckets = |pairs: &[GramPair]| pairs.iter().map(|pair| pair.0).collect::<Vec<_>>();
        assert_eq!(buckets(&found), buckets(&pairs), "{text}");
        for (found, expected) in found.iter().zip(&pairs) {
            assert!((found.1 - expected.1).abs() < 1e-6, "{text}: {found:?}, not {expected:?}");
        }
    }
}

const WORDS: [[&str; 8]; 3] = [
    ["the", "house", "is", "on", "which", "hill", "and", "there"],
    ["das", "Haus", "ist", "auf", "welchem", "Hügel", "und", "dort"],
    ["房子", "在", "山上", "的", "那里", "和", "哪个", "是"],
];

/// A sentence of some words of a language.
fn sentence(language: usize, rng: &mut Pcg64Mcg) -> String {
    let mut word = || WORDS[language][rng.random_range(0..8)];
    let words: Vec<&str> = (0..6).map(|_| word()).collect();
    words.join(if language == 2 { "" } else { " " })
}

fn lesson(count: usize) -> TrainingData {
    let mut rng = Pcg64Mcg::seed_from_u64(1);
    let mut data = TrainingData::new(CHARACTER_GRAMS.input());
    for index in 0..count {
        let part = if index % 4 == 3 { Subset::Validation } else { Subset::Train };
        data.push_text(&sentence(index % 3, &mut rng), index % 3, part).unwrap();
    }
    data
}

fn settings() -> TrainingSettings {
    TrainingSettings { epochs: 6, batch_size: 16, ..CHARACTER_GRAMS.defaults() }
}

fn run() -> TrainingRun {
    TrainingRun::start(CHARACTER_GRAMS, 3, lesson(90), settings(), &device::cpu()).unwrap()
}

fn train(run: &mut TrainingRun) {
    while block_on(run.step(4)).unwrap().state == RunState::Running {}
}

fn facts() -> ModelFacts {
    let class_names = ["English", "Deutsch", "中文"].map(str::to_owned).to_vec();
    ModelFacts { name: "Languages".to_owned(), class_names, ..ModelFacts::default() }
}

fn model_file() -> Vec<u8> {
    let mut run = run();
    train(&mut run);
    let finished = block_on(run.finish(facts())).unwrap();
    let evaluation = finished.validation.unwrap().evaluation;
    assert!(evaluation.accuracy.value > 0.95, "{:?}", evaluation.accuracy);
    finished.file
}

fn load(file: &[u8]) -> Model {
    Model::load(file, None, &Engine::FusedCpu).unwrap()
}

#[test]
fn a_model_of_texts_is_trained_kept_and_asked() {
    let file = model_file();
    let model = load(&file);
    assert!(model.reads_texts());
    assert_eq!(model.card().format_version, NEWEST_FORMAT_VERSION);
    assert_eq!(model.card().grams(), Some(GramSpec::STANDARD));
    for (text, class) in
        [("Which house is there?", 0), ("WELCHES HAUS IST DORT", 1), ("山上的房子", 2)]
    {
        let prediction = block_on(model.predict_text(text)).unwrap();
        assert_eq!(prediction.top(1)[0].index, class, "{text}: {prediction:?}");
    }
    // Whatever a text is made of, there is an answer.
    for text in ["", " ", "😀", "مرحبا", &"a".repeat(100_000)] {
        let prediction = block_on(model.predict_text(text)).unwrap();
        assert!((prediction.probabilities.iter().sum::<f32>() - 1.0).abs() < 1e-5, "{text:.10}");
    }
}

#[test]
fn a_run_that_goes_on_ends_as_the_uninterrupted_one() {
    let mut whole = run();
    train(&mut whole);
    let mut broken_off = run();
    for _ in 0..3 {
        block_on(broken_off.step(5)).unwrap();
    }
    let checkpoint = block_on(broken_off.checkpoint()).unwrap();
    let mut resumed = TrainingRun::resume(&checkpoint, lesson(90), &device::cpu()).unwrap();
    train(&mut resumed);
    let file = |run: &TrainingRun| block_on(run.finish(facts())).unwrap().file;
    assert_eq!(file(&whole), file(&resumed));
    let other = TrainingRun::resume(&checkpoint, lesson(93), &device::cpu());
    assert_eq!(other.err().unwrap().code(), "checkpoint.mismatch");
}

#[test]
fn texts_and_pictures_are_not_taken_for_each_other() {
    let model = load(&model_file());
    let picture = RgbaPicture::new(40, 40, vec![9; 40 * 40 * 4]).unwrap();
    assert_eq!(block_on(model.predict(picture)).unwrap_err().code(), "model.reads-texts");
    let pixels = TrainingRun::start(MLP, 3, lesson(9), MLP.defaults(), &device::cpu());
    assert_eq!(pixels.err().unwrap().code(), "training.data");
    assert!(TrainingData::new(MLP.input()).push_text("a", 0, Subset::Train).is_err());
    let mut of_texts = TrainingData::new(CHARACTER_GRAMS.input());
    assert!(of_texts.push_picture(&[0; 3 * 32 * 32], 0, Subset::Train).is_err());
}

#[test]
fn a_card_of_texts_with_other_grams_is_refused() {
    let ModelFile { card, weights } = ModelFile::parse(&model_file()).unwrap();
    let code = |change: &dyn Fn(&mut ModelCard)| {
        let mut card = card.clone();
        change(&mut card);
        let file = kiln_core::format::write(card, &weights, Precision::F32).unwrap();
        Model::load(&file, None, &Engine::FusedCpu).err().map_or("none", |error| error.code())
    };
    let grams =
        |spec: GramSpec| move |card: &mut ModelCard| card.text = serde_json::to_value(spec).ok();
    assert_eq!(code(&|_| {}), "none");
    let fewer = GramSpec { buckets: 1 << 12, ..GramSpec::STANDARD };
    assert_eq!(code(&grams(fewer)), "model.unsupported");
    for spec in [
        GramSpec { shortest: 0, ..GramSpec::STANDARD },
        GramSpec { longest: 100, ..GramSpec::STANDARD },
        GramSpec { buckets: usize::MAX, ..GramSpec::STANDARD },
    ] {
        assert_eq!(code(&grams(spec)), "model.damaged", "{spec:?}");
    }
    assert_eq!(code(&|card| card.text = None), "model.damaged");
    assert_eq!(code(&|card| card.input = MLP.input().picture_input()), "model.damaged");
}

#[test]
fn what_counted_for_an_answer_is_missed_when_it_is_left_out() {
    let model = load(&model_file());
    let text = "the Haus is there and on Hügel";
    let odds =
        |text: &str| log_odds(&block_on(model.predict_text(text)).unwrap().logits, 0).unwrap();
    let shares = block_on(model.shares_of_characters(text, 0)).unwrap();
    assert_eq!(shares.len(), text.chars().count());
    let mut begin = 0;
    for word in text.split(' ') {
        let end = begin + word.chars().count();
        let of_word: f32 = shares[begin..end].iter().sum();
        let fall = odds(text) - odds(&text.replace(word, ""));
        assert_eq!(of_word > 0.0, fall > 0.0, "{word}: {of_word}, {fall}");
        begin = end + 1;
    }
    assert_eq!(
        block_on(model.shares_of_characters(text, 3)).unwrap_err().code(),
        "explanation.input"
    );
}

#[test]
fn a_table_is_read_by_its_columns_or_by_what_is_in_them() {
    let asked = |text: Option<&str>, class: Option<&str>| AskedColumns {
        text: text.map(str::to_owned),
        class: class.map(str::to_owned),
    };
    let none = AskedColumns::default();
    let table = |name: &str, content: &str| TextTable::parse(name, content, &none).unwrap();
    let read = |table: &TextTable| {
        let owned =
            |(text, class): (&str, Option<&str>)| (text.to_owned(), class.map(str::to_owned));
        table.texts().map(owned).collect::<Vec<_>>()
    };
    let of = |text: &str, class: &str| (text.to_owned(), Some(class.to_owned()));
    let named = table("a.csv", "id,class,text\n1,x,one\n2,y,\"two, or more\"\n");
    assert_eq!(read(&named), [of("one", "x"), of("two, or more", "y")]);
    assert_eq!(named.chosen(), ("text", Some("class")));
    let without_head = table("a.tsv", "a longer text\tx\nanother text\ty\nthird\tx\nfourth\ty\n");
    assert_eq!(read(&without_head)[3], of("fourth", "y"));
    let json = table(
        "a.jsonl",
        "{\"text\":\"one\",\"label\":\"x\"}\n\n{\"label\":\"y\",\"text\":\"two\"}",
    );
    assert_eq!(read(&json), [of("one", "x"), of("two", "y")]);
    let alone = table("a.csv", "one\ntwo\n");
    assert_eq!(read(&alone)[1], ("two".to_owned(), None));
    // A name that nobody knows is one where the cells below it repeat and it does not, or where it is asked for.
    let unknown = table("a.csv", "tweet,sentiment\none,good\ntwo,bad\nthree,good\nfour,bad\n");
    assert_eq!((unknown.chosen(), read(&unknown).len()), (("tweet", Some("sentiment")), 4));
    let content = "id,class,text\n1,x,one\n2,y,two\n";
    let chosen = |text, class| TextTable::parse("a.csv", content, &asked(text, class));
    assert_eq!(read(&chosen(Some("class"), Some("id")).unwrap())[0], of("x", "1"));
    assert_eq!(read(&chosen(None, Some("text")).unwrap())[0], of("1", "one"));
    let code =
        |name: &str, content: &str| TextTable::parse(name, content, &none).unwrap_err().code();
    assert_eq!(chosen(Some("none"), None).unwrap_err().code(), "table.no-column");
    assert_eq!(chosen(Some("id"), Some("id")).unwrap_err().code(), "table.one-column");
    assert_eq!(code("a.csv", "text,class\n"), "table.empty");
    assert_eq!(code("a.csv", "text,class\n\"one,x\ntwo,y\n"), "table.open-quote");
    assert_eq!(code("a.jsonl", "{\"text\":1}\n[1]"), "table.not-json");
    assert_eq!(code("a.csv", &format!("text{}\na\n", ",".repeat(2000))), "table.too-wide");
}
