use crate::devices::DeviceChoice;
use crate::figures::figures;
use crate::interrupt;
use crate::model::ModelSource;
use crate::model_bytes::read_model;
use crate::pictures::{Failure, class_folders, decode};
use crate::progress::{progress_bar, say_failure};
use crate::shown::json_line;
use crate::threads::Threads;
use anyhow::{Context, Result, anyhow, bail};
use clap::Args;
use kiln_core::evaluation::evaluate;
use std::{path::PathBuf, process::ExitCode};

#[derive(Args)]
pub struct Arguments {
    /// A model file that was trained here.
    model: PathBuf,
    /// A folder with one sub-folder per class, named as the model's classes.
    folder: PathBuf,
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
    let folders = class_folders(&arguments.folder)?.for_evaluation();
    let positions = folders.positions_in(&names).map_err(|unknown| {
        let (unknown, known) = (unknown.join(", "), names.join(", "));
        anyhow!("the model has no class {unknown}; it has {known}")
    })?;
    let progress = progress_bar(folders.files.len(), "pictures");
    let (mut probabilities, mut labels) = (Vec::new(), Vec::new());
    let mut num_failed = 0;
    arguments.threads.on(arguments.device).in_order(
        &folders.files,
        || source.load().with_context(named),
        |model, (path, _)| -> Result<_, Failure> {
            Ok(pollster::block_on(model.predict(decode(path)?))?)
        },
        |(path, folder), prediction| {
            match prediction {
                Ok(prediction) => {
                    probabilities.extend(prediction.probabilities);
                    labels.push(positions[*folder]);
                }
                Err(failure) => {
                    num_failed += 1;
                    say_failure(&progress, path, &failure);
                }
            }
            progress.inc(1);
            Ok(())
        },
    )?;
    progress.finish_and_clear();
    if labels.is_empty() {
        bail!("{} has no picture that can be read", arguments.folder.display());
    }
    let evaluation = evaluate(&probabilities, &labels, names.len())?;
    if arguments.json {
        println!("{}", json_line(&evaluation)?);
    } else {
        print!("{}", figures(&evaluation, &names));
    }
    Ok(if num_failed > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
