//! The picture that may come along with feedback: only such as the widget itself would send.

use base64::{Engine, prelude::BASE64_STANDARD};
use kiln_core::picture::probe;

const PREFIX: &str = "data:image/jpeg;base64,";
/// The largest JPEG, in bytes. The widget sends sides of at most 512 pixels, which are a tenth of it.
pub const MAX_BYTES: usize = 300_000;
/// The longest side, in pixels.
const MAX_SIDE: usize = 1024;

/// Why a picture is not accepted.
#[derive(Debug, thiserror::Error)]
pub enum PictureFault {
    #[error("it has to begin with {PREFIX}")]
    Prefix,
    #[error("it is larger than {MAX_BYTES} bytes")]
    TooLarge,
    #[error("it is no base64")]
    Base64,
    #[error("it is no JPEG")]
    NotJpeg,
    #[error("it is {width} × {height} pixels, the longest side may have {MAX_SIDE}")]
    Side { width: usize, height: usize },
}

/// Checks a picture by its address.
///
/// # Errors
/// A [`PictureFault`] unless `address` is a JPEG of few bytes and few pixels. Nothing is decoded: the
/// header has to say so.
pub fn check_picture(address: &str) -> Result<(), PictureFault> {
    let text = address.strip_prefix(PREFIX).ok_or(PictureFault::Prefix)?;
    if text.len() > MAX_BYTES.div_ceil(3) * 4 {
        return Err(PictureFault::TooLarge);
    }
    let bytes = BASE64_STANDARD.decode(text).map_err(|_| PictureFault::Base64)?;
    let info = probe(&bytes).map_err(|_| PictureFault::NotJpeg)?;
    if info.format != "JPEG" {
        return Err(PictureFault::NotJpeg);
    }
    if info.width.max(info.height) > MAX_SIDE {
        return Err(PictureFault::Side { width: info.width, height: info.height });
    }
    Ok(())
}
