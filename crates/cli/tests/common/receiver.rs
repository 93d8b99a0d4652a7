//! A running `kiln serve-feedback`, and requests written out by hand: bytes on a socket, as anybody
//! might send them.

#![allow(dead_code, reason = "each test is a crate of its own and uses but some of these")]

use serde_json::Value;
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    path::Path,
    process::{Child, ChildStderr, Command, Stdio},
    time::Duration,
};

/// The origin that is allowed.
pub const ORIGIN: &str = "https://news.example";

pub struct Receiver {
    child: Child,
    stderr: BufReader<ChildStderr>,
    pub address: SocketAddr,
}

pub struct Reply {
    pub status: u16,
    /// The head of the reply, in lower case.
    pub head: String,
    pub body: Value,
}

impl Reply {
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }
}

impl Receiver {
    /// Starts a receiver with a rate that no test reaches by accident, unless `more` says otherwise.
    pub fn start(file: &Path, more: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kiln"));
        command.args([
            "serve-feedback",
            "--listen",
            "127.0.0.1:0",
            "--allow-origin",
            ORIGIN,
            "--file",
        ]);
        command.arg(file).args(more).stderr(Stdio::piped());
        if !more.contains(&"--rate") {
            command.args(["--rate", "100000"]);
        }
        let mut child = command.spawn().unwrap();
        let mut stderr = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        // What was set aside is said before.
        while !line.contains("http://") {
            line.clear();
            assert!(
                stderr.read_line(&mut line).unwrap() > 0,
                "the receiver ended before it listened"
            );
        }
        let address = line.split("http://").nth(1).and_then(|rest| rest.split('/').next());
        let address = address.unwrap_or_else(|| panic!("{line}")).parse().unwrap();
        Self { child, stderr, address }
    }

    /// Sends `head` and `body` as they are.
    pub fn raw(&self, head: &str, body: &[u8]) -> Reply {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(body).unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let head = head.to_lowercase();
        Reply { status, head, body: serde_json::from_str(body).unwrap_or_default() }
    }

    pub fn request(&self, line: &str, headers: &[&str], body: &[u8]) -> Reply {
        let length = body.len();
        let headers: String = headers.iter().map(|header| format!("{header}\r\n")).collect();
        let head = format!(
            "{line} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n"
        );
        self.raw(&head, body)
    }

    pub fn post(&self, feedback: &Value) -> Reply {
        let headers = ["Content-Type: application/json", "Origin: https://news.example"];
        self.request("POST /answers", &headers, feedback.to_string().as_bytes())
    }

    /// Posts, and takes id and token of the receipt.
    pub fn accepted(&self, feedback: &Value) -> (String, String) {
        let reply = self.post(feedback);
        assert_eq!(reply.status, 201, "{}", reply.body);
        let text = |key: &str| reply.body["receipt"][key].as_str().unwrap().to_owned();
        (text("id"), text("token"))
    }

    pub fn delete(&self, id: &str, token: &str) -> Reply {
        let authorization = format!("Authorization: Bearer {token}");
        self.request(&format!("DELETE /answers/{id}"), &[&authorization], b"")
    }

    /// Ends it as a power cut would.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Ends it as `systemctl stop` would; what it has printed since it began, if all went well.
    #[cfg(unix)]
    pub fn stop(mut self) -> String {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        let mut said = String::new();
        self.stderr.read_to_string(&mut said).unwrap();
        assert!(self.child.wait().unwrap().success(), "{said}");
        said
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
