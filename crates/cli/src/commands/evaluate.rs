use crate::asked::Asked;
use crate::devices::DeviceChoice;
use crate::figures::figures;
use crate::interrupt;
use crate::labelled::{Labelled, ask_about};
use crate::model::ModelSource;
use crate::model_bytes::read_model;
use crate::shown::json_line;
use crate::texts::{ColumnArguments, labelled_texts};
use crate::threads::Threads;
use anyhow::{Context, Result};
use clap::Args;
use kiln_core::evaluation::evaluate;
use std::{path::PathBuf, process::ExitCode};

#[derive(Args)]
pub struct Arguments {
    /// A model file that was trained here.
    model: PathBuf,
    /// A folder with one sub-folder per class, named as the model's classes; for a model of texts, a table of them too.
    folder: PathBuf,
    #[command(flatten)]
    columns: ColumnArguments,
    /// Where the model runs.
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
    let named = || arguments.model.display().to_string();
    let bytes = read_model(&arguments.model)?;
    let source = ModelSource::new(&bytes, arguments.device).with_context(named)?;
    let names = source.card().class_names().to_vec();
    let (probabilities, labels, num_failed) = match source.card().text {
        Some(_) => {
            let model = source.load().with_context(named)?;
            let folder = &arguments.folder;
            let (answers, labels) = labelled_texts(&model, folder, &arguments.columns, &names)?;
            (answers, labels, 0)
        }
        None => ask_about_files(arguments, &source, &names)?,
    };
    let evaluation = evaluate(&probabilities, &labels, names.len())?;
    if arguments.json {
        println!("{}", json_line(&evaluation)?);
    } else {
        print!("{}", figures(&evaluation, &names));
    }
    Ok(if num_failed > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// The probabilities of the pictures or sounds that could be read, of each the position of its class, and how many could
/// not.
fn ask_about_files(
    arguments: &Arguments,
    source: &ModelSource,
    names: &[String],
) -> Result<(Vec<f32>, Vec<usize>, usize)> {
    let mut probabilities = Vec::new();
    let Labelled { labels, num_failed, .. } = ask_about(
        &arguments.folder,
        names,
        arguments.threads.on(arguments.device),
        || source.load().map(Asked::from).with_context(|| arguments.model.display().to_string()),
        |model, path| Ok(model.about(path)?.whole.probabilities),
        |of_one| probabilities.extend(of_one),
    )?;
    Ok((probabilities, labels, num_failed))
}
