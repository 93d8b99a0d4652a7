use crate::devices::DeviceChoice;
use crate::figures::figures;
use crate::folds::{FoldFile, Guess, collected, read_fold};
use crate::gathering::{Division, Fold, Lesson, SourceArguments};
use crate::interrupt;
use crate::run::train;
use crate::settings::SettingArguments;
use crate::shown::{json_line, shown};
use anyhow::{Result, anyhow};
use clap::{Args, Command, Id};
use kiln_core::{
    dataset::Subset,
    evaluation::{Evaluation, Suspect, evaluate, suspects},
    training::TrainingRun,
};
use serde_json::json;
use std::{env::temp_dir, path::PathBuf, process::ExitCode};

#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    source: SourceArguments,
    /// The fold to do: its number, from 0, and how many there are, such as `0/5`.
    #[arg(long, value_name = "I/K", required_unless_present = "collect")]
    fold: Option<Fold>,
    /// What was printed with `--json` for each fold, instead of pictures: the figures of them all.
    #[arg(long, value_name = "FILES", num_args = 1.., conflicts_with_all = of_a_run())]
    collect: Vec<PathBuf>,
    #[command(flatten)]
    settings: SettingArguments,
    /// Where to train.
    #[arg(long, value_enum, default_value_t = DeviceChoice::Auto)]
    device: DeviceChoice,
    /// Print one JSON object instead of text.
    #[arg(long)]
    json: bool,
}

/// What says how to train: nobody trains where folds that are done are put together.
fn of_a_run() -> Vec<Id> {
    let run = SettingArguments::augment_args(SourceArguments::augment_args(Command::new("run")));
    let shared = run.get_arguments().map(|argument| argument.get_id().clone());
    shared.chain(["fold", "device"].map(Id::from)).collect()
}

pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    interrupt::listen()?;
    match arguments.fold {
        Some(fold) => check_fold(arguments, fold)?,
        None => collect(arguments)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Trains without the pictures of one fold, and asks for these.
fn check_fold(arguments: &Arguments, fold: Fold) -> Result<()> {
    let architecture = arguments.source.architecture()?;
    let settings = arguments.settings.settings(architecture)?;
    let division = Division::Fold(fold);
    // Nothing is written that they could lie beside.
    let lesson = arguments.source.lesson(None, &temp_dir(), &settings, &division)?;
    let Lesson { names, paths, data, data_sha256, initial, .. } = lesson;
    let device = arguments.device.open()?.burn_device();
    let (count, chosen) = (names.len(), serde_json::to_value(&settings)?);
    let mut run = TrainingRun::start_on(&initial, architecture, count, data, settings, &device)?;
    train(&mut run, |_| {})?;
    let found = pollster::block_on(run.evaluate(Subset::Validation))?;
    let found = found.ok_or_else(|| anyhow!("there are fewer groups of pictures than folds"))?;
    if !arguments.json {
        print!("{}", figures(&found.evaluation, &names));
        return Ok(());
    }
    let guesses = found.predictions.into_iter().map(|guess| Guess {
        file: paths[guess.picture].clone(),
        label: guess.label,
        probabilities: guess.probabilities,
    });
    let file = FoldFile {
        fold: fold.to_string(),
        architecture: architecture.id().to_owned(),
        settings: chosen,
        data_sha256: data_sha256.unwrap_or_default(),
        classes: names,
        evaluation: serde_json::to_value(&found.evaluation)?,
        guesses: guesses.collect(),
    };
    println!("{}", json_line(&file)?);
    Ok(())
}

/// Every picture as a model answered that had not seen it.
fn collect(arguments: &Arguments) -> Result<()> {
    let folds = arguments.collect.iter().map(|path| read_fold(path)).collect::<Result<_>>()?;
    let (classes, guesses) = collected(folds)?;
    let probabilities: Vec<f32> =
        guesses.iter().flat_map(|guess| guess.probabilities.iter().copied()).collect();
    let labels: Vec<usize> = guesses.iter().map(|guess| guess.label).collect();
    let evaluation = evaluate(&probabilities, &labels, classes.len())?;
    let doubtful = suspects(&probabilities, &labels, classes.len())?;
    match arguments.json {
        true => println!("{}", json_line(&as_json(&evaluation, &doubtful, &classes, &guesses))?),
        false => print_text(&evaluation, &doubtful, &classes, &guesses),
    }
    Ok(())
}

fn as_json(
    evaluation: &Evaluation,
    doubtful: &[Suspect],
    classes: &[String],
    guesses: &[Guess],
) -> serde_json::Value {
    let suspect = |suspect: &Suspect| {
        json!({
            "file": guesses[suspect.picture].file,
            "given": classes[suspect.given],
            "predicted": classes[suspect.predicted],
            "probability": suspect.probability,
        })
    };
    let doubtful: Vec<_> = doubtful.iter().map(suspect).collect();
    json!({ "evaluation": evaluation, "classes": classes, "suspects": doubtful })
}

fn print_text(
    evaluation: &Evaluation,
    doubtful: &[Suspect],
    classes: &[String],
    guesses: &[Guess],
) {
    print!("{}", figures(evaluation, classes));
    for suspect in doubtful {
        let [given, predicted] =
            [suspect.given, suspect.predicted].map(|class| shown(&classes[class]));
        let file = shown(&guesses[suspect.picture].file);
        println!("{file}: is it {predicted}, and not {given}?");
    }
}
