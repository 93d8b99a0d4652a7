//! Pictures of every kind, good and bad, against what PIL and the original model make of them.

#![allow(clippy::unwrap_used, reason = "a failing step should stop the test")]

mod common;

use common::{fixture, index_of_largest, shipped_classifier};
use kiln_core::{
    inference::Engine,
    picture::{self, InputSpec, RgbaPicture},
};
use pollster::block_on;
use safetensors::SafeTensors;
use std::fs;

#[test]
fn crop_and_resize_are_pils() {
    let bytes = fs::read(fixture("preprocess/preprocess.safetensors")).unwrap();
    let expected = SafeTensors::deserialize(&bytes).unwrap();
    assert_eq!(expected.len(), 5);
    for (file, tensor) in expected.iter() {
        let picture = fs::read(fixture("preprocess").join(file)).unwrap();
        let picture = picture::decode(&picture).unwrap();
        let rgb = picture::crop_and_resize(picture, &InputSpec::efficientnet_lite0()).unwrap();
        assert_eq!(rgb.len(), tensor.data().len());
        let differences = rgb.iter().zip(tensor.data()).map(|(a, b)| a.abs_diff(*b));
        // Both round after the columns and after the rows; the coefficients differ in their last
        // bits, so that a value on the edge between two steps may fall to either side, twice.
        assert!(differences.clone().max().unwrap() <= 2, "{file}");
        let share = differences.filter(|d| *d > 0).count() as f64 / rgb.len() as f64;
        assert!(share < 0.01, "{file}: {share} of the values differ");
    }
}

/// Mean colours of the four quarters, over white: they tell a picture that is turned, mirrored or
/// in wrong colours, which the model would still recognise.
fn quadrants(picture: RgbaPicture) -> [[f64; 3]; 4] {
    let picture = picture.flatten_over_white();
    let (width, height) = (picture.width(), picture.height());
    let mut sums = [[0.0; 4]; 4];
    for (index, pixel) in picture.pixels().chunks_exact(4).enumerate() {
        let (y, x) = (index / width, index % width);
        let sum = &mut sums[usize::from(y >= height / 2) * 2 + usize::from(x >= width / 2)];
        for channel in 0..3 {
            sum[channel] += f64::from(pixel[channel]);
        }
        sum[3] += 1.0;
    }
    sums.map(|[r, g, b, count]| [r / count, g / count, b / count])
}

#[test]
fn every_file_gives_its_answer_or_its_error() {
    let model = shipped_classifier(Engine::FusedCpu);
    let expected = common::json("bad/expected.json");
    for (file, expected) in expected.as_object().unwrap() {
        if expected["onDemand"] == true {
            continue;
        }
        let bytes = fs::read(fixture("bad").join(file)).unwrap();
        let picture = match (picture::decode(&bytes), expected["error"].as_str()) {
            (Ok(picture), None) => picture,
            (Err(error), Some(code)) => {
                assert_eq!(error.code(), code, "{file}: {error}");
                continue;
            }
            (outcome, _) => panic!("{file}: {:?}", outcome.map(|picture| picture.width())),
        };
        assert_eq!(picture.width() as u64, expected["width"].as_u64().unwrap(), "{file}");
        assert_eq!(picture.height() as u64, expected["height"].as_u64().unwrap(), "{file}");
        for (index, quadrant) in quadrants(picture.clone()).into_iter().enumerate() {
            for (channel, mean) in quadrant.into_iter().enumerate() {
                let expected = expected["quadrants"][index][channel].as_f64().unwrap();
                // Means are given in whole steps, and decoders of JPEG differ by one or two.
                assert!((mean - expected).abs() < 3.0, "{file}: quarter {index} is {mean}");
            }
        }
        let input = picture::preprocess(picture, model.input().unwrap()).unwrap();
        let logits = block_on(model.logits(&input)).unwrap();
        assert_eq!(
            index_of_largest(&logits) as u64,
            expected["answer"].as_u64().unwrap(),
            "{file}"
        );
    }
}

/// `alike/expected.json` is what Chromium shows (`make_alike.mjs`).
#[test]
fn pictures_look_as_in_a_browser() {
    let expected = common::json("alike/expected.json");
    let mut unlike = Vec::new();
    for (file, expected) in expected.as_object().unwrap() {
        let bytes = fs::read(fixture("alike").join(file)).unwrap();
        let picture = match picture::decode(&bytes) {
            Ok(picture) => picture,
            Err(error) => {
                unlike.push(format!("{file}: {error}"));
                continue;
            }
        };
        let size = [picture.width(), picture.height()].map(|side| side as u64);
        let quarters = quarters(&picture);
        let differ = |(quarter, expected): (&[f64; 4], &serde_json::Value)| {
            let pairs = quarter.iter().zip(expected.as_array().unwrap());
            // Decoders of JPEG and WebP differ by one or two, and so do roundings of colours.
            pairs.clone().any(|(mean, expected)| (mean - expected.as_f64().unwrap()).abs() > 3.0)
        };
        let shown = expected["quarters"].as_array().unwrap();
        if size != [&expected["width"], &expected["height"]].map(|side| side.as_u64().unwrap())
            || quarters.iter().zip(shown).any(differ)
        {
            unlike.push(format!("{file}: {size:?} {quarters:.0?} for {expected}"));
        }
    }
    assert!(unlike.is_empty(), "{}", unlike.join("\n"));
}

/// Mean red, green, blue and alpha of the four quarters.
fn quarters(picture: &RgbaPicture) -> [[f64; 4]; 4] {
    let (width, height) = (picture.width(), picture.height());
    let mut sums = [[0.0; 4]; 4];
    for (index, pixel) in picture.pixels().chunks_exact(4).enumerate() {
        let (y, x) = (index / width, index % width);
        let sum = &mut sums[usize::from(y >= height / 2) * 2 + usize::from(x >= width / 2)];
        for (sum, value) in sum.iter_mut().zip(pixel) {
            *sum += f64::from(*value) * 4.0 / (width * height) as f64;
        }
    }
    sums
}

#[test]
fn the_header_tells_of_animation() {
    let is_animated = |file: &str| {
        picture::probe(&fs::read(fixture("bad").join(file)).unwrap()).unwrap().is_animated
    };
    assert!(is_animated("animated.gif"));
    assert!(!is_animated("transparent.png"));
    assert!(!is_animated("webp.webp"));
}

#[test]
fn forty_megapixels_are_read() {
    // As the page would get it after decoding: the core must take it without a detour.
    let (width, height) = (7680, 5200);
    let pixels = (0..width * height).flat_map(|i| [(i % 251) as u8, 128, 7, 255]).collect();
    let picture = RgbaPicture::new(width, height, pixels).unwrap();
    let input = picture::preprocess(picture, &InputSpec::efficientnet_lite0()).unwrap();
    assert_eq!(input.len(), 3 * 224 * 224);
}
