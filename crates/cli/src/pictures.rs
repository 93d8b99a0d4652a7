//! Files on disk to decoded pictures.

use crate::shown::shown;
use anyhow::{Context, Result, bail};
use kiln_core::{
    Error,
    dataset::{self, LabelTable, Layout, Place, ReadyPart},
    digest::sha256_hex,
    picture::{self, RgbaPicture},
};
use serde::Serialize;
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};
use unicode_normalization::UnicodeNormalization;

/// The size of the largest file that is read: no picture worth reading is larger, and a film given by mistake would
/// fill the memory.
const MAX_FILE_BYTES: u64 = 1 << 30;
/// A table of a million labels is smaller.
const MAX_TABLE_BYTES: u64 = 64 << 20;
/// Stands for a file where a folder holds none, so that a class without pictures is named and not overlooked.
pub const EMPTY: &str = "(empty)";

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

/// Pictures by class, as the folders that they lie in tell them apart.
pub struct ClassFolders {
    /// In the order of their first files, which is that of the alphabet.
    pub names: Vec<String>,
    /// Each with the position of its class.
    pub files: Vec<(PathBuf, usize)>,
    /// The positions in `files` of those that were prepared for a last test.
    pub test: BTreeSet<usize>,
}

impl ClassFolders {
    /// The position of each folder's name in `names`, or the folders that have none there.
    pub fn positions_in(&self, names: &[String]) -> Result<Vec<usize>, Vec<String>> {
        let position = |folder: &String| names.iter().position(|name| composed(name) == *folder);
        let unknown: Vec<String> =
            self.names.iter().filter(|folder| position(folder).is_none()).cloned().collect();
        match unknown.is_empty() {
            true => Ok(self.names.iter().filter_map(position).collect()),
            false => Err(unknown),
        }
    }

    /// Only the pictures that were prepared for a test, where there are any: the others were learnt from.
    pub fn for_evaluation(mut self) -> Self {
        if self.test.is_empty() {
            return self;
        }
        eprintln!("{} of {} pictures are those of the test", self.test.len(), self.files.len());
        self.files = self.test.iter().map(|&position| self.files[position].clone()).collect();
        self.test = (0..self.files.len()).collect();
        self
    }
}

/// Sorts the files below `folder` into classes, as the page does; says what is left out.
pub fn class_folders(folder: &Path) -> Result<ClassFolders> {
    let Sorted { pictures, layout, .. } = sorted(folder)?;
    if layout.classes.iter().all(String::is_empty) {
        bail!("{} has no sub-folders: each class needs one", folder.display());
    }
    say_how(&layout);
    let mut found =
        ClassFolders { names: layout.classes, files: Vec::new(), test: BTreeSet::new() };
    let mut places: Vec<(PathBuf, Place)> = pictures.into_iter().zip(layout.places).collect();
    places.sort_by_key(|(_, place)| match place {
        Place::Class { class, .. } => *class,
        _ => usize::MAX,
    });
    for (path, place) in places {
        match place {
            Place::Class { .. } if path.ends_with(EMPTY) => {}
            Place::Class { class, part } => {
                if part == Some(ReadyPart::Test) {
                    found.test.insert(found.files.len());
                }
                found.files.push((path, class));
            }
            Place::Unsorted => {
                eprintln!("{}: lies in the folder of no class", shown(path.display()));
            }
            Place::Junk => {}
        }
    }
    Ok(found)
}

/// All files below a folder that may be pictures, in its order, and how the folders were understood.
pub struct Sorted {
    pub pictures: Vec<PathBuf>,
    /// The same below the folder, with `/` between its parts.
    pub names: Vec<String>,
    pub layout: Layout,
}

/// # Errors
/// Where a folder cannot be read.
pub fn sorted(folder: &Path) -> Result<Sorted> {
    let mut files = Vec::new();
    list(folder, &mut files)?;
    let relative = |path: &PathBuf| {
        let below = path.strip_prefix(folder).unwrap_or(path);
        let parts: Vec<String> =
            below.components().map(|part| composed(&part.as_os_str().to_string_lossy())).collect();
        parts.join("/")
    };
    let (tables, pictures): (Vec<_>, Vec<_>) =
        files.into_iter().partition(|path| LabelTable::is_named(&path.to_string_lossy()));
    let names: Vec<String> = pictures.iter().map(relative).collect();
    let tables: Vec<LabelTable> =
        tables.iter().filter_map(|path| read_table(path, relative(path))).collect();
    let layout = dataset::layout(&names, &tables, None);
    Ok(Sorted { pictures, names, layout })
}

/// Where a folder can be read in more than one way, names the one that was taken.
pub fn say_how(layout: &Layout) {
    if !layout.is_ambiguous {
        return;
    }
    let other = layout.levels.iter().filter(|level| Some(level.level) != layout.level);
    for level in other {
        let names: Vec<&str> = level.classes.iter().map(|class| class.name.as_str()).collect();
        eprintln!(
            "the folders {} were taken for kinds within the classes {}",
            shown(names.join(", ")),
            shown(layout.classes.join(", "))
        );
    }
}

/// A table of labels that is too large for one, or cannot be read, is none.
fn read_table(path: &Path, relative: String) -> Option<LabelTable> {
    let is_small = fs::metadata(path).is_ok_and(|metadata| metadata.len() <= MAX_TABLE_BYTES);
    let text = is_small.then(|| fs::read(path).ok()).flatten()?;
    Some(LabelTable { path: relative, text: String::from_utf8_lossy(&text).into_owned() })
}

/// All files below `folder`, those of one folder in the order of the alphabet. Hidden ones and what systems leave
/// behind are left out, and so are links, which may lead in a circle.
fn list(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        entries.push(entry.with_context(|| folder.display().to_string())?);
    }
    // By the letters, whichever way a system writes them: the order of pictures is the same on each.
    entries.sort_by_cached_key(|entry| composed(&entry.file_name().to_string_lossy()));
    if entries.is_empty() {
        files.push(folder.join(EMPTY));
    }
    for entry in entries {
        let name = entry.file_name().to_string_lossy().into_owned();
        let kind = entry.file_type().with_context(|| entry.path().display().to_string())?;
        if kind.is_dir() {
            // A folder of that name is judged as one, which takes a file below it.
            if !dataset::is_junk(&[&name, "picture"]) {
                list(&entry.path(), files)?;
            }
        } else if !dataset::is_junk(&[&name]) && entry.path().is_file() {
            files.push(entry.path());
        }
    }
    Ok(())
}

/// A name in Unicode's form C: some systems take letters and their marks apart.
fn composed(name: &str) -> String {
    name.nfc().collect()
}
