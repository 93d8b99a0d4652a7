//! Models that are asked about the pictures of a folder whose classes they know.

use crate::pictures::{Failure, class_folders};
use crate::progress::{progress_bar, say_failure};
use crate::threads::Threads;
use anyhow::{Result, anyhow, bail};
use std::path::{Path, PathBuf};

/// More names than this are counted, not listed.
const MOST_LISTED: usize = 20;

/// The pictures of a folder that could be read, in its order.
#[derive(Default)]
pub struct Labelled {
    pub files: Vec<PathBuf>,
    /// Of each the position of its class among the names that were given.
    pub labels: Vec<usize>,
    pub num_failed: usize,
}

/// Calls `ask` for each picture of `folder`, whose sub-folders are some of the classes `names`, on several threads with a
/// state that `begin` makes for each of them; `take` gets the answers in the order of the pictures. What cannot be read
/// is said and counted.
///
/// # Errors
/// A sentence for a class that is not among `names` and for a folder without a picture that can be read; those of
/// `begin`, and [`crate::interrupt::Interrupted`].
pub fn ask_about<S, R: Send>(
    folder: &Path,
    names: &[String],
    threads: Threads,
    begin: impl Fn() -> Result<S> + Sync,
    ask: impl Fn(&mut S, &Path) -> Result<R, Failure> + Sync,
    mut take: impl FnMut(R),
) -> Result<Labelled> {
    let folders = class_folders(folder)?.for_evaluation();
    let positions = folders.positions_in(names).map_err(|unknown| {
        let unknown = unknown.join(", ");
        match names.len() {
            ..=MOST_LISTED => {
                anyhow!("the model has no class {unknown}; it has {}", names.join(", "))
            }
            count => anyhow!("the model has no class {unknown} among its {count}"),
        }
    })?;
    let progress = progress_bar(folders.files.len(), "pictures");
    let mut labelled = Labelled::default();
    threads.in_order(
        &folders.files,
        begin,
        |state, (path, _)| ask(state, path),
        |(path, class), answer| {
            match answer {
                Ok(answer) => {
                    take(answer);
                    labelled.labels.push(positions[*class]);
                    labelled.files.push(path.clone());
                }
                Err(failure) => {
                    labelled.num_failed += 1;
                    say_failure(&progress, path, &failure);
                }
            }
            progress.inc(1);
            Ok(())
        },
    )?;
    progress.finish_and_clear();
    if labelled.labels.is_empty() {
        bail!("{} has no picture that can be read", folder.display());
    }
    Ok(labelled)
}
