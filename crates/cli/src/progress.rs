use indicatif::{ProgressBar, ProgressStyle};

/// A bar on a terminal, for more than a few `things`; nothing where output is piped.
pub fn progress_bar(count: usize, things: &str) -> ProgressBar {
    if count < 3 {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(count as u64);
    let template = format!("{{bar:40}} {{pos}} of {{len}} {things}, {{eta}} left");
    if let Ok(style) = ProgressStyle::with_template(&template) {
        bar.set_style(style);
    }
    bar
}
