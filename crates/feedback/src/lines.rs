//! The lines of the file: reading them within bounds, and telling a crash from a file of something else.

use super::store_error::{Result, StoreError};
use kiln_core::feedback::MAX_LINE_BYTES;
use serde::Deserialize;
use std::{
    collections::HashMap,
    fs::File,
    io::{self, BufRead, BufReader, Read, Write},
    path::Path,
};

/// The beginning of each line, and so of every half of one.
const LINE_BEGIN: &[u8] = br#"{"id":""#;

/// The fields of a line that the receiver itself needs.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Known {
    pub id: String,
    token_sha256: String,
}

/// The end of the file.
pub enum End {
    Whole,
    /// A whole line without its line feed.
    Open,
    /// Half a line begins at this byte.
    Half(u64),
}

/// Reads the checksum of the token of each feedback, by its id, and how the file ends.
///
/// # Errors
/// [`StoreError::NotFeedback`], [`StoreError::File`].
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
            Err(_) => return Err(StoreError::NotFeedback { path: path.to_owned(), line: number }),
        };
        if !is_ended {
            return Ok((tokens, End::Open));
        }
        at += read as u64;
    }
}

fn is_half(line: &[u8]) -> bool {
    let length = line.len().min(LINE_BEGIN.len());
    line.len() < MAX_LINE_BYTES && line[..length] == LINE_BEGIN[..length]
}

/// Leaves the file as one to which lines can be appended.
pub fn mend_end(file: &mut File, end: End) -> io::Result<()> {
    match end {
        End::Whole => return Ok(()),
        End::Open => file.write_all(b"\n")?,
        End::Half(at) => file.set_len(at)?,
    }
    file.sync_all()
}

/// Reads the next line with its line feed; the length is 0 at the end.
pub fn read_line(reader: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<usize> {
    line.clear();
    reader.take(MAX_LINE_BYTES as u64).read_until(b'\n', line)
}
