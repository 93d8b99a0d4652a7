//! What the processes that do one fold each have found, put together.

use crate::gathering::Fold;
use anyhow::{Context, Result, anyhow, bail};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{collections::BTreeMap, fs, path::Path};

/// One fold: what `kiln check --fold --json` prints.
#[derive(Serialize, Deserialize)]
pub struct FoldFile {
    pub fold: String,
    pub architecture: String,
    pub settings: Value,
    /// The same for the same pictures or texts in the same classes.
    #[serde(rename = "dataSha256")]
    pub data_sha256: String,
    pub classes: Vec<String>,
    pub evaluation: Value,
    pub guesses: Vec<Guess>,
}

/// A picture, and the answer of a model that had not seen it.
#[derive(Serialize, Deserialize)]
pub struct Guess {
    pub file: String,
    pub label: usize,
    /// `[classes]`
    pub probabilities: Vec<f32>,
}

/// # Errors
/// For a file that is none of a fold.
pub fn read_fold(path: &Path) -> Result<FoldFile> {
    let named = || path.display().to_string();
    let text = fs::read_to_string(path).with_context(named)?;
    let no_fold = || format!("{}: kiln check --fold --json has not written it", path.display());
    let fold: FoldFile = serde_json::from_str(&text).with_context(no_fold)?;
    let num_classes = fold.classes.len();
    let is_sound =
        |guess: &Guess| guess.label < num_classes && guess.probabilities.len() == num_classes;
    if !fold.guesses.iter().all(is_sound) {
        bail!("{}", no_fold());
    }
    Ok(fold)
}

/// The classes, and all pictures in the order of their paths.
///
/// # Errors
/// Where folds are missing, come twice, or are of different runs.
pub fn collected(folds: Vec<FoldFile>) -> Result<(Vec<String>, Vec<Guess>)> {
    let mut by_index: BTreeMap<usize, FoldFile> = BTreeMap::new();
    let mut num_folds = 0;
    for file in folds {
        let Fold { index, count } = file.fold.parse().map_err(|reason: String| anyhow!(reason))?;
        if num_folds != 0 && num_folds != count {
            bail!("one file is a fold of {num_folds}, another of {count}");
        }
        num_folds = count;
        if let Some(other) = by_index.values().next()
            && (&other.classes, &other.settings, &other.architecture)
                != (&file.classes, &file.settings, &file.architecture)
        {
            bail!("fold {} has other classes or settings than fold {}", file.fold, other.fold);
        }
        if let Some(other) = by_index.values().next()
            && other.data_sha256 != file.data_sha256
        {
            bail!("fold {} is of other data than fold {}", file.fold, other.fold);
        }
        if by_index.insert(index, file).is_some() {
            bail!("fold {index}/{count} is there twice");
        }
    }
    let missing: Vec<String> = (0..num_folds)
        .filter(|index| !by_index.contains_key(index))
        .map(|index| index.to_string())
        .collect();
    if !missing.is_empty() {
        bail!("of {num_folds} folds these are missing: {}", missing.join(", "));
    }
    let mut classes = Vec::new();
    let mut guesses = Vec::new();
    for file in by_index.into_values() {
        classes = file.classes;
        guesses.extend(file.guesses);
    }
    guesses.sort_by(|a, b| a.file.cmp(&b.file));
    Ok((classes, guesses))
}
