//! An evaluation as text.

use crate::shown::shown;
use kiln_core::evaluation::Evaluation;
use std::fmt::Write;

/// Accuracy, the scores of each class and the confusion matrix.
pub fn figures(evaluation: &Evaluation, names: &[String]) -> String {
    let mut text = String::new();
    let accuracy = &evaluation.accuracy;
    let right = (accuracy.value * evaluation.count as f64).round();
    // Writing into a string cannot fail.
    let _ = writeln!(
        text,
        "{right} of {} right: {} (95 % interval {} to {})\n",
        evaluation.count,
        percent(Some(accuracy.value)).trim(),
        percent(Some(accuracy.low)).trim(),
        percent(Some(accuracy.high)).trim()
    );
    let names: Vec<String> = names.iter().map(shown).collect();
    let width = names.iter().map(|name| name.chars().count()).max().unwrap_or(0).max(12);
    let _ = writeln!(text, "{:width$}  precision   recall       F1     count", "");
    for (name, scores) in names.iter().zip(&evaluation.per_class) {
        let [precision, recall, f1] = [scores.precision, scores.recall, scores.f1].map(percent);
        let _ = writeln!(
            text,
            "{name:width$}  {precision:>9}  {recall:>7}  {f1:>7}  {:>8}",
            scores.support
        );
    }
    let means = evaluation.macro_average;
    let [precision, recall, f1] =
        [means.precision, means.recall, means.f1].map(|mean| percent(Some(mean)));
    let _ = writeln!(text, "{:width$}  {precision:>9}  {recall:>7}  {f1:>7}\n", "mean (macro)");
    let _ = writeln!(text, "rows: what it is; columns: what was answered");
    let columns: Vec<usize> = names.iter().map(|name| name.chars().count().max(5)).collect();
    let _ = write!(text, "{:width$}", "");
    for (name, column) in names.iter().zip(&columns) {
        let _ = write!(text, "  {name:>column$}");
    }
    for (name, row) in names.iter().zip(&evaluation.confusion) {
        let _ = write!(text, "\n{name:width$}");
        for (count, column) in row.iter().zip(&columns) {
            let _ = write!(text, "  {count:>column$}");
        }
    }
    text.push('\n');
    text
}

/// A share in per cent with one decimal; a dash for what is not known.
pub fn percent(share: Option<f64>) -> String {
    share.map_or("–".to_owned(), |share| format!("{:.1} %", share * 100.0))
}
