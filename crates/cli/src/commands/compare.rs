use crate::asked::Asked;
use crate::devices::DeviceChoice;
use crate::interrupt;
use crate::labelled::{Labelled, ask_about};
use crate::model::ModelSource;
use crate::model_bytes::read_model;
use crate::shown::{json_line, shown};
use crate::threads::Threads;
use anyhow::{Context, Result, bail};
use clap::Args;
use kiln_core::Error;
use kiln_core::evaluation::{Comparison, compare, predicted_classes};
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

#[derive(Args)]
pub struct Arguments {
    /// A model file.
    first: PathBuf,
    /// Another, with the same classes.
    second: PathBuf,
    /// A folder with one sub-folder per class, of pictures that neither has learnt from.
    folder: PathBuf,
    /// Where the models run.
    #[arg(long, value_enum, default_value_t = DeviceChoice::Auto)]
    device: DeviceChoice,
    /// Print one JSON object instead of text.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    threads: Threads,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    interrupt::listen()?;
    let source = |path: &Path| {
        let bytes = read_model(path)?;
        ModelSource::new(&bytes, arguments.device).with_context(|| path.display().to_string())
    };
    let sources = [source(&arguments.first)?, source(&arguments.second)?];
    let [names, others] = [&sources[0], &sources[1]].map(|source| source.card().class_names());
    if names != others {
        bail!("the models have different classes: {}; and {}", names.join(", "), others.join(", "));
    }
    if sources.iter().any(|source| source.card().text.is_some()) {
        return Err(Error::ModelReadsTexts)
            .context("only models of pictures or sounds are compared so far");
    }
    let mut answers = [Vec::new(), Vec::new()];
    let Labelled { files, labels, num_failed } = ask_about(
        &arguments.folder,
        names,
        arguments.threads.on(arguments.device),
        || Ok([Asked::from(sources[0].load()?), Asked::from(sources[1].load()?)]),
        |models, path| {
            let first = models[0].about(path)?;
            let second = models[1].about(path)?;
            Ok([first.whole.probabilities, second.whole.probabilities])
        },
        |probabilities| {
            for (answers, probabilities) in answers.iter_mut().zip(probabilities) {
                answers.extend(predicted_classes(&probabilities, names.len()));
            }
        },
    )?;
    let comparison = compare(&answers[0], &answers[1], &labels)?;
    match arguments.json {
        true => println!("{}", json_line(&comparison)?),
        false => print_text(&comparison, &files),
    }
    Ok(if num_failed > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn print_text(comparison: &Comparison, files: &[PathBuf]) {
    let Comparison { count, accuracy_a, accuracy_b, p_value, is_significant, .. } = comparison;
    println!("{count} pictures");
    println!("right of the first:  {:.1} %", accuracy_a * 100.0);
    println!("right of the second: {:.1} %", accuracy_b * 100.0);
    let verdict = match is_significant {
        true => "no chance",
        false => "may be chance",
    };
    println!("McNemar test of the difference: p = {p_value:.3}, {verdict}");
    for (pictures, which) in
        [(&comparison.only_a_right, "first"), (&comparison.only_b_right, "second")]
    {
        for picture in pictures {
            println!("{}: only the {which} is right", shown(files[*picture].display()));
        }
    }
}
