//! Decoding of AVIF natively: the boxes by `zenavif-parse`, AV1 by `rav1d`, colours by `yuv`. As browsers do, it shows
//! the first picture of a sequence and turns it as its boxes say; the turn that EXIF asks for counts for nothing here.
//! Source: AV1 Image File Format, version 1.2; for the order of the turns ISO/IEC 23000-22 (MIAF), section 7.3.6.7.

mod coding;
mod frame;
mod grid;

use super::probe::LIMIT_MEGAPIXELS;
use super::{PictureInfo, colours};
use crate::error::{Error, Result};
use frame::Frame;
use image::{RgbaImage, imageops};
use std::{borrow::Cow, ops::Range};
use zenavif_parse::{AvifParser, ColorInformation, DecodeConfig, Unstoppable};

/// What a picture of the largest size has in tiles of 512 × 512 pixels, as phones write them, twice over.
const MOST_TILES: u32 = 1024;
/// Bytes that the boxes of a file may ask for: those of its parts, which are copied.
const MOST_BYTES: u64 = 1 << 30;

/// The first picture of an AVIF, upright and in sRGB.
///
/// # Errors
/// [`Error::PictureDamaged`], also where colours are coded as no camera and no program for pictures does;
/// [`Error::PictureFormatUnsupported`] for alpha in tiles.
pub(super) fn decode(bytes: &[u8], info: &PictureInfo) -> Result<RgbaImage> {
    // A frame that is larger than the file says would cost more than anybody agreed to.
    let most_pixels = info.width * info.height;
    let limits = DecodeConfig::default()
        .with_total_megapixels_limit(LIMIT_MEGAPIXELS as u32)
        .with_max_grid_tiles(MOST_TILES)
        .with_peak_memory_limit(MOST_BYTES);
    let bytes = with_its_brand_first(bytes);
    let file =
        AvifParser::from_bytes_with_config(&bytes, &limits, &Unstoppable).map_err(damaged)?;
    let [frame, alpha] = parts(&file)?;
    let (mut rgba, coding) = match (file.grid_config(), frame) {
        (Some(_), None) => grid::joined(&file, most_pixels)?,
        (_, frame) => {
            let frame =
                Frame::decoded(frame.ok_or_else(|| damaged("it has no picture"))?, most_pixels)?;
            let coding = frame.coding(file.color_info());
            (frame.to_rgba(&coding)?, coding)
        }
    };
    if let Some(alpha) = alpha {
        put_alpha(&mut rgba, &Frame::decoded(alpha, most_pixels)?, file.premultiplied_alpha())?;
    }
    let space = match file.color_info() {
        Some(ColorInformation::IccProfile(icc)) => {
            colours::space_of(&[], Some(icc), coding.colours)
        }
        _ => colours::coded(coding.primaries, coding.transfer),
    };
    if let Some(space) = space {
        let width = rgba.width() as usize;
        colours::to_srgb(&mut rgba, width, &space);
    }
    Ok(turned(cropped(rgba, &file), &file))
}

/// The library wants to read first what other programs find among all brands.
fn with_its_brand_first(bytes: &[u8]) -> Cow<'_, [u8]> {
    const MAJOR_BRAND: Range<usize> = 8..12;
    match bytes.get(MAJOR_BRAND) {
        None | Some(b"avif" | b"avis") => Cow::Borrowed(bytes),
        Some(_) => {
            let mut bytes = bytes.to_vec();
            bytes[MAJOR_BRAND].copy_from_slice(b"avif");
            Cow::Owned(bytes)
        }
    }
}

/// The AV1 data of the first picture and of its alpha; none of the first where it is a grid.
fn parts(file: &AvifParser<'_>) -> Result<[Option<Vec<u8>>; 2]> {
    if file.animation_info().is_some() {
        let frame = file.frame(0).map_err(damaged)?;
        return Ok([Some(frame.data.into_owned()), frame.alpha_data.map(|data| data.into_owned())]);
    }
    let alpha = file.alpha_data().transpose().map_err(damaged)?.map(|data| data.into_owned());
    if file.grid_config().is_some() {
        return match alpha {
            None => Ok([None, None]),
            // Its alpha is a grid of its own, to whose tiles the library has no way.
            Some(_) => Err(Error::PictureFormatUnsupported { format: "AVIF".to_owned() }),
        };
    }
    Ok([Some(file.primary_data().map_err(damaged)?.into_owned()), alpha])
}

/// Alpha is the brightness of a picture of its own. Source: AVIF 1.2, section 4.
fn put_alpha(rgba: &mut RgbaImage, alpha: &Frame, is_premultiplied: bool) -> Result<()> {
    let levels = alpha.full_range_brightness();
    if [alpha.width, alpha.height] != [rgba.width(), rgba.height()] {
        return Err(damaged("its alpha has another size"));
    }
    for (pixel, alpha) in rgba.pixels_mut().zip(levels) {
        if is_premultiplied && alpha > 0 {
            for value in &mut pixel.0[..3] {
                let whole = (u32::from(*value) * 255 + u32::from(alpha) / 2) / u32::from(alpha);
                *value = whole.min(255) as u8;
            }
        }
        pixel.0[3] = alpha;
    }
    Ok(())
}

/// The clean aperture, where it begins in the upper left corner: browsers show no other.
/// Source: ISO/IEC 14496-12, section 12.1.4.
fn cropped(rgba: RgbaImage, file: &AvifParser<'_>) -> RgbaImage {
    let Some(clean) = file.clean_aperture() else {
        return rgba;
    };
    let side = |whole: u32, size: [u32; 2], offset: [i64; 2]| {
        let (size, [over, under]) = (size[0].checked_div(size[1])?, offset);
        // The offset is between the two centres, so that doubled it is what has been taken away on the right.
        if !(1..=whole).contains(&size) {
            return None;
        }
        let is_at_the_corner =
            under != 0 && 2 * over == under * (i64::from(size) - i64::from(whole));
        is_at_the_corner.then_some(size)
    };
    let width = side(
        rgba.width(),
        [clean.width_n, clean.width_d],
        [clean.horiz_off_n.into(), clean.horiz_off_d.into()],
    );
    let height = side(
        rgba.height(),
        [clean.height_n, clean.height_d],
        [clean.vert_off_n.into(), clean.vert_off_d.into()],
    );
    match (width, height) {
        (Some(width), Some(height)) => imageops::crop_imm(&rgba, 0, 0, width, height).to_image(),
        _ => rgba,
    }
}

fn turned(rgba: RgbaImage, file: &AvifParser<'_>) -> RgbaImage {
    // Counter-clockwise in the file, clockwise in `image`.
    let rgba = match file.rotation().map_or(0, |rotation| rotation.angle) {
        90 => imageops::rotate270(&rgba),
        180 => imageops::rotate180(&rgba),
        270 => imageops::rotate90(&rgba),
        _ => rgba,
    };
    match file.mirror().map(|mirror| mirror.axis) {
        Some(0) => imageops::flip_vertical(&rgba),
        Some(_) => imageops::flip_horizontal(&rgba),
        None => rgba,
    }
}

fn damaged(reason: impl ToString) -> Error {
    Error::PictureDamaged { reason: reason.to_string() }
}
