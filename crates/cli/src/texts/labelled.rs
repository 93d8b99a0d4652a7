//! Texts that a model is asked about, whose classes are known.

use super::lesson::with_class;
use super::{ColumnArguments, read_texts};
use crate::interrupt;
use anyhow::{Result, bail};
use kiln_core::inference::Model;
use std::{collections::BTreeSet, path::Path};

/// The probabilities of every text at `path`, `[texts, classes]`, and of each the position of its class among `names`.
///
/// # Errors
/// For texts that cannot be read, and for a class that is not among `names`.
pub fn labelled_texts(
    model: &Model,
    path: &Path,
    columns: &ColumnArguments,
    names: &[String],
) -> Result<(Vec<f32>, Vec<usize>)> {
    let mut texts = with_class(read_texts(path, columns)?);
    if texts.iter().any(|text| text.is_test) {
        texts.retain(|text| text.is_test);
    }
    let known: Vec<Option<usize>> = texts
        .iter()
        .map(|text| names.iter().position(|name| Some(name) == text.class.as_ref()))
        .collect();
    let unknown: BTreeSet<&str> = texts
        .iter()
        .zip(&known)
        .filter(|(_, position)| position.is_none())
        .map(|(text, _)| text.class.as_deref().unwrap_or("(none)"))
        .collect();
    if !unknown.is_empty() {
        let unknown: Vec<&str> = unknown.into_iter().take(20).collect();
        bail!("the model has no class {}; it has {}", unknown.join(", "), names.join(", "));
    }
    let mut probabilities = Vec::with_capacity(texts.len() * names.len());
    for text in &texts {
        interrupt::check()?;
        probabilities.extend(pollster::block_on(model.predict_text(&text.text))?.probabilities);
    }
    Ok((probabilities, known.into_iter().flatten().collect()))
}
