//! What readers say: what is posted, the files in which it comes back, and the receiver's own when it starts.

use crate::round::{Outcome, Round, turn};
use kiln_core::feedback::{Feedback, FeedbackEntry, FeedbackForm, MAX_LINE_BYTES, parse_day};
use kiln_feedback::{Store, StoreError};
use serde::Deserialize;
use std::{collections::BTreeSet, fs};

/// A small file that begins and ends as a JPEG does.
const PICTURE: &str =
    "data:image/jpeg;base64,/9j/4AAQSkZJRgABAQAAAQABAAD/wAARCAAQABADASIAAhEBAxEB/9k=";

fn line(id: usize, actual: &str, picture: bool) -> String {
    let picture = if picture { format!(r#","picture":"{PICTURE}""#) } else { String::new() };
    format!(
        r#"{{"id":"{id:032x}","tokenSha256":"{}","modelId":"kiln-transfer","modelSha256":"{}","predicted":"雏菊","probability":0.75,"actual":{actual},"day":"2026-11-02"{picture}}}"#,
        "cd".repeat(32),
        "ab".repeat(32)
    )
}

#[test]
fn altered_feedback_is_taken_or_refused() {
    let _turn = turn();
    let posted = |line: String| {
        let at = line.find("\"modelId\"").unwrap();
        format!("{{{}", &line[at..]).into_bytes()
    };
    let lines = [line(1, "\"rose\"", false), line(2, "null", true)];
    let mut seeds: Vec<Vec<u8>> = lines.iter().cloned().map(String::into_bytes).collect();
    seeds.extend(lines.map(posted));
    let today = parse_day("2026-11-27").unwrap();
    Round {
        kind: "feedback",
        seeds: &seeds,
        codes: &["answer.", "feedback."],
        most_memory: &|file| 32 * file.len() + (1 << 20),
        mend: &|_, _| {},
        read: &|file| {
            let entries = [FeedbackForm::Received, FeedbackForm::Saved]
                .map(|form| FeedbackEntry::parse(file, form, today));
            if let Ok(feedback) = Feedback::parse(file, today) {
                let again = serde_json::to_vec(&feedback).unwrap();
                assert_eq!(Feedback::parse(&again, today).unwrap(), feedback);
                return Outcome::Taken;
            }
            match entries {
                [Err(_), Err(error)] => Outcome::Refused(error.code()),
                [Ok(entry), _] | [_, Ok(entry)] => {
                    let again = serde_json::to_vec(&entry.feedback).unwrap();
                    assert_eq!(Feedback::parse(&again, today).unwrap(), entry.feedback);
                    Outcome::Taken
                }
            }
        },
    }
    .run();
}

/// The fields by which the receiver knows a line.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Known {
    id: String,
    #[allow(dead_code, reason = "it has to be there")]
    token_sha256: String,
}

#[test]
fn an_altered_file_of_the_receiver_is_opened_or_left_alone() {
    let _turn = turn();
    let whole: Vec<u8> =
        (0..8).flat_map(|id| format!("{}\n", line(id, "\"rose\"", id == 3)).into_bytes()).collect();
    let mut with_nought = whole.clone();
    with_nought.extend([0; 300]);
    let seeds = [whole.clone(), with_nought, whole[..whole.len() - 40].to_vec()];
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("answers.jsonl");
    Round {
        kind: "receiver",
        seeds: &seeds,
        codes: &["feedback.not-answers"],
        most_memory: &|file| 16 * file.len() + (4 << 20),
        mend: &|_, _| {},
        read: &|file| {
            fs::write(&path, file).unwrap();
            let num_kept = match Store::open(&path, 1 << 30) {
                Err(error @ StoreError::NotFeedback { .. }) => {
                    assert!(
                        fs::read(&path).unwrap() == file,
                        "a file of something else was changed"
                    );
                    return Outcome::Refused(error.code());
                }
                Err(error) => return Outcome::Refused(error.code()),
                Ok(store) => store.num_kept(),
            };
            assert_eq!(num_kept, num_known(file), "feedback was lost");
            let again = Store::open(&path, 1 << 30).unwrap();
            assert_eq!((again.num_kept(), again.num_set_aside()), (num_kept, 0));
            Outcome::Taken
        },
    }
    .run();
}

/// The number of ids in lines that are whole.
fn num_known(file: &[u8]) -> usize {
    let is_line = |line: &&[u8]| line.len() < MAX_LINE_BYTES && !line.starts_with(b" ");
    let known = |line: &[u8]| serde_json::from_slice::<Known>(line).ok().map(|known| known.id);
    let ids: BTreeSet<String> =
        file.split(|byte| *byte == b'\n').filter(is_line).filter_map(known).collect();
    ids.len()
}
