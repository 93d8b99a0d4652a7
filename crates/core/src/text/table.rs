//! Tables of texts, and texts that were pasted.

use crate::dataset::rows;
use crate::error::{Result, TableFault};
use serde::Serialize;
use std::collections::BTreeSet;

/// Names of columns that hold the texts, before a column is guessed by what is in it.
const TEXT_COLUMNS: [&str; 14] = [
    "text", "sentence", "content", "message", "body", "comment", "review", "letter", "question",
    "title", "文本", "内容", "正文", "评论",
];
/// Names of columns that hold the classes.
const CLASS_COLUMNS: [&str; 9] =
    ["class", "label", "category", "target", "topic", "language", "类别", "标签", "分类"];

/// A column of a table, to choose by.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Column {
    /// Its name; `1`, `2` … where the table names none.
    pub name: String,
    /// What its first row has.
    pub example: String,
    /// Number of different values.
    pub num_different: usize,
    /// Mean number of characters.
    pub mean_length: f64,
}

/// A table of texts: CSV, TSV or JSON Lines.
#[derive(Debug, Clone, PartialEq)]
pub struct TextTable {
    columns: Vec<Column>,
    /// Each with a cell for each column.
    rows: Vec<Vec<String>>,
    text: usize,
    class: Option<usize>,
}

impl TextTable {
    /// Whether a file with this name may be one.
    pub fn is_named(name: &str) -> bool {
        let name = name.to_lowercase();
        [".csv", ".tsv", ".jsonl", ".ndjson"].iter().any(|ending| name.ends_with(ending))
    }

    /// Reads a table; the ending of `name` tells what it is. The columns of texts and classes are guessed:
    /// [`Self::choose`] takes others.
    ///
    /// # Errors
    /// [`crate::Error::Table`] for a table without rows, for a quotation mark that is never closed, for a line that is no
    /// JSON.
    pub fn parse(name: &str, content: &str) -> Result<Self> {
        let is_json = [".jsonl", ".ndjson"].iter().any(|end| name.to_lowercase().ends_with(end));
        let (names, rows) = if is_json { of_json_lines(content)? } else { of_delimited(content)? };
        if rows.is_empty() {
            return Err(TableFault::Empty.into());
        }
        let columns: Vec<Column> =
            names.into_iter().enumerate().map(|(at, name)| column(name, &rows, at)).collect();
        let text = text_column(&columns);
        let class = class_column(&columns, text, rows.len());
        Ok(Self { columns, rows, text, class })
    }

    /// The columns, to choose from.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The names of the columns that were taken for the texts and for the classes.
    pub fn chosen(&self) -> (&str, Option<&str>) {
        let name = |column: usize| self.columns[column].name.as_str();
        (name(self.text), self.class.map(name))
    }

    /// Takes the texts, the classes or both from the columns with these names.
    ///
    /// # Errors
    /// [`crate::Error::Table`] for a column that there is not.
    pub fn choose(&mut self, text: Option<&str>, class: Option<&str>) -> Result<()> {
        let found = |name: &str| {
            let position = self.columns.iter().position(|column| column.name == name);
            position.ok_or_else(|| {
                let known: Vec<&str> = self.columns.iter().map(|c| c.name.as_str()).collect();
                TableFault::NoColumn { name: name.to_owned(), known: known.join(", ") }
            })
        };
        let (text, class) = (text.map(found).transpose()?, class.map(found).transpose()?);
        if let Some(text) = text {
            self.text = text;
            if class.is_none() {
                self.class = class_column(&self.columns, text, self.rows.len());
            }
        }
        self.class = class.or(self.class);
        Ok(())
    }

    /// Each text with its class: none where the table has no column of classes, or no value in this row.
    pub fn texts(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        self.rows.iter().map(|row| {
            let class = self.class.map(|column| row[column].as_str());
            (row[self.text].as_str(), class.filter(|class| !class.is_empty()))
        })
    }
}

/// The texts of what was pasted: separated by empty lines where there are some, else one a line.
///
/// ```
/// use kiln_core::text::pasted;
/// assert_eq!(pasted("one\ntwo\r\n"), ["one", "two"]);
/// assert_eq!(pasted("one,\non two lines\n\n\ntwo"), ["one,\non two lines", "two"]);
/// ```
pub fn pasted(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.trim().lines().map(str::trim_end).collect();
    let has_blocks = lines.iter().any(|line| line.is_empty());
    let texts: Vec<String> = match has_blocks {
        true => lines.split(|line| line.is_empty()).map(|block| block.join("\n")).collect(),
        false => lines.into_iter().map(str::to_owned).collect(),
    };
    texts.into_iter().filter(|text| !text.trim().is_empty()).collect()
}

type NamedRows = (Vec<String>, Vec<Vec<String>>);

fn of_delimited(content: &str) -> Result<NamedRows> {
    let mut rows = rows(content).map_err(|open| TableFault::OpenQuote { line: open.line })?;
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    let has_head = rows.first().is_some_and(|head| names_columns(head));
    let mut names = if has_head { rows.remove(0) } else { Vec::new() };
    for number in names.len()..width {
        names.push((number + 1).to_string());
    }
    rows.iter_mut().for_each(|row| row.resize(width, String::new()));
    Ok((names, rows))
}

/// Whether the cells of a first row are names: one of them is a name that columns have.
fn names_columns(head: &[String]) -> bool {
    let is_name = |cell: &String| {
        let cell = cell.to_lowercase();
        TEXT_COLUMNS.contains(&cell.as_str()) || CLASS_COLUMNS.contains(&cell.as_str())
    };
    head.iter().any(is_name)
}

fn of_json_lines(content: &str) -> Result<NamedRows> {
    let (mut names, mut rows): NamedRows = Default::default();
    for (number, line) in content.trim_start_matches('\u{feff}').lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let object: serde_json::Map<String, serde_json::Value> =
            serde_json::from_str(line).map_err(|_| TableFault::NotJson { line: number + 1 })?;
        let mut row = vec![String::new(); names.len()];
        for (name, value) in object {
            let value = match value {
                serde_json::Value::String(text) => text,
                serde_json::Value::Null => continue,
                other => other.to_string(),
            };
            match names.iter().position(|known| *known == name) {
                Some(column) => row[column] = value,
                None => {
                    names.push(name);
                    row.push(value);
                }
            }
        }
        rows.push(row);
    }
    rows.iter_mut().for_each(|row| row.resize(names.len(), String::new()));
    Ok((names, rows))
}

fn column(name: String, rows: &[Vec<String>], at: usize) -> Column {
    let cells = || rows.iter().map(|row| row[at].as_str());
    let num_characters: usize = cells().map(|cell| cell.chars().count()).sum();
    Column {
        name,
        example: rows[0][at].clone(),
        num_different: cells().collect::<BTreeSet<_>>().len(),
        mean_length: num_characters as f64 / rows.len() as f64,
    }
}

/// The column that is called so, or else the one with the longest cells.
fn text_column(columns: &[Column]) -> usize {
    called(columns, &TEXT_COLUMNS, None).unwrap_or_else(|| {
        let longest = |a: &usize, b: &usize| {
            columns[*a].mean_length.total_cmp(&columns[*b].mean_length).then(b.cmp(a))
        };
        (0..columns.len()).max_by(longest).unwrap_or(0)
    })
}

/// The column that is called so, or else the one with the fewest different values, at least two and each for two texts on
/// average.
fn class_column(columns: &[Column], text: usize, num_rows: usize) -> Option<usize> {
    called(columns, &CLASS_COLUMNS, Some(text)).or_else(|| {
        (0..columns.len())
            .filter(|&column| column != text)
            .map(|column| (columns[column].num_different, column))
            .filter(|&(count, _)| count >= 2 && count * 2 <= num_rows)
            .min()
            .map(|(_, column)| column)
    })
}

fn called(columns: &[Column], names: &[&str], not: Option<usize>) -> Option<usize> {
    names.iter().find_map(|name| {
        let is_called = |column: &Column| column.name.to_lowercase() == *name;
        columns.iter().position(is_called).filter(|column| Some(*column) != not)
    })
}
