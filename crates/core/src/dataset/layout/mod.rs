//! Which class each file of a folder or of an archive belongs to.
//!
//! People keep pictures in many ways: `cats/1.jpg`, `pets/cats/images/1.jpg`, `cats/2023/1.jpg`,
//! `train/cats/1.jpg` beside `test/cats/1.jpg`, all in one folder with a table of labels, or named
//! `cats-!-1.jpg`. [`layout()`] finds the level of folders that tells classes apart, and says what
//! else could be meant. It reads no picture: the caller hands in the paths of what it takes for
//! pictures, normalised to Unicode's form C where its system leaves them otherwise.

mod folders;
mod junk;
mod named;
mod table;

use serde::{Deserialize, Serialize};

pub use junk::is_junk;
pub use table::LabelTable;

/// The part of the data that a picture was prepared for, by whoever prepared it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum ReadyPart {
    /// To learn from.
    Train,
    /// To tune by.
    Validation,
    /// For the last, single measurement.
    Test,
}

/// Where one file goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(tag = "to", rename_all = "kebab-case")]
pub enum Place {
    /// Into a class.
    Class {
        /// Its position in [`Layout::classes`].
        class: usize,
        /// Given where the folders say so.
        part: Option<ReadyPart>,
    },
    /// It lies beside the folders of the classes, or the table of labels does not name it.
    Unsorted,
    /// It is no one's picture: a hidden file, a thumbnail of a file system, a twin of an archiver.
    Junk,
}

/// A level of folders that may be that of the classes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Level {
    /// Counted from 0, the outermost folder that is not common to all.
    pub level: usize,
    /// The classes that it would make.
    pub classes: Vec<LevelClass>,
}

/// A class as a level of folders would make it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct LevelClass {
    /// The folder's name.
    pub name: String,
    /// The number of its files.
    pub num_files: usize,
}

/// How a list of files was understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Layout {
    /// The classes in the order in which their first files come. One name is empty where all files
    /// lie in one place that has no name: the caller knows what to call it.
    pub classes: Vec<String>,
    /// One per file, in the order of the files.
    pub places: Vec<Place>,
    /// The level that was taken; absent where no folder tells the classes apart.
    pub level: Option<usize>,
    /// The levels that can be taken instead, the one taken among them.
    pub levels: Vec<Level>,
    /// Whether another level is as likely as the one taken: a person should look.
    pub is_ambiguous: bool,
}

/// Sorts files into classes by their paths, whose parts are separated by `/` or `\`.
///
/// `tables` are the tables of labels that lie beside the files; they count where folders do not tell
/// classes apart. `level` is the choice of a person who saw [`Layout::levels`].
///
/// ```
/// use kiln_core::dataset::{Place, layout};
///
/// let paths = ["pets/cats/images/1.jpg", "pets/dogs/images/1.jpg"].map(String::from);
/// let layout = layout(&paths, &[], None);
/// assert_eq!(layout.classes, ["cats", "dogs"]);
/// assert_eq!(layout.places[1], Place::Class { class: 1, part: None });
/// ```
pub fn layout(paths: &[String], tables: &[LabelTable], level: Option<usize>) -> Layout {
    let files: Vec<Vec<&str>> = paths.iter().map(|path| parts_of(path)).collect();
    if let Some(named) = named::by_names(&files, tables) {
        return named;
    }
    let by_folders = folders::by_folders(&files, level);
    if by_folders.classes.len() < 2
        && level.is_none()
        && let Some(labelled) = table::by_table(&files, tables, &by_folders)
    {
        return labelled;
    }
    by_folders
}

/// The folders and the name of a file, without what says nothing: empty parts and `.`.
fn parts_of(path: &str) -> Vec<&str> {
    path.split(['/', '\\']).map(str::trim).filter(|part| !part.is_empty() && *part != ".").collect()
}

/// Collects names into classes, each once, in the order in which they come.
#[derive(Default)]
struct Classes {
    names: Vec<String>,
    positions: std::collections::HashMap<String, usize>,
}

impl Classes {
    fn position(&mut self, name: &str) -> usize {
        if let Some(&known) = self.positions.get(name) {
            return known;
        }
        self.positions.insert(name.to_owned(), self.names.len());
        self.names.push(name.to_owned());
        self.names.len() - 1
    }
}

#[cfg(test)]
mod tests;
