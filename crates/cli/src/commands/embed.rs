use crate::archive::{Listed, listed};
use crate::features::{
    Embedded, FeatureFile, FeatureWriter, FloatType, Origin, Row, Shard, feature_source,
    listing_sum,
};
use crate::inputs::{InputSource, Inputs};
use crate::interrupt;
use crate::media::{CuttingArguments, Media, Part};
use crate::output::check_place;
use crate::pictures::Failure;
use crate::progress::{progress_bar, say_failure};
use crate::shipped::SHIPPED_MODEL;
use crate::shown::shown;
use crate::threads::Threads;
use anyhow::{Context, Result, bail};
use clap::Args;
use kiln_core::{
    format::ModelFile,
    networks::Architecture,
    sound::{Cutting, Spectrograph},
};
use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

#[derive(Args)]
pub struct Arguments {
    /// A folder of pictures or of sounds; a list of them, one path a line, behind which a tab and the class may stand; or `-` for
    /// such a list on standard input.
    pictures: PathBuf,
    /// Where the features are written: a file that ends in `.parquet`, or a folder, which is made where there is none
    /// and in which each shard has a file of its own.
    #[arg(short, long)]
    output: PathBuf,
    /// Only one part of the pictures: its number, from 0, and how many parts there are, such as `3/32`.
    #[arg(long, value_name = "I/N", default_value_t = Shard::WHOLE)]
    shard: Shard,
    /// How a feature is written.
    #[arg(long, value_enum, default_value = "f32")]
    float: FloatType,
    #[command(flatten)]
    cutting: CuttingArguments,
    #[command(flatten)]
    threads: Threads,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    interrupt::listen()?;
    let path = place(arguments)?;
    let mut pictures = listed(&arguments.pictures, Shard::WHOLE)?;
    // Of all shards alike: one that is empty, or has but a film, says nothing of the others.
    let files = pictures.iter().map(|picture| picture.path.as_path());
    let media = Media::of_files(&arguments.pictures, files, arguments.cutting.cutting())?;
    pictures.retain(|picture| arguments.shard.holds(&picture.name));
    let source = feature_source(&ModelFile::parse(SHIPPED_MODEL)?.card);
    let listing = pictures.iter().map(|picture| (picture.name.as_str(), picture.class.as_deref()));
    let origin = Origin {
        source: source.heard(media.hearing()),
        float: arguments.float,
        shard: arguments.shard,
        // Clips that overlap otherwise are other rows.
        listing_sha256: match media {
            Media::Sounds(Cutting { overlap, .. }) if overlap > 0.0 => {
                let overlap = format!("overlap {overlap}");
                listing_sum(listing.chain([(overlap.as_str(), None)]))
            }
            _ => listing_sum(listing),
        },
    };
    if path.exists() {
        check_finished(&path, &origin)?;
        println!("{}: it is there already", shown(path.display()));
        return Ok(ExitCode::SUCCESS);
    }
    let Some(mut writer) = FeatureWriter::begin(&path, &origin)? else {
        check_finished(&path, &origin)?;
        println!("{}: another process has just written it", shown(path.display()));
        return Ok(ExitCode::SUCCESS);
    };
    let num_failed = embed(&pictures, media, arguments.threads, &mut writer)?;
    writer.finish()?;
    let num_read = pictures.len() - num_failed;
    let things = media.things();
    println!("{}: {num_read} {things}, {num_failed} that cannot be read", shown(path.display()));
    Ok(ExitCode::SUCCESS)
}

/// Writes the features of all pictures of a folder to `path`.
///
/// # Errors
/// Where the folder or the disk cannot be used.
#[cfg(feature = "federation")]
pub fn embed_folder(folder: &Path, path: &Path, threads: Threads) -> Result<()> {
    let pictures = listed(folder, Shard::WHOLE)?;
    let origin = Origin {
        source: feature_source(&ModelFile::parse(SHIPPED_MODEL)?.card),
        float: FloatType::F32,
        shard: Shard::WHOLE,
        listing_sha256: listing_sum(
            pictures.iter().map(|picture| (picture.name.as_str(), picture.class.as_deref())),
        ),
    };
    if let Some(mut writer) = FeatureWriter::begin(path, &origin)? {
        embed(&pictures, Media::Pictures, threads, &mut writer)?;
        writer.finish()?;
    }
    Ok(())
}

/// The file to write; its folder is there.
fn place(arguments: &Arguments) -> Result<PathBuf> {
    let output = &arguments.output;
    if output.extension().is_some_and(|extension| extension == "parquet") {
        check_place(output)?;
        return Ok(output.clone());
    }
    fs::create_dir_all(output).with_context(|| output.display().to_string())?;
    Ok(output.join(arguments.shard.file_name()))
}

/// A file that is there is of the same pictures and of the same network, or whoever trusts it is misled.
fn check_finished(path: &Path, wanted: &Origin) -> Result<()> {
    let named = || path.display().to_string();
    let found = FeatureFile::open(path)?.origin;
    found.check_source(&wanted.source).with_context(named)?;
    let Origin { shard, float, listing_sha256, .. } = found;
    if (shard, float) != (wanted.shard, wanted.float) {
        bail!(
            "{}: it is shard {shard} in {}, not shard {} in {}; remove it, or write elsewhere",
            named(),
            float.name(),
            wanted.shard,
            wanted.float.name()
        );
    }
    if listing_sha256 != wanted.listing_sha256 {
        bail!(
            "{}: pictures have been added, removed or renamed since it was written; remove it to embed them again",
            named()
        );
    }
    Ok(())
}

/// How many could not be read: they are rows all the same, and no end.
fn embed(
    pictures: &[Listed],
    media: Media,
    threads: Threads,
    writer: &mut FeatureWriter,
) -> Result<usize> {
    let source = InputSource::new(Architecture::from_id("transfer")?)?;
    let progress = progress_bar(pictures.len(), media.things());
    let mut num_failed = 0;
    threads.in_order(
        pictures,
        || Ok((source.load()?, Spectrograph::default())),
        |(inputs, drawer), picture| read(picture, media, inputs, drawer),
        |picture, outcome| {
            let Listed { name, class, part, .. } = picture;
            let row = |path, outcome| Row { path, class: class.clone(), part: *part, outcome };
            match outcome {
                Ok(rows) => rows
                    .into_iter()
                    .try_for_each(|(path, embedded)| writer.push(row(path, Ok(embedded))))?,
                Err(failure) => {
                    num_failed += 1;
                    say_failure(&progress, &picture.path, &failure);
                    writer.push(row(name.clone(), Err(failure)))?;
                }
            }
            progress.inc(1);
            Ok(())
        },
    )?;
    progress.finish_and_clear();
    Ok(num_failed)
}

/// The rows of a file, each with its name: one of a picture, one for each clip of a sound.
fn read(
    listed: &Listed,
    media: Media,
    inputs: &Inputs,
    drawer: &Spectrograph,
) -> Result<Vec<(String, Embedded)>, Failure> {
    let mut rows = Vec::new();
    media.read(&listed.path, drawer, |part| {
        let Part { span, picture, sha256, inspection, .. } = part;
        let features = inputs.features(picture)?;
        let name = span.map_or_else(|| listed.name.clone(), |span| span.of(&listed.name));
        rows.push((name, Embedded { sha256, inspection, features }));
        Ok(())
    })?;
    Ok(rows)
}
