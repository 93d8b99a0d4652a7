//! `kiln federate` without Flower: what is refused before anything is sent, and whose clock a device goes by. With
//! Flower it is tested by tests/federation.

#![allow(clippy::unwrap_used, reason = "a failing step should stop the test")]

mod common;

use common::{complaint, flowers, kiln, path};
use serde_json::{Value, json};
use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    process::{Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

/// A request as it came: its first line and its headers in lower case.
type Seen = (String, Vec<String>);

/// An organiser's server that says what it is told, once for each request.
fn server(
    answer: impl Fn(&str) -> (u16, String) + Send + 'static,
) -> (String, mpsc::Receiver<Seen>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (sender, seen) = mpsc::channel();
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let (line, headers) = read(&stream);
            let (status, rest) = answer(&line);
            let _ = sender.send((line, headers));
            let mut stream = stream;
            let _ = write!(stream, "HTTP/1.1 {status} x\r\nconnection: close\r\n{rest}");
        }
    });
    (format!("http://{address}/#0123abc"), seen)
}

fn read(stream: &TcpStream) -> Seen {
    let mut reader = BufReader::new(stream);
    let mut line = || {
        let mut text = String::new();
        reader.read_line(&mut text).unwrap();
        text.trim_end().to_owned()
    };
    let first = line();
    let mut headers = Vec::new();
    loop {
        match line() {
            text if text.is_empty() => break,
            text => headers.push(text.to_lowercase()),
        }
    }
    let length =
        headers.iter().find_map(|text| text.strip_prefix("content-length: ")?.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body).unwrap();
    (first, headers)
}

fn invitation(changes: &Value) -> String {
    let mut project = json!({
        "title": "Flowers\u{1b}[2J", "who": "The newsroom", "contact": "news@example.org", "purpose": "A guide",
        "classes": ["daisy", "dandelion", "roses", "sunflowers", "tulips"], "backbone": own_backbone(),
    });
    project.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    let body = json!({ "kiln-federation": 1, "project": project, "state": { "phase": "waiting" } });
    let body = body.to_string();
    format!("content-length: {}\r\n\r\n{body}", body.len())
}

/// The network of this program, as it writes it into a project.
fn own_backbone() -> String {
    let card =
        include_bytes!("../../core/assets/efficientnet-lite0/efficientnet-lite0.int8.safetensors");
    let file = kiln_core::format::ModelFile::parse(card).unwrap();
    let arithmetic = kiln_core::inference::Engine::FusedCpu.arithmetic();
    kiln_core::federation::backbone_name(&file.card.as_backbone(arithmetic))
}

fn join(link: &str, answer: &str) -> (String, Option<i32>) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_kiln"))
        .args(["federate", "join", link, path(&flowers())])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(answer.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    (String::from_utf8_lossy(&text).into_owned(), output.status.code())
}

#[test]
fn nothing_is_sent_before_somebody_agrees() {
    let (link, seen) = server(|_| (200, invitation(&json!({}))));
    for answer in ["n\n", "\n", ""] {
        let (text, code) = join(&link, answer);
        assert_eq!(code, Some(0), "{text}");
        assert!(
            text.contains("asked by:  The newsroom") && text.contains("Nothing was sent."),
            "{text}"
        );
        assert!(!text.contains('\u{1b}'), "what strangers write gives the terminal no orders");
    }
    let seen: Vec<Seen> = seen.try_iter().collect();
    assert_eq!(seen.len(), 3);
    for (line, headers) in seen {
        assert!(line.starts_with("GET /federation.json "), "{line}");
        assert!(headers.contains(&"kiln-invitation: 0123abc".to_owned()));
    }
}

#[test]
fn calls_are_signed_by_the_servers_clock() {
    // A server that is an hour and more ahead, or a device that is behind.
    const DATE: &str = "Tue, 01 Jan 2030 12:00:00 GMT";
    let (link, seen) = server(|line| match line.starts_with("GET") {
        true => (200, format!("date: {DATE}\r\n{}", invitation(&json!({})))),
        false => (403, format!("date: {DATE}\r\ncontent-length: 0\r\n\r\n")),
    });
    let (text, code) = join(&link, "yes\n");
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("daisy: 5 pictures") && text.contains("status 403"), "{text}");
    let stamps: Vec<String> = (seen.try_iter())
        .flat_map(|(_, headers)| headers)
        .filter_map(|header| Some(header.strip_prefix("flwr-timestamp: ")?.to_owned()))
        .collect();
    assert_eq!(stamps.len(), 2, "registered and activated");
    // The features took a while on a busy machine.
    for stamp in stamps {
        assert!(stamp.starts_with("2030-01-01t12:0") && stamp.ends_with("+00:00"), "{stamp}");
    }
}

#[test]
fn what_does_not_fit_is_said() {
    let complain = |changes: Value| {
        let (link, _seen) = server(move |_| (200, invitation(&changes)));
        let (text, code) = join(&link, "yes\n");
        assert_eq!(code, Some(1), "{text}");
        text
    };
    assert!(complain(json!({ "backbone": "another" })).contains("another network"));
    assert!(complain(json!({ "classes": ["daisy", "oaks"] })).contains("has no class dandelion"));
    assert!(complain(json!({ "minimum-pictures": 6 })).contains("no class has the 6 pictures"));
    assert!(complain(json!({ "minimum-pictures": 1 })).contains("minimum-pictures"));
    let (link, _seen) = server(|_| (404, "content-length: 0\r\n\r\n".to_owned()));
    assert!(join(&link, "").0.contains("no such project"));
    let whole = kiln(&["federate", "join", "http://127.0.0.1:9/", path(&flowers())]);
    assert!(String::from_utf8_lossy(&whole.stderr).contains("the link has no invitation in it"));
    let nobody = complaint(&kiln(&["federate", "join", "http://127.0.0.1:9/#a", path(&flowers())]));
    assert!(nobody.contains("cannot be reached"), "{nobody}");
}

#[test]
fn ctrl_c_leaves() {
    // A server that never gets well: the device tries again until it is told to stop.
    let (link, seen) = server(|line| match line.starts_with("GET") {
        true => (200, invitation(&json!({}))),
        false => (503, "content-length: 0\r\n\r\n".to_owned()),
    });
    let mut child = Command::new(env!("CARGO_BIN_EXE_kiln"))
        .args(["federate", "join", &link, path(&flowers()), "--yes"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let is_trying = |(line, _): &Seen| line.starts_with("POST /v1/fleet/register-node ");
    let mut num_tries = 0;
    while num_tries < 2 {
        let next = seen.recv_timeout(Duration::from_secs(60)).unwrap();
        num_tries += usize::from(is_trying(&next));
    }
    let told = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(told.success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
}

#[test]
fn a_project_is_not_served_in_the_open_or_without_its_pictures() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("project.toml");
    let text =
        "title = 'A'\nwho = 'B'\ncontact = 'C'\npurpose = 'D'\nclasses = ['daisy', 'roses']\n";
    fs::write(&file, format!("{text}held-out = 'nowhere'\n")).unwrap();
    let serve =
        |more: &[&str]| complaint(&kiln(&[&["federate", "serve", path(&file)], more].concat()));
    let open = serve(&["--listen", "0.0.0.0:0"]);
    assert!(open.contains("nothing is encrypted") && open.contains("--behind-proxy"), "{open}");
    assert!(serve(&[]).contains("held-out pictures"));
    fs::write(&file, format!("{text}held-out = '.'\nrounds = 1000\n")).unwrap();
    assert!(serve(&[]).contains("rounds is 1000"));
}
