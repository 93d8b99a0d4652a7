//! What each layer computes, as plain loops. The fast kernels give the same bits.

use super::super::{Border, FeatureMap};
use crate::format::Int8Weights;

/// Steps of a byte in one of ReLU6's values.
const PER_VALUE: f32 = 127.0 / 6.0;

/// Pixels as bytes, and the step of each: the value furthest from zero is 63 steps from byte 64.
pub fn rounded_pixels(map: &[f32], channels: usize) -> (Vec<u8>, Vec<f32>) {
    let pixels = map.chunks(channels).map(|row| {
        let largest = row.iter().fold(0.0_f32, |largest, value| largest.max(value.abs()));
        let per_unit = 63.0 / largest;
        let per_unit = if per_unit.is_finite() { per_unit } else { 0.0 };
        let byte = |value: &f32| (64.0 + (value * per_unit).round_ties_even()) as u8;
        (row.iter().map(byte).collect::<Vec<u8>>(), largest / 63.0)
    });
    let (bytes, steps): (Vec<_>, Vec<_>) = pixels.unzip();
    (bytes.concat(), steps)
}

/// A picture, `[3, height, width]`, as bytes in the order `[height, width, 3]`: the colours that it was made of.
pub fn rounded_picture(picture: &[f32]) -> Vec<u8> {
    let num_pixels = picture.len() / 3;
    let byte =
        |value: f32| (f64::from(value) * 128.0 + 127.0).clamp(0.0, 255.0).round_ties_even() as u8;
    (0..picture.len()).map(|at| byte(picture[at % 3 * num_pixels + at / 3])).collect()
}

/// The byte of a value that is counted in steps of 6/127, after ReLU6.
fn relu6_byte(steps: f32) -> u8 {
    steps.round_ties_even().clamp(0.0, 127.0) as u8
}

/// A convolution's sums of products, with `zero` for what lies outside: `[height, width, outputs]`.
pub fn sums(
    (bytes, size, zero): (&[u8], FeatureMap, u8),
    weights: &[i8],
    (outputs, kernel, stride, groups): (usize, usize, usize, usize),
    border: Border,
) -> (Vec<i32>, FeatureMap) {
    let padded = border.around(size);
    let length = |input: usize| (input - kernel) / stride + 1;
    let (height, width) = (length(padded.height), length(padded.width));
    let inputs = size.channels / groups;
    let mut sums = Vec::new();
    for at in 0..height * width * outputs {
        let (y, x, output) = (at / outputs / width, at / outputs % width, at % outputs);
        let mut sum = 0;
        for (tap, weight) in
            weights.chunks(inputs * kernel * kernel).nth(output).into_iter().flatten().enumerate()
        {
            let (input, ky, kx) = (tap / kernel / kernel, tap / kernel % kernel, tap % kernel);
            let row = (y * stride + ky).wrapping_sub(border.before);
            let column = (x * stride + kx).wrapping_sub(border.before);
            let channel = output / (outputs / groups) * inputs + input;
            let is_inside = row < size.height && column < size.width;
            let byte = if is_inside {
                bytes[(row * size.width + column) * size.channels + channel]
            } else {
                zero
            };
            sum += i32::from(*weight) * (i32::from(byte) - i32::from(zero));
        }
        sums.push(sum);
    }
    (sums, FeatureMap { height, width, channels: outputs })
}

/// Sums as bytes after ReLU6; `unit` is what an input byte counts, and each pixel has a step.
pub fn to_bytes(
    sums: &[i32],
    weights: &Int8Weights,
    bias: &[f32],
    unit: f32,
    steps: &[f32],
) -> Vec<u8> {
    let outputs = bias.len();
    let byte = |(at, sum): (usize, &i32)| {
        let scale = weights.scales[at % outputs] * unit * PER_VALUE;
        relu6_byte(*sum as f32 * (scale * steps[at / outputs]) + bias[at % outputs] * PER_VALUE)
    };
    sums.iter().enumerate().map(byte).collect()
}

/// The sums of a depthwise convolution as bytes: its inputs and outputs have the same steps.
pub fn filtered_to_bytes(sums: &[i32], weights: &Int8Weights, bias: &[f32]) -> Vec<u8> {
    let channels = bias.len();
    let byte = |(at, sum): (usize, &i32)| {
        let channel = at % channels;
        relu6_byte(*sum as f32 * weights.scales[channel] + bias[channel] * PER_VALUE)
    };
    sums.iter().enumerate().map(byte).collect()
}

/// Sums as floats; `unit` is what an input byte counts, and each pixel has a step.
pub fn to_floats(
    sums: &[i32],
    weights: &Int8Weights,
    bias: &[f32],
    unit: f32,
    steps: &[f32],
) -> Vec<f32> {
    let outputs = bias.len();
    let value = |(at, sum): (usize, &i32)| {
        *sum as f32 * (weights.scales[at % outputs] * unit * steps[at / outputs])
            + bias[at % outputs]
    };
    sums.iter().enumerate().map(value).collect()
}
