//! `kiln federate`: learning together without sharing pictures.

mod join;
mod judge;
mod rounds;
mod serve;

use anyhow::Result;
use clap::Subcommand;
use std::process::ExitCode;

#[derive(Subcommand)]
pub enum Command {
    /// Ask others to learn together: serves a project, and says with which link they join.
    Serve(serve::Arguments),
    /// Take part in a project with your own pictures, which stay here.
    Join(join::Arguments),
    /// Judge a head on the organiser's held-out pictures; `serve` has this called after each round.
    Judge(judge::Arguments),
}

pub fn run(command: &Command) -> Result<ExitCode> {
    match command {
        Command::Serve(arguments) => serve::run(arguments),
        Command::Join(arguments) => join::run(arguments),
        Command::Judge(arguments) => judge::run(arguments),
    }
}
