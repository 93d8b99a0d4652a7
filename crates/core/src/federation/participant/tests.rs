//! The participant against requests that nobody agreed to.

#![allow(clippy::unwrap_used, reason = "a failing step should stop the test")]

use super::super::project::tests::a_project;
use super::super::*;
use crate::networks::efficientnet_lite0::NUM_FEATURES;
use std::collections::BTreeMap;

fn some_pictures() -> Pictures {
    let mut pictures = Pictures::new(2);
    for index in 0..8 {
        let features: Vec<f32> =
            (0..NUM_FEATURES).map(|value| ((index * 5 + value) % 7) as f32 / 7.0).collect();
        pictures.push(&features, index % 2).unwrap();
    }
    pictures
}

/// A request as Kiln's application makes it, with some settings changed.
fn request(stage: &str, round: i64, changes: &[(&str, ConfigValue)]) -> Records {
    let project = a_project();
    let config = [
        ("kiln-protocol", ConfigValue::Whole(PROTOCOL)),
        ("stage", ConfigValue::Text(stage.into())),
        ("round", ConfigValue::Whole(round)),
        ("classes", ConfigValue::Texts(project.classes.clone())),
        ("backbone", ConfigValue::Text(project.backbone.clone())),
        ("minimum-pictures", ConfigValue::Whole(3)),
        ("feature-clip", ConfigValue::Real(40.0)),
        ("clip", ConfigValue::Real(5.0)),
        ("learning-rate", ConfigValue::Real(5e-4)),
        ("epochs", ConfigValue::Whole(1)),
        ("batch", ConfigValue::Whole(16)),
    ];
    let mut config: BTreeMap<_, _> = config.map(|(name, value)| (name.to_owned(), value)).into();
    config.extend(changes.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
    let head = Head::new(vec![0.0; 2 * NUM_FEATURES], vec![0.0; 2], 2).unwrap();
    Records(vec![
        ("config".to_owned(), Record::Config(config)),
        ("arrays".to_owned(), Record::Arrays(head.to_arrays())),
    ])
}

fn participant() -> Participant {
    Participant::new(a_project(), some_pictures(), crate::device::cpu())
}

fn refusal(participant: &mut Participant, run_id: u64, request: &Records) -> String {
    match pollster::block_on(participant.answer(run_id, request)) {
        (Answer::Refusal(reason), Err(_)) => reason,
        (answer, _) => panic!("{answer:?}"),
    }
}

#[test]
fn what_was_agreed_to_is_answered_once_in_each_round() {
    let mut participant = participant();
    let mut answer = |run_id, request: &Records| {
        let (answer, sent) = pollster::block_on(participant.answer(run_id, request));
        (answer, sent.ok())
    };
    let (sums, sent) = answer(1, &request("sums", 0, &[]));
    assert_eq!(sent, Some(Sent::Sums(8)));
    let Answer::Content(records) = &sums else { panic!() };
    assert_eq!(records.array("arrays", "sums").unwrap().shape, [2, NUM_FEATURES]);
    assert_eq!(records.array("arrays", "counts").unwrap().values, [4.0, 4.0]);
    assert!(sums.to_bytes().len() < 4 * 2 * NUM_FEATURES + 2000, "numbers, and little around them");
    let (update, sent) = answer(1, &request("update", 1, &[]));
    assert_eq!(sent, Some(Sent::Update(1, 8)));
    let Answer::Content(records) = update else { panic!() };
    let weight = &records.array("arrays", "weight").unwrap().values;
    assert!(weight.iter().any(|value| *value != 0.0));
    // A round of sums may be void, and is tried anew.
    assert_eq!(answer(1, &request("sums", 0, &[])).0, sums);
    for (run_id, again) in [(1, request("update", 1, &[])), (2, request("update", 2, &[]))] {
        let (answer, _) = answer(run_id, &again);
        let Answer::Refusal(reason) = answer else { panic!("{run_id}") };
        assert!(reason.starts_with("federation.other-protocol: "), "{reason}");
    }
    assert_eq!(answer(1, &request("update", 2, &[])).1, Some(Sent::Update(2, 8)));
}

#[test]
fn nothing_else_is_answered() {
    let text = |text: &str| ConfigValue::Text(text.into());
    let cases = [
        ("sums", 0, "classes", ConfigValue::Texts(vec!["daisy".into()]), "other-classes"),
        ("sums", 0, "backbone", text("another"), "other-backbone"),
        ("sums", 0, "kiln-protocol", ConfigValue::Whole(2), "other-protocol"),
        ("sums", 0, "stage", text("pictures"), "other-protocol"),
        ("sums", 1, "clip", ConfigValue::Real(1.0), "other-protocol"),
        ("sums", 0, "feature-clip", ConfigValue::Real(f64::NAN), "other-protocol"),
        ("update", 6, "clip", ConfigValue::Real(1.0), "other-protocol"),
        ("update", -1, "clip", ConfigValue::Real(1.0), "other-protocol"),
        ("update", 1, "learning-rate", ConfigValue::Real(-1.0), "other-protocol"),
        ("update", 1, "epochs", ConfigValue::Whole(1_000_000), "other-protocol"),
        ("update", 1, "batch", ConfigValue::Whole(0), "other-protocol"),
        ("sums", 0, "minimum-pictures", ConfigValue::Whole(5), "too-few-pictures"),
    ];
    for (stage, round, name, value, code) in cases {
        let request = request(stage, round, &[(name, value)]);
        let reason = refusal(&mut participant(), 1, &request);
        assert!(reason.starts_with(&format!("federation.{code}: ")), "{name}: {reason}");
        assert!(reason.len() <= 200);
    }
    let mut headless = request("update", 1, &[]);
    headless.0.pop();
    assert!(refusal(&mut participant(), 1, &headless).contains("weight"));
    let Record::Arrays(arrays) = &mut headless_arrays()[..][0] else { panic!() };
    arrays[0].1.values[3] = 1e30;
    let huge =
        Records(vec![headless.0[0].clone(), ("arrays".to_owned(), Record::Arrays(arrays.clone()))]);
    assert!(refusal(&mut participant(), 1, &huge).starts_with("federation.damaged: "));
}

fn headless_arrays() -> Vec<Record> {
    vec![request("update", 1, &[]).0.remove(1).1]
}

#[test]
fn a_server_cannot_ask_for_classes_of_fewer_pictures_than_was_agreed_to() {
    let mut few = Pictures::new(2);
    for class in [0, 0, 1, 1] {
        few.push(&[0.5; NUM_FEATURES], class).unwrap();
    }
    let mut participant = Participant::new(a_project(), few, crate::device::cpu());
    let request = request("sums", 0, &[("minimum-pictures", ConfigValue::Whole(1))]);
    let reason = refusal(&mut participant, 1, &request);
    assert!(reason.starts_with("federation.too-few-pictures: "), "{reason}");
}
