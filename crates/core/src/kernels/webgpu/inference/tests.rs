//! Every kernel against the plain loops of its definition, over random shapes, on the adapter that is there: a test of
//! a kernel that passes where there is none would test nothing.

#![allow(clippy::unwrap_used, reason = "a failing step should stop the test")]

use super::*;
use crate::device::{WebGpu, open_webgpu};
use crate::format::{Int8Weights, Values};
use crate::kernels::Activation;
use crate::kernels::unordered::unordered as values;
use crate::kernels::webgpu::{Hardware, Kernel, Pipelines, read};
use pollster::block_on;
use proptest::prelude::*;
use std::sync::LazyLock;
use wgpu::util::DeviceExt;
use wide::bytemuck::cast_slice;

/// Sums of up to a few hundred products of numbers in −1 to 1, in another order of addition: rounding differs by some
/// ε·√n ≈ 1e-6; ten times that catches every indexing error.
const TOLERANCE: f32 = 1e-5;

static GPU: LazyLock<WebGpu> = LazyLock::new(|| block_on(open_webgpu()).unwrap());
static PIPELINES: LazyLock<Pipelines> = LazyLock::new(Pipelines::default);

/// Runs the kernel over these buffers and reads `length` values of its output.
fn run(kernel: &Kernel, inputs: &[&[u8]], length: usize) -> Vec<f32> {
    let WebGpu { device, queue, .. } = &*GPU;
    let buffer = |contents: &&[u8]| {
        device.create_buffer_init(&wgpu::util::BufferInitDescriptor {
            label: None,
            contents,
            usage: wgpu::BufferUsages::STORAGE,
        })
    };
    let size = 4 * length as u64;
    let empty = |usage| {
        let label = None;
        device.create_buffer(&wgpu::BufferDescriptor {
            label,
            size,
            usage,
            mapped_at_creation: false,
        })
    };
    let mut buffers: Vec<_> = inputs.iter().map(buffer).collect();
    buffers.push(empty(wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_SRC));
    let result = empty(wgpu::BufferUsages::COPY_DST | wgpu::BufferUsages::MAP_READ);
    let pipeline = block_on(PIPELINES.compile(device, std::slice::from_ref(kernel))).unwrap();
    let bindings: Vec<_> = buffers.iter().map(wgpu::Buffer::as_entire_binding).collect();
    let bind_group = PIPELINES.bind(device, kernel, &bindings);
    let mut encoder = device.create_command_encoder(&Default::default());
    {
        let mut pass = encoder.begin_compute_pass(&Default::default());
        pass.set_pipeline(&pipeline[0]);
        pass.set_bind_group(0, &bind_group, &[]);
        pass.dispatch_workgroups(kernel.num_workgroups, 1, 1);
    }
    encoder.copy_buffer_to_buffer(&buffers[inputs.len()], 0, &result, 0, size);
    queue.submit([encoder.finish()]);
    block_on(read(device, &result)).unwrap()
}

fn bytes(values: &[f32]) -> &[u8] {
    cast_slice(values)
}

fn check(actual: &[f32], expected: &[f32]) {
    assert_eq!(actual.len(), expected.len());
    for (index, (actual, expected)) in actual.iter().zip(expected).enumerate() {
        assert!((actual - expected).abs() < TOLERANCE, "at {index}: {actual} for {expected}");
    }
}

/// `[outputs, inputs]` weights over `[pixels, inputs]`, by the definition of a matrix product.
fn plain_pointwise(
    layer: &Pointwise,
    input: &[f32],
    weight: &[f32],
    bias: &[f32],
    residual: Option<&[f32]>,
) -> Vec<f32> {
    let mut output = Vec::new();
    for pixel in input.chunks_exact(layer.inputs) {
        for (row, bias) in weight.chunks_exact(layer.inputs).zip(bias) {
            let products = pixel.iter().zip(row).map(|(input, weight)| input * weight);
            let sum = bias + products.sum::<f32>() + residual.map_or(0.0, |map| map[output.len()]);
            output.push(match layer.activation {
                Activation::None => sum,
                Activation::Relu6 => sum.clamp(0.0, 6.0),
            });
        }
    }
    output
}

/// A convolution with one filter a channel (`depthwise`), or of all channels, over `[channels, side, side]`.
fn plain_convolution(
    input: &[f32],
    (side, channels): (usize, usize),
    weight: &[f32],
    bias: &[f32],
    (kernel, stride, before, out_side): (usize, usize, usize, usize),
    is_depthwise: bool,
) -> Vec<f32> {
    let mut output = Vec::new();
    for place in 0..out_side * out_side {
        let (top, left) = (place / out_side * stride, place % out_side * stride);
        for (out, bias) in bias.iter().enumerate() {
            let mut sum = *bias;
            let read = if is_depthwise { out..out + 1 } else { 0..channels };
            for (within, channel) in read.clone().enumerate() {
                for tap in 0..kernel * kernel {
                    let row = (top + tap / kernel).wrapping_sub(before);
                    let column = (left + tap % kernel).wrapping_sub(before);
                    if row < side && column < side {
                        let weight = weight[(out * read.len() + within) * kernel * kernel + tap];
                        sum += input[(channel * side + row) * side + column] * weight;
                    }
                }
            }
            output.push(sum.clamp(0.0, 6.0));
        }
    }
    output
}

/// `[channels, places]` to `[places, channels]`.
fn channels_last(map: &[f32], channels: usize) -> Vec<f32> {
    let places = map.len() / channels;
    (0..map.len()).map(|index| map[index % channels * places + index / channels]).collect()
}

fn divisions() -> impl Strategy<Value = Division> {
    let split = (1..8_usize, 1..9_usize, 1..9_usize);
    prop_oneof![
        (1..9_usize).prop_map(Division::Pixels),
        split.prop_map(|(pixels, slices, vectors)| Division::Split { pixels, slices, vectors }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn pointwise_is_a_matrix_product(
        num_pixels in 1..60_usize,
        inputs in 1..12_usize,
        outputs in 1..12_usize,
        has_relu6: bool,
        has_residual: bool,
        division in divisions(),
        seed: u64,
    ) {
        let (inputs, outputs) = (4 * inputs, 4 * outputs);
        let activation = if has_relu6 { Activation::Relu6 } else { Activation::None };
        let input = values(num_pixels * inputs, seed);
        let residual = values(num_pixels * outputs, seed + 1);
        let bias = values(outputs, seed + 2);
        let small = Int8Weights {
            values: values(inputs * outputs, seed + 3).iter().map(|value| (value * 127.0) as i8).collect(),
            scales: values(outputs, seed + 4).iter().map(|value| value.abs() / 127.0).collect(),
        };
        let floats = Values::from(values(inputs * outputs, seed + 3));
        for weight in [Values::from(small), floats] {
            let form = Matrix::form_of(&weight);
            let layer = Pointwise { num_pixels, inputs, outputs, activation, has_residual, form };
            let matrix = Matrix::new(&weight, &bias, inputs);
            prop_assert_eq!(matrix.form, form);
            let mut buffers = vec![bytes(&input), &matrix.weights, bytes(&matrix.parameters)];
            if has_residual {
                buffers.push(bytes(&residual));
            }
            let expected =
                plain_pointwise(&layer, &input, &weight, &bias, has_residual.then_some(&residual[..]));
            check(&run(&layer.kernel_of(division), &buffers, expected.len()), &expected);
        }
    }

    #[test]
    fn depthwise_is_a_convolution_of_each_channel(
        side in 3..16_usize,
        vectors in 1..5_usize,
        kernel in prop_oneof![Just(3_usize), Just(5)],
        stride in 1..3_usize,
        most in 1..5_usize,
        seed: u64,
    ) {
        // Networks here halve even sides alone.
        let side = side.next_multiple_of(stride);
        let (channels, total) = (4 * vectors, kernel - stride);
        let (before, after) = (total / 2, total - total / 2);
        let layer = Depthwise { side, channels, kernel, stride, before, after };
        let input = values(channels * side * side, seed);
        let weight = values(channels * kernel * kernel, seed + 1);
        let bias = values(channels, seed + 2);
        let size = (kernel, stride, before, layer.out_side());
        let expected = plain_convolution(&input, (side, channels), &weight, &bias, size, true);
        let (input, packed) = (channels_last(&input, channels), layer.pack(&weight));
        let buffers = [bytes(&input), bytes(&packed), bytes(&bias)];
        check(&run(&layer.kernel_of(most), &buffers, expected.len()), &expected);
    }

    #[test]
    fn the_stem_is_a_convolution(half in 2..20_usize, vectors in 1..5_usize, seed: u64) {
        let layer = Stem { side: 2 * half, channels: 4 * vectors };
        let input = values(3 * layer.side * layer.side, seed);
        let weight = values(27 * layer.channels, seed + 1);
        let bias = values(layer.channels, seed + 2);
        let size = (3, 2, 0, half);
        let expected = plain_convolution(&input, (layer.side, 3), &weight, &bias, size, false);
        let packed = layer.pack(&weight);
        let buffers = [bytes(&input), bytes(&packed), bytes(&bias)];
        check(&run(&layer.kernel(), &buffers, expected.len()), &expected);
    }

    #[test]
    fn the_average_is_the_mean(num_pixels in 1..60_usize, vectors in 1..80_usize, seed: u64) {
        let layer = Average { num_pixels, channels: 4 * vectors };
        let input = values(num_pixels * layer.channels, seed);
        let mean = |channel| {
            let places = input.iter().skip(channel).step_by(layer.channels);
            places.sum::<f32>() / num_pixels as f32
        };
        let expected: Vec<f32> = (0..layer.channels).map(mean).collect();
        check(&run(&layer.kernel(), &[bytes(&input)], expected.len()), &expected);
    }
}

#[test]
fn outputs_are_filled_up_to_whole_vectors() {
    let (inputs, weight, bias) = (8, values(3 * 8, 1), values(3, 2));
    let layer = Pointwise {
        num_pixels: 1,
        inputs,
        outputs: 4,
        activation: Activation::None,
        has_residual: false,
        form: MatrixForm::Floats,
    };
    let input = values(inputs, 3);
    let mut expected = plain_pointwise(&layer, &input, &weight, &bias, None);
    expected.push(0.0);
    let matrix = Matrix::new(&weight.into(), &bias, inputs);
    let buffers = [bytes(&input), &matrix.weights[..], bytes(&matrix.parameters)];
    for hardware in [Hardware::Card, Hardware::Processor] {
        check(&run(&layer.kernel(hardware), &buffers, 4), &expected);
    }
}

/// A shader unpacks −128 as −127: such weights are taken as floats.
#[test]
fn integers_that_a_shader_cannot_hold_are_floats() {
    let small = |value| Int8Weights { values: vec![value; 16], scales: vec![0.5; 4] };
    assert_eq!(Matrix::form_of(&Values::from(small(-127))), MatrixForm::Integers);
    assert_eq!(Matrix::form_of(&Values::from(small(-128))), MatrixForm::Floats);
}

#[test]
fn a_shader_that_does_not_compile_is_an_error_with_its_message() {
    let code = "@compute @workgroup_size(1) fn main() { let x: u32 = nothing; }".to_owned();
    let kernel = Kernel { label: "wrong", code, num_inputs: 1, num_workgroups: 1 };
    let error = block_on(PIPELINES.compile(&GPU.device, &[kernel])).unwrap_err();
    assert_eq!(error.code(), "device.unavailable");
    assert!(error.to_string().contains("nothing"), "{error}");
}
