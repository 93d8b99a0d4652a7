//! Every kernel against its definition, over random shapes: the same bits.
//!
//! With the feature `kernel-check` the properties are part of a wasm module too, which a browser runs
//! (`tests/browser/numbers.spec.ts`): what it makes of the kernels is another program.

use super::definition as plain;
use super::*;
use crate::format::Int8Weights;
use crate::kernels::unordered::unordered as values;
use crate::kernels::{Border, FeatureMap, Rows, share};
use proptest::prelude::*;

fn config() -> ProptestConfig {
    let config = ProptestConfig::default();
    // A browser has no files to remember failures in.
    #[cfg(target_arch = "wasm32")]
    let config = ProptestConfig { failure_persistence: None, ..config };
    config
}

/// Weights of any value that a file may hold, with scales that bring sums into ReLU6's range.
fn weights(outputs: usize, inputs: usize, seed: u64) -> Int8Weights {
    let numbers = values(outputs * (inputs + 1), seed);
    let (weights, scales) = numbers.split_at(outputs * inputs);
    Int8Weights {
        values: weights.iter().map(|value| (value * 128.0).floor() as i8).collect(),
        scales: scales
            .iter()
            .map(|value| (0.1 + value.abs()) / (64.0 * (inputs as f32).sqrt()))
            .collect(),
    }
}

/// In steps of 6/127: some are 0 and some the largest.
fn bytes(count: usize, seed: u64) -> Vec<u8> {
    values(count, seed).iter().map(|value| (value * 160.0).clamp(0.0, 127.0) as u8).collect()
}

/// Pieces of `rows` rows for each of `members`.
fn bands<T>(values: &[T], rows: usize, members: usize) -> Vec<&[T]> {
    let length = values.len() / rows;
    let bands = (0..members).map(|member| share(rows, member, members));
    bands.map(|rows| &values[rows.start * length..rows.end * length]).collect()
}

/// The bytes of a map in the order of rows as the depthwise convolution's input.
fn fill(map: &[u8], size: FeatureMap, four: usize, target: FourRows) {
    for channel in 0..size.channels {
        for (at, row) in (0..4 * size.width).map(|at| (at, 4 * four + at % 4)) {
            let is_inside = row < size.height;
            let value = (row * size.width + at / 4) * size.channels + channel;
            target.blocks[channel / 4 * target.pitch + at / 4][4 * (channel % 4) + at % 4] =
                if is_inside { map[value] } else { 0 };
        }
    }
}

/// `[pixels, channels]` as `[channels / 4][pixels][4]`.
fn quads_of(map: &[u8], channels: usize) -> Vec<[u8; 4]> {
    let fours = (0..channels / 4).flat_map(|four| {
        map.chunks(channels).map(move |pixel| std::array::from_fn(|at| pixel[4 * four + at]))
    });
    fours.collect()
}

fn channels_of<T: Copy>(map: &[T], all: usize, some: std::ops::Range<usize>) -> Vec<T> {
    map.chunks(all).flat_map(|row| row[some.clone()].to_vec()).collect()
}

proptest! {
    #![proptest_config(config())]

    #[cfg_attr(test, test)]
    fn an_expansion_is_its_definition(
        height in 1_usize..10, width in 1_usize..6, quads in 1_usize..12, eights in 1_usize..5,
        members in 1_usize..4, seed: u64, magnitude in -3_i32..4,
    ) {
        let (inputs, outputs) = (4 * quads, 8 * eights);
        let size = FeatureMap { height, width, channels: inputs };
        let mut map = values(size.num_values(), seed);
        map.iter_mut().for_each(|value| *value *= 10.0_f32.powi(magnitude));
        map[..inputs].fill(0.0);
        let (weights, bias) = (weights(outputs, inputs, seed ^ 1), values(outputs, seed ^ 2));
        let (expected_bytes, expected_steps) = plain::rounded_pixels(&map, inputs);
        let mut pixels = BytePixels::default();
        pixels.round(&map, inputs);
        prop_assert_eq!(pixels.bytes(), &expected_bytes);
        prop_assert_eq!(pixels.steps(), &expected_steps);
        let sums = plain::sums((&expected_bytes, size, 64), &weights.values, (outputs, 1, 1, 1), Border::NONE).0;
        let expected = plain::to_bytes(&sums, &weights, &bias, 1.0, &expected_steps);

        let layer = Expansion::new(&weights, &bias);
        let channels = share(eights, members - 1, members);
        let channels = 8 * channels.start..8 * channels.end;
        let pixels = PixelBands {
            channels: inputs,
            bytes: &bands(pixels.bytes(), height, members),
            steps: &bands(pixels.steps(), height, members),
        };
        let part = FeatureMap { channels: channels.len(), ..size };
        let expected = channels_of(&expected, outputs, channels.clone());
        for four in 0..height.div_ceil(4) {
            let pitch = width + 2;
            let mut target = vec![[255; 16]; pitch * channels.len() / 4];
            let mut wanted = target.clone();
            layer.run(pixels, four, (height, width), &channels, FourRows { blocks: &mut target[1..], pitch });
            fill(&expected, part, four, FourRows { blocks: &mut wanted[1..], pitch });
            prop_assert_eq!(target, wanted);
        }
    }

    #[cfg_attr(test, test)]
    fn a_stem_is_its_definition(
        height in 1_usize..12, width in 1_usize..8, eights in 1_usize..4, members in 1_usize..4, seed: u64,
    ) {
        let outputs = 8 * eights;
        let size = FeatureMap { height: 2 * height, width: 4 * width, channels: 3 };
        let picture: Vec<f32> = values(size.num_values(), seed).iter().map(|value| value * 1.2).collect();
        let (weights, bias) = (weights(outputs, 27, seed ^ 1), values(outputs, seed ^ 2));
        let rounded = plain::rounded_picture(&picture);
        let border = Border { before: 0, after: 1 };
        let (sums, output) = plain::sums((&rounded, size, 127), &weights.values, (outputs, 3, 2, 1), border);
        let steps = vec![1.0; output.num_pixels()];
        let expected = plain::to_bytes(&sums, &weights, &bias, 1.0 / 128.0, &steps);

        let parts: Vec<PictureRows> = (0..members).map(|member| {
            let mut rows = PictureRows::default();
            rows.round(&picture, (size.height, size.width), share(size.height, member, members));
            rows
        }).collect();
        let parts: Vec<&[u8]> = parts.iter().map(PictureRows::bytes).collect();
        let rows = Rows::Bands { channels: PictureRows::row_length(size.width), parts: &parts };
        let layer = Stem::new(&weights, &bias);
        let channels = share(eights, 0, members);
        let channels = 8 * channels.start..8 * channels.end;
        let part = FeatureMap { channels: channels.len(), ..output };
        let expected = channels_of(&expected, outputs, channels.clone());
        if channels.is_empty() {
            return Ok(());
        }
        for four in 0..height.div_ceil(4) {
            let pitch = output.width + 2;
            let mut target = vec![[255; 16]; pitch * channels.len() / 4];
            let mut wanted = target.clone();
            layer.run(rows, four, (size.height, size.width), &channels, FourRows { blocks: &mut target[1..], pitch });
            fill(&expected, part, four, FourRows { blocks: &mut wanted[1..], pitch });
            prop_assert_eq!(target, wanted);
        }
    }

    #[cfg_attr(test, test)]
    fn a_depthwise_convolution_is_its_definition(
        height in 1_usize..20, width in 1_usize..28, fours in 1_usize..5, first in 0_usize..3,
        kernel in prop_oneof![Just(3_usize), Just(5)], stride in 1_usize..3,
        before in 0_usize..4, after in 0_usize..4, seed: u64,
    ) {
        let border = Border { before, after };
        let size = FeatureMap { height, width, channels: 4 * fours };
        let padded = border.around(size);
        prop_assume!(padded.height >= kernel && padded.width >= kernel);
        let input = bytes(size.num_values(), seed);
        prop_assume!((padded.width - kernel) / stride >= 3);
        let weights = weights(size.channels, kernel * kernel, seed ^ 1);
        let bias = values(size.channels, seed ^ 2);
        let all = (size.channels, kernel, stride, size.channels);
        let (sums, output) = plain::sums((&input, size, 0), &weights.values, all, border);
        let expected = plain::filtered_to_bytes(&sums, &weights, &bias);

        let layer = ByteDepthwise::new(&weights, &bias, kernel, stride, border);
        prop_assert_eq!(layer.output_size(size), output);
        let channels = 4 * first.min(fours - 1)..size.channels;
        let some = FeatureMap { channels: channels.len(), ..size };
        let input = channels_of(&input, size.channels, channels.clone());
        let mut actual = vec![[255; 4]; FeatureMap { channels: some.channels, ..output }.num_values() / 4];
        let mut quads = RowQuads::new(layer.slot_length(some));
        layer.run(some, channels.clone(), &mut quads, &mut actual, &mut |four, target| fill(&input, some, four, target));
        prop_assert_eq!(actual, quads_of(&channels_of(&expected, size.channels, channels), some.channels));
    }

    #[cfg_attr(test, test)]
    fn a_projection_is_its_definition(
        num_pixels in 1_usize..12, quads in 1_usize..30, eights in 1_usize..7,
        members in 1_usize..4, has_residual: bool, seed: u64,
    ) {
        let (inputs, outputs) = (4 * quads, 8 * eights);
        let size = FeatureMap { height: 1, width: num_pixels, channels: inputs };
        let input = bytes(size.num_values(), seed);
        let (weights, bias) = (weights(outputs, inputs, seed ^ 1), values(outputs, seed ^ 2));
        let sums = plain::sums((&input, size, 0), &weights.values, (outputs, 1, 1, 1), Border::NONE).0;
        let mut expected = plain::to_floats(&sums, &weights, &bias, 6.0 / 127.0, &vec![1.0; num_pixels]);
        let residual = values(expected.len(), seed ^ 3);
        if has_residual {
            expected.iter_mut().zip(&residual).for_each(|(value, add)| *value += add);
        }
        let input = quads_of(&input, inputs);
        let parts = bands(&input, quads, members);
        let map = QuadMap { num_pixels, parts: &parts };
        let layer = Projection::new(&weights, &bias);
        let mut actual = Vec::new();
        for member in 0..members {
            let pixels = share(num_pixels, member, members);
            let own = pixels.start * outputs..pixels.end * outputs;
            let mut part = vec![f32::NAN; own.len()];
            layer.run(map, pixels, has_residual.then_some(&residual[own]), &mut part);
            actual.extend(part);
        }
        prop_assert_eq!(actual, expected);
    }

    #[cfg_attr(test, test)]
    fn the_last_convolution_is_its_definition(
        num_pixels in 1_usize..12, quads in 1_usize..20, eights in 1_usize..7, members in 1_usize..4, seed: u64,
    ) {
        let (inputs, outputs) = (4 * quads, 8 * eights);
        let size = FeatureMap { height: 1, width: num_pixels, channels: inputs };
        let map = values(size.num_values(), seed);
        let (weights, bias) = (weights(outputs, inputs, seed ^ 1), values(outputs, seed ^ 2));
        let (bytes, steps) = plain::rounded_pixels(&map, inputs);
        let sums = plain::sums((&bytes, size, 64), &weights.values, (outputs, 1, 1, 1), Border::NONE).0;
        let mut expected = plain::to_floats(&sums, &weights, &bias, 1.0, &steps);
        expected.iter_mut().for_each(|value| *value = value.clamp(0.0, 6.0));
        let layer = LastConvolution::new(&weights, &bias);
        let channels = share(eights, members - 1, members);
        let channels = 8 * channels.start..8 * channels.end;
        let pixels = PixelBands {
            channels: inputs,
            bytes: &bands(&bytes, num_pixels, members),
            steps: &bands(&steps, num_pixels, members),
        };
        let mut actual = vec![f32::NAN; num_pixels * channels.len()];
        layer.run(pixels, num_pixels, channels.clone(), &mut actual);
        prop_assert_eq!(actual, channels_of(&expected, outputs, channels));
    }

    #[cfg_attr(test, test)]
    fn a_classifier_is_right_but_for_half_a_step(sixteens in 1_usize..9, outputs in 1_usize..9, seed: u64) {
        let inputs = 16 * sixteens;
        let (weights, bias) = (weights(outputs, inputs, seed), values(outputs, seed ^ 1));
        let input: Vec<f32> = values(inputs, seed ^ 2).iter().map(|value| value.abs() * 6.0).collect();
        let layer = Classifier::new(&weights, &bias);
        let mut actual = vec![f32::NAN; outputs];
        layer.run(&input, &mut actual);
        for (output, actual) in actual.iter().enumerate() {
            let row = layer.row(output);
            let products = row.iter().zip(&input).map(|(weight, value)| f64::from(*weight) * f64::from(*value));
            let expected = products.sum::<f64>() + f64::from(bias[output]);
            let sum: f32 = row.iter().map(|weight| weight.abs()).sum();
            let rounding = 6.0 / 8191.0 / 2.0 * sum + 1e-5 * (1.0 + 6.0 * sum);
            prop_assert!((f64::from(*actual) - expected).abs() <= f64::from(rounding), "{actual} is not {expected}");
        }
    }
}

/// All properties, each over hundreds of random cases.
///
/// # Panics
/// Where one does not hold.
#[cfg(feature = "kernel-check")]
pub fn check_kernels() {
    an_expansion_is_its_definition();
    a_stem_is_its_definition();
    a_depthwise_convolution_is_its_definition();
    a_projection_is_its_definition();
    the_last_convolution_is_its_definition();
    a_classifier_is_right_but_for_half_a_step();
}

/// The longest sum there may be, of the largest numbers.
#[test]
fn a_classifiers_sums_do_not_overflow() {
    for sign in [127, -128] {
        let weights = Int8Weights { values: vec![sign; 2048], scales: vec![1.0] };
        let mut output = [0.0];
        Classifier::new(&weights, &[0.5]).run(&[6.0; 2048], &mut output);
        let expected = f32::from(sign) * 6.0 * 2048.0 + 0.5;
        assert!(
            (output[0] - expected).abs() < expected.abs() * 1e-5,
            "{output:?} is not {expected}"
        );
    }
}

/// An overflow further up must arrive as what it is: a prediction of nonsense is refused later.
#[test]
fn nonsense_stays_nonsense_and_nothing_stays_nothing() {
    let layer = Classifier::new(&weights(3, 16, 1), &[1.0, 2.0, 3.0]);
    let mut output = [0.0; 3];
    let mut input = [0.5; 16];
    input[5] = f32::INFINITY;
    layer.run(&input, &mut output);
    assert!(output.iter().all(|value| !value.is_finite()), "{output:?}");
    for nothing in [0.0, -0.0, f32::MIN_POSITIVE / 4.0] {
        layer.run(&[nothing; 16], &mut output);
        assert_eq!(output, [1.0, 2.0, 3.0]);
    }
}

/// Behind a pixel's bytes nobody sees any more that there was no number.
#[test]
fn pixels_tell_of_nonsense() {
    for nonsense in [f32::INFINITY, f32::NEG_INFINITY, f32::NAN, -f32::NAN] {
        for place in 0..24 {
            let mut map = values(48, 1);
            map[24 + place] = nonsense;
            let mut pixels = BytePixels::default();
            pixels.round(&map, 24);
            assert!(pixels.has_nonsense(), "{nonsense} at {place}");
            pixels.forget_nonsense();
            pixels.round(&map[..24], 24);
            assert!(!pixels.has_nonsense());
        }
    }
}
