//! Pictures inspected, compared, grouped and divided.

#![allow(clippy::unwrap_used, reason = "a failing step should stop the test")]

#[path = "../common/mod.rs"]
mod common;
mod division;
mod inspection;
mod review;

use common::fixture;
use image::DynamicImage;
use kiln_core::{
    dataset::{Inspection, ReviewItem, inspect},
    picture::RgbaPicture,
};
use std::{fs, path::Path};

/// The 32 photos of `tests/fixtures/pictures`.
fn photos() -> Vec<DynamicImage> {
    fn collect(folder: &Path, files: &mut Vec<std::path::PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(&path, files);
            } else if path.extension().is_some_and(|extension| extension == "jpg") {
                files.push(path);
            }
        }
    }
    let mut files = Vec::new();
    collect(&fixture("pictures"), &mut files);
    files.sort();
    files.iter().map(|file| image::open(file).unwrap()).collect()
}

/// 100 cats and 100 trains, 28 × 28, white on black.
fn drawings() -> Vec<DynamicImage> {
    let sheet = image::open(fixture("inspection/drawings.png")).unwrap();
    let at = |index: u32| sheet.crop_imm(index % 20 * 28, index / 20 * 28, 28, 28);
    (0..200).map(at).collect()
}

fn inspected(picture: &DynamicImage) -> Inspection {
    let rgba = picture.to_rgba8();
    let (width, height) = (rgba.width() as usize, rgba.height() as usize);
    inspect(&RgbaPicture::new(width, height, rgba.into_raw()).unwrap())
}

fn item(inspection: Inspection, class: usize) -> ReviewItem {
    ReviewItem { class: Some(class), inspection, sha256: None, burst: None, embedding: None }
}

/// A picture without problems whose hash is `hash`.
fn photo_item(hash: u64, class: usize) -> ReviewItem {
    let inspection = Inspection {
        width: 224,
        height: 224,
        sharpness: 500.0,
        contrast: 50.0,
        brightness: 100.0,
        hash: format!("{hash:016x}"),
        problems: Vec::new(),
    };
    item(inspection, class)
}

/// Unrelated hashes (the finaliser of SplitMix64).
fn spread(index: u64) -> u64 {
    let mut z = (index + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn map_channels(photo: &DynamicImage, change: impl Fn(f32) -> f32) -> DynamicImage {
    let mut rgb = photo.to_rgb8();
    rgb.iter_mut().for_each(|value| *value = change(f32::from(*value)).round() as u8);
    rgb.into()
}
