//! The bar that says how far a command is.

use crate::pictures::Failure;
use crate::shown::shown;
use indicatif::{ProgressBar, ProgressState, ProgressStyle};
use std::{fmt::Write, path::Path};

/// A bar on a terminal, for more than a few `things`; nothing where output is piped.
pub fn progress_bar(count: usize, things: &str) -> ProgressBar {
    if count < 3 {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(count as u64);
    let template =
        format!("{{bar:40}} {{pos}} of {{len}} {things}, {{rate}} a second, {{eta}} left");
    let rate = |state: &ProgressState, text: &mut dyn Write| {
        // A bar that cannot be written is none, and no reason to stop.
        let _ = write!(text, "{:.1}", state.per_sec());
    };
    if let Ok(style) = ProgressStyle::with_template(&template) {
        bar.set_style(style.with_key("rate", rate));
    }
    bar
}

/// Names a picture that could not be used, beside the bar.
pub fn say_failure(progress: &ProgressBar, path: &Path, failure: &Failure) {
    progress.suspend(|| eprintln!("{}: {}", shown(path.display()), shown(&failure.message)));
}
