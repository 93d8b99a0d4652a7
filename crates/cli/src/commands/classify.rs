use crate::devices::DeviceChoice;
use crate::interrupt;
use crate::model::ModelSource;
use crate::model_bytes::read_model;
use crate::pictures::{Failure, decode};
use crate::progress::progress_bar;
use crate::shipped::SHIPPED_MODEL;
use crate::shown::{json_line, shown};
use crate::texts::{ColumnArguments, unlabelled_texts};
use crate::threads::Threads;
use anyhow::{Context, Result, bail};
use clap::Args;
use kiln_core::{
    Error,
    format::{ModelCard, UNDETERMINED},
    inference::{Model, Prediction, TopClass},
};
use serde::Serialize;
use std::{
    io::Write,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

#[derive(Args)]
pub struct Arguments {
    /// Pictures: JPEG, PNG, GIF, WebP, AVIF or BMP. For a model of texts: `.txt` files, tables of texts, or `-` for
    /// standard input, one text a line or separated by empty lines.
    #[arg(required_unless_present = "text")]
    pictures: Vec<PathBuf>,
    /// A text, for a model that reads them. May be given several times.
    #[arg(long, requires = "model")]
    text: Vec<String>,
    #[command(flatten)]
    columns: ColumnArguments,
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
    #[command(flatten)]
    threads: Threads,
}

/// One line of `--json`.
#[derive(Serialize)]
#[serde(untagged)]
enum Line<'a> {
    Prediction {
        file: &'a str,
        predictions: Vec<Named<'a>>,
        /// Whether the picture is none of the classes; models that cannot tell never say so.
        is_unknown: bool,
        elapsed_ms: f64,
        device: &'a str,
    },
    Failure {
        file: &'a str,
        error: Failure,
    },
}

#[derive(Serialize)]
struct Named<'a> {
    index: usize,
    label: &'a str,
    probability: f32,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    interrupt::listen()?;
    let source = load(arguments)?;
    let labels = labels(source.card(), &arguments.language)?;
    if source.card().text.is_some() {
        return classify_texts(arguments, &source, labels);
    }
    if !arguments.text.is_empty() {
        return Err(Error::ModelReadsPictures).with_context(|| named(arguments));
    }
    let progress = progress_bar(arguments.pictures.len(), "pictures");
    let mut num_failed = 0;
    arguments.threads.on(arguments.device).in_order(
        &arguments.pictures,
        || source.load().with_context(|| named(arguments)),
        |model, path| {
            let started = Instant::now();
            let outcome = classify(model, path);
            (outcome, started.elapsed().as_secs_f64() * 1e3)
        },
        |path, (outcome, elapsed_ms)| {
            num_failed += usize::from(outcome.is_err());
            // The bar steps aside while a line is printed.
            let device = source.device();
            let file = path.display().to_string();
            progress.suspend(|| print(arguments, labels, device, &file, outcome, elapsed_ms))?;
            progress.inc(1);
            Ok(())
        },
    )?;
    progress.finish_and_clear();
    if num_failed > 0 {
        eprintln!("kiln: {num_failed} of {} pictures failed", arguments.pictures.len());
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

/// What is to be said before an error of the model.
fn named(arguments: &Arguments) -> String {
    arguments.model.as_ref().map_or_else(String::new, |path| path.display().to_string())
}

fn load(arguments: &Arguments) -> Result<ModelSource> {
    match &arguments.model {
        None => ModelSource::new(SHIPPED_MODEL, arguments.device),
        Some(path) => {
            let bytes = read_model(path)?;
            ModelSource::new(&bytes, arguments.device).with_context(|| named(arguments))
        }
    }
}

/// The class names in `language`; a model that was trained here has but one list.
fn labels<'a>(card: &'a ModelCard, language: &str) -> Result<&'a [String]> {
    match card.labels.get(language).or_else(|| card.labels.get(UNDETERMINED)) {
        Some(labels) => Ok(labels),
        None => {
            let known: Vec<&str> = card.labels.keys().map(String::as_str).collect();
            let known = known.join(", ");
            bail!("no class names in {language}; the model has {known}")
        }
    }
}

/// What cannot be read as texts stops everything: they are one file, or few.
fn classify_texts(
    arguments: &Arguments,
    source: &ModelSource,
    labels: &[String],
) -> Result<ExitCode> {
    let model = source.load().with_context(|| named(arguments))?;
    let given = arguments.text.iter().map(|text| (text.clone(), text.clone()));
    let mut texts: Vec<(String, String)> = given.collect();
    for path in &arguments.pictures {
        texts.extend(unlabelled_texts(path, &arguments.columns)?);
    }
    for (name, text) in texts {
        interrupt::check()?;
        let started = Instant::now();
        let outcome = pollster::block_on(model.predict_text(&text)).map_err(Failure::from);
        let elapsed_ms = started.elapsed().as_secs_f64() * 1e3;
        print(arguments, labels, source.device(), &name, outcome, elapsed_ms)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn classify(model: &Model, path: &Path) -> Result<Prediction, Failure> {
    Ok(pollster::block_on(model.predict(decode(path)?))?)
}

fn print(
    arguments: &Arguments,
    labels: &[String],
    device: &str,
    file: &str,
    outcome: Result<Prediction, Failure>,
    elapsed_ms: f64,
) -> Result<()> {
    let top = usize::from(arguments.top);
    let mut out = std::io::stdout().lock();
    if arguments.json {
        let line = match outcome {
            Ok(prediction) => Line::Prediction {
                file,
                predictions: prediction
                    .top(top)
                    .into_iter()
                    .map(|TopClass { index, probability }| Named {
                        index,
                        label: &labels[index],
                        probability,
                    })
                    .collect(),
                is_unknown: prediction.is_unknown,
                elapsed_ms,
                device,
            },
            Err(error) => Line::Failure { file, error },
        };
        writeln!(out, "{}", json_line(&line)?)?;
        return Ok(());
    }
    match outcome {
        Ok(prediction) => {
            writeln!(out, "{}", shown(file))?;
            if prediction.is_unknown {
                writeln!(out, "  none of these; at best:")?;
            }
            for TopClass { index, probability } in prediction.top(top) {
                writeln!(out, "  {:5.1} %  {}", probability * 100.0, shown(&labels[index]))?;
            }
        }
        Err(Failure { message, .. }) => eprintln!("{}: {}", shown(file), shown(message)),
    }
    Ok(())
}
