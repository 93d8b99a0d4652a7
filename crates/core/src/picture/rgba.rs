use crate::error::{Error, Result};

/// A decoded picture: 8-bit red, green, blue and straight (not premultiplied) alpha, row by row
/// from the top left, upright (any EXIF rotation already applied), in sRGB.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RgbaPicture {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

impl RgbaPicture {
    /// Takes `pixels` of shape `[height, width, 4]`.
    ///
    /// # Errors
    /// [`Error::PictureDamaged`] when the number of bytes is not `height × width × 4`.
    pub fn new(width: usize, height: usize, pixels: Vec<u8>) -> Result<Self> {
        let expected = width.checked_mul(height).and_then(|area| area.checked_mul(4));
        if expected != Some(pixels.len()) || pixels.is_empty() {
            return Err(Error::PictureDamaged {
                reason: format!("{} bytes for {width} × {height} pixels", pixels.len()),
            });
        }
        Ok(Self { width, height, pixels })
    }

    /// Width in pixels, at least 1.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Height in pixels, at least 1.
    pub fn height(&self) -> usize {
        self.height
    }

    /// The bytes, `[height, width, 4]`.
    pub fn pixels(&self) -> &[u8] {
        &self.pixels
    }

    /// Lays the picture over white, as a browser shows it on a page; the result is opaque.
    ///
    /// ```
    /// use kiln_core::picture::RgbaPicture;
    /// let transparent_black = RgbaPicture::new(1, 1, vec![0, 0, 0, 0])?;
    /// assert_eq!(transparent_black.flatten_over_white().pixels(), [255; 4]);
    /// # Ok::<(), kiln_core::Error>(())
    /// ```
    pub fn flatten_over_white(mut self) -> Self {
        for pixel in self.pixels.chunks_exact_mut(4) {
            let alpha = u32::from(pixel[3]);
            if alpha == 255 {
                continue;
            }
            for channel in &mut pixel[..3] {
                // Rounded to nearest: the exact value of c·α + 255·(1 − α).
                let over = u32::from(*channel) * alpha + 255 * (255 - alpha);
                *channel = ((over + 127) / 255) as u8;
            }
            pixel[3] = 255;
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_number_of_bytes_is_refused() {
        assert!(RgbaPicture::new(2, 2, vec![0; 15]).is_err());
        assert!(RgbaPicture::new(0, 2, vec![]).is_err());
        assert!(RgbaPicture::new(usize::MAX, 2, vec![0; 8]).is_err());
    }

    #[test]
    fn transparent_becomes_white_and_half_becomes_the_mean() {
        let picture = RgbaPicture::new(3, 1, vec![9, 9, 9, 0, 0, 100, 255, 128, 1, 2, 3, 255])
            .expect("12 bytes for 3 pixels")
            .flatten_over_white();
        assert_eq!(picture.pixels(), [255, 255, 255, 255, 127, 177, 255, 255, 1, 2, 3, 255]);
    }
}
