use anyhow::{Context, Result};
use kiln_core::format::MAX_FILE_BYTES;
use std::{fs::File, io::Read, path::Path};

/// A model file's bytes, to be checked by the core. Of one that is too large no more is read than
/// the core needs to refuse it.
pub fn read_model(path: &Path) -> Result<Vec<u8>> {
    let named = || path.display().to_string();
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(MAX_FILE_BYTES as u64 + 1).read_to_end(&mut bytes))
        .with_context(named)?;
    Ok(bytes)
}
