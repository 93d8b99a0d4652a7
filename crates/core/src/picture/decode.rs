//! Decoding without a browser.

use super::{LIMIT_MEGAPIXELS, RgbaPicture, probe};
use crate::error::{Error, Result};
use image::{DynamicImage, ImageDecoder, ImageReader, Limits, error::ImageError};
use std::io::Cursor;

/// Decodes the first frame of a JPEG, PNG, GIF, WebP or BMP and turns it upright by its EXIF tag.
///
/// Sixteen-bit channels are reduced to eight; grey and CMYK become RGB.
///
/// # Errors
/// Those of [`probe()`]; [`Error::PictureFormatUnsupported`] for formats that only a browser
/// reads here (HEIC, AVIF, …); [`Error::PictureDamaged`] when the data breaks off or is wrong.
pub fn decode(bytes: &[u8]) -> Result<RgbaPicture> {
    let info = probe(bytes)?;
    let damaged = |error: ImageError| match error {
        ImageError::Unsupported(_) => {
            Error::PictureFormatUnsupported { format: info.format.clone() }
        }
        other => Error::PictureDamaged { reason: other.to_string() },
    };
    if bytes.starts_with(&[0xff, 0xd8]) && !is_jpeg_complete(bytes) {
        // The decoder would fill the missing part with grey and say nothing.
        return Err(Error::PictureDamaged { reason: "the JPEG data breaks off".into() });
    }
    let mut reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .map_err(|error| Error::PictureDamaged { reason: error.to_string() })?;
    // The header has been checked; the decoder gets room for the largest picture accepted, with
    // eight bytes a pixel.
    let mut limits = Limits::default();
    limits.max_alloc = Some(LIMIT_MEGAPIXELS as u64 * 8_000_000);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(damaged)?;
    let orientation = decoder.orientation().map_err(damaged)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(damaged)?;
    picture.apply_orientation(orientation);
    let rgba = picture.into_rgba8();
    RgbaPicture::new(rgba.width() as usize, rgba.height() as usize, rgba.into_raw())
}

/// Whether the end marker comes after the compressed data. The segments before that data are
/// skipped by their lengths, for a thumbnail among them has an end marker of its own.
/// Source: ITU-T T.81, annex B.
fn is_jpeg_complete(bytes: &[u8]) -> bool {
    const END: u8 = 0xd9;
    const START_OF_SCAN: u8 = 0xda;
    let mut at = 2;
    while let Some(&[0xff, marker, high, low]) = bytes.get(at..at + 4) {
        if marker == START_OF_SCAN {
            return bytes[at..].windows(2).any(|pair| pair == [0xff, END]);
        }
        // Fill bytes may stand before a marker.
        at += if marker == 0xff { 1 } else { 2 + usize::from(u16::from_be_bytes([high, low])) };
    }
    false
}
