use crate::devices::DeviceChoice;
use crate::figures::percent;
use crate::interrupt;
use crate::labelled::{Labelled, ask_about};
use crate::model::ModelSource;
use crate::model_bytes::read_model;
use crate::output::{check_place, write_whole};
use crate::pictures::{Failure, decode};
use crate::shown::{json_line, shown};
use crate::threads::Threads;
use anyhow::{Context, Result, bail};
use clap::{Args, builder::PossibleValuesParser};
use kiln_core::{
    evaluation::Proportion,
    format::{ModelCard, ModelFile, Precision},
    inference::Model,
    publishing::{Effect, PredictionChange, compress, prediction_change},
};
use serde::Serialize;
use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

#[derive(Args)]
pub struct Arguments {
    /// A model file.
    model: PathBuf,
    /// Where to write the smaller one.
    #[arg(short, long)]
    output: PathBuf,
    /// The number format of its weights.
    #[arg(long, default_value = "int8", value_parser = PossibleValuesParser::new(
        Precision::ALL.map(Precision::id)
    ))]
    precision: String,
    /// A folder with one sub-folder per class, to compare the answers of both models on.
    #[arg(long)]
    check: Option<PathBuf>,
    /// Where the models run for that.
    #[arg(long, value_enum, default_value_t = DeviceChoice::Auto)]
    device: DeviceChoice,
    /// Print one JSON object instead of text.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    threads: Threads,
}

/// The report that `--json` prints.
#[derive(Serialize)]
struct Report<'a> {
    precision: Precision,
    size_bytes_before: usize,
    size_bytes_after: usize,
    change: Option<&'a PredictionChange>,
    /// One per entry of `change.flips`.
    flipped_files: Vec<String>,
}

/// The findings of the check.
struct Checked {
    change: PredictionChange,
    files: Vec<PathBuf>,
    names: Vec<String>,
    num_failed: usize,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    interrupt::listen()?;
    let named = || arguments.model.display().to_string();
    let precision = Precision::from_id(&arguments.precision)?;
    check_place(&arguments.output)?;
    refuse_same_file(&arguments.model, &arguments.output)?;
    let bytes = read_model(&arguments.model)?;
    let file = ModelFile::parse(&bytes).with_context(named)?;
    let small = compress(file, precision).with_context(named)?;
    let checked = match &arguments.check {
        None => None,
        Some(folder) => Some(check([&bytes, &small], folder, arguments).with_context(named)?),
    };
    write_whole(&arguments.output, &small)?;
    if arguments.json {
        print_json(precision, [bytes.len(), small.len()], checked.as_ref())?;
    } else {
        print_text(arguments, [bytes.len(), small.len()], checked.as_ref());
    }
    let has_failures = checked.is_some_and(|checked| checked.num_failed > 0);
    Ok(if has_failures { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// The model would be gone for what is left of it.
fn refuse_same_file(model: &Path, output: &Path) -> Result<()> {
    let same = match (fs::canonicalize(model), fs::canonicalize(output)) {
        (Ok(model), Ok(output)) => model == output,
        _ => false,
    };
    if same {
        bail!("{} is the model itself; write the smaller one elsewhere", output.display());
    }
    Ok(())
}

/// Both models on every picture of `folder`.
fn check(models: [&[u8]; 2], folder: &Path, arguments: &Arguments) -> Result<Checked> {
    let source = |bytes| ModelSource::new(bytes, arguments.device);
    let sources = [source(models[0])?, source(models[1])?];
    let names = names_in(sources[0].card()).to_vec();
    let (mut logits_before, mut logits_after) = (Vec::new(), Vec::new());
    let Labelled { files, labels, num_failed } = ask_about(
        folder,
        &names,
        arguments.threads.on(arguments.device),
        || Ok([sources[0].load()?, sources[1].load()?]),
        |models, path| logits(models, path),
        |[of_before, of_after]| {
            logits_before.extend(of_before);
            logits_after.extend(of_after);
        },
    )?;
    let change = prediction_change(&logits_before, &logits_after, &labels, names.len())?;
    Ok(Checked { change, files, names, num_failed })
}

/// Of both models for one picture.
fn logits([before, after]: &[Model; 2], path: &Path) -> Result<[Vec<f32>; 2], Failure> {
    let picture = decode(path)?;
    let logits = |model: &Model, picture| {
        pollster::block_on(model.predict(picture)).map(|prediction| prediction.logits)
    };
    Ok([logits(before, picture.clone())?, logits(after, picture)?])
}

/// English where there is a choice, as everything here.
fn names_in(card: &ModelCard) -> &[String] {
    card.labels.get("en").map_or_else(|| card.class_names(), Vec::as_slice)
}

fn print_json(
    precision: Precision,
    [size_bytes_before, size_bytes_after]: [usize; 2],
    checked: Option<&Checked>,
) -> Result<()> {
    let flipped_files = checked.map_or_else(Vec::new, |checked| {
        let file = |flip: &kiln_core::publishing::Flip| checked.files[flip.picture].display();
        checked.change.flips.iter().map(|flip| file(flip).to_string()).collect()
    });
    let change = checked.map(|checked| &checked.change);
    let report = Report { precision, size_bytes_before, size_bytes_after, change, flipped_files };
    println!("{}", json_line(&report)?);
    Ok(())
}

fn print_text(arguments: &Arguments, [before, after]: [usize; 2], checked: Option<&Checked>) {
    let output = shown(arguments.output.display());
    println!("{output}: {} where it was {}", kilobytes(after), kilobytes(before));
    let Some(Checked { change, files, names, .. }) = checked else {
        return;
    };
    let num_same = change.count - change.flips.len();
    println!("{num_same} of {} pictures get the same answer", change.count);
    println!("right before: {}", interval(&change.accuracy_before));
    println!("right now:    {}", interval(&change.accuracy_after));
    println!("McNemar test of the difference: p = {:.3}", change.p_value);
    println!("largest change of a score: {:.3}\n", change.max_logit_difference);
    let width = names.iter().map(|name| name.chars().count()).max().unwrap_or(0).clamp(12, 40);
    println!("{:width$}  found before  found now  pictures", "");
    let names: Vec<String> = names.iter().map(shown).collect();
    for (name, class) in names.iter().zip(&change.per_class).filter(|(_, class)| class.support > 0)
    {
        let [before, after] = [class.recall_before, class.recall_after].map(percent);
        println!("{name:width$}  {before:>12}  {after:>9}  {:>8}", class.support);
    }
    for flip in &change.flips {
        let [before, after] = [&names[flip.before], &names[flip.after]];
        let meaning = match flip.effect {
            Effect::Lost => "right before",
            Effect::Won => "right now",
            Effect::Neither => "wrong both times",
        };
        let file = shown(files[flip.picture].display());
        println!("{file}: {before}, now {after} ({meaning})");
    }
}

fn interval(share: &Proportion) -> String {
    let [value, low, high] = [share.value, share.low, share.high].map(|part| percent(Some(part)));
    format!("{value} (95 % interval {low} to {high})")
}

fn kilobytes(bytes: usize) -> String {
    format!("{:.0} kB", (bytes as f64 / 1e3).ceil())
}
