//! Decoding without a browser.

use super::{RgbaPicture, probe};
use crate::error::{Error, Result};
use image::{DynamicImage, ImageDecoder, ImageReader, error::ImageError};
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
    let reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .map_err(|error| Error::PictureDamaged { reason: error.to_string() })?;
    let mut decoder = reader.into_decoder().map_err(damaged)?;
    let orientation = decoder.orientation().map_err(damaged)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(damaged)?;
    picture.apply_orientation(orientation);
    let rgba = picture.into_rgba8();
    RgbaPicture::new(rgba.width() as usize, rgba.height() as usize, rgba.into_raw())
}
