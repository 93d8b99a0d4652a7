//! Texts as people keep them: a table, or a folder with one sub-folder of `.txt` files for each class.

use super::written::read_written;
use crate::pictures::class_folders;
use crate::shown::shown;
use anyhow::{Context, Result, bail};
use clap::Args;
use kiln_core::text::{AskedColumns, TextProblem, TextTable, inspect_text, pasted};
use std::{collections::BTreeSet, path::Path};

/// The columns of a table of texts, where they are not those that it looks like.
#[derive(Args, Debug, Clone, Default)]
pub struct ColumnArguments {
    /// For a table of texts: the column with the texts.
    #[arg(long, value_name = "NAME")]
    text_column: Option<String>,
    /// For a table of texts: the column with the classes.
    #[arg(long, value_name = "NAME")]
    class_column: Option<String>,
}

/// A text that was read.
pub struct Text {
    /// Its file, and in a table its number there, from 1: `letters.csv:12`.
    pub name: String,
    pub text: String,
    pub class: Option<String>,
    /// It was prepared for a last test.
    pub is_test: bool,
}

/// Whether what lies at `path` are texts, and not pictures: a table, a `.txt` file, standard input, or a folder of `.txt`
/// files, in which there is no picture and no sound that they may say something about.
pub fn are_texts(path: &Path) -> bool {
    if !path.is_dir() {
        return path == Path::new("-") || is_table(path) || is_text_file(path);
    }
    let (mut num_texts, mut num_others) = (0, 0);
    count(path, &mut num_texts, &mut num_others);
    num_texts > 0 && num_others == 0
}

/// Endings of what stands beside texts and is not learnt from.
const BESIDE_TEXTS: [&str; 8] = ["csv", "tsv", "json", "jsonl", "md", "pdf", "py", "xml"];

fn count(folder: &Path, num_texts: &mut usize, num_others: &mut usize) {
    // What cannot be read is told where it is read.
    for entry in folder.read_dir().into_iter().flatten().flatten() {
        let path = entry.path();
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => count(&path, num_texts, num_others),
            Ok(_) if is_text_file(&path) => *num_texts += 1,
            // Without an ending it may be a licence, or a picture whose name lost it.
            Ok(_) => {
                let is_beside = ending.is_none_or(|ending| BESIDE_TEXTS.contains(&ending.as_str()));
                *num_others += usize::from(!is_beside);
            }
            Err(_) => {}
        }
    }
}

fn is_text_file(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("txt"))
}

fn is_table(path: &Path) -> bool {
    TextTable::is_named(&path.to_string_lossy())
}

/// All texts of a table, of a folder, or of one `.txt` file. Those that nothing can be learnt from are named and left
/// out; of the others that look odd it is said.
///
/// # Errors
/// For a file that cannot be read, or a table that is none.
pub fn read_texts(path: &Path, columns: &ColumnArguments) -> Result<Vec<Text>> {
    let texts = match path {
        path if path.is_dir() => in_folder(path)?,
        path if is_table(path) => in_table(path, columns)?,
        path => {
            let name = path.display().to_string();
            vec![Text { name, text: read_written(path)?, class: None, is_test: false }]
        }
    };
    let texts: Vec<Text> = texts.into_iter().filter(is_usable).collect();
    if texts.is_empty() {
        bail!("{} has no text that can be read", path.display());
    }
    Ok(texts)
}

/// Texts to be asked about, with their names: those of a table, of a file, or of standard input, which are separated by
/// lines or by empty lines.
///
/// # Errors
/// As [`read_texts`].
pub fn unlabelled_texts(path: &Path, columns: &ColumnArguments) -> Result<Vec<(String, String)>> {
    if path == Path::new("-") {
        let texts = pasted(&read_written(path)?);
        let named = |(number, text)| (format!("-:{}", number + 1), text);
        return Ok(texts.into_iter().enumerate().map(named).collect());
    }
    let texts = read_texts(path, columns)?;
    Ok(texts.into_iter().map(|text| (text.name, text.text)).collect())
}

fn is_usable(text: &Text) -> bool {
    let problem = inspect_text(&text.text);
    let sentence = match problem {
        None => return true,
        Some(TextProblem::Empty) => "there is nothing in it",
        Some(TextProblem::TooLong) => "it is longer than a book: cut it into parts",
        Some(TextProblem::OtherEncoding) => "letters of it look lost: save it again as UTF-8",
    };
    eprintln!("{}: {sentence}", shown(&text.name));
    problem == Some(TextProblem::OtherEncoding)
}

fn in_table(path: &Path, columns: &ColumnArguments) -> Result<Vec<Text>> {
    let name = path.display().to_string();
    let content = read_written(path)?;
    let ColumnArguments { text_column, class_column } = columns;
    let asked = AskedColumns { text: text_column.clone(), class: class_column.clone() };
    let table = TextTable::parse(&name, &content, &asked).with_context(|| name.clone())?;
    let (text, class) = table.chosen();
    if table.columns().len() > 2 && (text_column.is_none() || class_column.is_none()) {
        let class = class.map_or_else(String::new, |class| format!(", classes in {class}"));
        eprintln!("{}: texts are in the column {}{}", shown(&name), shown(text), shown(class));
    }
    let of_row = |(number, (text, class)): (usize, (&str, Option<&str>))| Text {
        name: format!("{name}:{}", number + 1),
        text: text.to_owned(),
        class: class.map(str::to_owned),
        is_test: false,
    };
    Ok(table.texts().enumerate().map(of_row).collect())
}

fn in_folder(folder: &Path) -> Result<Vec<Text>> {
    let folders = class_folders(folder)?;
    let mut texts = Vec::new();
    let mut others = BTreeSet::new();
    for (position, (path, class)) in folders.files.iter().enumerate() {
        if !is_text_file(path) {
            others.insert(path.display().to_string());
            continue;
        }
        texts.push(Text {
            name: path.display().to_string(),
            text: read_written(path)?,
            class: Some(folders.names[*class].clone()),
            is_test: folders.test.contains(&position),
        });
    }
    if let Some(first) = others.first() {
        eprintln!("{} files are no .txt and are left out, such as {}", others.len(), shown(first));
    }
    Ok(texts)
}
