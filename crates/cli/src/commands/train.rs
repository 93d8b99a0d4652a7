use crate::devices::DeviceChoice;
use crate::figures::figures;
#[cfg(feature = "parquet")]
use crate::gathering::lesson_of_features;
use crate::gathering::{Lesson, Reading, lesson_of_folder};
use crate::inputs::InputSource;
use crate::interrupt;
use crate::output::{check_place, write_whole};
use crate::progress::progress_bar;
use crate::shown::json_line;
use crate::threads::Threads;
use crate::today::today;
use anyhow::{Result, bail};
use clap::{Args, builder::PossibleValuesParser};
use kiln_core::{
    dataset::Subset,
    evaluation::Evaluation,
    networks::Architecture,
    training::{ModelFacts, RunState, TrainingRun, TrainingSettings},
};
use serde_json::json;
#[cfg(feature = "parquet")]
use std::path::Path;
use std::{path::PathBuf, process::ExitCode};

/// Steps between two looks at the progress bar.
const STEPS_PER_CALL: usize = 50;

#[derive(Args)]
pub struct Arguments {
    /// A folder with one sub-folder per class.
    #[arg(required_unless_present = "features")]
    folder: Option<PathBuf>,
    /// Features that `kiln embed` has written, instead of a folder: files, folders of them, or patterns in quotation
    /// marks such as `'features/*.parquet'`. While it trains, they stand on the disk beside the model.
    #[cfg(feature = "parquet")]
    #[arg(long, value_name = "FILES", num_args = 1.., conflicts_with_all = ["folder", "validation"])]
    features: Vec<String>,
    /// Where to write the model.
    #[arg(short, long)]
    output: PathBuf,
    /// A folder with the same classes to validate on, instead of a share of the first.
    #[arg(long)]
    validation: Option<PathBuf>,
    /// The network.
    #[arg(long, default_value = "transfer", value_parser = PossibleValuesParser::new(
        Architecture::offered().map(|architecture| architecture.id())
    ))]
    architecture: String,
    /// How often every picture is seen.
    #[arg(long)]
    epochs: Option<u32>,
    /// Pictures per step.
    #[arg(long)]
    batch_size: Option<u32>,
    /// Adam's step size.
    #[arg(long)]
    learning_rate: Option<f64>,
    /// Decoupled weight decay.
    #[arg(long)]
    weight_decay: Option<f64>,
    /// Share of units left out of each step.
    #[arg(long)]
    dropout: Option<f64>,
    /// Units of the hidden layer of a transfer or fine-tuned head; 0 is a linear head.
    #[arg(long)]
    hidden_units: Option<u32>,
    /// For fine-tuning: how many epochs come first, in which the head alone learns.
    #[arg(long)]
    frozen_epochs: Option<u32>,
    /// For fine-tuning: Adam's step size once the backbone's last layers learn along.
    #[arg(long)]
    backbone_learning_rate: Option<f64>,
    /// Share of the pictures that is kept for validation.
    #[arg(long)]
    validation_share: Option<f64>,
    /// Stop after so many epochs without improvement, and go back to the best.
    #[arg(long)]
    early_stopping: Option<u32>,
    /// The seed of everything that is random.
    #[arg(long)]
    seed: Option<u64>,
    /// The model's name for people; the folder's otherwise.
    #[arg(long)]
    name: Option<String>,
    /// Where to train.
    #[arg(long, value_enum, default_value_t = DeviceChoice::Auto)]
    device: DeviceChoice,
    /// Print one JSON object a line, per epoch and for the whole, instead of text.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    threads: Threads,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    interrupt::listen()?;
    arguments.threads.settle()?;
    let architecture = Architecture::from_id(&arguments.architecture)?;
    let settings = settings(arguments, architecture);
    settings.validate()?;
    check_place(&arguments.output)?;
    let Lesson { names, data, backbone, initial } = lesson(arguments, architecture, &settings)?;
    if settings.early_stopping.is_some() && data.of_subset(Subset::Validation).is_empty() {
        bail!("--early-stopping has no validation pictures to stop by");
    }
    let engine = arguments.device.open()?;
    let device = engine.burn_device();
    let mut run =
        TrainingRun::start_on(&initial, architecture, names.len(), data, settings, &device)?;
    train(&mut run, arguments.json)?;
    let facts = ModelFacts {
        name: name(arguments),
        class_names: names.clone(),
        date: Some(today()),
        device: engine.device_kind().name().into(),
        backbone,
    };
    let finished = pollster::block_on(run.finish(facts))?;
    write_whole(&arguments.output, &finished.file)?;
    let evaluation = finished.validation.map(|validation| validation.evaluation);
    say(arguments, evaluation.as_ref(), &names)?;
    Ok(ExitCode::SUCCESS)
}

/// The model's name for people.
fn name(arguments: &Arguments) -> String {
    let folder_name = || {
        let name = arguments.folder.as_ref()?.file_name()?;
        Some(name.to_string_lossy().into_owned())
    };
    arguments.name.clone().or_else(folder_name).unwrap_or_else(|| "model".into())
}

/// Reads what is to be learnt from.
fn lesson(
    arguments: &Arguments,
    architecture: Architecture,
    settings: &TrainingSettings,
) -> Result<Lesson> {
    #[cfg(feature = "parquet")]
    if !arguments.features.is_empty() {
        let beside = arguments.output.parent().filter(|folder| !folder.as_os_str().is_empty());
        let scratch = beside.unwrap_or(Path::new("."));
        return lesson_of_features(&arguments.features, scratch, architecture, settings);
    }
    let Some(folder) = &arguments.folder else { bail!("a folder of pictures is needed") };
    let inputs = InputSource::new(architecture)?;
    let reading = Reading { inputs, threads: arguments.threads };
    lesson_of_folder(folder, arguments.validation.as_deref(), reading, settings)
}

fn settings(arguments: &Arguments, architecture: Architecture) -> TrainingSettings {
    let defaults = architecture.defaults();
    TrainingSettings {
        epochs: arguments.epochs.unwrap_or(defaults.epochs),
        batch_size: arguments.batch_size.unwrap_or(defaults.batch_size),
        learning_rate: arguments.learning_rate.unwrap_or(defaults.learning_rate),
        weight_decay: arguments.weight_decay.unwrap_or(defaults.weight_decay),
        dropout: arguments.dropout.unwrap_or(defaults.dropout),
        hidden_units: arguments.hidden_units.unwrap_or(defaults.hidden_units),
        frozen_epochs: arguments.frozen_epochs.unwrap_or(defaults.frozen_epochs),
        backbone_learning_rate: arguments
            .backbone_learning_rate
            .unwrap_or(defaults.backbone_learning_rate),
        validation_share: arguments.validation_share.unwrap_or(defaults.validation_share),
        early_stopping: arguments.early_stopping.or(defaults.early_stopping),
        seed: arguments.seed.unwrap_or(defaults.seed),
        ..defaults
    }
}

fn train(run: &mut TrainingRun, is_json: bool) -> Result<()> {
    let progress = progress_bar(run.settings().epochs as usize, "epochs");
    loop {
        interrupt::check()?;
        let report = pollster::block_on(run.step(STEPS_PER_CALL))?;
        if let Some(epoch) = &report.finished_epoch {
            progress.inc(1);
            if is_json {
                progress.suspend(|| println!("{}", json!({ "epoch": epoch })));
            }
        }
        match report.state {
            RunState::Running => {}
            RunState::Diverged => {
                bail!("the loss is no number any more: lower --learning-rate and train again")
            }
            RunState::Finished | RunState::StoppedEarly => break,
        }
    }
    progress.finish_and_clear();
    Ok(())
}

fn say(arguments: &Arguments, evaluation: Option<&Evaluation>, names: &[String]) -> Result<()> {
    if arguments.json {
        println!("{}", json_line(&json!({ "evaluation": evaluation }))?);
        return Ok(());
    }
    match evaluation {
        Some(evaluation) => print!("{}", figures(evaluation, names)),
        None => println!("no picture was kept back, so nobody knows how good this model is"),
    }
    Ok(())
}
