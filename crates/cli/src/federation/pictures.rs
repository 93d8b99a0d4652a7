//! The pictures that somebody takes part with, as features.

use crate::features::{Embedded, FeatureFile, expand, feature_source};
use crate::inputs::{InputSource, Inputs};
use crate::interrupt;
use crate::pictures::{Failure, class_folders, decode};
use crate::progress::{progress_bar, say_failure};
use crate::shipped::SHIPPED_MODEL;
use crate::shown::shown;
use crate::threads::Threads;
use anyhow::{Context, Result, anyhow, bail};
use kiln_core::{federation::Pictures, format::ModelFile, networks::Architecture};
use std::path::Path;

/// Reads the pictures of a folder with one sub-folder per class, on all threads; some of the project's classes are
/// enough. Those that were prepared for a test are left for it.
///
/// # Errors
/// For classes that the project has not.
pub fn of_folder(folder: &Path, classes: &[String], threads: Threads) -> Result<Pictures> {
    let folders = class_folders(folder)?;
    let positions = folders.positions_in(classes).map_err(|unknown| {
        anyhow!(
            "the project has no class {}; it has {}",
            shown(unknown.join(", ")),
            shown(classes.join(", "))
        )
    })?;
    let at = |index: &usize| !folders.test.contains(index);
    let files: Vec<_> =
        (0..folders.files.len()).filter(at).map(|index| &folders.files[index]).collect();
    let source = InputSource::new(Architecture::from_id("transfer")?)?;
    let progress = progress_bar(files.len(), "pictures");
    let mut pictures = Pictures::new(classes.len());
    threads.in_order(
        &files,
        || Ok(source.load()?),
        |inputs: &mut Inputs, (path, _)| -> Result<Vec<f32>, Failure> {
            Ok(inputs.features(decode(path)?)?)
        },
        |(path, class), features| {
            match features {
                Ok(features) => pictures.push(&features, positions[*class])?,
                Err(failure) => say_failure(&progress, path, &failure),
            }
            progress.inc(1);
            Ok(())
        },
    )?;
    progress.finish_and_clear();
    Ok(pictures)
}

/// Reads features that `kiln embed` has written.
///
/// # Errors
/// Features of another network; classes that the project has not.
pub fn of_feature_files(patterns: &[String], classes: &[String]) -> Result<Pictures> {
    let source = feature_source(&ModelFile::parse(SHIPPED_MODEL)?.card);
    let mut pictures = Pictures::new(classes.len());
    let mut num_without_class = 0;
    for path in expand(patterns)? {
        let file = FeatureFile::open(&path)?;
        file.origin.check_source(&source).with_context(|| path.display().to_string())?;
        file.for_each_row(|row| {
            interrupt::check()?;
            let Some(class) = row.class else {
                num_without_class += 1;
                return Ok(());
            };
            let Some(class_index) = classes.iter().position(|name| *name == class) else {
                bail!("the project has no class {class}; it has {}", classes.join(", "));
            };
            if let Ok(Embedded { features, .. }) = row.outcome {
                pictures.push(&features, class_index)?;
            }
            Ok(())
        })?;
    }
    if num_without_class > 0 {
        eprintln!("{num_without_class} pictures have no class and are left out");
    }
    Ok(pictures)
}
