//! Features on the disk for as long as a run needs them: a million do not fit into the memory of many a machine.

use anyhow::{Context, Result};
use std::{
    fs::File,
    io::{self, BufWriter, Read, Seek, SeekFrom, Write},
    path::Path,
    sync::{Mutex, PoisonError},
};

/// Rows in a file without a name, which is gone with the program however it ends.
pub struct ScratchWriter {
    file: BufWriter<File>,
    num_values: usize,
}

impl ScratchWriter {
    /// A file in `folder`, for rows of `num_values`.
    ///
    /// # Errors
    /// Where no file can be made there.
    pub fn new(folder: &Path, num_values: usize) -> Result<Self> {
        let file = tempfile::tempfile_in(folder).with_context(|| folder.display().to_string())?;
        Ok(Self { file: BufWriter::with_capacity(1 << 20, file), num_values })
    }

    /// # Errors
    /// Where the disk is full.
    pub fn push(&mut self, row: &[f32]) -> io::Result<()> {
        debug_assert_eq!(row.len(), self.num_values);
        for value in row {
            self.file.write_all(&value.to_le_bytes())?;
        }
        Ok(())
    }

    /// # Errors
    /// As [`Self::push`].
    pub fn finish(self) -> Result<Scratch> {
        let file = self.file.into_inner().map_err(io::IntoInnerError::into_error)?;
        Ok(Scratch { file: Mutex::new(file), num_values: self.num_values })
    }
}

/// The rows, to be read in any order.
#[derive(Debug)]
pub struct Scratch {
    file: Mutex<File>,
    num_values: usize,
}

impl Scratch {
    /// Appends the row `number` to `values`.
    ///
    /// # Errors
    /// Where the disk fails, or there is no such row.
    pub fn append(&self, number: usize, values: &mut Vec<f32>) -> io::Result<()> {
        let mut bytes = vec![0; self.num_values * size_of::<f32>()];
        {
            let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
            file.seek(SeekFrom::Start((number * bytes.len()) as u64))?;
            file.read_exact(&mut bytes)?;
        }
        let (words, _) = bytes.as_chunks::<4>();
        values.extend(words.iter().map(|word| f32::from_le_bytes(*word)));
        Ok(())
    }
}
