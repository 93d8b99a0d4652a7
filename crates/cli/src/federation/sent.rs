//! What was sent, kept for whoever wants to look: one JSON object a line.

use anyhow::{Context, Result};
use kiln_core::{
    digest::sha256_hex,
    federation::{Answer, MetricValue, Record, Records},
};
use serde_json::{Value, json};
use std::{
    fs::File,
    io::Write,
    path::{Path, PathBuf},
};

pub struct SentFile {
    path: PathBuf,
    file: File,
}

impl SentFile {
    /// # Errors
    /// Where the file cannot be written.
    pub fn create(path: &Path) -> Result<Self> {
        let file = File::create(path).with_context(|| path.display().to_string())?;
        Ok(Self { path: path.to_owned(), file })
    }

    /// # Errors
    /// Where the disk is full, for example.
    pub fn add(&mut self, time: &str, answer: &Answer) -> Result<()> {
        let bytes = answer.to_bytes();
        let content = match answer {
            Answer::Content(records) => as_json(records),
            Answer::Refusal(reason) => json!({ "refusal": reason }),
        };
        let line = json!({
            "time": time, "bytes": bytes.len(), "sha256": sha256_hex(&bytes), "content": content
        });
        writeln!(self.file, "{line}").with_context(|| self.path.display().to_string())
    }
}

fn as_json(records: &Records) -> Value {
    let record = |record: &Record| match record {
        Record::Arrays(arrays) => arrays
            .iter()
            .map(|(name, array)| {
                (name.clone(), json!({ "shape": array.shape, "values": array.values }))
            })
            .collect(),
        Record::Metrics(metrics) => metrics
            .iter()
            .map(|(name, value)| match value {
                MetricValue::Whole(value) => (name.clone(), json!(value)),
                MetricValue::Real(value) => (name.clone(), json!(value)),
            })
            .collect(),
        // Nothing of the kind is sent.
        Record::Config(_) => Value::Null,
    };
    records.0.iter().map(|(name, part)| (name.clone(), record(part))).collect()
}
