//! What the header of a file says, before anything is decoded.

use crate::error::{Error, Result};
use imagesize::{ImageError, ImageType};
use serde::Serialize;

/// The largest picture accepted, in millions of pixels. A phone's 200-megapixel mode is the
/// largest camera picture there is; its decoded form (800 MB) does not fit a browser tab.
pub const LIMIT_MEGAPIXELS: usize = 100;

/// The smallest side accepted, in pixels: less than this shows nothing that could be named.
pub const MINIMUM_SIDE: usize = 8;

/// What a header says of a picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PictureInfo {
    /// Short upper-case name, such as `JPEG`.
    pub format: String,
    /// Width in pixels as stored, before any EXIF rotation.
    pub width: usize,
    /// Height in pixels as stored.
    pub height: usize,
    /// Whether the file holds several frames, of which only the first is looked at.
    pub is_animated: bool,
}

/// Reads the header of an encoded picture.
///
/// # Errors
/// [`Error::PictureEmpty`], [`Error::NotAPicture`], [`Error::PictureDamaged`] where the header
/// breaks off, [`Error::PictureTooLarge`] above [`LIMIT_MEGAPIXELS`], [`Error::PictureTooSmall`]
/// below [`MINIMUM_SIDE`].
pub fn probe(bytes: &[u8]) -> Result<PictureInfo> {
    if bytes.is_empty() {
        return Err(Error::PictureEmpty);
    }
    let image_type = imagesize::image_type(bytes).map_err(|_| Error::NotAPicture)?;
    let size = imagesize::blob_size(bytes).map_err(|error| match error {
        ImageError::NotSupported => Error::NotAPicture,
        other => Error::PictureDamaged { reason: other.to_string() },
    })?;
    let (width, height) = (size.width, size.height);
    if width < MINIMUM_SIDE || height < MINIMUM_SIDE {
        return Err(Error::PictureTooSmall { width, height, minimum: MINIMUM_SIDE });
    }
    if width.saturating_mul(height) > LIMIT_MEGAPIXELS * 1_000_000 {
        return Err(Error::PictureTooLarge { width, height, limit_megapixels: LIMIT_MEGAPIXELS });
    }
    Ok(PictureInfo {
        format: format_name(image_type),
        width,
        height,
        is_animated: is_animated(image_type, bytes),
    })
}

fn format_name(image_type: ImageType) -> String {
    match image_type {
        ImageType::Heif(compression) => format!("{compression:?}").to_uppercase(),
        other => format!("{other:?}").to_uppercase(),
    }
}

/// A file counts as animated when a second frame begins in it.
fn is_animated(image_type: ImageType, bytes: &[u8]) -> bool {
    match image_type {
        ImageType::Gif => num_gif_frames_at_least_two(bytes),
        ImageType::Png => contains(&bytes[..bytes.len().min(4096)], b"acTL"),
        ImageType::Webp => contains(&bytes[..bytes.len().min(64)], b"ANIM"),
        _ => false,
    }
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

/// Walks the blocks of a GIF (GIF89a specification, sections 15 to 27) up to the second frame.
fn num_gif_frames_at_least_two(bytes: &[u8]) -> bool {
    let color_table_bytes = |flags: u8| if flags & 0x80 != 0 { 3 << ((flags & 7) + 1) } else { 0 };
    let skip_sub_blocks = |mut at: usize| -> Option<usize> {
        loop {
            let length = usize::from(*bytes.get(at)?);
            at += 1 + length;
            if length == 0 {
                return Some(at);
            }
        }
    };
    let walk = || -> Option<usize> {
        let mut num_frames = 0;
        let mut at = 13 + color_table_bytes(*bytes.get(10)?);
        while num_frames < 2 {
            at = match bytes.get(at)? {
                0x21 => skip_sub_blocks(at + 2)?,
                0x2c => {
                    num_frames += 1;
                    let after_table = at + 10 + color_table_bytes(*bytes.get(at + 9)?);
                    match skip_sub_blocks(after_table + 1) {
                        Some(next) => next,
                        None => return Some(num_frames),
                    }
                }
                _ => return Some(num_frames),
            };
        }
        Some(num_frames)
    };
    walk().is_some_and(|num_frames| num_frames >= 2)
}
