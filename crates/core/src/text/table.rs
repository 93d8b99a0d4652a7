//! Tables of texts, and texts that were pasted.

use crate::dataset::rows;
use crate::error::{Result, TableFault};
use serde::Serialize;
use std::collections::BTreeSet;

/// More columns than a table of texts has: each row would take up memory for all of them.
const MOST_COLUMNS: usize = 1000;

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

/// The names of the columns to read, where they are not to be guessed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AskedColumns {
    /// That of the texts.
    pub text: Option<String>,
    /// That of the classes.
    pub class: Option<String>,
}

/// A table of texts: CSV, TSV or JSON Lines.
#[derive(Debug, Clone, PartialEq)]
pub struct TextTable {
    columns: Vec<Column>,
    /// Each with a cell for each column, or fewer where the last are empty.
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

    /// Reads a table; the ending of `name` tells what it is. The columns of texts and classes are guessed, but for those
    /// that are `asked` for by their names.
    ///
    /// # Errors
    /// [`crate::Error::Table`] for a table without rows, for a quotation mark that is never closed, for a line that is no
    /// JSON, for a column that there is not or that is asked for twice.
    pub fn parse(name: &str, content: &str, asked: &AskedColumns) -> Result<Self> {
        let wanted: Vec<&str> =
            [&asked.text, &asked.class].into_iter().flatten().map(String::as_str).collect();
        let is_json = [".jsonl", ".ndjson"].iter().any(|end| name.to_lowercase().ends_with(end));
        let (names, rows) =
            if is_json { of_json_lines(content)? } else { of_delimited(content, &wanted)? };
        if rows.is_empty() {
            return Err(TableFault::Empty.into());
        }
        let columns: Vec<Column> =
            names.into_iter().enumerate().map(|(at, name)| column(name, &rows, at)).collect();
        let class = asked.class.as_deref().map(|class| found(&columns, class)).transpose()?;
        let text = match &asked.text {
            Some(text) => found(&columns, text)?,
            None => text_column(&columns, class),
        };
        if Some(text) == class {
            return Err(TableFault::OneColumn { name: columns[text].name.clone() }.into());
        }
        let class = class.or_else(|| class_column(&columns, text, rows.len()));
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

    /// Each text with its class: none where the table has no column of classes, or no value in this row.
    pub fn texts(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        self.rows.iter().map(|row| {
            let class = self.class.map(|column| cell(row, column));
            (cell(row, self.text), class.filter(|class| !class.is_empty()))
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

fn of_delimited(content: &str, asked: &[&str]) -> Result<NamedRows> {
    let mut rows = rows(content).map_err(|open| TableFault::OpenQuote { line: open.line })?;
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    check_width(width)?;
    let has_head = rows.split_first().is_some_and(|(head, body)| names_columns(head, body, asked));
    let mut names = if has_head { rows.remove(0) } else { Vec::new() };
    for number in names.len()..width {
        names.push((number + 1).to_string());
    }
    Ok((names, rows))
}

fn check_width(width: usize) -> Result<()> {
    match width {
        0..=MOST_COLUMNS => Ok(()),
        _ => Err(TableFault::TooWide { limit: MOST_COLUMNS }.into()),
    }
}

/// Whether the cells of a first row are names: one of them was asked for, or is a name that columns have; or one stands
/// above a column of few values and is none of them.
fn names_columns(head: &[String], body: &[Vec<String>], asked: &[&str]) -> bool {
    let is_name = |cell: &String| {
        let lower = cell.to_lowercase();
        asked.contains(&cell.as_str())
            || TEXT_COLUMNS.contains(&lower.as_str())
            || CLASS_COLUMNS.contains(&lower.as_str())
    };
    let is_above_classes = |column: usize| {
        let values: BTreeSet<&str> = body.iter().map(|row| cell(row, column)).collect();
        values.len() >= 2 && values.len() * 2 <= body.len() && !values.contains(cell(head, column))
    };
    head.iter().any(is_name) || (head.len() > 1 && (0..head.len()).any(is_above_classes))
}

fn cell(row: &[String], column: usize) -> &str {
    row.get(column).map_or("", String::as_str)
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
                    check_width(names.len() + 1)?;
                    names.push(name);
                    row.push(value);
                }
            }
        }
        rows.push(row);
    }
    Ok((names, rows))
}

fn column(name: String, rows: &[Vec<String>], at: usize) -> Column {
    let cells = || rows.iter().map(|row| cell(row, at));
    let num_characters: usize = cells().map(|cell| cell.chars().count()).sum();
    Column {
        name,
        example: cell(&rows[0], at).to_owned(),
        num_different: cells().collect::<BTreeSet<_>>().len(),
        mean_length: num_characters as f64 / rows.len() as f64,
    }
}

fn found(columns: &[Column], name: &str) -> Result<usize, TableFault> {
    columns.iter().position(|column| column.name == name).ok_or_else(|| {
        let known: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
        TableFault::NoColumn { name: name.to_owned(), known: known.join(", ") }
    })
}

/// The column that is called so, or else the one with the longest cells; not that of the classes.
fn text_column(columns: &[Column], class: Option<usize>) -> usize {
    called(columns, &TEXT_COLUMNS, class).unwrap_or_else(|| {
        let longest = |a: &usize, b: &usize| {
            columns[*a].mean_length.total_cmp(&columns[*b].mean_length).then(b.cmp(a))
        };
        (0..columns.len()).filter(|column| Some(*column) != class).max_by(longest).unwrap_or(0)
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
