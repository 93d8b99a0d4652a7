//! What is measured of one picture.

use crate::{common::fixture, drawings, inspected, item, map_channels, photos};
use image::{DynamicImage, imageops};
use kiln_core::{
    dataset::{PictureProblem, groups, inspect},
    picture,
};
use std::fs;

#[test]
fn photos_and_drawings_have_no_problems_and_are_all_different() {
    for pictures in [photos(), drawings()] {
        let items: Vec<_> = pictures.iter().map(|picture| item(inspected(picture), 0)).collect();
        assert!(items.iter().all(|item| item.inspection.problems.is_empty()));
        assert_eq!(groups(&items), (0..items.len()).collect::<Vec<_>>());
    }
    let framed = |drawing: &DynamicImage| {
        let mut paper = DynamicImage::new_rgb8(32, 32);
        imageops::overlay(&mut paper, drawing, 2, 2);
        paper.invert();
        inspected(&paper)
    };
    assert!(drawings().iter().all(|drawing| framed(drawing).problems.is_empty()));
}

#[test]
fn a_strip_is_small_but_not_blurred() {
    let strip = photos()[0].resize_exact(4000, 20, imageops::FilterType::Triangle);
    let inspection = inspected(&strip);
    assert_eq!(inspection.problems, [PictureProblem::TooSmall]);
    let json = serde_json::to_value(&inspection).unwrap();
    assert_eq!(
        (&json["problems"][0], json["hash"].as_str().unwrap().len()),
        (&"too-small".into(), 16)
    );
}

#[test]
fn spoilt_photos_are_flagged() {
    for photo in photos() {
        assert_eq!(inspected(&photo.blur(4.0)).problems, [PictureProblem::Blurred]);
        let dark = inspected(&map_channels(&photo, |value| value / 6.0));
        assert!(dark.problems.contains(&PictureProblem::TooDark), "{dark:?}");
        let bright = inspected(&map_channels(&photo, |value| 255.0 - (255.0 - value) / 11.0));
        assert!(
            bright.problems.contains(&PictureProblem::TooBright)
                || bright.problems == [PictureProblem::Blank],
            "{bright:?}"
        );
    }
    let blank = DynamicImage::new_rgb8(300, 20);
    assert_eq!(
        inspected(&blank).problems,
        [PictureProblem::TooSmall, PictureProblem::Blank],
        "the shorter side counts"
    );
    // Transparent is white: nothing of the black below it is seen.
    assert_eq!(inspected(&DynamicImage::new_rgba8(40, 40)).brightness, 255.0);
}

#[test]
fn a_decoded_picture_is_inspected_upright() {
    let sideways = fs::read(fixture("bad/exif-6.jpg")).unwrap();
    let upright = fs::read(fixture("bad/exif-1.jpg")).unwrap();
    let [a, b] = [sideways, upright].map(|bytes| inspect(&picture::decode(&bytes).unwrap()));
    assert_eq!((a.width, a.height), (b.width, b.height));
    let items = [item(a, 0), item(b, 0)];
    assert_eq!(groups(&items), [0, 0]);
}
