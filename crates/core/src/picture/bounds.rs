//! A look at what a file claims, before a decoder takes memory for it.
//!
//! Every bound is what the format can do at its very best, far beyond what any picture needs: a file that fails it
//! cannot hold its pixels, and would cost the memory of them all before the decoder finds that out.

use super::jpeg;

/// A deflate stream grows at most so many times when it is unpacked: 258 bytes for two bits.
/// Source: RFC 1951, section 3.2.5.
const MOST_DEFLATED: u64 = 1032;
/// Pixels for which one byte of VP8 is too little: half as many again as the 683 that it may hold. A macroblock of 256
/// pixels takes at least three bits for its modes, whose probabilities in key frames are fixed (RFC 6386, section 11.2).
const MOST_VP8_PIXELS_PER_BYTE: u64 = 1024;

/// Whether so short a file can hold the pixels that its header claims. Formats without such a bound always can.
pub(super) fn can_hold_its_pixels(bytes: &[u8], width: usize, height: usize) -> bool {
    let (width, height, length) = (width as u64, height as u64, bytes.len() as u64);
    match bytes {
        [0xff, 0xd8, ..] => blocks_of_jpeg(bytes).is_none_or(|blocks| blocks / 8 <= bytes.len()),
        [0x89, b'P', b'N', b'G', ..] => bits_of_png(bytes)
            .is_none_or(|bits| height * (width * bits / 8) <= length * MOST_DEFLATED),
        [b'B', b'M', ..] => {
            bits_of_bmp(bytes).is_none_or(|bits| width * height * bits / 8 <= length)
        }
        [b'R', b'I', b'F', b'F', ..] => {
            let is_vp8 = chunks_of_webp(bytes).any(|(name, _)| name == *b"VP8 ");
            !is_vp8 || width * height <= length * MOST_VP8_PIXELS_PER_BYTE
        }
        _ => true,
    }
}

/// Whether every part of a WebP lies within the file. The decoder takes memory for whatever its profile claims.
pub(super) fn has_whole_chunks(bytes: &[u8]) -> bool {
    !bytes.starts_with(b"RIFF") || chunks_of_webp(bytes).all(|(_, is_whole)| is_whole)
}

/// The names of the chunks of a WebP, and whether each ends within the file.
/// Source: RFC 9649, section 2.3.
fn chunks_of_webp(bytes: &[u8]) -> impl Iterator<Item = ([u8; 4], bool)> {
    let mut at = 12_u64;
    std::iter::from_fn(move || {
        let start = usize::try_from(at).ok()?;
        let [a, b, c, d, length @ ..] = *bytes.get(start..)?.first_chunk::<8>()?;
        let length = u64::from(u32::from_le_bytes(length));
        let end = at + 8 + length;
        // Chunks begin at even places.
        at = end + length % 2;
        Some(([a, b, c, d], end <= bytes.len() as u64))
    })
}

/// The number of blocks of 8 × 8 samples in all components: each takes a bit at the very least.
/// Source: ITU-T T.81, A.1.1.
fn blocks_of_jpeg(bytes: &[u8]) -> Option<usize> {
    let [width, height] = jpeg::size(bytes)?;
    let components = jpeg::frame(bytes)?.get(6..)?.as_chunks::<3>().0;
    let sampling: Vec<[usize; 2]> = components
        .iter()
        .map(|[_, factors, _]| [factors >> 4, factors & 15].map(|factor| factor.max(1).into()))
        .collect();
    let [most_across, most_down] =
        [0, 1].map(|axis| sampling.iter().map(|factors| factors[axis]).max().unwrap_or(1));
    let blocks = |[across, down]: &[usize; 2]| {
        (width * across / most_across / 8) * (height * down / most_down / 8)
    };
    Some(sampling.iter().map(blocks).sum())
}

/// The chunks of a PNG before its data: name and contents. Source: PNG specification, third edition, 5.3.
pub(super) fn chunks_of_png(bytes: &[u8]) -> impl Iterator<Item = ([u8; 4], &[u8])> {
    let mut rest = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n").unwrap_or_default();
    std::iter::from_fn(move || {
        let (length, behind) = rest.split_first_chunk()?;
        let (name, behind) = behind.split_first_chunk()?;
        let length = u32::from_be_bytes(*length) as usize;
        let data = behind.get(..length)?;
        rest = behind.get(length + 4..).unwrap_or_default();
        (name != b"IDAT").then_some((*name, data))
    })
}

/// Bits of a pixel of a PNG. Source: PNG specification, 11.2.1.
fn bits_of_png(bytes: &[u8]) -> Option<u64> {
    let channels = match bytes.get(25)? {
        2 => 3,
        4 => 2,
        6 => 4,
        _ => 1,
    };
    Some(channels * u64::from(*bytes.get(24)?))
}

/// Bits of a pixel of a BMP that is not compressed. Source: Microsoft, `BITMAPINFOHEADER`.
fn bits_of_bmp(bytes: &[u8]) -> Option<u64> {
    let number = |at: usize| Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?));
    match number(14)? {
        // The header of OS/2, which knows no compression.
        12 => number(24).map(u64::from),
        _ if matches!(number(30)?, 0 | 3) => number(28).map(u64::from),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_jpeg_is_held_against_its_blocks() {
        let frame = [0xff, 0xc0, 0, 17, 8, 39, 16, 39, 16, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1];
        let jpeg = [&[0xff, 0xd8, 7, 7, 0xff], &frame[..]].concat();
        // 10,000 × 10,000 pixels, and half as many blocks again for two channels of colour.
        assert_eq!(blocks_of_jpeg(&jpeg), Some(1250 * 1250 + 2 * 625 * 625));
        assert!(!can_hold_its_pixels(&jpeg, 10_000, 10_000));
    }

    #[test]
    fn chunks_beyond_the_file_are_seen() {
        let mut webp = b"RIFF\x20\0\0\0WEBPVP8L\x03\0\0\0abc\0EXIF\x04\0\0\0four".to_vec();
        assert!(has_whole_chunks(&webp));
        let length = webp.len() - 8;
        webp[length..length + 4].fill(0xff);
        assert!(!has_whole_chunks(&webp));
        assert!(has_whole_chunks(b"GIF89a"));
    }
}
