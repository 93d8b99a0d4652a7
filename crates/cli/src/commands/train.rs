use crate::devices::DeviceChoice;
use crate::figures::figures;
use crate::gathering::{Division, Lesson, SourceArguments};
use crate::interrupt;
use crate::output::{check_place, folder_of, write_whole};
use crate::run::train;
use crate::settings::SettingArguments;
use crate::shown::json_line;
use crate::today::today;
use anyhow::{Result, bail};
use clap::Args;
use kiln_core::{
    dataset::Subset,
    evaluation::Evaluation,
    training::{ModelFacts, TrainingRun, TrainingSettings},
};
use serde_json::json;
use std::{path::PathBuf, process::ExitCode};

#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    source: SourceArguments,
    /// Where to write the model.
    #[arg(short, long)]
    output: PathBuf,
    /// A folder with the same classes to validate on, instead of a share of the first.
    #[arg(long)]
    #[cfg_attr(feature = "parquet", arg(conflicts_with = "features"))]
    validation: Option<PathBuf>,
    #[command(flatten)]
    settings: SettingArguments,
    /// The model's name for people; the folder's otherwise.
    #[arg(long)]
    name: Option<String>,
    /// What the model is good for and what it is not, for its card: "A lesson. Not for diagnosis."
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// Where to train.
    #[arg(long, value_enum, default_value_t = DeviceChoice::Auto)]
    device: DeviceChoice,
    /// Print one JSON object a line, per epoch and for the whole, instead of text.
    #[arg(long)]
    json: bool,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    interrupt::listen()?;
    let architecture = arguments.source.architecture()?;
    let settings = arguments.settings.settings(architecture)?;
    check_place(&arguments.output)?;
    let validation = arguments.validation.as_deref();
    let scratch = folder_of(&arguments.output);
    let lesson = arguments.source.lesson(validation, scratch, &settings, &Division::Split)?;
    let Lesson { names, paths, data, backbone, hearing, initial, .. } = lesson;
    // Of a million pictures these are a hundred megabytes.
    drop(paths);
    if settings.early_stopping.is_some() && data.of_subset(Subset::Validation).is_empty() {
        bail!("--early-stopping has no validation pictures to stop by");
    }
    let engine = arguments.device.open()?;
    let device = engine.burn_device();
    let (count, chosen) = (names.len(), settings.clone());
    let mut run = TrainingRun::start_on(&initial, architecture, count, data, settings, &device)?;
    train(&mut run, |epoch| {
        if arguments.json {
            println!("{}", json!({ "epoch": epoch }));
        }
    })?;
    let facts = ModelFacts {
        name: name(arguments),
        description: arguments.description.clone().unwrap_or_default(),
        class_names: names.clone(),
        date: Some(today()),
        device: engine.device_kind().name().into(),
        backbone,
        hearing,
    };
    let finished = pollster::block_on(run.finish(facts))?;
    write_whole(&arguments.output, &finished.file)?;
    let evaluation = finished.validation.map(|validation| validation.evaluation);
    say(arguments, evaluation.as_ref(), &names, &chosen)?;
    Ok(ExitCode::SUCCESS)
}

/// The model's name for people.
fn name(arguments: &Arguments) -> String {
    let folder_name = || {
        let name = arguments.source.folder.as_ref()?.file_name()?;
        Some(name.to_string_lossy().into_owned())
    };
    arguments.name.clone().or_else(folder_name).unwrap_or_else(|| "model".into())
}

fn say(
    arguments: &Arguments,
    evaluation: Option<&Evaluation>,
    names: &[String],
    settings: &TrainingSettings,
) -> Result<()> {
    if arguments.json {
        let line = json!({ "evaluation": evaluation, "settings": settings });
        println!("{}", json_line(&line)?);
        return Ok(());
    }
    match evaluation {
        Some(evaluation) => print!("{}", figures(evaluation, names)),
        None => println!("nothing was kept back, so nobody knows how good this model is"),
    }
    Ok(())
}
