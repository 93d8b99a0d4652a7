//! The file of feedback: one JSON object a line, appended, and rewritten only to delete one for good.

use super::lines::{Known, mend_end, read_line, read_tokens};
use super::receipt::{Receipt, checksum};
use super::store_error::{Result, StoreError};
use kiln_core::feedback::Feedback;
use serde::Serialize;
use std::{
    collections::HashMap,
    ffi::OsString,
    fs::{self, File, OpenOptions},
    io::{self, BufReader, BufWriter, Write},
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
    /// The checksum of the token of each feedback, by its id.
    tokens: HashMap<String, String>,
    /// The lock on the file, held for as long as this is.
    _lock: File,
}

impl Store {
    /// Opens the file, or begins it. A last line that a crash has left half-written was never
    /// acknowledged, and is taken away.
    ///
    /// # Errors
    /// [`StoreError::NotFeedback`] for a file of anything else, which stays as it is;
    /// [`StoreError::Locked`], [`StoreError::File`].
    pub fn open(path: &Path, max_bytes: u64) -> Result<Self> {
        let failed = |source| StoreError::File { path: path.to_owned(), source };
        let lock = OpenOptions::new()
            .create(true)
            .append(true)
            .open(beside(path, ".lock"))
            .map_err(failed)?;
        lock.try_lock().map_err(|_| StoreError::Locked { path: path.to_owned() })?;
        let mut file = private(OpenOptions::new().read(true).append(true).create(true))
            .open(path)
            .map_err(failed)?;
        let (tokens, end) = read_tokens(path, &file)?;
        mend_end(&mut file, end).and_then(|()| sync_folder(path)).map_err(failed)?;
        Ok(Self { path: path.to_owned(), max_bytes, tokens, _lock: lock })
    }

    /// The number of readers' feedback in the file.
    pub fn num_kept(&self) -> usize {
        self.tokens.len()
    }

    /// Keeps feedback; once this returns, a power cut does not take it away.
    ///
    /// # Errors
    /// [`StoreError::Full`], [`StoreError::File`]; then nothing of it is in the file.
    pub fn append(&mut self, feedback: &Feedback, receipt: &Receipt) -> Result<()> {
        let token_sha256 = checksum(&receipt.token);
        let line = Line { id: &receipt.id, token_sha256: &token_sha256, feedback };
        self.write_line(&line).map_err(|source| self.failed(source))??;
        self.tokens.insert(receipt.id.clone(), token_sha256);
        Ok(())
    }

    fn write_line(&self, line: &Line) -> io::Result<Result<()>> {
        let mut text = serde_json::to_vec(line)?;
        text.push(b'\n');
        // Opened each time: the publisher may have moved the file away, as logs are rotated.
        let mut file = private(OpenOptions::new().append(true).create(true)).open(&self.path)?;
        let length = file.metadata()?.len();
        if length + text.len() as u64 > self.max_bytes {
            return Ok(Err(StoreError::Full { max_bytes: self.max_bytes }));
        }
        file.write_all(&text).and_then(|()| file.sync_data()).inspect_err(|_| {
            // Half a line would spoil the next one.
            let _ = file.set_len(length);
        })?;
        Ok(Ok(()))
    }

    /// Takes feedback out of the file, picture and all.
    ///
    /// # Errors
    /// [`StoreError::Unknown`], [`StoreError::Token`], [`StoreError::File`]; then the file is as it was.
    pub fn remove(&mut self, id: &str, token: &str) -> Result<()> {
        let wanted = self.tokens.get(id).ok_or(StoreError::Unknown)?;
        if *wanted != checksum(token) {
            return Err(StoreError::Token);
        }
        let part = beside(&self.path, ".part");
        self.write_without(id, &part).map_err(|source| {
            let _ = fs::remove_file(&part);
            self.failed(source)
        })?;
        self.tokens.remove(id);
        Ok(())
    }

    fn write_without(&self, id: &str, part: &Path) -> io::Result<()> {
        let mut reader = BufReader::new(File::open(&self.path)?);
        let mut writer = BufWriter::new(
            private(OpenOptions::new().write(true).create(true).truncate(true)).open(part)?,
        );
        let mut line = Vec::new();
        while read_line(&mut reader, &mut line)? > 0 {
            let is_wanted =
                serde_json::from_slice::<Known>(&line).is_ok_and(|known| known.id == id);
            if !is_wanted {
                writer.write_all(&line)?;
            }
        }
        writer.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        fs::rename(part, &self.path)?;
        sync_folder(&self.path)
    }

    fn failed(&self, source: io::Error) -> StoreError {
        StoreError::File { path: self.path.clone(), source }
    }
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    name.into()
}

/// Readers' pictures are for the publisher's eyes, not for all accounts of the machine.
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

/// A new name is safe once its folder is written.
fn sync_folder(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
    }
    Ok(())
}
