//! `kiln`: the page's own core on the command line.

mod commands;
mod devices;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

#[derive(Parser)]
#[command(name = "kiln", version, about = "Train, run and publish picture classifiers")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Say what is on pictures.
    Classify(commands::classify::Arguments),
    /// Turn a published PyTorch checkpoint (as safetensors) into a Kiln model file.
    Convert(commands::convert::Arguments),
}

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Classify(arguments) => commands::classify::run(&arguments),
        Command::Convert(arguments) => commands::convert::run(&arguments),
    };
    result.unwrap_or_else(|error| {
        eprintln!("kiln: {error:#}");
        ExitCode::FAILURE
    })
}
