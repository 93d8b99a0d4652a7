//! The lines of the file: reading them within bounds, and telling what a crash has left from a file of something else.

use super::store_error::{Result, StoreError};
use kiln_core::feedback::MAX_LINE_BYTES;
use serde::Deserialize;
use std::{
    collections::HashMap,
    fs::File,
    io::{self, BufRead, BufReader, Read, Seek, SeekFrom},
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

/// Where the feedback with an id lies, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The checksum of its token.
    pub token_sha256: String,
    /// The first byte of its line.
    pub at: u64,
    /// The bytes of the line, its line feed among them.
    pub length: usize,
}

/// What is in the file.
#[derive(Default)]
pub struct Contents {
    /// The place of each feedback, by its id.
    pub places: HashMap<String, Place>,
    /// Bytes that are no feedback and that a crash or a power cut has left: from, length.
    pub damaged: Vec<(u64, usize)>,
    /// Bytes of lines that were emptied when their feedback was deleted.
    pub num_empty_bytes: u64,
    /// The last line is whole but for its line feed.
    pub is_open: bool,
    /// Half a line begins at this byte; nobody has been told that it was kept.
    pub half_at: Option<u64>,
}

/// Reads what is in the file, from its beginning.
///
/// # Errors
/// [`StoreError::NotFeedback`] at the first line that neither a receiver nor a crash has written;
/// [`StoreError::File`].
pub fn read_contents(path: &Path, file: &File) -> Result<Contents> {
    let mut reader = BufReader::new(file);
    let mut contents = Contents::default();
    let (mut line, mut at, mut number) = (Vec::new(), 0, 0);
    loop {
        let length = read_line(&mut reader, &mut line)
            .map_err(|source| StoreError::File { path: path.to_owned(), source })?;
        if length == 0 {
            return Ok(contents);
        }
        number += 1;
        let is_ended = line.ends_with(b"\n");
        match serde_json::from_slice::<Known>(&line) {
            _ if is_deleted(&line) => contents.num_empty_bytes += length as u64,
            Ok(Known { id, token_sha256 }) => {
                contents.places.insert(id, Place { token_sha256, at, length });
                contents.is_open = !is_ended;
            }
            Err(_) if !is_ended && is_half(&line) => contents.half_at = Some(at),
            Err(_) if line.contains(&0) => {
                contents.damaged.push((at, length));
                contents.is_open = !is_ended;
            }
            Err(_) => {
                return Err(StoreError::NotFeedback { path: path.to_owned(), line: number });
            }
        }
        at += length as u64;
    }
}

/// Whether what the line held was deleted. A crash may have left all of it but its beginning.
pub fn is_deleted(line: &[u8]) -> bool {
    line.starts_with(b" ") || line.trim_ascii().is_empty()
}

fn is_half(line: &[u8]) -> bool {
    let length = line.len().min(LINE_BEGIN.len());
    line.len() < MAX_LINE_BYTES && line[..length] == LINE_BEGIN[..length]
}

/// Whether the line at `place` is the feedback `id`: another file may have taken the place of the one that was read.
pub fn is_at(file: &mut File, place: &Place, id: &str) -> io::Result<bool> {
    if file.metadata()?.len() < place.at + place.length as u64 {
        return Ok(false);
    }
    let mut line = vec![0; place.length];
    file.seek(SeekFrom::Start(place.at))?;
    file.read_exact(&mut line)?;
    Ok(serde_json::from_slice::<Known>(&line).is_ok_and(|known| known.id == id))
}

/// Reads the next line with its line feed; the length is 0 at the end.
pub fn read_line(reader: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<usize> {
    line.clear();
    reader.take(MAX_LINE_BYTES as u64).read_until(b'\n', line)
}
