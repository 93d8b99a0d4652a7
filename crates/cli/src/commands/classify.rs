use crate::asked::{Answer, Asked};
use crate::devices::DeviceChoice;
use crate::interrupt;
use crate::media::{Media, Span};
use crate::model::ModelSource;
use crate::model_bytes::read_model;
use crate::pictures::Failure;
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
    inference::{Prediction, TopClass},
};
use serde::Serialize;
use std::{io::Write, path::PathBuf, process::ExitCode, time::Instant};

#[derive(Args)]
pub struct Arguments {
    /// Pictures: JPEG, PNG, GIF, WebP, AVIF or BMP. For a model of sounds: WAV, MP3, Ogg Vorbis, FLAC or M4A. For one of
    /// texts: `.txt` files, tables of texts, or `-` for standard input, one text a line or separated by empty lines.
    #[arg(required_unless_present = "text")]
    files: Vec<PathBuf>,
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
        /// Of a recording, one after the other.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        clips: Vec<NamedClip<'a>>,
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

/// What a clip of a recording was taken for.
#[derive(Serialize)]
struct NamedClip<'a> {
    start_s: f64,
    end_s: f64,
    #[serde(flatten)]
    best: Named<'a>,
    is_unknown: bool,
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
    let things = Media::of_model(source.card()).things();
    let progress = progress_bar(arguments.files.len(), things);
    let mut num_failed = 0;
    arguments.threads.on(arguments.device).in_order(
        &arguments.files,
        || source.load().map(Asked::from).with_context(|| named(arguments)),
        |model, path| {
            let started = Instant::now();
            let outcome = model.about(path);
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
        eprintln!("kiln: {num_failed} of {} {things} failed", arguments.files.len());
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
    for path in &arguments.files {
        texts.extend(unlabelled_texts(path, &arguments.columns)?);
    }
    for (name, text) in texts {
        interrupt::check()?;
        let started = Instant::now();
        let outcome = pollster::block_on(model.predict_text(&text)).map_err(Failure::from);
        let outcome = outcome.map(|whole| Answer { whole, clips: Vec::new() });
        let elapsed_ms = started.elapsed().as_secs_f64() * 1e3;
        print(arguments, labels, source.device(), &name, outcome, elapsed_ms)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn print(
    arguments: &Arguments,
    labels: &[String],
    device: &str,
    file: &str,
    outcome: Result<Answer, Failure>,
    elapsed_ms: f64,
) -> Result<()> {
    let top = usize::from(arguments.top);
    let mut out = std::io::stdout().lock();
    if arguments.json {
        let line = match outcome {
            Ok(Answer { whole, clips }) => Line::Prediction {
                file,
                predictions: named_top(&whole, top, labels).collect(),
                is_unknown: whole.is_unknown,
                elapsed_ms,
                device,
                clips: clips.iter().flat_map(|clip| named_clip(clip, labels)).collect(),
            },
            Err(error) => Line::Failure { file, error },
        };
        writeln!(out, "{}", json_line(&line)?)?;
        return Ok(());
    }
    match outcome {
        Ok(Answer { whole, clips }) => {
            writeln!(out, "{}", shown(file))?;
            if whole.is_unknown {
                writeln!(out, "  none of these; at best:")?;
            }
            for Named { label, probability, .. } in named_top(&whole, top, labels) {
                writeln!(out, "  {:5.1} %  {}", probability * 100.0, shown(label))?;
            }
            // The one clip of a short sound is the whole.
            if clips.len() > 1 {
                clips.iter().try_for_each(|clip| print_clip(&mut out, clip, labels))?;
            }
        }
        Err(Failure { message, .. }) => eprintln!("{}: {}", shown(file), shown(message)),
    }
    Ok(())
}

fn named_top<'a>(
    prediction: &Prediction,
    count: usize,
    labels: &'a [String],
) -> impl Iterator<Item = Named<'a>> {
    let named =
        |TopClass { index, probability }| Named { index, label: &labels[index], probability };
    prediction.top(count).into_iter().map(named)
}

fn named_clip<'a>(
    (span, prediction): &(Span, Prediction),
    labels: &'a [String],
) -> Option<NamedClip<'a>> {
    let best = named_top(prediction, 1, labels).next()?;
    let Span { start, end } = *span;
    Some(NamedClip { start_s: start, end_s: end, best, is_unknown: prediction.is_unknown })
}

fn print_clip(
    out: &mut impl Write,
    clip: &(Span, Prediction),
    labels: &[String],
) -> std::io::Result<()> {
    let Some(NamedClip { start_s, end_s, best, is_unknown }) = named_clip(clip, labels) else {
        return Ok(());
    };
    let label = if is_unknown { "none of these".into() } else { shown(best.label) };
    writeln!(out, "  {start_s:7.1} to {end_s:.1} s  {:5.1} %  {label}", best.probability * 100.0)
}
