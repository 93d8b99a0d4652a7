use super::limits::{MAX_PICTURE_BYTES, MAX_PICTURE_SIDE, PICTURE_PREFIX};
use crate::error::PictureFault;
use crate::picture::probe;
use base64::{Engine, prelude::BASE64_STANDARD};

/// Reads the JPEG of a picture's address. Nothing is decoded: the header has to say that there are few pixels.
///
/// # Errors
/// A [`PictureFault`] unless it is a JPEG of at most [`MAX_PICTURE_BYTES`] and [`MAX_PICTURE_SIDE`].
pub(super) fn read_picture(address: &str) -> Result<Vec<u8>, PictureFault> {
    let text = address
        .strip_prefix(PICTURE_PREFIX)
        .ok_or(PictureFault::Prefix { prefix: PICTURE_PREFIX })?;
    if text.len() > MAX_PICTURE_BYTES.div_ceil(3) * 4 {
        return Err(PictureFault::TooLarge { max_bytes: MAX_PICTURE_BYTES });
    }
    let bytes = BASE64_STANDARD.decode(text).map_err(|_| PictureFault::Base64)?;
    let info = probe(&bytes).map_err(|_| PictureFault::NotJpeg)?;
    if info.format != "JPEG" {
        return Err(PictureFault::NotJpeg);
    }
    let (width, height) = (info.width, info.height);
    if width.max(height) > MAX_PICTURE_SIDE {
        return Err(PictureFault::Side { width, height, max_side: MAX_PICTURE_SIDE });
    }
    Ok(bytes)
}
