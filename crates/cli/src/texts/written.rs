//! Bytes to letters, in whichever encoding they were written.

use anyhow::{Context, Result, bail};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::Encoding;
use std::{
    fs,
    io::Read,
    path::{Path, PathBuf},
};

/// The largest file of texts: a million letters of a page each are larger, and have to come in several files.
const MAX_BYTES: u64 = 1 << 30;

/// The text of a file: UTF-8, UTF-16 with its mark, or what it looks like, such as GB 18030 or Windows-1252.
///
/// # Errors
/// For a file that cannot be read, and for one that holds no letters.
pub fn read_written(path: &Path) -> Result<String> {
    let named = || path.display().to_string();
    if path == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::stdin().take(MAX_BYTES).read_to_end(&mut bytes).context("standard input")?;
        return decoded(&bytes, path);
    }
    let length = fs::metadata(path).with_context(named)?.len();
    if length > MAX_BYTES {
        bail!("{}: {length} bytes are too many for a file of texts", path.display());
    }
    decoded(&fs::read(path).with_context(named)?, path)
}

fn decoded(bytes: &[u8], path: &Path) -> Result<String> {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return Ok(encoding.decode(bytes).0.into_owned());
    }
    if bytes.contains(&0) {
        bail!("{}: this is no text", PathBuf::from(path).display());
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let encoding = detector.guess(None, Utf8Detection::Allow);
    Ok(encoding.decode_without_bom_handling(bytes).0.into_owned())
}
