use anyhow::{Context, Result};
use std::{ffi::OsString, fs, path::Path};

/// Writes beside the file and renames: what has the name is whole.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut beside = OsString::from(path);
    beside.push(".part");
    fs::write(&beside, bytes)
        .and_then(|()| fs::rename(&beside, path))
        .inspect_err(|_| {
            // Whatever there is of it is of no use.
            let _ = fs::remove_file(&beside);
        })
        .with_context(|| path.display().to_string())
}
