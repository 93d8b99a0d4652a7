//! Folders of pictures to what a run learns from.

use crate::inputs::{Inputs, Learnable};
use crate::pictures::{ClassFolders, Failure, class_folders, decode_with_sum};
use crate::progress::progress_bar;
use crate::shown::shown;
use anyhow::{Result, anyhow, bail};
use kiln_core::{
    Error,
    dataset::{self, DataProblem, ReviewItem, SplitOptions, SplitWarning, Subset},
    training::{TrainingData, TrainingSettings},
};
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

/// A picture that was read: its pixels are gone, or a folder of photos would fill the memory.
struct Gathered {
    learnable: Learnable,
    item: ReviewItem,
    class: usize,
    /// It was prepared for a last test.
    is_test: bool,
}

/// Reads `folders`, and divides them or takes all of `validation` to validate on.
///
/// Pictures that cannot be read are named and left out.
pub fn gather(
    folders: &ClassFolders,
    validation: Option<&Path>,
    settings: &TrainingSettings,
    inputs: &Inputs,
    data: &mut TrainingData,
) -> Result<()> {
    let names = &folders.names;
    // Before minutes of reading, and once more for those of which nothing could be read.
    let is_test = |index: &usize| folders.test.contains(index);
    refuse_untrainable(
        names,
        folders.files.iter().map(|(_, class)| *class),
        (0..folders.files.len()).map(|index| is_test(&index)).collect(),
    )?;
    let validation_files = match validation {
        Some(folder) => numbered_as(names, folder)?,
        None => Vec::new(),
    };
    let mut pictures = read_all(&folders.files, &folders.test, inputs, "pictures read");
    refuse_untrainable(
        names,
        pictures.iter().map(|picture| picture.class),
        pictures.iter().map(|picture| picture.is_test).collect(),
    )?;
    let parts = match validation {
        None => split(&pictures, names, settings)?,
        Some(folder) => {
            let num_train = pictures.len();
            let none = BTreeSet::new();
            pictures.extend(read_all(&validation_files, &none, inputs, "validation pictures read"));
            if pictures.len() == num_train {
                bail!("{} has no picture that can be read", folder.display());
            }
            warn_of_known(&pictures, num_train);
            let part = |index| match index {
                _ if index >= num_train => Subset::Validation,
                _ if is_test(&index) => Subset::Test,
                _ => Subset::Train,
            };
            (0..pictures.len()).map(part).collect()
        }
    };
    for (picture, part) in pictures.iter().zip(parts) {
        picture.learnable.push_to(data, picture.class, part)?;
    }
    Ok(())
}

/// Names what keeps training from starting.
fn refuse_untrainable(
    names: &[String],
    classes: impl Iterator<Item = usize>,
    is_test: Vec<bool>,
) -> Result<()> {
    let classes: Vec<usize> = classes.collect();
    match dataset::data_problem(&classes, &is_test, names.len()) {
        None => Ok(()),
        Some(DataProblem::EmptyClass { classes }) => {
            let empty: Vec<&str> = classes.iter().map(|class| names[*class].as_str()).collect();
            bail!("there is no picture to train on for {}", empty.join(", "))
        }
        Some(problem) => Err(Error::from(problem).into()),
    }
}

fn read_all(
    files: &[(PathBuf, usize)],
    test: &BTreeSet<usize>,
    inputs: &Inputs,
    things: &str,
) -> Vec<Gathered> {
    let progress = progress_bar(files.len(), things);
    let mut pictures = Vec::with_capacity(files.len());
    for (index, (path, class)) in files.iter().enumerate() {
        match read(path, *class, inputs) {
            Ok(picture) => pictures.push(Gathered { is_test: test.contains(&index), ..picture }),
            Err(failure) => {
                progress.suspend(|| {
                    eprintln!("{}: {}", shown(path.display()), shown(&failure.message))
                });
            }
        }
        progress.inc(1);
    }
    progress.finish_and_clear();
    pictures
}

fn read(path: &Path, class: usize, inputs: &Inputs) -> Result<Gathered, Failure> {
    let (picture, sha256) = decode_with_sum(path)?;
    let inspection = dataset::inspect(&picture);
    let learnable = inputs.learnable(picture)?;
    let item = ReviewItem {
        class: Some(class),
        inspection,
        sha256: Some(sha256),
        burst: None,
        embedding: learnable.embedding.clone(),
    };
    Ok(Gathered { learnable, item, class, is_test: false })
}

/// The files of `folder`, with classes numbered as in training.
fn numbered_as(names: &[String], folder: &Path) -> Result<Vec<(PathBuf, usize)>> {
    let found = class_folders(folder)?;
    let positions = found.positions_in(names).map_err(|unknown| {
        let folder = folder.display();
        anyhow!("{folder} has classes that are not trained: {}", unknown.join(", "))
    })?;
    Ok(found.files.into_iter().map(|(path, class)| (path, positions[class])).collect())
}

/// Stratified, and near-duplicates stay together.
fn split(
    pictures: &[Gathered],
    names: &[String],
    settings: &TrainingSettings,
) -> Result<Vec<Subset>> {
    let none = vec![false; pictures.len()];
    let pinned: Vec<bool> = pictures.iter().map(|picture| picture.is_test).collect();
    let options = SplitOptions {
        validation_share: settings.validation_share,
        test_share: 0.0,
        seed: settings.seed,
    };
    let split = dataset::split_pictures(&items(pictures), &pinned, &none, names.len(), &options)?;
    for warning in split.warnings {
        match warning {
            SplitWarning::ClassWithoutValidation { class } => {
                eprintln!(
                    "{}: too few different pictures to keep any for validation",
                    shown(&names[class])
                );
            }
            SplitWarning::ValidationNotIndependent { class } => eprintln!(
                "{}: the pictures look so much alike that some had to be kept back from among others like them: \
                 the figures may be too good",
                shown(&names[class])
            ),
            SplitWarning::TestNotIndependent { class } => eprintln!(
                "{}: pictures of the test are nearly the same as pictures to train on: its figures will be too good",
                shown(&names[class])
            ),
            // No share is set aside here, only what lies in the folder of the test.
            SplitWarning::ClassWithoutTest { .. } => {}
        }
    }
    Ok(split.parts)
}

fn items(pictures: &[Gathered]) -> Vec<ReviewItem> {
    pictures.iter().map(|picture| picture.item.clone()).collect()
}

/// A folder of its own is taken as it is, but figures from pictures known by heart prove nothing.
fn warn_of_known(pictures: &[Gathered], num_train: usize) {
    let groups = dataset::groups(&items(pictures));
    let (train, validation) = groups.split_at(num_train);
    let trained: BTreeSet<usize> = train.iter().copied().collect();
    let num_known = validation.iter().filter(|group| trained.contains(group)).count();
    if num_known > 0 {
        eprintln!(
            "{num_known} of {} validation pictures are nearly the same as pictures to train on: \
             the figures will be too good",
            validation.len()
        );
    }
}
