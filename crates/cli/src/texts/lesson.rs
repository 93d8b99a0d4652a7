//! Texts to what a run learns from.

use super::{ColumnArguments, Text, read_texts};
use crate::gathering::{Division, Lesson, refuse_untrainable};
use anyhow::{Result, bail};
use kiln_core::{
    dataset::{MAX_CLASS_NAME_CHARS, Subset},
    digest::sha256_hex,
    format::Weights,
    networks::Architecture,
    text::{TextItem, text_groups, text_items},
    training::{TrainingData, TrainingSettings},
};
use std::{collections::BTreeSet, path::Path};

/// More are no kinds of texts but a column of something else: each takes up a quarter of a megabyte.
const MOST_CLASSES: usize = 300;

/// Reads the texts at `path`, and divides them or takes all of `validation` to validate on. Those that are nearly the
/// same stay together.
///
/// # Errors
/// Where nothing can be learnt from them.
pub fn lesson_of_texts(
    path: &Path,
    validation: Option<&Path>,
    columns: &ColumnArguments,
    architecture: Architecture,
    settings: &TrainingSettings,
    division: &Division,
) -> Result<Lesson> {
    let mut texts = with_class(read_texts(path, columns)?);
    let distinct: BTreeSet<&String> = texts.iter().filter_map(|text| text.class.as_ref()).collect();
    let names: Vec<String> = distinct.into_iter().cloned().collect();
    if names.is_empty() {
        bail!("{} does not say which class each text is of: a column has to", path.display());
    }
    let is_long = |name: &&String| name.chars().count() > MAX_CLASS_NAME_CHARS;
    if names.len() > MOST_CLASSES || names.iter().any(|name| is_long(&name)) {
        bail!(
            "{} has {} classes, or names of more than {MAX_CLASS_NAME_CHARS} characters, where {MOST_CLASSES} can be \
             learnt: --class-column names the column of the classes",
            path.display(),
            names.len()
        );
    }
    let num_own = texts.len();
    if let Some(validation) = validation {
        texts.extend(with_class(read_texts(validation, columns)?));
    }
    let classes = texts.iter().map(|text| class_of(text, &names)).collect::<Result<Vec<_>>>()?;
    let is_test: Vec<bool> = texts.iter().map(|text| text.is_test).collect();
    refuse_untrainable(&names, classes[..num_own].iter().copied(), is_test[..num_own].to_vec())?;
    let mut data_sha256 = None;
    let parts = match validation {
        None => {
            let all: Vec<&str> = texts.iter().map(|text| text.text.as_str()).collect();
            let items = text_items(&all, &classes);
            let groups = text_groups(&all, &items);
            let sums = all.iter().map(|text| sha256_hex(text.as_bytes()));
            let of_each = sums.zip(&classes).zip(&is_test);
            data_sha256 = division.sum(
                of_each.map(|((sum, class), is_test)| (sum, names[*class].as_str(), *is_test)),
            );
            let groups_of = |_: &[TextItem], numbers: &[usize]| {
                numbers.iter().map(|&number| groups[number]).collect()
            };
            division.parts_in_groups(&items, groups_of, &is_test, &names, settings)?
        }
        Some(_) => {
            let part = |index: usize| match index {
                _ if index >= num_own => Subset::Validation,
                _ if is_test[index] => Subset::Test,
                _ => Subset::Train,
            };
            (0..texts.len()).map(part).collect()
        }
    };
    let mut data = TrainingData::new(architecture.input());
    let mut paths = Vec::with_capacity(texts.len());
    for ((text, class), part) in texts.into_iter().zip(classes).zip(parts) {
        data.push_text(&text.text, class, part)?;
        paths.push(text.name);
    }
    let initial = Weights::default();
    Ok(Lesson { names, paths, data, data_sha256, backbone: None, hearing: None, initial })
}

/// Those whose class is known; of the others it is said how many they are.
pub(super) fn with_class(texts: Vec<Text>) -> Vec<Text> {
    let num_texts = texts.len();
    let known: Vec<Text> = texts.into_iter().filter(|text| text.class.is_some()).collect();
    let num_unknown = num_texts - known.len();
    if num_unknown > 0 && !known.is_empty() {
        eprintln!("{num_unknown} texts have no class and are left out");
    }
    known
}

fn class_of(text: &Text, names: &[String]) -> Result<usize> {
    let position = names.iter().position(|name| Some(name) == text.class.as_ref());
    match position {
        Some(position) => Ok(position),
        None => {
            bail!("{}: there is no class {}", text.name, text.class.as_deref().unwrap_or_default())
        }
    }
}
