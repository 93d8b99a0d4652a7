//! A picture reduced to its luma, small enough to be measured in no time.

use crate::picture::RgbaPicture;
use fast_image_resize::{
    FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer,
    images::{Image, ImageRef},
};

/// Luma of a picture over white, row by row, each value from 0 to 255.
pub(super) struct Luma {
    pub width: usize,
    pub height: usize,
    pub values: Vec<f32>,
}

impl Luma {
    /// Reduces `picture` to at most `longest` pixels on its longer side; a smaller one stays.
    pub fn at_most(picture: &RgbaPicture, longest: usize) -> Self {
        let (width, height) = (picture.width(), picture.height());
        let side = width.max(height);
        if side <= longest {
            return Self::of(width, height, picture.pixels());
        }
        let scaled = |length: usize| ((length * longest + side / 2) / side).max(1);
        Self::resized(width, height, picture.pixels(), scaled(width), scaled(height))
    }

    /// The same, squeezed or stretched to `side` × `side`.
    pub fn square(&self, side: usize) -> Self {
        let grey: Vec<u8> = self
            .values
            .iter()
            .flat_map(|value| {
                let value = value.round() as u8;
                [value, value, value, 255]
            })
            .collect();
        Self::resized(self.width, self.height, &grey, side, side)
    }

    /// ITU-R BT.601, the weights of JPEG's luma.
    fn of(width: usize, height: usize, rgba: &[u8]) -> Self {
        let values = rgba.chunks_exact(4).map(|pixel| {
            let [r, g, b, alpha] = [pixel[0], pixel[1], pixel[2], pixel[3]].map(f32::from);
            let luma = 0.299 * r + 0.587 * g + 0.114 * b;
            255.0 + (luma - 255.0) * (alpha / 255.0)
        });
        Self { width, height, values: values.collect() }
    }

    /// Each target pixel is a mean over the source pixels under a triangle twice its width.
    fn resized(
        width: usize,
        height: usize,
        rgba: &[u8],
        to_width: usize,
        to_height: usize,
    ) -> Self {
        let is_opaque = rgba.chunks_exact(4).all(|pixel| pixel[3] == 255);
        let options = ResizeOptions::new()
            .resize_alg(ResizeAlg::Convolution(FilterType::Bilinear))
            .use_alpha(!is_opaque);
        let mut target = Image::new(to_width as u32, to_height as u32, PixelType::U8x4);
        let done = ImageRef::new(width as u32, height as u32, rgba, PixelType::U8x4)
            .map_err(|_| ())
            .and_then(|source| {
                Resizer::new().resize(&source, &mut target, &options).map_err(|_| ())
            });
        debug_assert!(done.is_ok(), "sizes are positive and the buffer fits");
        Self::of(to_width, to_height, target.buffer())
    }

    pub fn mean(&self) -> f32 {
        (self.values.iter().map(|value| f64::from(*value)).sum::<f64>() / self.values.len() as f64)
            as f32
    }

    pub fn standard_deviation(&self) -> f32 {
        let mean = f64::from(self.mean());
        let squares = self.values.iter().map(|value| (f64::from(*value) - mean).powi(2));
        (squares.sum::<f64>() / self.values.len() as f64).sqrt() as f32
    }

    /// Variance of the Laplacian (4-neighbour kernel) over the inner pixels; 0 where there are
    /// none.
    ///
    /// Source: Pech-Pacheco et al., "Diatom autofocusing in brightfield microscopy", ICPR 2000.
    pub fn laplacian_variance(&self) -> f32 {
        let (width, height) = (self.width, self.height);
        if width < 3 || height < 3 {
            return 0.0;
        }
        let (mut sum, mut sum_of_squares) = (0.0, 0.0);
        for y in 1..height - 1 {
            for x in 1..width - 1 {
                let at = y * width + x;
                let around = self.values[at - 1]
                    + self.values[at + 1]
                    + self.values[at - width]
                    + self.values[at + width];
                let laplacian = f64::from(around - 4.0 * self.values[at]);
                sum += laplacian;
                sum_of_squares += laplacian * laplacian;
            }
        }
        let count = ((width - 2) * (height - 2)) as f64;
        ((sum_of_squares - sum * sum / count) / count).max(0.0) as f32
    }

    /// The value that `share` (0 to 1) of the pixels do not exceed.
    pub fn quantile(&self, share: f64) -> f32 {
        let mut counts = [0_usize; 256];
        for value in &self.values {
            counts[usize::from(value.round() as u8)] += 1;
        }
        let wanted = (share * self.values.len() as f64).ceil() as usize;
        let mut seen = 0;
        for (value, count) in counts.iter().enumerate() {
            seen += count;
            if seen >= wanted.max(1) {
                return value as f32;
            }
        }
        255.0
    }
}
