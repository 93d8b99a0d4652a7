//! Ctrl-C: the work ends where nothing is half done, and the program says so.

use anyhow::{Context, Result};
use std::{
    fmt,
    process::exit,
    sync::atomic::{AtomicBool, Ordering},
};

/// The exit code of a program that was interrupted, as shells expect it: 128 and the number of the signal.
pub const EXIT_CODE: u8 = 130;

static IS_ASKED: AtomicBool = AtomicBool::new(false);

/// Somebody wants the program to end.
#[derive(Debug)]
pub struct Interrupted;

impl fmt::Display for Interrupted {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("stopped")
    }
}

impl std::error::Error for Interrupted {}

/// From now on Ctrl-C, or a request of the system to end, is found by [`check`]. Asked twice, the program ends at once.
///
/// # Errors
/// Where the system lets nobody listen.
pub fn listen() -> Result<()> {
    ctrlc::set_handler(|| {
        if IS_ASKED.swap(true, Ordering::Relaxed) {
            exit(EXIT_CODE.into());
        }
    })
    .context("listening for Ctrl-C")
}

/// # Errors
/// [`Interrupted`] once somebody has asked for the end.
pub fn check() -> Result<()> {
    match IS_ASKED.load(Ordering::Relaxed) {
        true => Err(Interrupted.into()),
        false => Ok(()),
    }
}
