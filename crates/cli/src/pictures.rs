//! Files on disk to decoded pictures.

use anyhow::{Context, Result, bail};
use kiln_core::{
    Error,
    digest::sha256_hex,
    picture::{self, RgbaPicture},
};
use serde::Serialize;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// The size of the largest file that is read: no picture worth reading is larger, and a film given by mistake would
/// fill the memory.
const MAX_FILE_BYTES: u64 = 1 << 30;

/// Why one picture could not be used, as `--json` prints it.
#[derive(Debug, Serialize)]
pub struct Failure {
    pub code: &'static str,
    pub message: String,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self { code: error.code(), message: error.to_string() }
    }
}

pub fn decode(path: &Path) -> Result<RgbaPicture, Failure> {
    Ok(decode_with_sum(path)?.0)
}

/// The picture, and the SHA-256 of its file.
pub fn decode_with_sum(path: &Path) -> Result<(RgbaPicture, String), Failure> {
    let bytes = read(path)?;
    Ok((picture::decode(&bytes)?, sha256_hex(&bytes)))
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let unreadable = |message: String| Failure { code: "file.unreadable", message };
    let metadata = fs::metadata(path).map_err(|error| unreadable(error.to_string()))?;
    if metadata.len() > MAX_FILE_BYTES {
        return Err(unreadable(format!("{} bytes are too many for a picture", metadata.len())));
    }
    fs::read(path).map_err(|error| unreadable(error.to_string()))
}

/// A folder with one sub-folder per class.
pub struct ClassFolders {
    /// Sorted.
    pub names: Vec<String>,
    /// Each with the position of its class; sorted within the class.
    pub files: Vec<(PathBuf, usize)>,
}

impl ClassFolders {
    /// The position of each folder's name in `names`, or the folders that have none there.
    pub fn positions_in(&self, names: &[String]) -> Result<Vec<usize>, Vec<String>> {
        let position = |folder: &String| names.iter().position(|name| name == folder);
        let unknown: Vec<String> =
            self.names.iter().filter(|folder| position(folder).is_none()).cloned().collect();
        match unknown.is_empty() {
            true => Ok(self.names.iter().filter_map(position).collect()),
            false => Err(unknown),
        }
    }
}

/// Lists the files of each sub-folder; hidden ones are left out, and so is what lies deeper.
pub fn class_folders(folder: &Path) -> Result<ClassFolders> {
    let mut folders = visible(folder)?;
    folders.retain(|path| path.is_dir());
    if folders.is_empty() {
        bail!("{} has no sub-folders: each class needs one", folder.display());
    }
    let mut names = Vec::new();
    let mut files = Vec::new();
    for (class, path) in folders.iter().enumerate() {
        names.push(name_of(path));
        let pictures = visible(path)?.into_iter().filter(|file| file.is_file());
        files.extend(pictures.map(|file| (file, class)));
    }
    Ok(ClassFolders { names, files })
}

fn visible(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        entries.push(entry.with_context(|| folder.display().to_string())?.path());
    }
    entries.retain(|path| !name_of(path).starts_with('.'));
    entries.sort();
    Ok(entries)
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
