//! A file of features in the making: it gets its name when it is whole.

use super::{
    FloatType, Origin, Row,
    columns::{schema, to_columns},
};
use crate::interrupt;
use crate::output::beside;
use crate::shown::shown;
use anyhow::{Context, Result};
use parquet::{
    arrow::ArrowWriter,
    basic::{Compression, ZstdLevel},
    file::properties::{EnabledStatistics, WriterProperties},
    schema::types::ColumnPath,
};
use std::{
    fs::{self, File, TryLockError},
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

/// Rows of a group, 10 MB of features: what is in memory at once, here and in those who read.
const ROWS_OF_GROUP: usize = 2048;
/// Rows that are turned into columns at once.
const ROWS_AT_ONCE: usize = 256;

/// Between two looks whether another process has finished.
const BETWEEN_LOOKS: Duration = Duration::from_millis(200);

/// Writes rows under a temporary name. Dropped before [`Self::finish`], it leaves nothing.
pub struct FeatureWriter {
    path: PathBuf,
    part: Part,
    writer: ArrowWriter<File>,
    float: FloatType,
    rows: Vec<Row>,
}

/// The unfinished file, which goes when this does.
struct Part(Option<PathBuf>);

impl Drop for Part {
    fn drop(&mut self) {
        if let Some(path) = self.0.take() {
            // Whatever there is of it is of no use, and the reason why it is dropped has been said.
            let _ = fs::remove_file(path);
        }
    }
}

/// The file `path`, made where there is none, and locked: a process that is at it is waited for. Its starter may have
/// died and started another, while it goes on.
fn locked(path: &Path) -> Result<File> {
    let mut is_said = false;
    loop {
        let file = File::options().write(true).create(true).truncate(false).open(path)?;
        match file.try_lock() {
            // File systems without locks are used all the same; on these nobody may start a shard twice.
            Ok(()) | Err(TryLockError::Error(_)) => {
                // Locked, but moved or removed by the process that had it before?
                if is_file_of(&file, path) {
                    return Ok(file);
                }
            }
            Err(TryLockError::WouldBlock) => {
                if !is_said {
                    eprintln!("{}: another process is writing it", shown(path.display()));
                }
                is_said = true;
                thread::sleep(BETWEEN_LOOKS);
            }
        }
        interrupt::check()?;
    }
}

/// Whether `path` is the name of this very file.
#[cfg(unix)]
fn is_file_of(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let number = |metadata: fs::Metadata| (metadata.dev(), metadata.ino());
    let named = fs::metadata(path).ok().map(number);
    named.is_some() && named == file.metadata().ok().map(number)
}

/// Elsewhere an open file keeps its name.
#[cfg(not(unix))]
fn is_file_of(_file: &File, path: &Path) -> bool {
    path.exists()
}

impl FeatureWriter {
    /// Begins the file `path`, once no other process is at it; none where another has finished it meanwhile.
    ///
    /// # Errors
    /// Where the file cannot be made, and [`interrupt::Interrupted`].
    pub fn begin(path: &Path, origin: &Origin) -> Result<Option<Self>> {
        let beside = beside(path);
        let named = || path.display().to_string();
        let file = locked(&beside).with_context(named)?;
        if path.exists() {
            // Another process has finished: what is locked has that name now, or is a new and empty file beside it.
            if is_file_of(&file, &beside) {
                drop(Part(Some(beside)));
            }
            return Ok(None);
        }
        let part = Part(Some(beside));
        file.set_len(0).with_context(named)?;
        let features = ColumnPath::new(["features", "list", "element"].map(str::to_owned).into());
        let properties = WriterProperties::builder()
            .set_created_by(format!("kiln {}", env!("CARGO_PKG_VERSION")))
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_max_row_group_row_count(Some(ROWS_OF_GROUP))
            .set_column_dictionary_enabled(features.clone(), false)
            .set_column_statistics_enabled(features, EnabledStatistics::None)
            .set_key_value_metadata(Some(origin.to_metadata()?))
            .build();
        let writer = ArrowWriter::try_new(file, schema(origin.float), Some(properties));
        let writer = writer.with_context(named)?;
        Ok(Some(Self {
            path: path.to_owned(),
            part,
            writer,
            float: origin.float,
            rows: Vec::new(),
        }))
    }

    /// # Errors
    /// Where the disk is full.
    pub fn push(&mut self, row: Row) -> Result<()> {
        self.rows.push(row);
        if self.rows.len() == ROWS_AT_ONCE { self.write() } else { Ok(()) }
    }

    fn write(&mut self) -> Result<()> {
        let batch = to_columns(&self.rows, self.float)?;
        self.rows.clear();
        self.writer.write(&batch).with_context(|| self.path.display().to_string())
    }

    /// The file is on the disk before it has its name: not even a power cut leaves half of one.
    ///
    /// # Errors
    /// As [`Self::push`].
    pub fn finish(mut self) -> Result<()> {
        self.write()?;
        let Self { path, mut part, writer, .. } = self;
        let named = || path.display().to_string();
        writer.into_inner().with_context(named)?.sync_all().with_context(named)?;
        if let Some(beside) = &part.0 {
            fs::rename(beside, &path).with_context(named)?;
        }
        part.0 = None;
        Ok(())
    }
}
