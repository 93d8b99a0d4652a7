//! The reading of a file's header, before anything is decoded.

use super::jpeg;
use crate::error::{Error, Result};
use imagesize::{Compression, ImageError, ImageType};
use serde::Serialize;

/// The largest picture accepted, in millions of pixels. A phone's 200-megapixel mode is the
/// largest camera picture there is; its decoded form (800 MB) does not fit a browser tab.
pub const LIMIT_MEGAPIXELS: usize = 100;

/// The smallest side accepted, in pixels: less than this shows nothing that could be named.
pub const MINIMUM_SIDE: usize = 8;

/// What [`PictureInfo::format`] says of AVIF.
pub(super) const AVIF: &str = "AVIF";

/// The facts that a header states about a picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
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
///
/// ```
/// use kiln_core::picture::probe;
/// assert_eq!(probe(b"").unwrap_err().code(), "picture.empty");
/// assert_eq!(probe(b"%PDF-1.7").unwrap_err().code(), "picture.not-a-picture");
/// ```
pub fn probe(bytes: &[u8]) -> Result<PictureInfo> {
    if bytes.is_empty() {
        return Err(Error::PictureEmpty);
    }
    if bytes.starts_with(&[0xff, 0xd8]) {
        let size = jpeg::size(bytes).ok_or_else(|| damaged("its header breaks off"))?;
        return checked("JPEG".into(), size, false);
    }
    let image_type = match imagesize::image_type(bytes).map_err(|_| Error::NotAPicture)? {
        ImageType::Heif(Compression::Unknown) => ImageType::Heif(compression_of(bytes)),
        known => known,
    };
    let size = imagesize::blob_size(bytes).map_err(|error| match (image_type, error) {
        // Films begin with the same kind of box as HEIF pictures do.
        (ImageType::Heif(Compression::Unknown), _) | (_, ImageError::NotSupported) => {
            Error::NotAPicture
        }
        (_, other) => damaged(&other.to_string()),
    })?;
    let width = size.width;
    let height = match image_type {
        // A BMP whose rows run downwards says so by a negative height.
        ImageType::Bmp => (size.height as u32).cast_signed().unsigned_abs() as usize,
        _ => size.height,
    };
    checked(format_name(image_type), [width, height], is_animated(image_type, bytes))
}

fn checked(format: String, [width, height]: [usize; 2], is_animated: bool) -> Result<PictureInfo> {
    if width < MINIMUM_SIDE || height < MINIMUM_SIDE {
        return Err(Error::PictureTooSmall { width, height, minimum: MINIMUM_SIDE });
    }
    if width.saturating_mul(height) > LIMIT_MEGAPIXELS * 1_000_000 {
        return Err(Error::PictureTooLarge { width, height, limit_megapixels: LIMIT_MEGAPIXELS });
    }
    Ok(PictureInfo { format, width, height, is_animated })
}

fn damaged(reason: &str) -> Error {
    Error::PictureDamaged { reason: reason.to_owned() }
}

fn format_name(image_type: ImageType) -> String {
    match image_type {
        ImageType::Heif(Compression::Av1) => AVIF.to_owned(),
        ImageType::Heif(_) => "HEIC".to_owned(),
        other => format!("{other:?}").to_uppercase(),
    }
}

/// The brands that a file of HEIF's kind names, the major one first. Source: ISO/IEC 14496-12, section 4.3.
fn brands(bytes: &[u8]) -> impl Iterator<Item = &[u8; 4]> {
    let box_of_brands = || {
        let (length, rest) = bytes.split_first_chunk()?;
        let brands = bytes.get(..u32::from_be_bytes(*length) as usize)?;
        rest.starts_with(b"ftyp").then_some(brands)
    };
    let words = box_of_brands().unwrap_or_default().as_chunks::<4>().0;
    // Between the major brand and the others there is its version.
    words.iter().enumerate().filter(|(at, _)| *at == 2 || *at > 3).map(|(_, brand)| brand)
}

/// What a file is whose major brand says no more than that it is of HEIF's kind.
fn compression_of(bytes: &[u8]) -> Compression {
    let named = |names: [&[u8; 4]; 2]| brands(bytes).any(|brand| names.contains(&brand));
    match () {
        () if named([b"avif", b"avis"]) => Compression::Av1,
        () if named([b"heic", b"heix"]) => Compression::Hevc,
        () => Compression::Unknown,
    }
}

/// A file counts as animated when a second frame begins in it, or its header announces several.
fn is_animated(image_type: ImageType, bytes: &[u8]) -> bool {
    match image_type {
        ImageType::Gif => num_gif_frames_at_least_two(bytes),
        ImageType::Png => has_png_animation(bytes),
        // The flags of the extended header (WebP container specification, "Extended File Format").
        ImageType::Webp => {
            bytes.get(12..21).is_some_and(|vp8x| vp8x.starts_with(b"VP8X") && vp8x[8] & 2 != 0)
        }
        // A sequence may be named second, behind a still picture that stands for it.
        ImageType::Heif(_) => brands(bytes).any(|brand| matches!(brand, b"avis" | b"msf1")),
        _ => false,
    }
}

/// Walks the chunks of a PNG up to the picture data; an animation is announced before it.
fn has_png_animation(bytes: &[u8]) -> bool {
    let mut at = 8;
    while let Some([a, b, c, d, kind @ ..]) = bytes.get(at..at + 8) {
        match kind {
            b"acTL" => return true,
            b"IDAT" => return false,
            _ => {}
        }
        let length = u32::from_be_bytes([*a, *b, *c, *d]) as usize;
        // Length, name, data, checksum. A length beyond the file ends the walk.
        let Some(next) = length.checked_add(at + 12).filter(|next| *next < bytes.len()) else {
            return false;
        };
        at = next;
    }
    false
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

#[cfg(test)]
mod tests {
    use super::*;

    fn code_of(bytes: &[u8]) -> Option<&'static str> {
        probe(bytes).err().map(|error| error.code())
    }

    #[test]
    fn a_film_is_no_picture() {
        let film = b"\0\0\0\x18ftypisom\0\0\0\0isommp42moov";
        assert_eq!(code_of(film), Some("picture.not-a-picture"));
    }

    #[test]
    fn rows_of_a_bmp_may_run_downwards() {
        let mut bytes = b"BM".to_vec();
        bytes.resize(54, 0);
        bytes[14] = 40;
        bytes[18..22].copy_from_slice(&640_i32.to_le_bytes());
        bytes[22..26].copy_from_slice(&(-480_i32).to_le_bytes());
        let info = probe(&bytes).expect("a BMP header");
        assert_eq!((info.width, info.height), (640, 480));
    }

    #[test]
    fn animation_is_found_behind_other_chunks() {
        let chunk = |name: &[u8], length: usize| {
            let mut bytes = (length as u32).to_be_bytes().to_vec();
            bytes.extend_from_slice(name);
            bytes.resize(bytes.len() + length + 4, 0);
            bytes
        };
        let signature = b"\x89PNG\r\n\x1a\n".to_vec();
        let still = [signature.clone(), chunk(b"iCCP", 9000), chunk(b"IDAT", 4)].concat();
        let moving = [signature, chunk(b"iCCP", 9000), chunk(b"acTL", 8)].concat();
        assert!(!has_png_animation(&still));
        assert!(has_png_animation(&moving));
    }
}
