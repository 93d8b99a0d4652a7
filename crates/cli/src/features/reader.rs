//! Files of features, read group by group.

use super::{Origin, Row, columns::from_columns};
use anyhow::{Context, Result, bail};
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use std::{
    fs::File,
    path::{Path, PathBuf},
};

/// Rows that are in memory at once: 5 MB of features.
const ROWS_AT_ONCE: usize = 1024;

/// A file that was opened, and found to be what `kiln embed` writes.
pub struct FeatureFile {
    path: PathBuf,
    pub origin: Origin,
    /// The number of its rows.
    pub num_rows: usize,
    batches: ParquetRecordBatchReader,
}

impl FeatureFile {
    /// # Errors
    /// Named with the file: where it cannot be read, is not whole, or was written by another program.
    pub fn open(path: &Path) -> Result<Self> {
        let named = || path.display().to_string();
        let file = File::open(path).with_context(named)?;
        let damaged = || format!("{}: it is damaged, or no Parquet file", path.display());
        let builder = ParquetRecordBatchReaderBuilder::try_new(file).with_context(damaged)?;
        let metadata = builder.metadata().file_metadata();
        let pairs = metadata.key_value_metadata().map_or(&[][..], Vec::as_slice);
        let origin = Origin::from_metadata(pairs).with_context(named)?;
        let num_rows = usize::try_from(metadata.num_rows()).with_context(damaged)?;
        let batches = builder.with_batch_size(ROWS_AT_ONCE).build().with_context(damaged)?;
        Ok(Self { path: path.to_owned(), origin, num_rows, batches })
    }

    /// Calls `visit` with each row.
    ///
    /// # Errors
    /// As [`Self::open`], and those of `visit`.
    pub fn for_each_row(self, mut visit: impl FnMut(Row) -> Result<()>) -> Result<()> {
        let named = || self.path.display().to_string();
        for batch in self.batches {
            let batch = batch.with_context(|| format!("{}: it is damaged", self.path.display()))?;
            for row in from_columns(&batch).with_context(named)? {
                visit(row).with_context(named)?;
            }
        }
        Ok(())
    }
}

/// The rows of all `files`.
///
/// # Errors
/// As [`FeatureFile::open`].
pub fn num_rows(files: &[PathBuf]) -> Result<usize> {
    files.iter().map(|path| Ok(FeatureFile::open(path)?.num_rows)).sum()
}

/// The files that `patterns` name: files, folders of them, or patterns such as `features/*.parquet`; in the order of
/// their names, each once.
///
/// # Errors
/// For what is no pattern, and where nothing has such a name.
pub fn expand(patterns: &[String]) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for pattern in patterns {
        let before = files.len();
        let path = Path::new(pattern);
        if path.is_file() {
            files.push(path.to_owned());
            continue;
        }
        let pattern = match path.is_dir() {
            true => format!("{}/*.parquet", glob::Pattern::escape(pattern)),
            false => pattern.clone(),
        };
        for found in glob::glob(&pattern).with_context(|| pattern.clone())? {
            files.push(found.with_context(|| pattern.clone())?);
        }
        if files.len() == before {
            bail!("there is no file {pattern}");
        }
    }
    files.sort();
    files.dedup();
    Ok(files)
}
