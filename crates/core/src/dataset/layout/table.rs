//! Classes by a table of labels beside the pictures, as competitions hand them out: `train.csv`.

use super::{Classes, Layout, Place};
use crate::dataset::delimited::rows;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap};

/// Names of columns that hold the class, before a column is guessed by what is in it.
const LABEL_COLUMNS: [&str; 16] = [
    "label",
    "labels",
    "class",
    "classes",
    "class_name",
    "classname",
    "category",
    "target",
    "species",
    "breed",
    "diagnosis",
    "dx",
    "y",
    "类别",
    "标签",
    "分类",
];

/// A text file that may say which class each picture belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct LabelTable {
    /// Where it lies; its ending tells what it is.
    pub path: String,
    /// What is in it.
    pub text: String,
}

impl LabelTable {
    /// Whether a file with this name may be one.
    pub fn is_named(path: &str) -> bool {
        let path = path.to_lowercase();
        [".csv", ".tsv"].iter().any(|ending| path.ends_with(ending))
            || path.ends_with("metadata.json")
    }

    /// The `labels` of a `metadata.json`.
    pub(super) fn labels(&self) -> Option<Vec<String>> {
        let value: serde_json::Value = serde_json::from_str(&self.text).ok()?;
        let labels = value.get("labels")?.as_array()?;
        labels.iter().map(|label| label.as_str().map(str::to_owned)).collect()
    }

    /// The rows, the first of which names the columns; none where this is no table.
    fn rows(&self) -> Vec<Vec<String>> {
        rows(&self.text).unwrap_or_default()
    }
}

/// The layout by the first table that names at least half of the files that `by_folders` has found.
pub(super) fn by_table(
    files: &[Vec<&str>],
    tables: &[LabelTable],
    by_folders: &Layout,
) -> Option<Layout> {
    let is_file = |position: &usize| by_folders.places[*position] != Place::Junk;
    let positions: Vec<usize> = (0..files.len()).filter(is_file).collect();
    tables.iter().find_map(|table| {
        let labels = labels_by_name(&table.rows(), files, &positions)?;
        let mut classes = Classes::default();
        let mut places = by_folders.places.clone();
        for &position in &positions {
            let label = names_of(&files[position]).into_iter().find_map(|name| labels.get(&name));
            places[position] = match (label, &by_folders.places[position]) {
                (Some(label), Place::Class { part, .. }) => {
                    Place::Class { class: classes.position(label), part: *part }
                }
                (Some(label), _) => Place::Class { class: classes.position(label), part: None },
                (None, _) => Place::Unsorted,
            };
        }
        Some(Layout {
            classes: classes.names,
            places,
            level: None,
            levels: vec![],
            is_ambiguous: false,
        })
    })
}

/// The ways in which a table may name a file: its name, and its name without the ending.
fn names_of(parts: &[&str]) -> Vec<String> {
    let name = parts.last().copied().unwrap_or_default().to_lowercase();
    let stem = name.rsplit_once('.').map(|(stem, _)| stem.to_owned());
    [Some(name), stem].into_iter().flatten().collect()
}

fn labels_by_name(
    rows: &[Vec<String>],
    files: &[Vec<&str>],
    positions: &[usize],
) -> Option<HashMap<String, String>> {
    let (head, body) = rows.split_first()?;
    let known: BTreeSet<String> =
        positions.iter().flat_map(|&position| names_of(&files[position])).collect();
    let base = |cell: &str| parts_last(cell).to_lowercase();
    let num_known = |column: usize| {
        body.iter()
            .filter(|row| row.get(column).is_some_and(|cell| known.contains(&base(cell))))
            .count()
    };
    let names =
        (0..head.len()).max_by_key(|&column| (num_known(column), std::cmp::Reverse(column)))?;
    if num_known(names) * 2 < positions.len() || num_known(names) == 0 {
        return None;
    }
    let labels = label_column(head, body, names)?;
    let row_of =
        |row: &Vec<String>| Some((base(row.get(names)?), row.get(labels)?.trim().to_owned()));
    Some(body.iter().filter_map(row_of).filter(|(_, label)| !label.is_empty()).collect())
}

fn parts_last(cell: &str) -> &str {
    cell.rsplit(['/', '\\']).next().unwrap_or(cell)
}

/// The column that is called so, or else the one with the fewest different values, at least two and each for two
/// pictures on average.
fn label_column(head: &[String], body: &[Vec<String>], names: usize) -> Option<usize> {
    let called = |name: &&str| head.iter().position(|cell| cell.to_lowercase() == **name);
    if let Some(column) = LABEL_COLUMNS.iter().find_map(called).filter(|&column| column != names) {
        return Some(column);
    }
    let distinct = |column: usize| {
        body.iter().filter_map(|row| row.get(column)).collect::<BTreeSet<_>>().len()
    };
    (0..head.len())
        .filter(|&column| column != names)
        .map(|column| (distinct(column), column))
        .filter(|&(count, _)| count >= 2 && count * 2 <= body.len())
        .min()
        .map(|(_, column)| column)
}
