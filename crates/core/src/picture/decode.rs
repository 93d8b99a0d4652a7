//! Decoding without a browser.

use super::avif;
use super::bounds::{can_hold_its_pixels, has_whole_chunks};
use super::colours::{space_of, to_srgb};
use super::jpeg;
use super::probe::AVIF;
use super::to_rgba::to_rgba;
use super::{PictureInfo, RgbaPicture, probe};
use crate::error::{Error, Result};
use image::{
    DynamicImage, ImageDecoder, ImageReader, Limits, RgbaImage, error::ImageError,
    metadata::Orientation,
};
use moxcms::DataColorSpace;
use std::io::Cursor;

/// Memory for everything in a file but its pixels: colour profiles, texts. The largest profiles take a few megabytes.
const MAX_EXTRA_BYTES: u64 = 32 << 20;
/// Bytes of a row's pixel at most, times the rows that a decoder holds beside the picture.
const MAX_ROW_BYTES_PER_PIXEL: u64 = 8 * 4;

/// Decodes the first frame of a JPEG, PNG, GIF, WebP, AVIF or BMP, turns it upright by its EXIF tag and its colours into
/// sRGB. As in Chromium, the tag of a WebP turns nothing, nor one behind the data of a PNG.
///
/// Sixteen-bit channels are reduced to eight; grey and CMYK become RGB. Memory grows with the pixels alone: some eight
/// bytes each, more where a progressive JPEG or the turning of a picture of sixteen bits needs another copy. None is taken
/// for more pixels than the file can hold.
///
/// # Errors
/// Those of [`probe()`]; [`Error::PictureFormatUnsupported`] for formats that only a browser
/// reads here (HEIC, JPEG XL, …); [`Error::PictureDamaged`] when the data breaks off or is wrong.
pub fn decode(bytes: &[u8]) -> Result<RgbaPicture> {
    let info = probe(bytes)?;
    let damaged = |error: ImageError| match error {
        ImageError::Unsupported(_) => {
            Error::PictureFormatUnsupported { format: info.format.clone() }
        }
        other => Error::PictureDamaged { reason: other.to_string() },
    };
    check_length(bytes, &info)?;
    if info.format == AVIF {
        let rgba = avif::decode(bytes, &info)?;
        return RgbaPicture::new(rgba.width() as usize, rgba.height() as usize, rgba.into_raw());
    }
    let mut reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .map_err(|error| Error::PictureDamaged { reason: error.to_string() })?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_EXTRA_BYTES + info.width as u64 * MAX_ROW_BYTES_PER_PIXEL);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(damaged)?;
    let icc = match has_whole_chunks(bytes) {
        true => decoder.icc_profile().ok().flatten(),
        false => None,
    };
    let orientation = match bytes.starts_with(b"RIFF") {
        true => Orientation::NoTransforms,
        false => decoder.orientation().map_err(damaged)?,
    };
    let colours = match decoder.color_type().has_color() {
        false => DataColorSpace::Gray,
        true if jpeg::num_components(bytes) == Some(4) => DataColorSpace::Cmyk,
        true => DataColorSpace::Rgb,
    };
    let space = space_of(bytes, icc.as_deref(), colours);
    drop(icc);
    let mut rgba = read_rgba(decoder, &info, damaged)?;
    if let Some(space) = space {
        let width = rgba.width() as usize;
        to_srgb(&mut rgba, width, &space);
    }
    let rgba = upright(rgba, orientation);
    RgbaPicture::new(rgba.width() as usize, rgba.height() as usize, rgba.into_raw())
}

/// # Errors
/// [`Error::PictureDamaged`] where the data ends too early.
fn check_length(bytes: &[u8], info: &PictureInfo) -> Result<()> {
    let reason = if bytes.starts_with(&[0xff, 0xd8]) && !is_jpeg_complete(bytes) {
        // The decoder would fill the missing part with grey and say nothing.
        "the JPEG data breaks off".to_owned()
    } else if !can_hold_its_pixels(bytes, info.width, info.height) {
        format!("{} bytes cannot hold {} × {} pixels", bytes.len(), info.width, info.height)
    } else {
        return Ok(());
    };
    Err(Error::PictureDamaged { reason })
}

/// The decoder's picture, in one buffer.
fn read_rgba(
    decoder: impl ImageDecoder,
    info: &PictureInfo,
    damaged: impl Fn(ImageError) -> Error,
) -> Result<RgbaImage> {
    let (width, height) = decoder.dimensions();
    let (color, num_samples) = (decoder.color_type(), decoder.total_bytes());
    let num_pixels = width as usize * height as usize;
    let wrong = |reason: &str| Error::PictureDamaged { reason: reason.to_owned() };
    if num_pixels > info.width * info.height {
        return Err(wrong("its sizes contradict each other"));
    }
    let num_samples = usize::try_from(num_samples).map_err(|_| wrong("it has no size"))?;
    let num_bytes = num_samples.max(4 * num_pixels);
    let mut samples = Vec::new();
    // A picture for which there is no room must not take the others of a batch with it.
    let no_room = |_| wrong("there is not enough memory for its pixels");
    samples.try_reserve_exact(num_bytes).map_err(no_room)?;
    samples.resize(num_samples, 0);
    decoder.read_image(&mut samples).map_err(damaged)?;
    samples.resize(num_bytes, 0);
    if !to_rgba(&mut samples, color, num_pixels) {
        return Err(Error::PictureFormatUnsupported { format: info.format.clone() });
    }
    RgbaImage::from_raw(width, height, samples).ok_or_else(|| wrong("it has no size"))
}

fn upright(picture: RgbaImage, orientation: Orientation) -> RgbaImage {
    let mut picture = DynamicImage::from(picture);
    picture.apply_orientation(orientation);
    picture.into_rgba8()
}

/// Whether the end marker comes after the compressed data. The segments before that data are
/// skipped by their lengths, for a thumbnail among them has an end marker of its own.
/// Source: ITU-T T.81, annex B.
fn is_jpeg_complete(bytes: &[u8]) -> bool {
    const END: [u8; 2] = [0xff, 0xd9];
    const START_OF_SCAN: u8 = 0xda;
    let scan = jpeg::segments(bytes).find(|(marker, _)| *marker == START_OF_SCAN);
    scan.is_some_and(|(_, header)| bytes[header.end..].windows(2).any(|pair| pair == END))
}
