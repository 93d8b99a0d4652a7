//! Our application for Flower, and Flower's server, as one process that is held on a leash.

use crate::{Environment, Package, RunFolder, ServerError};
use serde::Deserialize;
use std::{
    fs::{self, File},
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, ChildStdin, Command, Stdio},
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    thread,
    time::{Duration, Instant},
};

/// The time within which it has to be ready.
const START_TIMEOUT: Duration = Duration::from_secs(180);
/// The time that it has to end what it started.
const STOP_TIMEOUT: Duration = Duration::from_secs(30);

/// Lines of the log that are shown where it does not start.
const NUM_LOG_LINES: usize = 10;

/// The running process. It ends with its standard input, so that it never outlives this one.
pub struct Application {
    child: Child,
    leash: Option<ChildStdin>,
    events: Receiver<Event>,
}

/// What it says of itself, one JSON object a line.
#[derive(Debug, Deserialize)]
#[serde(tag = "event", rename_all = "lowercase")]
enum Event {
    Ready,
    Finished,
    Stopped { message: Option<String> },
}

impl Application {
    /// Starts Flower's server on 127.0.0.1 at `port` with our application, and waits until nodes may come. What it says
    /// otherwise stands in `flower.log`.
    ///
    /// # Errors
    /// [`ServerError::Python`] where it does not start; everything it had started is ended.
    pub fn start(
        environment: &Environment,
        package: &Package,
        folder: &RunFolder,
        port: u16,
    ) -> Result<Self, ServerError> {
        let log_path = folder.path().join("flower.log");
        let log = File::create(&log_path).map_err(ServerError::file(&log_path))?;
        let mut command = Command::new(&environment.python);
        command
            .args(["-m", "kiln_federation.start", "--folder"])
            .arg(folder.path())
            .args(["--port", &port.to_string()])
            .env("PYTHONPATH", package.folder())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log);
        // Ctrl-C is for this process, which then ends that one in order.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let failed = |reason: String| {
            let log = last_lines(&log_path);
            ServerError::Python(format!("Flower did not start: {reason}\n{log}"))
        };
        let mut child = command.spawn().map_err(|error| failed(error.to_string()))?;
        let leash = child.stdin.take();
        let events = read_events(&mut child);
        let application = Self { child, leash, events };
        match application.events.recv_timeout(START_TIMEOUT) {
            Ok(Event::Ready) => Ok(application),
            Ok(Event::Stopped { message }) => Err(failed(message.unwrap_or_default())),
            Ok(Event::Finished) | Err(RecvTimeoutError::Disconnected) => {
                Err(failed("it ended at once".into()))
            }
            Err(RecvTimeoutError::Timeout) => Err(failed("it is not ready after 90 s".into())),
        }
    }

    /// Whether the run has ended, and what was said of it if it was not in order.
    pub fn ended(&mut self) -> Option<Result<(), String>> {
        match self.events.try_recv() {
            Ok(Event::Finished) => Some(Ok(())),
            Ok(Event::Stopped { message }) => Some(Err(message.unwrap_or_default())),
            Err(mpsc::TryRecvError::Disconnected) => Some(Err("Flower has ended".into())),
            Ok(Event::Ready) | Err(mpsc::TryRecvError::Empty) => None,
        }
    }
}

/// The end of a log, where the reason stands.
fn last_lines(log: &Path) -> String {
    let text = fs::read(log).unwrap_or_default();
    let text = String::from_utf8_lossy(&text).into_owned();
    let lines: Vec<&str> = text.trim().lines().collect();
    lines[lines.len().saturating_sub(NUM_LOG_LINES)..].join("\n")
}

fn read_events(child: &mut Child) -> Receiver<Event> {
    let (sender, events) = mpsc::channel();
    if let Some(stdout) = child.stdout.take() {
        thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                // Other lines are somebody else's, and meant for people.
                if let Ok(event) = serde_json::from_str(&line)
                    && sender.send(event).is_err()
                {
                    break;
                }
            }
        });
    }
    events
}

impl Drop for Application {
    fn drop(&mut self) {
        if let Some(mut leash) = self.leash.take() {
            // It may have gone already.
            let _ = leash.flush();
        }
        let begun = Instant::now();
        while begun.elapsed() < STOP_TIMEOUT {
            if !matches!(self.child.try_wait(), Ok(None)) {
                break;
            }
            thread::sleep(Duration::from_millis(50));
        }
        // What is left of its group, if anything is.
        #[cfg(unix)]
        let _ = Command::new("kill")
            .args(["-KILL", "--", &format!("-{}", self.child.id())])
            .stderr(Stdio::null())
            .status();
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
