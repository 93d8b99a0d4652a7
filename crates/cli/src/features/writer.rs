//! A file of features in the making: it gets its name when it is whole.

use super::{
    FloatType, Origin, Row,
    columns::{schema, to_columns},
    part::Part,
};
use anyhow::{Context, Result};
use parquet::{
    arrow::ArrowWriter,
    basic::{Compression, ZstdLevel},
    file::properties::{EnabledStatistics, WriterProperties},
    schema::types::ColumnPath,
};
use std::{
    fs::File,
    path::{Path, PathBuf},
};

/// Rows of a group, 10 MB of features: what is in memory at once, here and in those who read.
const ROWS_OF_GROUP: usize = 2048;
/// Rows that are turned into columns at once.
const ROWS_AT_ONCE: usize = 256;

/// Writes rows under a temporary name. Dropped before [`Self::finish`], it leaves nothing.
pub struct FeatureWriter {
    path: PathBuf,
    part: Part,
    writer: ArrowWriter<File>,
    float: FloatType,
    rows: Vec<Row>,
}

impl FeatureWriter {
    /// Begins the file `path`, once no other process is at it; none where another has finished it meanwhile.
    ///
    /// # Errors
    /// Where the file cannot be made, and [`crate::interrupt::Interrupted`].
    pub fn begin(path: &Path, origin: &Origin) -> Result<Option<Self>> {
        let named = || path.display().to_string();
        let Some((part, file)) = Part::begin(path, File::try_lock).with_context(named)? else {
            return Ok(None);
        };
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
        let Self { path, part, writer, .. } = self;
        let named = || path.display().to_string();
        writer.into_inner().with_context(named)?.sync_all().with_context(named)?;
        part.keep_as(&path).with_context(named)
    }
}
