/// Values of pixels, `[pixels, channels]`, that may lie in several pieces.
#[derive(Debug, Clone, Copy)]
pub enum Rows<'a, T = f32> {
    /// One piece behind the other, each of whole pixels.
    Bands {
        /// The number of channels of each pixel.
        channels: usize,
        /// The pieces, in order.
        parts: &'a [&'a [T]],
    },
    /// Side by side: each piece has some channels of all pixels.
    Slices {
        /// The number of pixels in each piece.
        num_pixels: usize,
        /// The pieces, in order.
        parts: &'a [&'a [T]],
    },
}

impl Rows<'_> {
    /// Copies all pixels.
    pub fn append_to(&self, values: &mut Vec<f32>, num_pixels: usize) {
        let channels = match *self {
            Rows::Bands { channels, .. } => channels,
            Rows::Slices { num_pixels, parts } => {
                parts.iter().map(|part| part.len() / num_pixels).sum()
            }
        };
        let mut scratch = vec![0.0; channels];
        for pixel in 0..num_pixels {
            values.extend_from_slice(self.row(pixel, &mut scratch));
        }
    }
}

impl<T: Copy> Rows<'_, T> {
    /// The channels of a pixel, put together in `scratch`, which is as long, where they are not.
    #[inline]
    pub fn row<'s>(&'s self, pixel: usize, scratch: &'s mut [T]) -> &'s [T] {
        match *self {
            Rows::Bands { channels, parts } => {
                let mut start = pixel * channels;
                for part in parts {
                    if start < part.len() {
                        return &part[start..][..channels];
                    }
                    start -= part.len();
                }
                &[]
            }
            Rows::Slices { num_pixels, parts: [whole] } => {
                let channels = whole.len() / num_pixels;
                &whole[pixel * channels..][..channels]
            }
            Rows::Slices { num_pixels, parts } => {
                let mut start = 0;
                for part in parts {
                    let channels = part.len() / num_pixels;
                    scratch[start..][..channels]
                        .copy_from_slice(&part[pixel * channels..][..channels]);
                    start += channels;
                }
                scratch
            }
        }
    }
}
