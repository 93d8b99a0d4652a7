//! The file of feedback: one JSON object a line, appended. What is deleted is overwritten where it lies, so that a
//! deletion takes no longer in a large file and no space on a full disk; the empty line that it leaves goes when the
//! file is opened the next time.

use super::beside::{beside, private, sync_folder};
use super::lines::{Contents, Place, is_at, is_deleted, read_contents, read_line};
use super::lock::Lock;
use super::receipt::{Receipt, checksum};
use super::store_error::{Result, StoreError};
use kiln_core::feedback::Feedback;
use serde::Serialize;
use std::{
    collections::HashMap,
    fs::{self, File, OpenOptions},
    io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

/// A line as it is written.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Line<'a> {
    id: &'a str,
    token_sha256: &'a str,
    #[serde(flatten)]
    feedback: &'a Feedback,
}

/// The open file of feedback, which no other receiver can open meanwhile.
pub struct Store {
    path: PathBuf,
    max_bytes: u64,
    /// The place of each feedback, by its id.
    places: HashMap<String, Place>,
    /// Bytes of lines that are empty since what they held was deleted.
    num_empty_bytes: u64,
    /// The number of bytes that were no feedback and lie in a file beside since it was opened.
    num_set_aside: u64,
    lock: Lock,
}

impl Store {
    /// Opens the file, or begins it. A last line that a crash has left half-written was never
    /// acknowledged, and is taken away. What a power cut has left instead of lines, bytes of nought mostly, is moved
    /// to a file beside it whose name ends in `.damaged`.
    ///
    /// # Errors
    /// [`StoreError::NotFeedback`] for a file of anything else, which stays as it is;
    /// [`StoreError::Locked`], [`StoreError::File`].
    pub fn open(path: &Path, max_bytes: u64) -> Result<Self> {
        let failed = |source| StoreError::File { path: path.to_owned(), source };
        let lock = Lock::take(path)?;
        let open = || {
            private(OpenOptions::new().read(true).append(true).create(true))
                .open(path)
                .map_err(failed)
        };
        let mut file = open()?;
        let mut contents = read_contents(path, &file)?;
        let num_set_aside = contents.damaged.iter().map(|(_, length)| *length as u64).sum();
        set_aside(path, &mut file, &contents).map_err(failed)?;
        if let Some(at) = contents.half_at {
            file.set_len(at).and_then(|()| file.sync_all()).map_err(failed)?;
        }
        if contents.is_open {
            file.write_all(b"\n").and_then(|()| file.sync_all()).map_err(failed)?;
        }
        let mut store = Self {
            path: path.to_owned(),
            max_bytes,
            num_empty_bytes: contents.num_empty_bytes + num_set_aside,
            num_set_aside,
            places: std::mem::take(&mut contents.places),
            lock,
        };
        // Without room for a copy it stays as it is, which harms nobody.
        let _ = store.tidy(&contents.damaged);
        sync_folder(path).map_err(failed)?;
        Ok(store)
    }

    /// The number of readers' feedback in the file.
    pub fn num_kept(&self) -> usize {
        self.places.len()
    }

    /// The number of bytes that were set aside when the file was opened, for they were no feedback.
    pub fn num_set_aside(&self) -> u64 {
        self.num_set_aside
    }

    /// Keeps feedback; once this returns, a power cut does not take it away.
    ///
    /// # Errors
    /// [`StoreError::Full`], [`StoreError::Locked`], [`StoreError::File`]; then nothing of it is in the file.
    pub fn append(&mut self, feedback: &Feedback, receipt: &Receipt) -> Result<()> {
        self.lock.hold()?;
        let token_sha256 = checksum(&receipt.token);
        let line = Line { id: &receipt.id, token_sha256: &token_sha256, feedback };
        let mut written = self.write_line(&line).map_err(|source| self.failed(source))?;
        if written.is_err() && self.num_empty_bytes > 0 {
            // There is room where something was deleted.
            self.tidy(&[])?;
            written = self.write_line(&line).map_err(|source| self.failed(source))?;
        }
        let (at, length) = written?;
        self.places.insert(receipt.id.clone(), Place { token_sha256, at, length });
        Ok(())
    }

    fn write_line(&self, line: &Line) -> io::Result<Result<(u64, usize)>> {
        let mut text = serde_json::to_vec(line)?;
        text.push(b'\n');
        // Opened each time: the publisher may have moved the file away, as logs are rotated.
        let mut file = private(OpenOptions::new().append(true).create(true)).open(&self.path)?;
        let at = file.metadata()?.len();
        if at + text.len() as u64 > self.max_bytes {
            return Ok(Err(StoreError::Full { max_bytes: self.max_bytes }));
        }
        file.write_all(&text).and_then(|()| file.sync_data()).inspect_err(|_| {
            // Half a line would spoil the next one.
            let _ = file.set_len(at);
        })?;
        Ok(Ok((at, text.len())))
    }

    /// Takes feedback out of the file, picture and all.
    ///
    /// # Errors
    /// [`StoreError::Unknown`], [`StoreError::Token`], [`StoreError::Moved`], [`StoreError::Locked`],
    /// [`StoreError::File`]; then the file is as it was.
    pub fn remove(&mut self, id: &str, token: &str) -> Result<()> {
        let place = self.places.get(id).ok_or(StoreError::Unknown)?;
        if place.token_sha256 != checksum(token) {
            return Err(StoreError::Token);
        }
        self.lock.hold()?;
        let is_removed = overwrite(&self.path, place, id).map_err(|source| self.failed(source))?;
        if !is_removed {
            return Err(StoreError::Moved);
        }
        self.num_empty_bytes += place.length as u64;
        self.places.remove(id);
        Ok(())
    }

    /// Rewrites the file without its empty lines and without what is `damaged`.
    fn tidy(&mut self, damaged: &[(u64, usize)]) -> Result<()> {
        if self.num_empty_bytes == 0 {
            return Ok(());
        }
        let part = beside(&self.path, ".part");
        let tidied = write_tidy(&self.path, &part, damaged).and_then(|()| File::open(&self.path));
        let file = tidied.map_err(|source| {
            let _ = fs::remove_file(&part);
            self.failed(source)
        })?;
        let places = read_contents(&self.path, &file)?.places;
        // What lies in a file that was moved away is still known, and told apart by where it is not.
        self.places.extend(places);
        self.num_empty_bytes = 0;
        Ok(())
    }

    fn failed(&self, source: io::Error) -> StoreError {
        StoreError::File { path: self.path.clone(), source }
    }
}

/// Overwrites the feedback with spaces. False where it is not there: the file was moved away, and another begun.
fn overwrite(path: &Path, place: &Place, id: &str) -> io::Result<bool> {
    let mut file = match OpenOptions::new().read(true).write(true).open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        opened => opened?,
    };
    if !is_at(&mut file, place, id)? {
        return Ok(false);
    }
    blank(&mut file, place.at, place.length)?;
    Ok(true)
}

fn blank(file: &mut File, at: u64, length: usize) -> io::Result<()> {
    let mut empty = vec![b' '; length];
    empty[length - 1] = b'\n';
    // First the beginning, by which a line is known as deleted even if the rest of it is still there after a crash.
    file.seek(SeekFrom::Start(at))?;
    file.write_all(b" ")?;
    file.sync_data()?;
    file.seek(SeekFrom::Start(at))?;
    file.write_all(&empty)?;
    file.sync_data()
}

/// Copies what is damaged to the file beside, before anything of it is taken away.
fn set_aside(path: &Path, file: &mut File, contents: &Contents) -> io::Result<()> {
    if contents.damaged.is_empty() {
        return Ok(());
    }
    let mut aside =
        private(OpenOptions::new().append(true).create(true)).open(beside(path, ".damaged"))?;
    for &(at, length) in &contents.damaged {
        file.seek(SeekFrom::Start(at))?;
        io::copy(&mut Read::by_ref(file).take(length as u64), &mut aside)?;
    }
    aside.sync_all()
}

fn write_tidy(path: &Path, part: &Path, damaged: &[(u64, usize)]) -> io::Result<()> {
    let mut reader = BufReader::new(File::open(path)?);
    let mut writer = BufWriter::new(
        private(OpenOptions::new().write(true).create(true).truncate(true)).open(part)?,
    );
    let (mut line, mut at) = (Vec::new(), 0);
    loop {
        let length = read_line(&mut reader, &mut line)?;
        if length == 0 {
            break;
        }
        if !is_deleted(&line) && damaged.iter().all(|(from, _)| *from != at) {
            writer.write_all(&line)?;
        }
        at += length as u64;
    }
    writer.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
    fs::rename(part, path)?;
    sync_folder(path)
}
