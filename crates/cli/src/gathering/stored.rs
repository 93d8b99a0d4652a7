//! Stored features to what a run learns from, as if the pictures themselves were read.

use super::{Division, Lesson, refuse_untrainable};
use crate::features::{Embedded, FeatureFile, Row, Scratch, ScratchWriter, expand, feature_source};
use crate::interrupt;
use crate::media::recording_of;
use crate::progress::progress_bar;
use crate::shipped::SHIPPED_MODEL;
use crate::shown::shown;
use anyhow::{Context, Result, bail};
use kiln_core::{
    dataset::{Embeddings, ReadyPart, ReviewItem},
    format::{ModelFile, Weights},
    inference::FeatureSource,
    networks::{Architecture, InputKind, efficientnet_lite0::Layer},
    sound::Hearing,
    training::{StoredRows, TrainingData, TrainingSettings},
};
use std::{
    borrow::Cow,
    collections::{BTreeSet, HashMap},
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

/// What a full disk is called by.
const ON_DISK: &str = "the disk that the features are kept on";

impl StoredRows for Scratch {
    fn append(&self, number: usize, values: &mut Vec<f32>) -> io::Result<()> {
        Scratch::append(self, number, values)
    }
}

/// Reads the features that `patterns` name, made by the network that is built in, and keeps them on the disk, in the
/// folder `scratch`.
///
/// # Errors
/// Features of another source; a picture that is in two files; a full disk; where nothing can be learnt from them.
pub fn lesson_of_features(
    patterns: &[String],
    scratch: &Path,
    architecture: Architecture,
    settings: &TrainingSettings,
    division: &Division,
) -> Result<Lesson> {
    if architecture.input() != InputKind::Backbone(Layer::Features) {
        bail!("{} does not learn from features; transfer does", architecture.id());
    }
    let source = feature_source(&ModelFile::parse(SHIPPED_MODEL)?.card);
    let files = expand(patterns)?;
    let hearing = first_hearing(&files)?;
    let source = source.heard(hearing.clone());
    let mut stored = read_stored(&files, &source, scratch)?;
    let (names, paths) = (stored.names.clone(), std::mem::take(&mut stored.paths));
    let data_sha256 = division.pictures_sum(&stored.items, &stored.is_test, &names);
    let data = stored.divide(settings, division)?;
    let initial = Weights::default();
    let backbone = Some(source.backbone);
    Ok(Lesson { names, paths, data, data_sha256, backbone, hearing, initial })
}

/// What the first file was heard with: the others must have been as well.
fn first_hearing(files: &[PathBuf]) -> Result<Option<Hearing>> {
    let Some(first) = files.first() else { return Ok(None) };
    let hearing = FeatureFile::open(first)?.origin.source.hearing;
    match &hearing {
        Some(unknown) if !unknown.is_known() => {
            bail!(
                "{}: {} is a way of hearing that is not known here",
                first.display(),
                unknown.measure
            )
        }
        _ => Ok(hearing),
    }
}

/// The pictures of some files of features, in the order in which their folder would be read.
struct StoredPictures {
    names: Vec<String>,
    paths: Vec<String>,
    items: Vec<ReviewItem>,
    is_test: Vec<bool>,
    /// The row of each among those on the disk.
    numbers: Vec<u32>,
    rows: Arc<Scratch>,
}

/// What is kept in memory of a row until all are known.
struct Entry {
    path: String,
    /// In the order in which classes come in the files.
    class: usize,
    /// None for a picture that could not be read.
    kept: Option<Kept>,
}

struct Kept {
    number: u32,
    item: ReviewItem,
    is_test: bool,
}

/// Reads `files` once and keeps their features on the disk. Of each picture some hundred bytes stay in memory.
fn read_stored(files: &[PathBuf], source: &FeatureSource, folder: &Path) -> Result<StoredPictures> {
    let mut opened = Vec::new();
    for path in files {
        let file = FeatureFile::open(path)?;
        file.origin.check_source(source).with_context(|| path.display().to_string())?;
        opened.push(file);
    }
    say_what_is_missing(&opened);
    let progress = progress_bar(opened.iter().map(|file| file.num_rows).sum(), "rows read");
    let mut rows = ScratchWriter::new(folder, Layer::Features.num_values())?;
    let mut found = Found { is_heard: source.hearing.is_some(), ..Found::default() };
    for file in opened {
        file.for_each_row(|row| {
            interrupt::check()?;
            found.add(row, &mut rows)?;
            progress.inc(1);
            Ok(())
        })?;
    }
    progress.finish_and_clear();
    if found.num_without_class > 0 {
        eprintln!("{} pictures have no class and are left out", found.num_without_class);
    }
    found.into_pictures(Arc::new(rows.finish().context(ON_DISK)?))
}

/// A model of a part of the pictures is no mistake, if it is meant.
fn say_what_is_missing(files: &[FeatureFile]) {
    let shards: BTreeSet<(u32, u32)> =
        files.iter().map(|file| (file.origin.shard.count, file.origin.shard.index)).collect();
    let counts: BTreeSet<u32> = shards.iter().map(|(count, _)| *count).collect();
    for count in counts {
        let missing: Vec<String> = (0..count)
            .filter(|index| !shards.contains(&(count, *index)))
            .map(|index| index.to_string())
            .collect();
        if !missing.is_empty() {
            eprintln!("of {count} shards these are not here: {}", missing.join(", "));
        }
    }
}

#[derive(Default)]
struct Found {
    entries: Vec<Entry>,
    classes: HashMap<String, usize>,
    num_rows: u32,
    num_without_class: usize,
    /// Rows are clips, and those of one recording belong together.
    is_heard: bool,
}

impl Found {
    fn add(&mut self, row: Row, rows: &mut ScratchWriter) -> Result<()> {
        let Row { path, class, part, outcome } = row;
        let Some(class) = class else {
            self.num_without_class += 1;
            return Ok(());
        };
        let next = self.classes.len();
        let class = *self.classes.entry(class).or_insert(next);
        let kept = match outcome {
            Err(failure) => {
                eprintln!("{}: {}", shown(&path), shown(failure.message));
                None
            }
            Ok(Embedded { sha256, inspection, features }) => {
                rows.push(&features).context(ON_DISK)?;
                let sha256 = Some(sha256);
                let burst = self.is_heard.then(|| recording_of(&path).0.to_owned());
                let item = ReviewItem { class: None, inspection, sha256, burst, embedding: None };
                self.num_rows += 1;
                let is_test = part == Some(ReadyPart::Test);
                Some(Kept { number: self.num_rows - 1, item, is_test })
            }
        };
        self.entries.push(Entry { path, class, kept });
        Ok(())
    }

    /// In the order of a folder: classes in that of their first pictures, and pictures in that of their paths.
    fn into_pictures(self, rows: Arc<Scratch>) -> Result<StoredPictures> {
        let Self { mut entries, classes, .. } = self;
        entries.sort_by(|a, b| {
            let [(one, one_start), (other, other_start)] =
                [a, b].map(|entry| recording_of(&entry.path));
            one.split('/').cmp(other.split('/')).then(one_start.total_cmp(&other_start))
        });
        if let Some([one, _]) = entries.array_windows().find(|[one, other]| one.path == other.path)
        {
            bail!("{} is in two of the files", one.path);
        }
        let mut names = vec![String::new(); classes.len()];
        for (name, class) in classes {
            names[class] = name;
        }
        let mut positions = vec![None; names.len()];
        let mut sorted_names = Vec::new();
        for entry in &entries {
            if positions[entry.class].is_none() {
                positions[entry.class] = Some(sorted_names.len());
                sorted_names.push(std::mem::take(&mut names[entry.class]));
            }
        }
        entries.sort_by_key(|entry| positions[entry.class]);
        let mut pictures = StoredPictures {
            names: sorted_names,
            paths: Vec::new(),
            items: Vec::new(),
            is_test: Vec::new(),
            numbers: Vec::new(),
            rows,
        };
        for Entry { path, class, kept } in entries {
            if let Some(Kept { number, item, is_test }) = kept {
                pictures.paths.push(path);
                pictures.items.push(ReviewItem { class: positions[class], ..item });
                pictures.is_test.push(is_test);
                pictures.numbers.push(number);
            }
        }
        Ok(pictures)
    }
}

impl StoredPictures {
    /// Divides the pictures as those of a folder are divided.
    fn divide(self, settings: &TrainingSettings, division: &Division) -> Result<TrainingData> {
        let Self { names, items, is_test, numbers, rows, .. } = self;
        let classes: Vec<usize> = items.iter().filter_map(|item| item.class).collect();
        refuse_untrainable(&names, classes.iter().copied(), is_test.clone())?;
        let embeddings = OnDisk { rows: &rows, numbers: &numbers };
        let parts = division.parts(&items, &embeddings, &is_test, &names, settings)?;
        let mut data = TrainingData::stored(Layer::Features.num_values(), rows.clone());
        for ((number, class), part) in numbers.iter().zip(classes).zip(parts) {
            data.push_stored(*number, class, part)?;
        }
        Ok(data)
    }
}

struct OnDisk<'a> {
    rows: &'a Scratch,
    numbers: &'a [u32],
}

impl Embeddings for OnDisk<'_> {
    fn embedding(&self, picture: usize) -> Option<Cow<'_, [f32]>> {
        let mut values = Vec::new();
        // A disk that fails here fails again when the row is learnt from, and then it is said.
        self.rows.append(self.numbers[picture] as usize, &mut values).ok()?;
        Some(Cow::Owned(values))
    }
}
