//! Folders of pictures or of sounds to what a run learns from.

use super::{Division, Lesson, refuse_untrainable};
use crate::inputs::{InputSource, Inputs, Learnable};
use crate::media::{Media, Part};
use crate::pictures::{ClassFolders, Failure, class_folders};
use crate::progress::{progress_bar, say_failure};
use crate::shown::shown;
use crate::threads::Threads;
use anyhow::{Result, anyhow, bail};
use kiln_core::{
    dataset::{self, ReviewItem, Subset},
    sound::{Cutting, SoundProblem, Spectrograph},
    training::{TrainingData, TrainingSettings},
};
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

/// A picture that was read, or a clip of a sound: its pixels are gone, or a folder of photos would fill the memory.
struct Gathered {
    path: String,
    learnable: Learnable,
    item: ReviewItem,
    class: usize,
    /// It was prepared for a last test.
    is_test: bool,
    problems: Vec<SoundProblem>,
}

/// How pictures and sounds are read.
pub struct Reading {
    pub inputs: InputSource,
    /// How sounds are cut.
    pub cutting: Cutting,
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
    let files = folders.files.iter().map(|(path, _)| path.as_path());
    let media = Media::of_files(folder, files, reading.cutting)?;
    let mut data = reading.inputs.no_data();
    let (paths, data_sha256) =
        gather(&folders, validation, settings, (&reading, media), division, &mut data)?;
    let Reading { inputs, .. } = reading;
    let backbone = inputs.backbone();
    let initial = inputs.initial_weights();
    let hearing = media.hearing();
    let names = folders.names;
    Ok(Lesson { names, paths, data, data_sha256, backbone, hearing, initial })
}

/// Reads `folders`, and divides them or takes all of `validation` to validate on.
///
/// Pictures that cannot be read are named and left out. Returns where the others lie, and their
/// [`Division::pictures_sum`].
fn gather(
    folders: &ClassFolders,
    validation: Option<&Path>,
    settings: &TrainingSettings,
    (reading, media): (&Reading, Media),
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
    let things = media.things();
    let mut pictures = reading.all(media, &folders.files, &folders.test, things)?;
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
            let things = format!("validation {things}");
            pictures.extend(reading.all(media, &validation_files, &none, &things)?);
            if pictures.len() == num_train {
                bail!("{} has none of the {things} that can be read", folder.display());
            }
            warn_of_known(&pictures, num_train);
            let part = |index: usize| match index {
                _ if index >= num_train => Subset::Validation,
                _ if pictures[index].is_test => Subset::Test,
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
    /// Reads pictures or sounds on all threads; those of `test` are marked.
    fn all(
        &self,
        media: Media,
        files: &[(PathBuf, usize)],
        test: &BTreeSet<usize>,
        things: &str,
    ) -> Result<Vec<Gathered>> {
        let progress = progress_bar(files.len(), things);
        let mut pictures = Vec::with_capacity(files.len());
        let mut index = 0;
        self.threads.in_order(
            files,
            || Ok((self.inputs.load()?, Spectrograph::default())),
            |(inputs, drawer), (path, class)| read(media, path, *class, inputs, drawer),
            |(path, _), read| {
                match read {
                    Ok(read) => {
                        let is_test = test.contains(&index);
                        pictures.extend(read.into_iter().map(|one| Gathered { is_test, ..one }));
                    }
                    Err(failure) => say_failure(&progress, path, &failure),
                }
                index += 1;
                progress.inc(1);
                Ok(())
            },
        )?;
        progress.finish_and_clear();
        say_problems(&pictures);
        Ok(pictures)
    }
}

fn read(
    media: Media,
    path: &Path,
    class: usize,
    inputs: &Inputs,
    drawer: &Spectrograph,
) -> Result<Vec<Gathered>, Failure> {
    let file = path.display().to_string();
    let mut gathered = Vec::new();
    media.read(path, drawer, |part| {
        let Part { span, picture, sha256, inspection, problems } = part;
        let learnable = inputs.learnable(picture)?;
        let item = ReviewItem {
            class: Some(class),
            inspection,
            sha256: Some(sha256),
            // Clips of one recording are never learnt from and asked about.
            burst: span.map(|_| file.clone()),
            embedding: learnable.embedding.clone(),
        };
        let path = span.map_or_else(|| file.clone(), |span| span.of(&file));
        gathered.push(Gathered { path, learnable, item, class, is_test: false, problems });
        Ok(())
    })?;
    Ok(gathered)
}

/// Names clips that may not be worth training on, the first few of each kind.
fn say_problems(pictures: &[Gathered]) {
    const MOST_NAMED: usize = 3;
    for (problem, words) in [
        (SoundProblem::Silent, "silent"),
        (SoundProblem::Clipped, "louder than the recorder could hold"),
    ] {
        let found: Vec<&str> = pictures
            .iter()
            .filter(|picture| picture.problems.contains(&problem))
            .map(|picture| picture.path.as_str())
            .collect();
        if !found.is_empty() {
            let named = found[..found.len().min(MOST_NAMED)].join(", ");
            let more = if found.len() > MOST_NAMED { ", …" } else { "" };
            eprintln!("{} of the clips are {words}: {}{more}", found.len(), shown(named));
        }
    }
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
