use crate::devices::DeviceChoice;
use anyhow::{Context, Result};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use kiln_core::{
    Error,
    classification::{Classifier, Prediction, top_predictions},
    picture,
};
use serde::Serialize;
use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

/// The model of the page, so that the command needs no other file.
static SHIPPED_MODEL: &[u8] =
    include_bytes!("../../../core/assets/efficientnet-lite0/efficientnet-lite0.f16.safetensors");

#[derive(Args)]
pub struct Arguments {
    /// Pictures: JPEG, PNG, GIF, WebP or BMP.
    #[arg(required = true)]
    pictures: Vec<PathBuf>,
    /// A model file other than the EfficientNet-Lite0 that is built in.
    #[arg(long)]
    model: Option<PathBuf>,
    /// Where the model runs.
    #[arg(long, value_enum, default_value_t = DeviceChoice::Auto)]
    device: DeviceChoice,
    /// How many answers to give for each picture.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..))]
    top: u16,
    /// Language of the class names, as the model has them.
    #[arg(long, default_value = "en")]
    language: String,
    /// Print one JSON object a line instead of text.
    #[arg(long)]
    json: bool,
}

/// One line of `--json`.
#[derive(Serialize)]
#[serde(untagged)]
enum Line<'a> {
    Answer { file: &'a str, predictions: Vec<Named<'a>>, elapsed_ms: f64, device: &'a str },
    Failure { file: &'a str, error: Failure },
}

#[derive(Serialize)]
struct Named<'a> {
    index: usize,
    label: &'a str,
    probability: f32,
}

#[derive(Serialize)]
struct Failure {
    code: &'static str,
    message: String,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let mut classifier = load(arguments)?;
    let progress = progress_bar(arguments.pictures.len());
    let mut num_failed = 0;
    for path in &arguments.pictures {
        let started = Instant::now();
        let outcome = classify(&mut classifier, path, usize::from(arguments.top));
        let elapsed_ms = started.elapsed().as_secs_f64() * 1e3;
        num_failed += usize::from(outcome.is_err());
        // The bar steps aside while a line is printed.
        progress.suspend(|| print(arguments, &classifier, path, outcome, elapsed_ms))?;
        progress.inc(1);
    }
    progress.finish_and_clear();
    if num_failed > 0 {
        eprintln!("kiln: {num_failed} of {} pictures failed", arguments.pictures.len());
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

fn load(arguments: &Arguments) -> Result<Classifier> {
    let engine = arguments.device.open()?;
    let classifier = match &arguments.model {
        Some(path) => {
            let bytes = fs::read(path).with_context(|| path.display().to_string())?;
            Classifier::load(&bytes, engine).with_context(|| path.display().to_string())?
        }
        None => Classifier::load(SHIPPED_MODEL, engine)?,
    };
    let languages = &classifier.card().labels;
    if !languages.contains_key(&arguments.language) {
        let known: Vec<&str> = languages.keys().map(String::as_str).collect();
        anyhow::bail!(
            "no class names in {}; the model has {}",
            arguments.language,
            known.join(", ")
        );
    }
    Ok(classifier)
}

fn classify(
    classifier: &mut Classifier,
    path: &Path,
    top: usize,
) -> Result<Vec<Prediction>, Failure> {
    let bytes = read(path)?;
    let answer = || -> Result<Vec<Prediction>, Error> {
        let picture = picture::decode(&bytes)?;
        let input = picture::preprocess(picture, classifier.input())?;
        let logits = pollster::block_on(classifier.logits(&input))?;
        Ok(top_predictions(&logits, top))
    };
    answer_or_failure(answer)
}

/// No picture worth reading is larger; a film given by mistake would fill the memory.
const MAX_FILE_BYTES: u64 = 1 << 30;

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let unreadable = |message: String| Failure { code: "file.unreadable", message };
    let metadata = fs::metadata(path).map_err(|error| unreadable(error.to_string()))?;
    if metadata.len() > MAX_FILE_BYTES {
        return Err(unreadable(format!("{} bytes are too many for a picture", metadata.len())));
    }
    fs::read(path).map_err(|error| unreadable(error.to_string()))
}

fn answer_or_failure<T>(work: impl FnOnce() -> Result<T, Error>) -> Result<T, Failure> {
    work().map_err(|error| Failure { code: error.code(), message: error.to_string() })
}

fn print(
    arguments: &Arguments,
    classifier: &Classifier,
    path: &Path,
    outcome: Result<Vec<Prediction>, Failure>,
    elapsed_ms: f64,
) -> Result<()> {
    let file = path.display().to_string();
    let labels = &classifier.card().labels[&arguments.language];
    let mut out = std::io::stdout().lock();
    if arguments.json {
        let line = match outcome {
            Ok(predictions) => Line::Answer {
                file: &file,
                predictions: predictions
                    .iter()
                    .map(|&Prediction { index, probability }| Named {
                        index,
                        label: &labels[index],
                        probability,
                    })
                    .collect(),
                elapsed_ms,
                device: classifier.device().name(),
            },
            Err(error) => Line::Failure { file: &file, error },
        };
        writeln!(out, "{}", serde_json::to_string(&line)?)?;
        return Ok(());
    }
    match outcome {
        Ok(predictions) => {
            writeln!(out, "{file}")?;
            for Prediction { index, probability } in predictions {
                writeln!(out, "  {:5.1} %  {}", probability * 100.0, labels[index])?;
            }
        }
        Err(Failure { message, .. }) => eprintln!("{file}: {message}"),
    }
    Ok(())
}

/// A bar on a terminal, for more than a few pictures; nothing where output is piped.
fn progress_bar(num_pictures: usize) -> ProgressBar {
    if num_pictures < 3 {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(num_pictures as u64);
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos} of {len} pictures, {eta} left")
    {
        bar.set_style(style);
    }
    bar
}
