//! The helpers of the command line's tests, which all call the program as a script would.

// Each test is a crate of its own and uses but some of these.
#![allow(dead_code, clippy::unwrap_used, reason = "a failing step should stop the test")]

use serde_json::Value;
use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

pub fn fixture(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures").join(path)
}

/// Five classes of five photos each.
pub fn flowers() -> PathBuf {
    fixture("pictures/flowers25")
}

pub fn kiln(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_kiln")).args(arguments).output().unwrap()
}

/// The text on stdout of a call that worked.
pub fn text(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The text on stderr of a call that failed as it should.
pub fn complaint(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1), "a panic or a success is no complaint");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

pub fn json_lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

pub fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// The most memory a call has held when it prints a line; none where the system does not tell.
pub fn peak_kilobytes(arguments: &[&str]) -> Option<u64> {
    if !Path::new("/proc/self/status").exists() {
        eprintln!("this system does not tell a process's peak memory; nothing was measured");
        return None;
    }
    let mut child = Command::new(env!("CARGO_BIN_EXE_kiln"))
        .args(arguments)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    for _ in BufReader::new(child.stdout.take().unwrap()).lines() {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let mark = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = mark.and_then(|mark| mark.trim().strip_suffix(" kB")?.parse().ok());
        peak = peak.max(kilobytes.unwrap_or(0));
    }
    assert!(child.wait().unwrap().success());
    assert!(peak > 0);
    Some(peak)
}
