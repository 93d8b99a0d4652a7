//! Folders of pictures to what a run learns from.

use super::{Division, Lesson, refuse_untrainable};
use crate::inputs::{InputSource, Inputs, Learnable};
use crate::pictures::{ClassFolders, Failure, class_folders, decode_with_sum};
use crate::progress::{progress_bar, say_failure};
use crate::threads::Threads;
use anyhow::{Result, anyhow, bail};
use kiln_core::{
    dataset::{self, ReviewItem, Subset},
    training::{TrainingData, TrainingSettings},
};
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

/// A picture that was read: its pixels are gone, or a folder of photos would fill the memory.
struct Gathered {
    path: String,
    learnable: Learnable,
    item: ReviewItem,
    class: usize,
    /// It was prepared for a last test.
    is_test: bool,
}

/// How pictures are read.
pub struct Reading {
    pub inputs: InputSource,
    pub threads: Threads,
}

/// Reads a folder with one sub-folder per class.
///
/// # Errors
/// Where nothing can be learnt from it.
pub fn lesson_of_folder(
    folder: &Path,
    validation: Option<&Path>,
    reading: Reading,
    settings: &TrainingSettings,
    division: &Division,
) -> Result<Lesson> {
    let folders = class_folders(folder)?;
    let mut data = reading.inputs.no_data();
    let (paths, data_sha256) =
        gather(&folders, validation, settings, &reading, division, &mut data)?;
    let Reading { inputs, .. } = reading;
    let backbone = inputs.backbone();
    let initial = inputs.initial_weights();
    let names = folders.names;
    Ok(Lesson { names, paths, data, data_sha256, backbone, initial })
}

/// Reads `folders`, and divides them or takes all of `validation` to validate on.
///
/// Pictures that cannot be read are named and left out. Returns where the others lie, and their
/// [`Division::pictures_sum`].
fn gather(
    folders: &ClassFolders,
    validation: Option<&Path>,
    settings: &TrainingSettings,
    reading: &Reading,
    division: &Division,
    data: &mut TrainingData,
) -> Result<(Vec<String>, Option<String>)> {
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
    let mut pictures = reading.all(&folders.files, &folders.test, "pictures")?;
    refuse_untrainable(
        names,
        pictures.iter().map(|picture| picture.class),
        pictures.iter().map(|picture| picture.is_test).collect(),
    )?;
    let mut data_sha256 = None;
    let parts = match validation {
        None => {
            let items = items(&pictures);
            let is_test: Vec<bool> = pictures.iter().map(|picture| picture.is_test).collect();
            data_sha256 = division.pictures_sum(&items, &is_test, names);
            division.parts(&items, items.as_slice(), &is_test, names, settings)?
        }
        Some(folder) => {
            let num_train = pictures.len();
            let none = BTreeSet::new();
            pictures.extend(reading.all(&validation_files, &none, "validation pictures")?);
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
    Ok((pictures.into_iter().map(|picture| picture.path).collect(), data_sha256))
}

impl Reading {
    /// Reads pictures on all threads; those of `test` are marked.
    fn all(
        &self,
        files: &[(PathBuf, usize)],
        test: &BTreeSet<usize>,
        things: &str,
    ) -> Result<Vec<Gathered>> {
        let progress = progress_bar(files.len(), things);
        let mut pictures = Vec::with_capacity(files.len());
        let mut index = 0;
        self.threads.in_order(
            files,
            || Ok(self.inputs.load()?),
            |inputs, (path, class)| read(path, *class, inputs),
            |(path, _), picture| {
                match picture {
                    Ok(picture) => {
                        pictures.push(Gathered { is_test: test.contains(&index), ..picture });
                    }
                    Err(failure) => say_failure(&progress, path, &failure),
                }
                index += 1;
                progress.inc(1);
                Ok(())
            },
        )?;
        progress.finish_and_clear();
        Ok(pictures)
    }
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
    Ok(Gathered { path: path.display().to_string(), learnable, item, class, is_test: false })
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
