use anyhow::{Context, Result, bail};
use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
};

/// The name under which a file is written until it is whole.
pub fn beside(path: &Path) -> PathBuf {
    let mut beside = OsString::from(path);
    beside.push(".part");
    beside.into()
}

/// The folder that a file is, or will be, in.
pub fn folder_of(path: &Path) -> &Path {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new("."))
}

/// Writes beside the file and renames: what has the name is whole.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<()> {
    let beside = beside(path);
    fs::write(&beside, bytes)
        .and_then(|()| fs::rename(&beside, path))
        .inspect_err(|_| {
            // Whatever there is of it is of no use.
            let _ = fs::remove_file(&beside);
        })
        .with_context(|| path.display().to_string())
}

/// Says before the work, not after it, that its result could not be written there.
pub fn check_place(path: &Path) -> Result<()> {
    if path.is_dir() {
        bail!("{} is a folder; the name of a file is needed", path.display());
    }
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() && !folder.is_dir() => {
            bail!("there is no folder {} to write to", folder.display())
        }
        _ => Ok(()),
    }
}
