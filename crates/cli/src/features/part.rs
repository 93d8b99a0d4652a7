//! The name that a file has until it is whole, and who may write it.

use crate::interrupt;
use crate::output::beside;
use crate::shown::shown;
use anyhow::{Context, Result};
use std::{
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
    process, thread,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// Between two looks whether another process has finished.
const BETWEEN_LOOKS: Duration = Duration::from_millis(200);

/// How a file is locked for this process alone, without waiting.
type Lock = fn(&File) -> Result<(), TryLockError>;

/// An unfinished file, which goes when this does.
#[derive(Debug)]
pub struct Part(Option<PathBuf>);

impl Part {
    /// An empty file beside `path`, once no other process is at it; none where another has finished `path` meanwhile. On
    /// file systems that know no locks nobody can be waited for: each process has a file of its own there, so that two at
    /// the same shard do its work twice and do not write into one file.
    ///
    /// # Errors
    /// Where the file cannot be made, and [`interrupt::Interrupted`].
    pub fn begin(path: &Path, lock: Lock) -> Result<Option<(Self, File)>> {
        let beside = beside(path);
        let Some(file) = locked(&beside, lock)? else {
            let own = own_name(path);
            let file = File::create_new(&own).with_context(|| own.display().to_string())?;
            let part = Self(Some(own));
            return Ok(if path.exists() { None } else { Some((part, file)) });
        };
        if path.exists() {
            // Another process has finished: what is locked has that name now, or is a new and empty file beside it.
            if is_file_of(&file, &beside) {
                drop(Self(Some(beside)));
            }
            return Ok(None);
        }
        file.set_len(0)?;
        Ok(Some((Self(Some(beside)), file)))
    }

    /// Gives the file its name.
    ///
    /// # Errors
    /// Where the system does not.
    pub fn keep_as(mut self, path: &Path) -> io::Result<()> {
        if let Some(part) = &self.0 {
            fs::rename(part, path)?;
        }
        self.0 = None;
        Ok(())
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if let Some(path) = self.0.take() {
            // Whatever there is of it is of no use, and the reason why it is dropped has been said.
            let _ = fs::remove_file(path);
        }
    }
}

/// The file `path`, made where there is none, and locked: a process that is at it is waited for. Its starter may have
/// died and started another, while it goes on. None where the file system knows no locks.
fn locked(path: &Path, lock: Lock) -> Result<Option<File>> {
    let mut is_said = false;
    loop {
        let was_there = path.exists();
        let file = File::options().write(true).create(true).truncate(false).open(path)?;
        match lock(&file) {
            Ok(()) => {
                // Locked, but moved or removed by the process that had it before?
                if is_file_of(&file, path) {
                    return Ok(Some(file));
                }
            }
            Err(TryLockError::Error(_)) => {
                // Of another process that is being started just now it may be, which then makes one of its own as well.
                if !was_there {
                    drop(Part(Some(path.to_owned())));
                }
                return Ok(None);
            }
            Err(TryLockError::WouldBlock) => {
                if !is_said {
                    eprintln!("{}: another process is writing it", shown(path.display()));
                }
                is_said = true;
                thread::sleep(BETWEEN_LOOKS);
            }
        }
        interrupt::check()?;
    }
}

/// A name that no other process has, on this machine or on another one that sees the same folder.
fn own_name(path: &Path) -> PathBuf {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{}-{}.part", process::id(), since.as_nanos()));
    name.into()
}

/// Whether `path` is the name of this very file.
#[cfg(unix)]
fn is_file_of(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let number = |metadata: fs::Metadata| (metadata.dev(), metadata.ino());
    let named = fs::metadata(path).ok().map(number);
    named.is_some() && named == file.metadata().ok().map(number)
}

/// Elsewhere an open file keeps its name.
#[cfg(not(unix))]
fn is_file_of(_file: &File, path: &Path) -> bool {
    path.exists()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failing step should stop the test")]
mod tests {
    use super::*;
    use std::io::Write;

    /// As network file systems answer that have no service for locks.
    fn no_lock(_: &File) -> Result<(), TryLockError> {
        Err(TryLockError::Error(io::ErrorKind::Unsupported.into()))
    }

    #[test]
    fn without_locks_each_process_has_a_file_of_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let names = || {
            let names = fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().file_name());
            names.collect::<Vec<_>>()
        };
        let path = folder.path().join("shard");
        let (first, mut first_file) = Part::begin(&path, no_lock).unwrap().unwrap();
        let (second, mut second_file) = Part::begin(&path, no_lock).unwrap().unwrap();
        assert_eq!(names().len(), 2);
        first_file.write_all(b"of the first").unwrap();
        second_file.write_all(b"of the second").unwrap();
        first.keep_as(&path).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"of the first");
        // What comes after it has nothing to do, and the other one replaces a whole file by a whole file.
        assert!(Part::begin(&path, no_lock).unwrap().is_none());
        second.keep_as(&path).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"of the second");
        drop(Part::begin(&folder.path().join("other"), no_lock).unwrap());
        assert_eq!(names(), ["shard"]);
    }

    #[test]
    fn with_locks_there_is_one_file_and_what_a_dead_process_left_is_taken_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("shard");
        fs::write(beside(&path), "half of it").unwrap();
        let (part, mut file) = Part::begin(&path, File::try_lock).unwrap().unwrap();
        file.write_all(b"all").unwrap();
        part.keep_as(&path).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"all");
        assert!(Part::begin(&path, File::try_lock).unwrap().is_none());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
