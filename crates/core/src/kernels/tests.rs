//! Every fused kernel against the plain loops of its definition, over random shapes; where Burn
//! is compiled in, the definition itself against Burn's layer.
//!
//! With the feature `kernel-check` the properties are part of a wasm module too, which a browser runs
//! (`tests/browser/numbers.spec.ts`): what it makes of the kernels is another program.

use super::*;
use crate::format::quantise;
use proptest::prelude::*;

/// Sums of up to a few hundred products of numbers in −1 to 1, in another order of addition:
/// rounding differs by some ε·√n ≈ 1e-6; ten times that catches every indexing error.
const TOLERANCE: f32 = 1e-5;

fn values(count: usize, seed: u64) -> Vec<f32> {
    // A linear congruential generator (Knuth, MMIX): the values only have to look unordered.
    let mut state = seed.wrapping_mul(2).wrapping_add(1);
    (0..count)
        .map(|_| {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (state >> 40) as f32 / (1_u64 << 23) as f32 - 1.0
        })
        .collect()
}

/// A grouped convolution by its definition over NHWC, `weight` as `[out, in / groups, k, k]`.
fn plain_convolution(
    input: &[f32],
    size: FeatureMap,
    weight: &[f32],
    bias: &[f32],
    (kernel, stride, groups): (usize, usize, usize),
    border: Border,
    activation: Activation,
) -> (Vec<f32>, FeatureMap) {
    let padded = border.around(size);
    let output_size = FeatureMap {
        height: (padded.height - kernel) / stride + 1,
        width: (padded.width - kernel) / stride + 1,
        channels: bias.len(),
    };
    let (group_inputs, group_outputs) = (size.channels / groups, bias.len() / groups);
    let mut output = Vec::with_capacity(output_size.num_values());
    for y in 0..output_size.height {
        for x in 0..output_size.width {
            for (out, bias) in bias.iter().enumerate() {
                let mut sum = *bias;
                for within in 0..group_inputs {
                    let channel = out / group_outputs * group_inputs + within;
                    for ky in 0..kernel {
                        for kx in 0..kernel {
                            let row = (y * stride + ky).wrapping_sub(border.before);
                            let column = (x * stride + kx).wrapping_sub(border.before);
                            if row < size.height && column < size.width {
                                let at = (row * size.width + column) * size.channels + channel;
                                let tap =
                                    ((out * group_inputs + within) * kernel + ky) * kernel + kx;
                                sum += input[at] * weight[tap];
                            }
                        }
                    }
                }
                output.push(match activation {
                    Activation::None => sum,
                    Activation::Relu6 => sum.clamp(0.0, 6.0),
                });
            }
        }
    }
    (output, output_size)
}

fn assert_close(actual: &[f32], expected: &[f32]) {
    assert_eq!(actual.len(), expected.len());
    for (index, (a, b)) in actual.iter().zip(expected).enumerate() {
        assert!((a - b).abs() <= TOLERANCE * (1.0 + b.abs()), "value {index}: {a} is not {b}");
    }
}

/// `[height, width, channels]` into a buffer with a border, whose inside of zeros is not relied on.
fn pad(input: &[f32], size: FeatureMap, border: Border) -> Vec<f32> {
    let mut padded = vec![f32::NAN; border.around(size).num_values()];
    border.clear(&mut padded, size);
    for (pixel, values) in input.chunks_exact(size.channels).enumerate() {
        let offset = border.offset_of(pixel, size);
        padded[offset..][..size.channels].copy_from_slice(values);
    }
    padded
}

fn activation() -> impl Strategy<Value = Activation> {
    prop_oneof![Just(Activation::None), Just(Activation::Relu6)]
}

/// Adds made-up numbers, and returns them.
fn add_residual(expected: &mut [f32], seed: u64) -> Vec<f32> {
    let residual = values(expected.len(), seed);
    expected.iter_mut().zip(&residual).for_each(|(value, add)| *value += add);
    residual
}

/// All of an output of `size`, inside `border`, from an input in one piece.
fn run_whole(
    layer: &Pointwise,
    input: &[f32],
    size: FeatureMap,
    border: Border,
    residual: Option<&[f32]>,
) -> Vec<f32> {
    let mut output = vec![f32::NAN; border.around(size).num_values()];
    border.clear(&mut output, size);
    let rows = Rows::Bands { channels: layer.matrix.num_inputs(), parts: &[input] };
    layer.run(rows, &mut output, &OutputRange::whole(size, border), residual);
    output
}

fn config() -> ProptestConfig {
    let config = ProptestConfig::default();
    // A browser has no files to remember failures in.
    #[cfg(target_arch = "wasm32")]
    let config = ProptestConfig { failure_persistence: None, ..config };
    config
}

proptest! {
    #![proptest_config(config())]

    #[cfg_attr(test, test)]
    fn pointwise_is_a_one_by_one_convolution(
        height in 1_usize..6, width in 1_usize..8,
        inputs in 1_usize..40, outputs in 1_usize..40,
        before in 0_usize..3, after in 0_usize..3,
        has_residual: bool, activation in activation(), seed: u64,
    ) {
        let size = FeatureMap { height, width, channels: inputs };
        let input = values(size.num_values(), seed);
        let weight = values(inputs * outputs, seed ^ 1);
        let bias = values(outputs, seed ^ 2);
        let (mut expected, output_size) = plain_convolution(
            &input, size, &weight, &bias, (1, 1, 1), Border::NONE, activation,
        );
        let residual = has_residual.then(|| add_residual(&mut expected, seed ^ 3));
        let layer = Pointwise { matrix: PackedMatrix::new(&weight.into(), &bias, inputs), activation };
        let border = Border { before, after };
        let output = run_whole(&layer, &input, output_size, border, residual.as_deref());
        assert_close(&output, &pad(&expected, output_size, border));
    }

    /// Integers for weights cost the rounding of the inputs and nothing else.
    #[cfg_attr(test, test)]
    fn pointwise_of_integers_is_right_but_for_half_a_step(
        pixels in 1_usize..12, inputs in 1_usize..70, outputs in 1_usize..40,
        has_residual: bool, activation in activation(), seed: u64, magnitude in -6_i32..6,
    ) {
        let size = FeatureMap { height: 1, width: pixels, channels: inputs };
        let mut input = values(size.num_values(), seed);
        input.iter_mut().for_each(|value| *value *= 10.0_f32.powi(magnitude));
        let small = quantise(&values(inputs * outputs, seed ^ 1), outputs);
        let weight = small.expand();
        let bias = values(outputs, seed ^ 2);
        let (mut expected, output_size) = plain_convolution(
            &input, size, &weight, &bias, (1, 1, 1), Border::NONE, activation,
        );
        let residual = has_residual.then(|| add_residual(&mut expected, seed ^ 3));
        let layer = Pointwise { matrix: PackedMatrix::new(&small.into(), &bias, inputs), activation };
        prop_assert!(matches!(layer.matrix.0, packed::Packed::Integers(_)));
        prop_assert_eq!(layer.matrix.row(outputs - 1), &weight[(outputs - 1) * inputs..]);
        let output = run_whole(&layer, &input, output_size, Border::NONE, residual.as_deref());
        for (pixel, row) in input.chunks(inputs).enumerate() {
            let largest = row.iter().fold(0.0_f32, |largest, value| largest.max(value.abs()));
            for (channel, weights) in weight.chunks(inputs).enumerate() {
                let sum: f32 = weights.iter().map(|weight| weight.abs()).sum();
                let at = pixel * outputs + channel;
                let error = (output[at] - expected[at]).abs();
                let rounding = 1e-5 * (1.0 + largest * sum);
                prop_assert!(error <= largest / 8191.0 / 2.0 * sum + rounding, "{error} at {at}");
            }
        }
    }

    #[cfg_attr(test, test)]
    fn depthwise_is_a_convolution_with_a_group_per_channel(
        height in 1_usize..12, width in 1_usize..12, fours in 1_usize..5,
        kernel in prop_oneof![Just(3_usize), Just(5)], stride in 1_usize..3,
        before in 0_usize..3, after in 0_usize..3,
        activation in activation(), seed: u64,
    ) {
        let border = Border { before, after };
        let size = FeatureMap { height, width, channels: fours * 4 };
        let padded = border.around(size);
        prop_assume!(padded.height >= kernel && padded.width >= kernel);
        let input = values(size.num_values(), seed);
        let weight = values(size.channels * kernel * kernel, seed ^ 1);
        let bias = values(size.channels, seed ^ 2);
        let (expected, output_size) = plain_convolution(
            &input, size, &weight, &bias, (kernel, stride, size.channels), border, activation,
        );
        let layer = Depthwise::new(&weight, &bias, kernel, stride, activation);
        prop_assert_eq!(layer.output_size(padded), output_size);
        let mut output = vec![f32::NAN; output_size.num_values()];
        layer.run(&pad(&input, size, border), &mut output, padded, 0..size.channels);
        assert_close(&output, &expected);
        // Some channels by themselves.
        let (first, count) = (seed as usize % fours * 4, 4);
        let of = |map: &[f32]| -> Vec<f32> {
            map.chunks(size.channels).flat_map(|row| row[first..first + count].to_vec()).collect()
        };
        let few = FeatureMap { channels: count, ..size };
        let mut slice = vec![f32::NAN; layer.output_size(border.around(few)).num_values()];
        let input = pad(&of(&input), few, border);
        layer.run(&input, &mut slice, border.around(few), first..first + count);
        prop_assert_eq!(slice, of(&output));
    }

    /// However a layer is divided, and in however many pieces its input lies, no bit of it changes.
    #[cfg_attr(test, test)]
    fn parts_of_a_layer_are_the_layer(
        height in 1_usize..7, width in 1_usize..5, inputs in 1_usize..20, outputs in 1_usize..50,
        members in 1_usize..5, is_small: bool, seed: u64,
    ) {
        let size = FeatureMap { height, width, channels: outputs };
        let input = values(height * width * inputs, seed);
        let weight = values(inputs * outputs, seed ^ 1);
        let weight = if is_small { quantise(&weight, outputs).into() } else { weight.into() };
        let matrix = PackedMatrix::new(&weight, &values(outputs, seed ^ 2), inputs);
        let layer = Pointwise { matrix, activation: Activation::Relu6 };
        let residual = values(size.num_values(), seed ^ 3);
        let expected = run_whole(&layer, &input, size, Border::NONE, Some(&residual));

        let bands: Vec<&[f32]> = (0..members)
            .map(|member| share(height, member, members))
            .map(|rows| &input[rows.start * width * inputs..rows.end * width * inputs])
            .collect();
        let shares = (0..members).map(|member| share(inputs, member, members));
        let slices: Vec<Vec<f32>> = shares
            .map(|channels| input.chunks(inputs).flat_map(|row| row[channels.clone()].to_vec()).collect())
            .collect();
        let slices: Vec<&[f32]> = slices.iter().map(|slice| &slice[..]).collect();
        let pieces = [
            Rows::Bands { channels: inputs, parts: &bands },
            Rows::Slices { num_pixels: height * width, parts: &slices },
        ];
        for rows in pieces {
            let mut output = Vec::new();
            for member in 0..members {
                let part = OutputRange { rows: share(height, member, members), ..OutputRange::whole(size, Border::NONE) };
                let own = part.rows.start * width * outputs..part.rows.end * width * outputs;
                let mut band = vec![f32::NAN; own.len()];
                layer.run(rows, &mut band, &part, Some(&residual[own]));
                output.extend(band);
            }
            prop_assert_eq!(&output, &expected);
            let step = PackedMatrix::CHANNEL_STEP;
            for member in 0..members {
                let steps = share(outputs.div_ceil(step), member, members);
                let channels = steps.start * step..outputs.min(steps.end * step);
                let part = OutputRange { channels: channels.clone(), ..OutputRange::whole(size, Border::NONE) };
                let of = |map: &[f32]| -> Vec<f32> {
                    map.chunks(outputs).flat_map(|row| row[channels.clone()].to_vec()).collect()
                };
                let mut slice = vec![f32::NAN; height * width * channels.len()];
                layer.run(rows, &mut slice, &part, Some(&of(&residual)));
                prop_assert_eq!(slice, of(&expected));
            }
        }
    }

    #[cfg_attr(test, test)]
    fn gathered_patches_times_weights_are_a_dense_convolution(
        height in 3_usize..12, width in 3_usize..12, outputs in 1_usize..20,
        stride in 1_usize..3, before in 0_usize..2, after in 0_usize..2, seed: u64,
    ) {
        let border = Border { before, after };
        let size = FeatureMap { height, width, channels: 3 };
        let planes = values(size.num_values(), seed);
        let interleaved: Vec<f32> = (0..size.num_pixels())
            .flat_map(|pixel| [0, 1, 2].map(|channel| planes[channel * size.num_pixels() + pixel]))
            .collect();
        let weight = values(outputs * 27, seed ^ 1);
        let bias = values(outputs, seed ^ 2);
        let (expected, output_size) = plain_convolution(
            &interleaved, size, &weight, &bias, (3, stride, 1), border, Activation::Relu6,
        );
        let gather = Im2col { channels: 3, height, width, kernel: 3, stride, border };
        let matrix = PackedMatrix::new(&weight.into(), &bias, gather.patch_length());
        let layer = Pointwise { matrix, activation: Activation::Relu6 };
        let row = FeatureMap { height: 1, ..output_size };
        let mut patches = vec![f32::NAN; gather.output_width() * gather.patch_length()];
        let mut output = vec![f32::NAN; output_size.num_values()];
        for (y, target) in output.chunks_exact_mut(row.num_values()).enumerate() {
            gather.gather_row(&planes, y, &mut patches);
            let rows = Rows::Bands { channels: gather.patch_length(), parts: &[&patches] };
            layer.run(rows, target, &OutputRange::whole(row, Border::NONE), None);
        }
        assert_close(&output, &expected);
    }
}

/// All properties, each over hundreds of random cases.
///
/// # Panics
/// Where one does not hold.
#[cfg(feature = "kernel-check")]
pub fn check_kernels() {
    pointwise_is_a_one_by_one_convolution();
    pointwise_of_integers_is_right_but_for_half_a_step();
    depthwise_is_a_convolution_with_a_group_per_channel();
    parts_of_a_layer_are_the_layer();
    gathered_patches_times_weights_are_a_dense_convolution();
}

/// The longest sum there may be, of the largest numbers.
#[test]
fn sums_of_integers_do_not_overflow() {
    let inputs = integers::MAX_INPUTS;
    for sign in [1.0, -1.0] {
        let small = quantise(&vec![sign; inputs], 1);
        let matrix = PackedMatrix::new(&small.into(), &[0.5], inputs);
        let layer = Pointwise { matrix, activation: Activation::None };
        let size = FeatureMap { height: 1, width: 1, channels: 1 };
        let output = run_whole(&layer, &vec![3.0; inputs], size, Border::NONE, None);
        let expected = sign * 3.0 * inputs as f32 + 0.5;
        assert!((output[0] - expected).abs() < 1e-2, "{} is not {expected}", output[0]);
    }
    let too_long = quantise(&vec![1.0; inputs + 1], 1);
    let matrix = PackedMatrix::new(&too_long.into(), &[0.0], inputs + 1);
    assert!(matches!(matrix.0, packed::Packed::Floats(_)));
}

/// An overflow further up must arrive as what it is: a prediction of nonsense is refused later.
#[test]
fn nonsense_stays_nonsense_and_nothing_stays_nothing() {
    let small = quantise(&values(24, 1), 3);
    let matrix = PackedMatrix::new(&small.into(), &[1.0, 2.0, 3.0], 8);
    let layer = Pointwise { matrix, activation: Activation::None };
    let size = FeatureMap { height: 1, width: 1, channels: 3 };
    for nonsense in [f32::INFINITY, f32::NEG_INFINITY] {
        let mut input = values(8, 2);
        input[5] = nonsense;
        let output = run_whole(&layer, &input, size, Border::NONE, None);
        assert!(output.iter().all(|value| !value.is_finite()), "{output:?}");
    }
    for nothing in [0.0, -0.0, f32::MIN_POSITIVE / 4.0] {
        let output = run_whole(&layer, &[nothing; 8], size, Border::NONE, None);
        assert_eq!(output, [1.0, 2.0, 3.0]);
    }
}

#[test]
fn the_mean_over_pixels() {
    let mut means = [0.0; 2];
    let map = [1.0, 10.0, 3.0, 20.0];
    global_average(Rows::Bands { channels: 2, parts: &[&map] }, 2, &mut means);
    assert_eq!(means, [2.0, 15.0]);
}

/// The plain loops above are the yardstick of the fused kernels, so they are measured themselves.
#[cfg(feature = "flex")]
#[test]
fn the_plain_convolution_is_burns() {
    use burn::tensor::{Tensor, TensorData, module::conv2d, ops::ConvOptions};
    let device = crate::device::cpu();
    for (kernel, stride, groups, border) in [
        (3, 1, 8, Border { before: 1, after: 1 }),
        (3, 2, 8, Border { before: 0, after: 1 }),
        (5, 2, 8, Border { before: 1, after: 2 }),
        (5, 1, 1, Border { before: 2, after: 2 }),
        (1, 1, 1, Border::NONE),
    ] {
        let size = FeatureMap { height: 10, width: 12, channels: 8 };
        let input = values(size.num_values(), 7);
        let weight = values(8 * (8 / groups) * kernel * kernel, 8);
        let bias = values(8, 9);
        let (expected, output_size) = plain_convolution(
            &input,
            size,
            &weight,
            &bias,
            (kernel, stride, groups),
            border,
            Activation::None,
        );
        let tensor = Tensor::<4>::from_data(TensorData::new(input, [1, 10, 12, 8]), &device);
        let weight = TensorData::new(weight, [8, 8 / groups, kernel, kernel]);
        let pads = [(border.before, border.after); 2];
        let output = conv2d(
            tensor.permute([0, 3, 1, 2]),
            Tensor::<4>::from_data(weight, &device),
            Some(Tensor::<1>::from_data(TensorData::new(bias, [8]), &device)),
            ConvOptions::new_with_padding([stride; 2], pads, [1, 1], groups),
        );
        assert_eq!(output.dims(), [1, 8, output_size.height, output_size.width]);
        let output = output.permute([0, 2, 3, 1]).into_data();
        assert_close(&output.try_to_vec::<f32>().expect("f32"), &expected);
    }
}
