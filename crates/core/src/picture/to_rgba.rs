//! Decoded samples to RGBA, in the buffer that they lie in: another would be as large as the picture once more.

use image::ColorType;

/// `samples` begins with all of a picture's and has room for four bytes a pixel. Sixteen bits are rounded to eight. False
/// for samples that are no such numbers.
pub(super) fn to_rgba(samples: &mut Vec<u8>, color: ColorType, num_pixels: usize) -> bool {
    let [channels, bytes_each] = match color {
        ColorType::L8 => [1, 1],
        ColorType::La8 => [2, 1],
        ColorType::Rgb8 => [3, 1],
        ColorType::Rgba8 => [4, 1],
        ColorType::L16 => [1, 2],
        ColorType::La16 => [2, 2],
        ColorType::Rgb16 => [3, 2],
        ColorType::Rgba16 => [4, 2],
        _ => return false,
    };
    let size = channels * bytes_each;
    let mut convert = |pixel: usize| {
        let mut values = [0; 4];
        for (channel, value) in values.iter_mut().take(channels).enumerate() {
            let at = pixel * size + channel * bytes_each;
            *value = match bytes_each {
                1 => samples[at],
                _ => rounded(u16::from_ne_bytes([samples[at], samples[at + 1]])),
            };
        }
        let [a, b, c, d] = values;
        let rgba = match channels {
            1 => [a, a, a, 255],
            2 => [a, a, a, b],
            3 => [a, b, c, 255],
            _ => [a, b, c, d],
        };
        samples[4 * pixel..][..4].copy_from_slice(&rgba);
    };
    // Away from what has not been read yet.
    match size {
        ..4 => (0..num_pixels).rev().for_each(&mut convert),
        _ => (0..num_pixels).for_each(&mut convert),
    }
    samples.truncate(4 * num_pixels);
    true
}

fn rounded(value: u16) -> u8 {
    ((u32::from(value) + 128) / 257) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the buffer holds, for `pixels` of this kind.
    fn rgba(color: ColorType, samples: &[u8], num_pixels: usize) -> Vec<u8> {
        let mut buffer = samples.to_vec();
        buffer.resize(samples.len().max(4 * num_pixels), 0);
        assert!(to_rgba(&mut buffer, color, num_pixels));
        buffer
    }

    #[test]
    fn every_kind_of_pixel_becomes_rgba() {
        let wide = |values: &[u16]| -> Vec<u8> {
            values.iter().flat_map(|value| (value * 257).to_ne_bytes()).collect()
        };
        let grey = [1, 1, 1, 255, 2, 2, 2, 255, 3, 3, 3, 255];
        assert_eq!(rgba(ColorType::L8, &[1, 2, 3], 3), grey);
        assert_eq!(rgba(ColorType::L16, &wide(&[1, 2, 3]), 3), grey);
        let veiled = [1, 1, 1, 2, 3, 3, 3, 4];
        assert_eq!(rgba(ColorType::La8, &[1, 2, 3, 4], 2), veiled);
        assert_eq!(rgba(ColorType::La16, &wide(&[1, 2, 3, 4]), 2), veiled);
        let solid = [1, 2, 3, 255, 4, 5, 6, 255];
        assert_eq!(rgba(ColorType::Rgb8, &[1, 2, 3, 4, 5, 6], 2), solid);
        assert_eq!(rgba(ColorType::Rgb16, &wide(&[1, 2, 3, 4, 5, 6]), 2), solid);
        let all = [1, 2, 3, 4, 5, 6, 7, 8];
        assert_eq!(rgba(ColorType::Rgba8, &all, 2), all);
        assert_eq!(rgba(ColorType::Rgba16, &wide(&all.map(u16::from)), 2), all);
        assert!(!to_rgba(&mut vec![0; 16], ColorType::Rgba32F, 1));
    }
}
