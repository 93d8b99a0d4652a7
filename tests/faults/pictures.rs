//! Pictures as the command line reads them.

use crate::alter::Chance;
use crate::round::{Outcome, Round, turn};
use flate2::Crc;
use kiln_core::picture::{RgbaPicture, decode, probe};
use std::{fs, path::Path};

/// Every kind that is decoded here.
const SEEDS: [&str; 27] = [
    "alike/adobe.jpg",
    "alike/alpha-multiplied.avif",
    "alike/animated.avif",
    "alike/animated.png",
    "alike/code-of-p3.png",
    "alike/cropped.avif",
    "alike/grey-linear.png",
    "alike/inks.jpg",
    "alike/p3.avif",
    "alike/p3.webp",
    "alike/p3-palette.png",
    "alike/primaries-of-p3.png",
    "alike/plain.avif",
    "alike/small-first-frame.gif",
    "alike/ten-bits.avif",
    "alike/tiles-turned.avif",
    "alike/turned-p3.jpg",
    "bad/animated.gif",
    "bad/cmyk.jpg",
    "bad/exif-6.jpg",
    "bad/gray.jpg",
    "bad/sixteen-bit.png",
    "bad/transparent.png",
    "bad/webp.webp",
    "bad/ycck.jpg",
    "pictures/bird.jpg",
    "inspection/drawings.png",
];

#[test]
fn altered_pictures_are_decoded_or_refused() {
    let _turn = turn();
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures");
    let read = |name: &&str| fs::read(fixtures.join(name)).unwrap();
    let seeds: Vec<Vec<u8>> =
        SEEDS.iter().map(read).chain([bitmap(), solid_webp(40, 30)]).collect();
    let most_memory = |file: &[u8]| match probe(file) {
        Ok(info) => {
            // The frame of an AVIF has up to six bytes a pixel besides.
            let each = if info.format == "AVIF" { 16 } else { 8 };
            each * info.width * info.height + 4 * file.len() + (64 << 20)
        }
        Err(_) => 1 << 20,
    };
    Round {
        kind: "picture",
        seeds: &seeds,
        codes: &["picture."],
        most_memory: &most_memory,
        mend: &|file, chance| mend_sums(file, chance),
        read: &|file| match decode(file) {
            Err(error) => Outcome::Refused(error.code()),
            Ok(picture) => {
                let info = probe(file).unwrap();
                let (width, height) = (picture.width(), picture.height());
                assert!(width * height <= info.width * info.height);
                let again = RgbaPicture::new(width, height, picture.pixels().to_vec());
                assert!(again.unwrap() == picture);
                Outcome::Taken
            }
        },
    }
    .run();
}

/// A lossless WebP of one colour, which takes as many bytes for a hundred megapixels as for one.
/// Source: RFC 9649, sections 2.3 and 3.
pub fn solid_webp(width: u64, height: u64) -> Vec<u8> {
    // From the lowest bit: width and height less one, no alpha, version 0; no transform, no cache, no groups of codes;
    // and five codes of one symbol, each 0.
    let mut bits = (width - 1) | (height - 1) << 14;
    for code in 0..5 {
        bits |= 1 << (35 + 4 * code);
    }
    let data = [&[0x2f], &bits.to_le_bytes()[..]].concat();
    let mut file = b"RIFF\0\0\0\0WEBPVP8L".to_vec();
    file.extend((data.len() as u32).to_le_bytes());
    file.extend(data);
    file.push(0);
    let length = file.len() as u32 - 8;
    file[4..8].copy_from_slice(&length.to_le_bytes());
    file
}

/// A BMP of 40 × 30 pixels with 24 bits each.
fn bitmap() -> Vec<u8> {
    let mut file = b"BM".to_vec();
    file.resize(54, 0);
    file[10] = 54;
    file[14] = 40;
    file[18] = 40;
    file[22] = 30;
    file[26] = 1;
    file[28] = 24;
    file.extend((0..40 * 30 * 3).map(|i| (i % 251) as u8));
    file
}

/// Half of the PNGs get sums that fit, for otherwise nothing behind the first chunk would be read.
fn mend_sums(file: &mut [u8], chance: &mut Chance) {
    if file.starts_with(b"\x89PNG\r\n\x1a\n") && chance.is_once_in(2) {
        mend_png(file);
    }
}

/// Gives each chunk of a PNG the sum that fits it.
pub fn mend_png(file: &mut [u8]) {
    let mut at = 8;
    while let Some(length) = file.get(at..at + 4).and_then(|bytes| bytes.first_chunk()) {
        let end = at + 8 + u32::from_be_bytes(*length) as usize;
        if end + 4 > file.len() {
            break;
        }
        let mut sum = Crc::new();
        sum.update(&file[at + 4..end]);
        file[end..end + 4].copy_from_slice(&sum.sum().to_be_bytes());
        at = end + 4;
    }
}
