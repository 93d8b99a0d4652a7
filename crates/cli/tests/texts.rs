//! Texts on the command line: a table or folders are learnt from, and what was learnt is asked.

#![allow(clippy::unwrap_used, reason = "a failing step should stop the test")]

use std::{
    fs,
    io::Write,
    path::Path,
    process::{Command, Output, Stdio},
};

const WORDS: [(&str, [&str; 6]); 2] = [
    ("animals", ["cat", "dog", "horse", "cow", "sheep", "goose"]),
    ("tools", ["hammer", "drill", "wrench", "pliers", "chisel", "plane"]),
];

/// Sentences that differ, each with its class.
fn sentences() -> Vec<(String, &'static str)> {
    let mut sentences = Vec::new();
    for (class, words) in WORDS {
        for first in words {
            for second in words {
                sentences.push((format!("A {first}, then the {second} of my neighbour"), class));
            }
        }
    }
    sentences
}

fn table(folder: &Path) -> String {
    let path = folder.join("letters.csv");
    let rows = sentences().into_iter().map(|(text, class)| format!("\"{text}\",{class}\n"));
    fs::write(&path, format!("text,class\n{}", rows.collect::<String>())).unwrap();
    path.display().to_string()
}

fn kiln(arguments: &[&str]) -> Output {
    kiln_with("", arguments)
}

fn kiln_with(input: &str, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kiln"));
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn said(output: &Output) -> String {
    assert!(output.status.success(), "{}", complaint(output));
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn complaint(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn trained(folder: &Path) -> String {
    let model = folder.join("model.safetensors").display().to_string();
    said(&kiln(&["train", &table(folder), "-o", &model, "--epochs", "10"]));
    model
}

#[test]
fn a_table_is_learnt_from_and_the_model_is_asked() {
    let folder = tempfile::tempdir().unwrap();
    let model = trained(folder.path());
    let answers = kiln_with(
        "the horse\n\n\na chisel,\nor a drill\n",
        &["classify", "--model", &model, "--json", "--text", "my goose", "-"],
    );
    let lines: Vec<serde_json::Value> =
        said(&answers).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let answers: Vec<(&str, &str)> = lines
        .iter()
        .map(|line| {
            let label = line["predictions"][0]["label"].as_str().unwrap();
            (line["file"].as_str().unwrap(), label)
        })
        .collect();
    assert_eq!(answers, [("my goose", "animals"), ("-:1", "animals"), ("-:2", "tools")]);

    let output = kiln(&["evaluate", &model, &table(folder.path()), "--json"]);
    let evaluation: serde_json::Value = serde_json::from_str(&said(&output)).unwrap();
    assert!(evaluation["accuracy"]["value"].as_f64().unwrap() > 0.9, "{evaluation}");
}

#[test]
fn folders_of_txt_give_the_model_that_their_table_gives() {
    let folder = tempfile::tempdir().unwrap();
    let of_table = trained(folder.path());
    let texts = folder.path().join("texts");
    for (number, (text, class)) in sentences().into_iter().enumerate() {
        fs::create_dir_all(texts.join(class)).unwrap();
        fs::write(texts.join(class).join(format!("{number:03}.txt")), text).unwrap();
    }
    let of_folders = folder.path().join("other.safetensors").display().to_string();
    let texts = texts.display().to_string();
    let name = ["--name", "letters", "--epochs", "10"];
    said(&kiln(&[&["train", &texts, "-o", &of_folders][..], &name].concat()));
    let table = table(folder.path());
    said(&kiln(&[&["train", &table, "-o", &of_table][..], &name].concat()));
    assert_eq!(fs::read(of_table).unwrap(), fs::read(of_folders).unwrap());
}

#[test]
fn folds_are_checked_and_nearly_equal_texts_stay_together() {
    let folder = tempfile::tempdir().unwrap();
    let table = table(folder.path());
    let folds: Vec<String> = (0..2)
        .map(|fold| {
            let path = folder.path().join(format!("{fold}.json"));
            let fold = format!("{fold}/2");
            let output =
                said(&kiln(&["check", &table, "--fold", &fold, "--json", "--epochs", "5"]));
            fs::write(&path, output).unwrap();
            path.display().to_string()
        })
        .collect();
    let collected = said(&kiln(&["check", "--json", "--collect", &folds[0], &folds[1]]));
    let collected: serde_json::Value = serde_json::from_str(&collected).unwrap();
    assert_eq!(collected["evaluation"]["count"].as_u64(), Some(72), "{collected}");
}

#[test]
fn tables_in_other_encodings_are_read() {
    let folder = tempfile::tempdir().unwrap();
    for (label, bytes) in [
        ("gb18030", encoding_rs::GB18030.encode("text,class\n这是一只猫。它在睡觉。,动物\n").0),
        (
            "windows-1252",
            encoding_rs::WINDOWS_1252.encode("text,class\nDie Möwe fliegt über das Meer,Tier\n").0,
        ),
    ] {
        let path = folder.path().join("t.csv");
        fs::write(&path, &bytes).unwrap();
        let model = trained(folder.path());
        let path = path.display().to_string();
        let output = kiln(&["evaluate", &model, &path]);
        let sentence = complaint(&output);
        let class = if label == "gb18030" { "动物" } else { "Tier" };
        assert!(sentence.contains(&format!("no class {class}")), "{label}: {sentence}");
    }
}

#[test]
fn what_cannot_be_read_is_said_in_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str, content: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, content).unwrap();
        path.display().to_string()
    };
    let model = folder.path().join("never.safetensors").display().to_string();
    let refused = |table: &str, sentence: &str| {
        let output = kiln(&["train", table, "-o", &model]);
        let complaint = complaint(&output);
        assert!(!output.status.success() && complaint.contains(sentence), "{table}: {complaint}");
        assert!(!Path::new(&model).exists());
    };
    refused(&at("quote.csv", b"text,class\n\"one,a\ntwo,b\n"), "line 2 is never closed");
    refused(&at("one.csv", b"text\none\ntwo\n"), "which class");
    refused(&at("class.csv", b"text,class\none,a\ntwo,a\n"), "two classes");
    refused(&at("empty.csv", b""), "no rows");
    refused(&at("zero.csv", b"text,class\n\0\0,a\n"), "no text");
    refused(&at("bad.jsonl", b"{\"text\":\"a\",\"class\":\"b\"}\nnothing\n"), "line 2");
    let table = table(folder.path());
    let output = kiln(&["train", &table, "-o", &model, "--architecture", "mlp"]);
    assert!(complaint(&output).contains("learns from pictures"), "{}", complaint(&output));
    let output = kiln(&["train", &table, "-o", &model, "--text-column", "letter"]);
    assert!(complaint(&output).contains("no column letter"), "{}", complaint(&output));
    // A text where a picture is expected, and the other way round.
    let output = kiln(&["classify", "--model", &trained(folder.path()), "/no/picture.jpg"]);
    assert!(!output.status.success());
}
