//! Classes by folders.

use super::{Classes, Layout, Level, LevelClass, Place, ReadyPart, junk::is_junk};
use std::collections::{BTreeMap, BTreeSet};

/// Names of folders that say what lies in them and not of what class it is.
const GENERIC: [&str; 19] = [
    "images",
    "image",
    "imgs",
    "img",
    "pictures",
    "pics",
    "photos",
    "photo",
    "data",
    "dataset",
    "samples",
    "jpegimages",
    "jpg",
    "jpeg",
    "png",
    "files",
    "图片",
    "照片",
    "数据集",
];

/// A file by its folders, once those that are common to all are gone.
struct File<'a> {
    position: usize,
    folders: Vec<&'a str>,
    part: Option<ReadyPart>,
}

pub(super) fn by_folders(files: &[Vec<&str>], wanted: Option<usize>) -> Layout {
    let mut sorted: Vec<File<'_>> = files
        .iter()
        .enumerate()
        .filter(|(_, parts)| !is_junk(parts))
        .map(|(position, parts)| File {
            position,
            folders: parts[..parts.len() - 1].to_vec(),
            part: None,
        })
        .collect();
    let mut wrapping = strip_common(&mut sorted);
    if take_parts(&mut sorted) {
        wrapping.extend(strip_common(&mut sorted));
    }
    let levels = levels_of(&sorted);
    if levels.is_empty() {
        return in_one_place(files, &sorted, &wrapping);
    }
    let likely = likely_level(&sorted, &levels);
    let level = wanted.filter(|&level| level < levels.len()).unwrap_or(likely);
    let mut classes = Classes::default();
    let mut places = empty_places(files);
    for file in &sorted {
        if let Some(name) = file.folders.get(level).or(file.folders.last()) {
            places[file.position] = Place::Class { class: classes.position(name), part: file.part };
        }
    }
    let is_ambiguous =
        levels.iter().any(|other| other.level != likely && is_as_likely(&sorted, other));
    Layout { classes: classes.names, places, level: Some(level), levels, is_ambiguous }
}

/// All that are not placed yet: junk, and what lies beside the classes.
fn empty_places(files: &[Vec<&str>]) -> Vec<Place> {
    files.iter().map(|parts| if is_junk(parts) { Place::Junk } else { Place::Unsorted }).collect()
}

/// Removes the folders that all files lie in, and returns them.
fn strip_common<'a>(files: &mut [File<'a>]) -> Vec<&'a str> {
    let mut common = Vec::new();
    while let Some(&first) = files.first().and_then(|file| file.folders.first()) {
        if files.iter().any(|file| file.folders.first() != Some(&first)) {
            break;
        }
        for file in files.iter_mut() {
            file.folders.remove(0);
        }
        common.push(first);
    }
    common
}

/// Takes out a level whose folders say which part of the data they hold. Whether there was one.
fn take_parts(files: &mut [File<'_>]) -> bool {
    let depth = files.iter().map(|file| file.folders.len()).max().unwrap_or(0);
    for level in 0..depth {
        let names: BTreeSet<&str> =
            files.iter().filter_map(|file| file.folders.get(level).copied()).collect();
        let parts: Option<BTreeSet<ReadyPart>> =
            names.iter().map(|name| part_named(name)).collect();
        if parts.is_none_or(|parts| parts.len() < 2) {
            continue;
        }
        for file in files.iter_mut().filter(|file| file.folders.len() > level) {
            file.part = part_named(file.folders.remove(level));
        }
        return true;
    }
    false
}

fn part_named(folder: &str) -> Option<ReadyPart> {
    match folder.to_lowercase().trim_end_matches("_set").trim_end_matches("set") {
        "train" | "training" | "trn" | "训练集" | "训练" => Some(ReadyPart::Train),
        "valid" | "validation" | "val" | "dev" | "验证集" | "验证" => {
            Some(ReadyPart::Validation)
        }
        "test" | "testing" | "tst" | "holdout" | "测试集" | "测试" => Some(ReadyPart::Test),
        _ => None,
    }
}

fn levels_of(files: &[File<'_>]) -> Vec<Level> {
    let depth = files.iter().map(|file| file.folders.len()).max().unwrap_or(0);
    (0..depth)
        .map(|level| {
            let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
            for name in
                files.iter().filter_map(|file| file.folders.get(level).or(file.folders.last()))
            {
                *counts.entry(name).or_default() += 1;
            }
            let classes = counts
                .into_iter()
                .map(|(name, num_files)| LevelClass { name: name.to_owned(), num_files });
            Level { level, classes: classes.collect() }
        })
        .collect()
}

/// The first level is that of the classes, as it is for other programs that read folders (torchvision's
/// `ImageFolder`), unless its names are dates or numbers above a level that repeats below each of them.
fn likely_level(files: &[File<'_>], levels: &[Level]) -> usize {
    let is_counted =
        |level: &Level| level.classes.iter().all(|class| is_count_or_date(&class.name));
    levels
        .windows(2)
        .take_while(|pair| is_counted(&pair[0]) && is_as_likely(files, &pair[1]))
        .count()
}

/// Whether the names of a level could be classes: at least two, not all of them dates, numbers or words for
/// pictures, and found below more than one folder, so that they say something of their own.
fn is_as_likely(files: &[File<'_>], level: &Level) -> bool {
    let says_nothing =
        |class: &LevelClass| is_count_or_date(&class.name) || is_generic(&class.name);
    if level.classes.len() < 2 || level.classes.iter().all(says_nothing) {
        return false;
    }
    let mut parents: BTreeMap<&str, BTreeSet<&[&str]>> = BTreeMap::new();
    for file in files {
        if let Some(name) = file.folders.get(level.level) {
            parents.entry(name).or_default().insert(&file.folders[..level.level]);
        }
    }
    parents.len() > 1
        && parents.values().filter(|above| above.len() > 1).count() * 2 >= parents.len()
}

fn is_generic(name: &str) -> bool {
    GENERIC.contains(&name.to_lowercase().as_str())
}

/// "2023", "2023-05-01", "01", "part 3".
fn is_count_or_date(name: &str) -> bool {
    let digits = name.chars().filter(char::is_ascii_digit).count();
    let letters = name.to_lowercase();
    let words =
        ["part", "batch", "session", "day", "week", "month", "week", "year", "年", "月", "日"];
    let rest = words.iter().fold(letters, |rest, word| rest.replace(word, ""));
    digits > 0 && rest.chars().all(|letter| letter.is_ascii_digit() || " -_.()".contains(letter))
}

/// All files in one folder: a class by the name of the innermost folder that says something.
fn in_one_place(files: &[Vec<&str>], sorted: &[File<'_>], wrapping: &[&str]) -> Layout {
    let name = wrapping.iter().rev().find(|name| !is_generic(name) && part_named(name).is_none());
    let mut places = empty_places(files);
    for file in sorted {
        places[file.position] = Place::Class { class: 0, part: file.part };
    }
    let classes =
        if sorted.is_empty() { vec![] } else { vec![name.copied().unwrap_or_default().to_owned()] };
    Layout { classes, places, level: None, levels: vec![], is_ambiguous: false }
}
