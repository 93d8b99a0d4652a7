//! `kiln`: the page's own core on the command line.

#[cfg(feature = "parquet")]
mod archive;
mod asked;
mod commands;
#[cfg(feature = "parquet")]
mod contact_sheet;
mod devices;
#[cfg(feature = "parquet")]
mod features;
#[cfg(feature = "federation")]
mod federation;
mod figures;
mod folds;
mod gathering;
mod inputs;
mod interrupt;
mod labelled;
mod media;
mod model;
mod model_bytes;
mod output;
mod pictures;
mod progress;
mod run;
mod settings;
mod shipped;
mod shown;
mod texts;
mod threads;
mod today;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

#[derive(Parser)]
#[command(
    name = "kiln",
    version,
    about = "Train, run and publish classifiers of pictures, sounds and texts"
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Say what is on pictures, what is to be heard in sounds, or what texts are about.
    Classify(commands::classify::Arguments),
    /// Train a model on folders of pictures or sounds, or on texts.
    Train(commands::train::Arguments),
    #[cfg(feature = "parquet")]
    /// Compute the features of an archive's pictures or sounds, and keep them in a file.
    Embed(commands::embed::Arguments),
    /// Say how good a trained model is on labelled pictures, sounds or texts.
    Evaluate(commands::evaluate::Arguments),
    /// Train without one fold of the pictures and ask for these; and put the folds together.
    Check(commands::check::Arguments),
    /// Say whether one model is better than another on the same pictures.
    Compare(commands::compare::Arguments),
    /// Write a trained model in another program's format.
    Export(commands::export::Arguments),
    /// Write the small files that readers of an article download.
    Publish(commands::publish::Arguments),
    /// Write a smaller copy of a model, and say what that has cost.
    Compress(commands::compress::Arguments),
    #[cfg(feature = "parquet")]
    /// Find the pictures of an archive that look most like one.
    Similar(commands::similar::Arguments),
    /// Turn a published PyTorch checkpoint (as safetensors) into a Kiln model file.
    Convert(commands::convert::Arguments),
    #[cfg(feature = "federation")]
    /// Learn together with others, without sharing pictures.
    #[command(subcommand)]
    Federate(commands::federate::Command),
    #[cfg(feature = "feedback")]
    /// Receive what readers of an article say of the answers, and keep it in a file.
    ServeFeedback(commands::serve_feedback::Arguments),
}

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Classify(arguments) => commands::classify::run(&arguments),
        Command::Train(arguments) => commands::train::run(&arguments),
        #[cfg(feature = "parquet")]
        Command::Embed(arguments) => commands::embed::run(&arguments),
        Command::Evaluate(arguments) => commands::evaluate::run(&arguments),
        Command::Check(arguments) => commands::check::run(&arguments),
        Command::Compare(arguments) => commands::compare::run(&arguments),
        Command::Export(arguments) => commands::export::run(&arguments),
        Command::Publish(arguments) => commands::publish::run(&arguments),
        Command::Compress(arguments) => commands::compress::run(&arguments),
        #[cfg(feature = "parquet")]
        Command::Similar(arguments) => commands::similar::run(&arguments),
        Command::Convert(arguments) => commands::convert::run(&arguments),
        #[cfg(feature = "federation")]
        Command::Federate(command) => commands::federate::run(&command),
        #[cfg(feature = "feedback")]
        Command::ServeFeedback(arguments) => commands::serve_feedback::run(arguments),
    };
    result.unwrap_or_else(|error| {
        eprintln!("kiln: {}", shown::shown_lines(format!("{error:#}")));
        match error.is::<interrupt::Interrupted>() {
            true => ExitCode::from(interrupt::EXIT_CODE),
            false => ExitCode::FAILURE,
        }
    })
}
