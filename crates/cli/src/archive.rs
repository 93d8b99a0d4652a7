//! The pictures of an archive, as a folder or a list names them.

use crate::features::Shard;
use crate::pictures::{self, EMPTY, Sorted};
use anyhow::{Context, Result, bail};
use kiln_core::dataset::{Place, ReadyPart};
use std::{
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
};

/// The size of the largest list: ten million paths.
const MAX_LIST_BYTES: u64 = 1 << 30;

/// A picture that is to be read.
#[derive(Debug, PartialEq)]
pub struct Listed {
    pub path: PathBuf,
    /// Below the folder, or as the list says it: the name that it keeps when the folder is elsewhere.
    pub name: String,
    pub class: Option<String>,
    pub part: Option<ReadyPart>,
}

/// The pictures of `source` that are in `shard`: a folder's, with the classes that its sub-folders tell; a list's, one
/// path a line, behind which a tab and the class may stand; or, for `-`, those of such a list on standard input.
///
/// # Errors
/// Where the source cannot be read, or is no list; where a list names one picture twice with different classes.
pub fn listed(source: &Path, shard: Shard) -> Result<Vec<Listed>> {
    let listed = match source {
        source if source.is_dir() => in_folder(source)?,
        source if source == Path::new("-") => in_list(&read_list(io::stdin(), source)?, source)?,
        source => {
            let file = fs::File::open(source).with_context(|| source.display().to_string())?;
            in_list(&read_list(file, source)?, source)?
        }
    };
    Ok(listed.into_iter().filter(|picture| shard.holds(&picture.name)).collect())
}

fn in_folder(folder: &Path) -> Result<Vec<Listed>> {
    let Sorted { pictures, names, layout } = pictures::sorted(folder)?;
    pictures::say_how(&layout);
    let mut listed = Vec::new();
    for ((path, name), place) in pictures.into_iter().zip(names).zip(&layout.places) {
        let (class, part) = match place {
            Place::Junk => continue,
            Place::Unsorted => (None, None),
            Place::Class { class, part } => {
                let name = &layout.classes[*class];
                ((!name.is_empty()).then(|| name.clone()), *part)
            }
        };
        if !path.ends_with(EMPTY) {
            listed.push(Listed { path, name, class, part });
        }
    }
    Ok(listed)
}

fn read_list(from: impl Read, source: &Path) -> Result<String> {
    let named = || source.display().to_string();
    let mut text = String::new();
    let size = from.take(MAX_LIST_BYTES + 1).read_to_string(&mut text);
    let size = size.with_context(|| format!("{}: it is no list of paths", named()))?;
    if size as u64 > MAX_LIST_BYTES {
        bail!("{}: a list is at most a gigabyte", named());
    }
    Ok(text)
}

fn in_list(text: &str, source: &Path) -> Result<Vec<Listed>> {
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let mut listed: Vec<Listed> = lines
        .map(|line| {
            let (path, class) = match line.split_once('\t') {
                Some((path, class)) => (path, Some(class.trim())),
                None => (line, None),
            };
            let class = class.filter(|class| !class.is_empty()).map(str::to_owned);
            Listed { path: path.into(), name: path.to_owned(), class, part: None }
        })
        .collect();
    // Whatever the order of a list is, and whether it names a picture once or twice.
    listed.sort_by(|a, b| a.name.split('/').cmp(b.name.split('/')).then(a.class.cmp(&b.class)));
    listed.dedup();
    if let Some([one, other]) = listed.array_windows().find(|[one, other]| one.name == other.name) {
        let class = |listed: &Listed| listed.class.clone().unwrap_or_else(|| "none".into());
        bail!(
            "{}: it lists {} with two classes, {} and {}",
            source.display(),
            one.name,
            class(one),
            class(other)
        );
    }
    Ok(listed)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failing step should stop the test")]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_in_any_order_with_and_without_classes() {
        let read = |text| in_list(text, Path::new("list"));
        let one = read("b/2.jpg\r\n\na/1.jpg\troses\nb/2.jpg\n").unwrap();
        assert_eq!(one, read("a/1.jpg\troses \nb/2.jpg\t\n").unwrap());
        assert_eq!(one[0].class.as_deref(), Some("roses"));
        assert_eq!((one[1].name.as_str(), one.len()), ("b/2.jpg", 2));
        let twice = read("a/1.jpg\troses\na/1.jpg\ttulips\n").unwrap_err().to_string();
        assert!(twice.contains("two classes, roses and tulips"), "{twice}");
    }
}
