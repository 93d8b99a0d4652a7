//! The lines of the file: reading them within bounds, and telling a crash from a file of something else.

use super::store::{Result, StoreError};
use serde::Deserialize;
use std::{
    collections::HashMap,
    fs::File,
    io::{self, BufRead, BufReader, Read, Write},
    path::Path,
};

/// No line that was written here is longer: a picture of 300 kB in base64, and some names.
const MAX_LINE_BYTES: u64 = 1024 * 1024;
/// How each line begins, and so every half of one.
const LINE_BEGIN: &[u8] = br#"{"id":""#;

/// What is read of a line.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Known {
    pub id: String,
    token_sha256: String,
}

/// How the file ends.
pub enum End {
    Whole,
    /// A whole line without its line feed.
    Open,
    /// Half a line begins at this byte.
    Half(u64),
}

/// By the id of each answer the checksum of its token, and how the file ends.
///
/// # Errors
/// [`StoreError::NotAnswers`], [`StoreError::File`].
pub fn read_tokens(path: &Path, file: &File) -> Result<(HashMap<String, String>, End)> {
    let mut reader = BufReader::new(file);
    let (mut tokens, mut line) = (HashMap::new(), Vec::new());
    let (mut at, mut number) = (0, 0);
    loop {
        let read = read_line(&mut reader, &mut line)
            .map_err(|source| StoreError::File { path: path.to_owned(), source })?;
        if read == 0 {
            return Ok((tokens, End::Whole));
        }
        number += 1;
        let known = serde_json::from_slice::<Known>(&line);
        let is_ended = line.ends_with(b"\n");
        match known {
            Ok(Known { id, token_sha256 }) => tokens.insert(id, token_sha256),
            Err(_) if !is_ended && is_half(&line) => return Ok((tokens, End::Half(at))),
            Err(_) => return Err(StoreError::NotAnswers { path: path.to_owned(), line: number }),
        };
        if !is_ended {
            return Ok((tokens, End::Open));
        }
        at += read as u64;
    }
}

fn is_half(line: &[u8]) -> bool {
    let length = line.len().min(LINE_BEGIN.len());
    line.len() < MAX_LINE_BYTES as usize && line[..length] == LINE_BEGIN[..length]
}

/// Leaves a file to which lines can be appended.
pub fn mend_end(file: &mut File, end: End) -> io::Result<()> {
    match end {
        End::Whole => return Ok(()),
        End::Open => file.write_all(b"\n")?,
        End::Half(at) => file.set_len(at)?,
    }
    file.sync_all()
}

/// The next line with its line feed; the length is 0 at the end.
pub fn read_line(reader: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<usize> {
    line.clear();
    reader.take(MAX_LINE_BYTES).read_until(b'\n', line)
}
