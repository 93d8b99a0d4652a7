//! Colours as they are meant: whatever space a picture's numbers are of becomes sRGB, as browsers do it. Without that a
//! phone's photo would look paler here than in the page, and a model would be asked about another picture.
//!
//! What a file says of its colours and cannot be is left alone, as if it had said nothing.

use super::bounds::chunks_of_png;
use moxcms::{
    Chromaticity, CicpProfile, ColorPrimaries, ColorProfile, DataColorSpace, Layout, ToneReprCurve,
    Transform8BitExecutor, TransformOptions,
};

/// Levels by which a space may differ from sRGB and be it for all purposes: profiles are rounded.
const ROUNDING: u8 = 1;

/// The space of the colours of the picture in `bytes`, whose profile is `icc` and which is in `colours`; none for sRGB and
/// for what cannot be.
pub(super) fn space_of(
    bytes: &[u8],
    icc: Option<&[u8]>,
    colours: DataColorSpace,
) -> Option<ColorProfile> {
    let chunk = |wanted: &[u8; 4]| {
        chunks_of_png(bytes).find(|(name, _)| name == wanted).map(|(_, data)| data)
    };
    if let Some(code) = chunk(b"cICP") {
        return match *code {
            [primaries, transfer, 0, 1] => coded(primaries, transfer),
            _ => None,
        };
    }
    if let Some(icc) = icc {
        let profile = ColorProfile::new_from_slice(icc).ok()?;
        return match profile.color_space {
            // Greys are colours too.
            DataColorSpace::Rgb if colours != DataColorSpace::Cmyk => Some(profile),
            space if space == colours => Some(profile),
            _ => None,
        };
    }
    match chunk(b"sRGB") {
        Some(_) => None,
        None => measured(chunk(b"gAMA")?, chunk(b"cHRM")),
    }
}

/// The space of these numbers of ITU-T H.273, which a PNG has in its `cICP` (PNG specification, third edition, 11.3.2.6)
/// and an AVIF in its `nclx`. Pictures with a range of light beyond a screen's are left alone.
pub(super) fn coded(primaries: u8, transfer: u8) -> Option<ColorProfile> {
    const UNSPECIFIED: u8 = 2;
    const PRIMARIES_OF_SRGB: u8 = 1;
    const CURVE_OF_SRGB: u8 = 13;
    let primaries = if primaries == UNSPECIFIED { PRIMARIES_OF_SRGB } else { primaries };
    let transfer = match transfer {
        // Television's curve is that of cameras; browsers show such pictures by a screen's.
        UNSPECIFIED | 1 | 6 | 14 | 15 => CURVE_OF_SRGB,
        16 | 18 => return None,
        other => other,
    };
    let profile = ColorProfile::new_from_cicp(CicpProfile {
        color_primaries: primaries.try_into().ok()?,
        transfer_characteristics: transfer.try_into().ok()?,
        matrix_coefficients: 0.try_into().ok()?,
        full_range: true,
    });
    profile.red_trc.is_some().then_some(profile)
}

/// Source: PNG specification, third edition, 11.3.2.1 and 11.3.2.2: both in hundred-thousandths.
fn measured(gamma: &[u8], primaries: Option<&[u8]>) -> Option<ColorProfile> {
    /// The gamma that stands for sRGB's curve where nothing else is said.
    const OF_SRGB: u32 = 45_455;
    let gamma = u32::from_be_bytes(*gamma.first_chunk()?);
    if gamma == 0 || (gamma == OF_SRGB && primaries.is_none()) {
        return None;
    }
    let mut profile = ColorProfile::new_srgb();
    profile.cicp = None;
    let curve = ToneReprCurve::Parametric(vec![100_000.0 / gamma as f32]);
    profile.red_trc = Some(curve.clone());
    profile.green_trc = Some(curve.clone());
    profile.blue_trc = Some(curve);
    if let Some(numbers) = primaries {
        let places = numbers.as_chunks::<8>().0;
        let [white, red, green, blue] = *places.first_chunk::<4>()?;
        let place = |[a, b, c, d, e, f, g, h]: [u8; 8]| {
            let [x, y] = [[a, b, c, d], [e, f, g, h]].map(u32::from_be_bytes);
            Chromaticity::new(x as f32 / 100_000.0, y as f32 / 100_000.0)
        };
        let primaries = ColorPrimaries { red: place(red), green: place(green), blue: place(blue) };
        profile.update_rgb_colorimetry(place(white).to_xyyb(), primaries);
    }
    Some(profile)
}

/// Turns the colours of `space` into those of sRGB. `rgba` is `[height, width, 4]`; its alpha stays.
pub(super) fn to_srgb(rgba: &mut [u8], width: usize, space: &ColorProfile) {
    let layout = match space.color_space {
        DataColorSpace::Gray => Layout::Gray,
        _ => Layout::Rgba,
    };
    let srgb = ColorProfile::new_srgb();
    let options = TransformOptions::default();
    let Ok(transform) = space.create_transform_8bit(layout, &srgb, Layout::Rgba, options) else {
        return;
    };
    let mut probe = all_over(space.color_space);
    let expected = probe.clone();
    convert(&mut probe, space.color_space, transform.as_ref());
    if probe.iter().zip(&expected).all(|(after, before)| after.abs_diff(*before) <= ROUNDING) {
        return;
    }
    for row in rgba.chunks_exact_mut(4 * width) {
        convert(row, space.color_space, transform.as_ref());
    }
}

/// Colours from all over the space, as RGBA.
fn all_over(space: DataColorSpace) -> Vec<u8> {
    let steps = (0..=255).step_by(17);
    let grey = |level: u8| [level, level, level, 255];
    let colours = |red: u8| {
        let steps = (0..=255).step_by(51);
        steps.clone().flat_map(move |green| steps.clone().map(move |blue| [red, green, blue, 255]))
    };
    match space {
        DataColorSpace::Gray => steps.flat_map(grey).collect(),
        _ => steps.flat_map(colours).flatten().collect(),
    }
}

fn convert(row: &mut [u8], space: DataColorSpace, transform: &Transform8BitExecutor) {
    let pixels = row.as_chunks::<4>().0.iter();
    let source: Vec<u8> = match space {
        DataColorSpace::Gray => pixels.map(|pixel| pixel[0]).collect(),
        DataColorSpace::Cmyk => pixels.flat_map(inks_of).collect(),
        _ => pixels.flatten().copied().collect(),
    };
    let mut converted = vec![0; row.len()];
    // The lengths fit, so that it does not fail; and what fails stays as it was.
    if transform.transform(&source, &mut converted).is_ok() {
        for (pixel, new) in row.as_chunks_mut::<4>().0.iter_mut().zip(converted.as_chunks::<4>().0)
        {
            pixel[..3].copy_from_slice(&new[..3]);
        }
    }
}

/// Cyan, magenta, yellow and no black for a pixel of a picture in inks, whose black the decoder has mixed into its red,
/// green and blue. Chromium prints what its decoder has mixed, and a model has learnt from pictures as they are shown there.
fn inks_of(&[red, green, blue, _]: &[u8; 4]) -> [u8; 4] {
    [255 - red, 255 - green, 255 - blue, 0]
}
