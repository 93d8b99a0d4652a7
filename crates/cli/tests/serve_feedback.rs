//! `kiln serve-feedback`: the real program, asked over a socket.

#![allow(clippy::unwrap_used, reason = "a failing step should stop the test")]

mod common;
#[path = "common/receiver.rs"]
mod receiver;

use base64::{Engine, prelude::BASE64_STANDARD};
use common::{complaint, fixture, json_lines, kiln, path};
use receiver::{ORIGIN, Receiver};
use serde_json::{Value, json};
use std::{
    collections::HashSet,
    fs,
    io::Write,
    net::TcpStream,
    path::{Path, PathBuf},
    thread,
};
use tempfile::TempDir;

fn place() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("answers.jsonl");
    (folder, file)
}

fn feedback() -> Value {
    json!({
        "modelId": "kiln-transfer", "modelSha256": "ab".repeat(32), "predicted": "daisy",
        "probability": 0.75, "actual": "tulips", "day": "2026-11-01",
    })
}

fn with(key: &str, value: impl Into<Value>) -> Value {
    let mut changed = feedback();
    changed[key] = value.into();
    changed
}

fn picture(name: &str) -> String {
    let bytes = fs::read(fixture(name)).unwrap();
    format!("data:image/jpeg;base64,{}", BASE64_STANDARD.encode(bytes))
}

/// Lines that are empty were deleted.
fn kept(file: &Path) -> Vec<Value> {
    let text = fs::read_to_string(file).unwrap();
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    json_lines(&lines.join("\n"))
}

const DAISY: &str = "pictures/flowers25/daisy/2057816617_18448093d0_n.jpg";

#[test]
fn feedback_becomes_a_line_and_a_receipt() {
    let (_folder, file) = place();
    let receiver = Receiver::start(&file, &[]);
    let mut sent = with("picture", picture(DAISY));
    sent["actual"] = Value::Null;
    let (id, token) = receiver.accepted(&sent);
    let (other, _) = receiver.accepted(&feedback());
    assert_ne!(id, other);
    let lines = kept(&file);
    assert_eq!(lines.len(), 2);
    for (key, value) in sent.as_object().unwrap() {
        assert_eq!(&lines[0][key], value, "{key}");
    }
    let keys: HashSet<_> = lines[1].as_object().unwrap().keys().cloned().collect();
    let expected = [
        "id",
        "tokenSha256",
        "modelId",
        "modelSha256",
        "predicted",
        "probability",
        "actual",
        "day",
    ];
    assert_eq!(keys, expected.map(str::to_owned).into());
    assert_eq!(lines[0]["id"], id);
    // The token itself is nowhere in the file.
    assert_eq!(lines[0]["tokenSha256"].as_str().unwrap().len(), 64);
    assert!(!fs::read_to_string(&file).unwrap().contains(&token));
}

#[cfg(unix)]
#[test]
fn nothing_that_tells_readers_apart_is_stored_or_logged() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, file) = place();
    let receiver = Receiver::start(&file, &[]);
    let headers = [
        "Content-Type: application/json",
        "User-Agent: Unmistakable/1.0",
        "Referer: https://news.example/a",
    ];
    let body = feedback().to_string();
    assert_eq!(receiver.request("POST /answers", &headers, body.as_bytes()).status, 201);
    assert_eq!(receiver.post(&with("probability", 7)).status, 422);
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o077, 0);
    let logged = receiver.stop();
    for text in [logged.clone(), fs::read_to_string(&file).unwrap()] {
        assert!(
            !text.contains("Unmistakable") && !text.contains("127.0.0.1") && !text.contains("news"),
            "{text}"
        );
    }
    assert_eq!(logged, format!("Stopped. Answers in {}: 1\n", path(&file)));
    let names: HashSet<_> =
        fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["answers.jsonl", "answers.jsonl.lock"].map(Into::into).into());
}

#[test]
fn what_is_no_feedback_is_refused_with_a_code_and_not_kept() {
    let (_folder, file) = place();
    let receiver = Receiver::start(&file, &[]);
    let mut incomplete = feedback();
    incomplete.as_object_mut().unwrap().remove("actual");
    let long = "data:image/jpeg;base64,".to_owned() + &"/9j/".repeat(100_001);
    // Clocks may run ahead by a day.
    let day =
        |days| (time::OffsetDateTime::now_utc().date() + time::Duration::days(days)).to_string();
    let cases = [
        (with("userAgent", "x"), "answer.fields"),
        (incomplete, "answer.fields"),
        (with("probability", "0.5"), "answer.fields"),
        (json!([1]), "answer.fields"),
        (with("predicted", ""), "answer.text"),
        (with("predicted", "a".repeat(501)), "answer.text"),
        (with("modelId", "  "), "answer.text"),
        (with("modelSha256", "AB".repeat(32)), "answer.checksum"),
        (with("modelSha256", "ab"), "answer.checksum"),
        (with("probability", 1.01), "answer.probability"),
        (with("probability", -0.01), "answer.probability"),
        (with("day", "2026-02-30"), "answer.day"),
        (with("day", "2026-11-01T12:00"), "answer.day"),
        (with("day", "2025-12-31"), "answer.day"),
        (with("day", day(3)), "answer.future-day"),
        (with("picture", "https://news.example/a.jpg"), "answer.picture"),
        (with("picture", "data:image/jpeg;base64,%%%"), "answer.picture"),
        (with("picture", "data:image/jpeg;base64,"), "answer.picture"),
        (with("picture", picture("bad/one-pixel.png")), "answer.picture"),
        (with("picture", picture("bad/renamed-pdf.jpg")), "answer.picture"),
        (with("picture", picture("bad/huge-header.jpg")), "answer.picture"),
        (with("picture", long), "answer.picture"),
    ];
    for (body, code) in cases {
        let reply = receiver.post(&body);
        assert_eq!((reply.status, reply.code()), (422, code), "{:.200}", body.to_string());
        assert!(!reply.body["message"].as_str().unwrap().is_empty());
    }
    let json = ["Content-Type: application/json"];
    for body in [&b"{"[..], b"", b"\xff\xfe", b"{\"modelId\": NaN}"] {
        let reply = receiver.request("POST /answers", &json, body);
        assert_eq!((reply.status, reply.code()), (400, "answer.not-json"));
    }
    assert_eq!(fs::read_to_string(&file).unwrap(), "");
    // What the page accepts in a file is accepted here, and the other way round.
    for body in
        [with("predicted", "a".repeat(500)), with("actual", "two\nlines"), with("day", day(1))]
    {
        receiver.accepted(&body);
    }
    assert_eq!(kept(&file).len(), 3);
}

#[test]
fn other_requests_are_refused_in_the_same_form() {
    let (_folder, file) = place();
    let receiver = Receiver::start(&file, &[]);
    let body = feedback().to_string();
    let post = |headers: &[&str]| receiver.request("POST /answers", headers, body.as_bytes());
    let json = "Content-Type: application/json";
    let refused = [
        (post(&[json, "Origin: https://other.example"]), 403, "feedback.origin"),
        (post(&["Content-Type: text/plain"]), 415, "feedback.type"),
        (post(&[]), 415, "feedback.type"),
        (receiver.request("POST /", &[json], body.as_bytes()), 405, "feedback.method"),
        (receiver.request("GET /answers", &[], b""), 405, "feedback.method"),
        (receiver.request("GET /answers.jsonl", &[], b""), 404, "feedback.not-found"),
    ];
    for (reply, status, code) in refused {
        assert_eq!((reply.status, reply.code()), (status, code));
    }
    assert_eq!(receiver.request("GET /", &[], b"").body, json!({ "status": "ok" }));
    assert_eq!(fs::read_to_string(&file).unwrap(), "");
    assert_eq!(post(&["Content-Type: application/json; charset=utf-8"]).status, 201);
}

#[test]
fn browsers_are_told_whose_pages_may_send() {
    let (_folder, file) = place();
    let receiver = Receiver::start(&file, &["--allow-origin", "null"]);
    let preflight = |origin: &str| {
        let headers = [
            &format!("Origin: {origin}"),
            "Access-Control-Request-Method: POST",
            "Access-Control-Request-Headers: content-type",
        ];
        receiver.request("OPTIONS /answers", &headers, b"")
    };
    for origin in [ORIGIN, "null"] {
        let reply = preflight(origin);
        assert_eq!(reply.status, 200);
        assert_eq!(reply.header("access-control-allow-origin"), Some(origin));
        assert!(reply.header("access-control-allow-methods").unwrap().contains("delete"));
        assert!(reply.header("access-control-allow-headers").unwrap().contains("authorization"));
    }
    assert_eq!(preflight("https://other.example").header("access-control-allow-origin"), None);
    // Refusals can be read by the page as well.
    assert_eq!(receiver.post(&json!({})).header("access-control-allow-origin"), Some(ORIGIN));
}

#[test]
fn a_body_that_is_too_long_is_refused_and_the_reply_arrives() {
    let (_folder, file) = place();
    let receiver = Receiver::start(&file, &["--max-bytes", "1000"]);
    let long = with("picture", picture("pictures/parrot.jpg"));
    let reply = receiver.post(&long);
    assert_eq!((reply.status, reply.code()), (413, "feedback.too-long"));
    // One that does not say how long it is.
    let head = "POST /answers HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
    let text = "x".repeat(5000);
    let reply = receiver.raw(head, format!("1388\r\n{text}\r\n0\r\n\r\n").as_bytes());
    assert_eq!(reply.status, 413);
    receiver.accepted(&feedback());
}

#[test]
fn who_asks_too_often_has_to_wait() {
    let (_folder, file) = place();
    let receiver = Receiver::start(&file, &["--rate", "2"]);
    receiver.accepted(&feedback());
    receiver.accepted(&feedback());
    let reply = receiver.post(&with("picture", picture(DAISY)));
    assert_eq!((reply.status, reply.code()), (429, "feedback.too-often"));
    let seconds: u64 = reply.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=60).contains(&seconds));
    // Requests of those who watch over the server are not counted.
    assert_eq!(receiver.request("GET /", &[], b"").status, 200);
    assert_eq!(kept(&file).len(), 2);
}

#[test]
fn behind_a_proxy_the_last_forwarded_address_counts() {
    let (_folder, file) = place();
    let receiver = Receiver::start(&file, &["--rate", "1", "--behind-proxy"]);
    let post = |forwarded: &str| {
        let headers = ["Content-Type: application/json", forwarded];
        receiver.request("POST /answers", &headers, feedback().to_string().as_bytes())
    };
    assert_eq!(post("X-Forwarded-For: 192.0.2.1").status, 201);
    assert_eq!(post("X-Forwarded-For: 192.0.2.2").status, 201);
    // What a reader claims stands before what the proxy has seen.
    assert_eq!(post("X-Forwarded-For: 192.0.2.9, 192.0.2.1").status, 429);
    assert_eq!(post("X-Forwarded-For: unknown").code(), "feedback.no-address");
}

#[test]
fn many_at_once_leave_whole_lines() {
    let (_folder, file) = place();
    let receiver = Receiver::start(&file, &[]);
    let body = with("picture", picture(DAISY));
    let ids: HashSet<String> = thread::scope(|scope| {
        let post = || (0..10).map(|_| receiver.accepted(&body).0).collect::<Vec<_>>();
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(post)).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(ids.len(), 80);
    let lines = kept(&file);
    assert!(lines.iter().all(|line| line["picture"] == body["picture"]));
    assert_eq!(
        lines.iter().map(|line| line["id"].as_str().unwrap().to_owned()).collect::<HashSet<_>>(),
        ids
    );
}

#[test]
fn a_receipt_deletes_its_own_feedback_for_good_and_no_other() {
    let (folder, file) = place();
    let receiver = Receiver::start(&file, &[]);
    let (first, token) = receiver.accepted(&with("picture", picture(DAISY)));
    let (second, other) = receiver.accepted(&with("predicted", "tulips"));
    let refused = [
        (receiver.delete(&first, &other), 403, "feedback.token"),
        (receiver.delete(&"0".repeat(32), &token), 404, "feedback.unknown"),
        (receiver.request(&format!("DELETE /answers/{first}"), &[], b""), 401, "feedback.no-token"),
    ];
    for (reply, status, code) in refused {
        assert_eq!((reply.status, reply.code()), (status, code));
    }
    assert_eq!(kept(&file).len(), 2);
    assert_eq!(receiver.delete(&first, &token).status, 204);
    let left = kept(&file);
    assert_eq!(left.len(), 1);
    assert_eq!(left[0]["id"], second);
    assert_eq!(receiver.delete(&first, &token).status, 404);
    // Nothing of it is left in the file, which goes on being written to.
    assert!(!fs::read_to_string(&file).unwrap().contains(&first));
    receiver.accepted(&feedback());
    assert_eq!(kept(&file).len(), 2);
    receiver.kill();
    // The empty line goes with the next start.
    let receiver = Receiver::start(&file, &[]);
    assert_eq!(fs::read_to_string(&file).unwrap().lines().count(), 2);
    assert_eq!(receiver.delete(&second, &other).status, 204);
    assert!(!folder.path().join("answers.jsonl.part").exists());
}

/// Fifteen deletions in a file of half a gigabyte held up everybody for half a minute.
#[test]
fn deleting_writes_no_more_than_what_is_deleted() {
    let (_folder, file) = place();
    let receiver = Receiver::start(&file, &[]);
    let (first, token) = receiver.accepted(&with("picture", picture(DAISY)));
    receiver.accepted(&with("picture", picture(DAISY)));
    let before = fs::read(&file).unwrap();
    assert_eq!(receiver.delete(&first, &token).status, 204);
    let after = fs::read(&file).unwrap();
    let length = before.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    assert_eq!(after.len(), before.len());
    assert_eq!(after[length..], before[length..]);
    assert!(after[..length].trim_ascii().is_empty());
}

#[test]
fn what_a_power_cut_has_left_is_set_aside_and_said() {
    let (folder, file) = place();
    let receiver = Receiver::start(&file, &[]);
    let (id, token) = receiver.accepted(&feedback());
    receiver.kill();
    let whole = fs::read(&file).unwrap();
    let nought = vec![0; 3000];
    for damage in [
        &nought[..],
        b"\n",
        b"   \n\n",
        &[&nought[..], b"\n"].concat(),
        &[b"{\"id\":\"0", &nought[..]].concat(),
    ] {
        fs::write(&file, [&whole[..], damage].concat()).unwrap();
        let receiver = Receiver::start(&file, &[]);
        receiver.accepted(&feedback());
        assert_eq!(kept(&file).len(), 2);
        assert!(!fs::read(&file).unwrap().contains(&0));
    }
    // What was set aside can be looked at.
    let aside = fs::read(folder.path().join("answers.jsonl.damaged")).unwrap();
    assert_eq!(aside, [&nought[..], &nought[..], b"\n"].concat());
    let receiver = Receiver::start(&file, &[]);
    assert_eq!(receiver.delete(&id, &token).status, 204);
}

#[test]
fn what_was_moved_away_is_not_said_to_be_deleted() {
    let (folder, file) = place();
    let receiver = Receiver::start(&file, &[]);
    let (old, token) = receiver.accepted(&feedback());
    fs::rename(&file, folder.path().join("answers-1.jsonl")).unwrap();
    let reply = receiver.delete(&old, &token);
    assert_eq!((reply.status, reply.code()), (410, "feedback.moved"));
    let (new, new_token) = receiver.accepted(&feedback());
    let reply = receiver.delete(&old, &token);
    assert_eq!((reply.status, reply.code()), (410, "feedback.moved"));
    assert_eq!(kept(&folder.path().join("answers-1.jsonl")).len(), 1);
    assert_eq!(receiver.delete(&new, &new_token).status, 204);
}

#[cfg(unix)]
#[test]
fn a_lock_that_was_removed_does_not_let_two_write() {
    let (folder, file) = place();
    let first = Receiver::start(&file, &[]);
    first.accepted(&feedback());
    fs::remove_file(folder.path().join("answers.jsonl.lock")).unwrap();
    // Taken anew with the next request, where nobody else has it.
    first.accepted(&feedback());
    fs::remove_file(folder.path().join("answers.jsonl.lock")).unwrap();
    let second = Receiver::start(&file, &[]);
    let reply = first.post(&feedback());
    assert_eq!((reply.status, reply.code()), (503, "feedback.locked"));
    second.accepted(&feedback());
    assert_eq!(kept(&file).len(), 3);
}

#[test]
fn a_restart_keeps_feedback_and_its_receipts() {
    let (_folder, file) = place();
    let receiver = Receiver::start(&file, &[]);
    let (id, token) = receiver.accepted(&feedback());
    receiver.accepted(&feedback());
    receiver.kill();
    let receiver = Receiver::start(&file, &[]);
    assert_eq!(kept(&file).len(), 2);
    assert_eq!(receiver.delete(&id, &token).status, 204);
    assert_eq!(kept(&file).len(), 1);
}

#[test]
fn half_a_line_from_a_crash_is_taken_away_and_a_whole_one_is_ended() {
    let (_folder, file) = place();
    let receiver = Receiver::start(&file, &[]);
    receiver.accepted(&feedback());
    receiver.kill();
    let whole = fs::read_to_string(&file).unwrap();
    for half in ["{\"i", "{\"id\":\"00\",\"tokenSha", whole.trim_end().trim_end_matches('}')] {
        fs::write(&file, whole.clone() + half).unwrap();
        Receiver::start(&file, &[]).accepted(&feedback());
        assert_eq!(kept(&file).len(), 2, "{half}");
    }
    fs::write(&file, whole.trim_end()).unwrap();
    Receiver::start(&file, &[]).accepted(&feedback());
    assert_eq!(kept(&file).len(), 2);
}

#[test]
fn a_file_that_is_full_takes_no_more_and_stays_whole() {
    let (_folder, file) = place();
    let receiver = Receiver::start(&file, &["--max-file-bytes", "800"]);
    let (id, token) = receiver.accepted(&feedback());
    receiver.accepted(&feedback());
    let reply = receiver.post(&feedback());
    assert_eq!((reply.status, reply.code()), (507, "feedback.full"));
    assert_eq!(kept(&file).len(), 2);
    receiver.delete(&id, &token);
    receiver.accepted(&feedback());
}

#[test]
fn a_connection_that_says_nothing_does_not_keep_others_waiting() {
    let (_folder, file) = place();
    let receiver = Receiver::start(&file, &[]);
    let mut silent: Vec<_> =
        (0..20).map(|_| TcpStream::connect(receiver.address).unwrap()).collect();
    silent[0].write_all(b"POST /answers HTTP/1.1\r\nContent-Le").unwrap();
    receiver.accepted(&feedback());
}

#[test]
fn what_cannot_work_is_said_before_it_begins() {
    let (folder, file) = place();
    let serve = |file: &Path, origin: &str| {
        complaint(&kiln(&[
            "serve-feedback",
            "--listen",
            "127.0.0.1:0",
            "--file",
            path(file),
            "--allow-origin",
            origin,
        ]))
    };
    assert!(serve(&file, "news.example").contains("looks like https://example.org"));
    assert!(serve(folder.path(), ORIGIN).contains("is a folder"));
    assert!(serve(&folder.path().join("missing/a.jsonl"), ORIGIN).contains("there is no folder"));
    for text in ["a novel\nof two lines", "{\"id\":\"1\"}\n", "no line feed at the end"] {
        fs::write(&file, text).unwrap();
        assert!(
            serve(&file, ORIGIN).contains("line 1 is no answer. Nothing was changed"),
            "{text}"
        );
        assert_eq!(fs::read_to_string(&file).unwrap(), text);
    }
    fs::remove_file(&file).unwrap();
    let running = Receiver::start(&file, &[]);
    assert!(serve(&file, ORIGIN).contains("another receiver"));
    let taken = running.address.to_string();
    let other = folder.path().join("other.jsonl");
    let said = complaint(&kiln(&[
        "serve-feedback",
        "--listen",
        &taken,
        "--file",
        path(&other),
        "--allow-origin",
        ORIGIN,
    ]));
    assert!(said.contains(&taken), "{said}");
    let output = kiln(&["serve-feedback", "--file", path(&other)]);
    assert_eq!(output.status.code(), Some(2), "an origin has to be named");
}

#[test]
fn the_fixture_is_a_file_of_this_receiver() {
    let (_folder, file) = place();
    fs::copy(fixture("answers/answers.jsonl"), &file).unwrap();
    let receiver = Receiver::start(&file, &[]);
    for mut line in kept(&file) {
        line.as_object_mut().unwrap().retain(|key, _| key != "id" && key != "tokenSha256");
        receiver.accepted(&line);
    }
    assert_eq!(kept(&file).len(), 16);
}
