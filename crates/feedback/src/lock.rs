//! The lock that keeps two receivers from writing to one file.

use super::beside::beside;
use super::store_error::{Result, StoreError};
use std::{
    fs::{self, File, OpenOptions},
    io,
    path::{Path, PathBuf},
};

/// Held for as long as this is. The lock lies on a file of its own, since the file of feedback may be moved away.
pub struct Lock {
    path: PathBuf,
    locked: PathBuf,
    file: File,
}

impl Lock {
    /// Takes the lock of the file at `path`.
    ///
    /// # Errors
    /// [`StoreError::Locked`] where another receiver has it; [`StoreError::File`].
    pub fn take(path: &Path) -> Result<Self> {
        let locked = beside(path, ".lock");
        let file = take(path, &locked)?;
        Ok(Self { path: path.to_owned(), locked, file })
    }

    /// Makes sure that the lock is still this one's. Somebody may have removed the file of the lock, and another receiver
    /// has made it anew.
    ///
    /// # Errors
    /// As [`Lock::take`].
    pub fn hold(&mut self) -> Result<()> {
        let failed = |source| StoreError::File { path: self.path.clone(), source };
        if !is_same(&self.file, &self.locked).map_err(failed)? {
            self.file = take(&self.path, &self.locked)?;
        }
        Ok(())
    }
}

fn take(path: &Path, locked: &Path) -> Result<File> {
    let file = OpenOptions::new()
        .create(true)
        .append(true)
        .open(locked)
        .map_err(|source| StoreError::File { path: path.to_owned(), source })?;
    file.try_lock().map_err(|_| StoreError::Locked { path: path.to_owned() })?;
    Ok(file)
}

#[cfg(unix)]
fn is_same(file: &File, path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    let own = file.metadata()?;
    match fs::metadata(path) {
        Ok(there) => Ok((own.dev(), own.ino()) == (there.dev(), there.ino())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// Elsewhere a file that is open cannot be removed.
#[cfg(not(unix))]
fn is_same(_file: &File, _path: &Path) -> io::Result<bool> {
    Ok(true)
}
