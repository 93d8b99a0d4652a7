use crate::answerer::Answerer;
use crate::devices::DeviceChoice;
use crate::figures::figures;
use crate::model_bytes::read_model;
use crate::pictures::{class_folders, decode};
use crate::progress::progress_bar;
use anyhow::{Context, Result, anyhow, bail};
use clap::Args;
use kiln_core::{classification::softmax, evaluation::evaluate};
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
}

pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let named = || arguments.model.display().to_string();
    let bytes = read_model(&arguments.model)?;
    let mut answerer = Answerer::load(&bytes, arguments.device).with_context(named)?;
    let names = answerer.card().class_names().to_vec();
    let folders = class_folders(&arguments.folder)?;
    let positions = folders.positions_in(&names).map_err(|strangers| {
        let (strangers, known) = (strangers.join(", "), names.join(", "));
        anyhow!("the model has no class {strangers}; it has {known}")
    })?;
    let progress = progress_bar(folders.files.len(), "pictures");
    let (mut probabilities, mut truths) = (Vec::new(), Vec::new());
    let mut num_failed = 0;
    for (path, folder) in &folders.files {
        let answer = decode(path).and_then(|picture| Ok(answerer.logits(picture)?));
        match answer {
            Ok(logits) => {
                probabilities.extend(softmax(&logits));
                truths.push(positions[*folder]);
            }
            Err(failure) => {
                num_failed += 1;
                progress.suspend(|| eprintln!("{}: {}", path.display(), failure.message));
            }
        }
        progress.inc(1);
    }
    progress.finish_and_clear();
    if truths.is_empty() {
        bail!("{} has no picture that can be read", arguments.folder.display());
    }
    let evaluation = evaluate(&probabilities, &truths, names.len())?;
    if arguments.json {
        println!("{}", serde_json::to_string(&evaluation)?);
    } else {
        print!("{}", figures(&evaluation, &names));
    }
    Ok(if num_failed > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
