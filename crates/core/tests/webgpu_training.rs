//! The kernels of training on WebGPU give what Burn's operations give on the CPU, and the same bits each time.
//!
//! They run on whatever adapter there is, in software too:
//! `cargo test -p kiln-core --features webgpu --test webgpu_training`.

#![allow(clippy::unwrap_used, reason = "a failing step should stop the test")]

mod common;

use burn::tensor::{Device, Tensor, TensorData};
use common::{check_losses, weights_of_waves};
use kiln_core::{
    dataset::Subset,
    device,
    networks::{
        Architecture,
        cnn::{BENCH_CNN, REFERENCE_CNN},
        efficientnet_lite0::TRANSFER,
        gru::GRU,
        mlp::MLP,
    },
    operations::{
        GruParameters, Optimizer, conv_relu_pool, dense, dense_relu, depthwise, gru_over_rows,
        pointwise, pointwise_relu6, weighted_cross_entropy,
    },
    training::{RunState, TrainingData, TrainingRun, TrainingSettings},
};
use pollster::block_on;
use proptest::prelude::*;
use std::sync::OnceLock;

/// Of a value among values of about 1: two orders of summation in float32 over at most a few thousand terms.
const TOLERANCE: f32 = 2e-5;
/// Values of a picture.
const PIXELS: usize = 3 * 32 * 32;

/// The one device that a process may open.
fn webgpu() -> Device {
    static DEVICE: OnceLock<Device> = OnceLock::new();
    DEVICE.get_or_init(|| block_on(device::open_webgpu()).unwrap().burn).clone()
}

/// Values from −1 to 1 that look random and are the same everywhere.
fn noise(seed: usize, count: usize) -> Vec<f32> {
    let value = |index: usize| {
        let mixed = ((seed << 32) as u64 + index as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        ((mixed ^ (mixed >> 29)) % 20_001) as f32 / 10_000.0 - 1.0
    };
    (0..count).map(value).collect()
}

fn tensor<const D: usize>(values: &[f32], shape: [usize; D], device: &Device) -> Tensor<D> {
    Tensor::from_data(TensorData::new(values.to_vec(), shape), device)
}

fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    block_on(tensor.into_data_async()).unwrap().try_to_vec::<f32>().unwrap()
}

/// The output of an operation over flat inputs, and the gradients of a weighted sum of it by each of them.
fn output_and_gradients(
    inputs: &[Vec<f32>],
    device: &Device,
    operation: &dyn Fn(&[Tensor<1>]) -> Tensor<1>,
) -> Vec<Vec<f32>> {
    let device = device.clone().autodiff();
    let leaf = |input: &Vec<f32>| tensor(input, [input.len()], &device).require_grad();
    let leaves: Vec<Tensor<1>> = inputs.iter().map(leaf).collect();
    let output = operation(&leaves);
    let length = output.dims()[0];
    let weights: Tensor<1> = tensor(&noise(99, length), [length], &device);
    let gradients = (output.clone() * weights).sum().backward();
    let mut found = vec![values(output.inner())];
    found.extend(leaves.iter().map(|leaf| values(leaf.grad(&gradients).unwrap())));
    found
}

/// Compares the two devices, relative to the largest value of each array.
fn agree(
    inputs: &[Vec<f32>],
    operation: &dyn Fn(&[Tensor<1>]) -> Tensor<1>,
) -> Result<(), TestCaseError> {
    let expected = output_and_gradients(inputs, &device::cpu(), operation);
    let found = output_and_gradients(inputs, &webgpu(), operation);
    for (index, (expected, found)) in expected.iter().zip(&found).enumerate() {
        prop_assert_eq!(expected.len(), found.len());
        let scale = expected.iter().fold(1.0_f32, |largest, value| largest.max(value.abs()));
        for (at, (a, b)) in expected.iter().zip(found).enumerate() {
            prop_assert!((a - b).abs() <= TOLERANCE * scale, "array {index} at {at}: {b} for {a}");
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(24) })]

    #[test]
    fn convolutions_of_any_size(
        batch in 1..6_usize, inputs in 1..9_usize, channels in 1..11_usize,
        height in 4..19_usize, width in 4..19_usize, padding in 0..2_usize, seed in 0..1000_usize,
    ) {
        let arrays = [
            noise(seed, batch * inputs * height * width),
            noise(seed + 1, channels * inputs * 9),
            noise(seed + 2, channels),
        ];
        agree(&arrays, &|arrays: &[Tensor<1>]| {
            let x = arrays[0].clone().reshape([batch, inputs, height, width]);
            let y = conv_relu_pool(x, &arrays[1], &arrays[2], padding);
            let length = y.shape().num_elements();
            y.reshape([length])
        })?;
    }

    #[test]
    fn dense_layers_of_any_size(
        batch in 1..70_usize, inputs in 1..300_usize, outputs in 1..70_usize, has_relu: bool, seed in 0..1000_usize,
    ) {
        let arrays =
            [noise(seed, batch * inputs), noise(seed + 1, outputs * inputs), noise(seed + 2, outputs)];
        agree(&arrays, &|arrays: &[Tensor<1>]| {
            let x = arrays[0].clone().reshape([batch, inputs]);
            let layer = if has_relu { dense_relu } else { dense };
            layer(x, &arrays[1], &arrays[2]).reshape([batch * outputs])
        })?;
    }

    #[test]
    fn convolutions_with_channels_first_of_any_size(
        batch in 1..5_usize, inputs in 1..20_usize, outputs in 1..20_usize, side in 2..9_usize, seed in 0..1000_usize,
    ) {
        let pixels = batch * side * side;
        let arrays = [
            // Far enough from zero for ReLU6 to cut at both ends.
            noise(seed, inputs * pixels).iter().map(|value| value * 6.0).collect(),
            noise(seed + 1, inputs * 9),
            noise(seed + 2, inputs),
            noise(seed + 3, outputs * inputs),
            noise(seed + 4, outputs),
        ];
        agree(&arrays, &|arrays: &[Tensor<1>]| {
            let x = arrays[0].clone().reshape([inputs, pixels]);
            let x = depthwise(x, &arrays[1], &arrays[2], side);
            let capped = pointwise_relu6(x.clone(), &arrays[3], &arrays[4]);
            let plain = pointwise(x, &arrays[3], &arrays[4]);
            (capped + plain).reshape([outputs * pixels])
        })?;
    }

    #[test]
    fn recurrent_units_of_any_size(
        batch in 1..7_usize, rows in 1..7_usize, columns in 1..7_usize, units in 1..20_usize, seed in 0..1000_usize,
    ) {
        let arrays = [
            noise(seed, batch * 3 * rows * columns),
            noise(seed + 1, 3 * units * 3 * columns),
            noise(seed + 2, 3 * units),
            noise(seed + 3, 3 * units * units),
            noise(seed + 4, 3 * units),
        ];
        agree(&arrays, &|arrays: &[Tensor<1>]| {
            let [pictures, weight_ih, bias_ih, weight_hh, bias_hh] = arrays else { unreachable!() };
            let pictures = pictures.clone().reshape([batch, 3, rows, columns]);
            let parameters = GruParameters { weight_ih, bias_ih, weight_hh, bias_hh };
            gru_over_rows(pictures, parameters).reshape([batch * units])
        })?;
    }

    #[test]
    fn losses_of_any_size(rows in 1..200_usize, classes in 2..12_usize, seed in 0..1000_usize) {
        let weights = noise(seed, rows);
        let mut targets = vec![0.0; rows * classes];
        for (row, weight) in weights.iter().enumerate() {
            targets[row * classes + (row * 7 + seed) % classes] = 1.5 + weight;
        }
        let weight_sum: f32 = targets.iter().sum();
        let logits: Vec<f32> = noise(seed + 1, rows * classes).iter().map(|z| z * 8.0).collect();
        let [expected, found] = [device::cpu(), webgpu()].map(|device| {
            let of = |values: &[f32]| tensor(values, [rows, classes], &device);
            let tracked: Tensor<2> = tensor(&logits, [rows, classes], &device.clone().autodiff());
            let tracked = tracked.require_grad();
            let loss = weighted_cross_entropy(tracked.clone(), &of(&targets), weight_sum);
            let gradient = tracked.grad(&loss.objective.backward()).unwrap();
            let plain = weighted_cross_entropy(of(&logits), &of(&targets), weight_sum);
            [values(loss.sums), values(plain.sums), values(gradient)]
        });
        for (expected, found) in expected.iter().zip(&found) {
            let scale = expected.iter().fold(1.0_f32, |largest, value| largest.max(value.abs()));
            for (a, b) in expected.iter().zip(found) {
                prop_assert!((a - b).abs() <= TOLERANCE * scale, "{b} for {a}");
            }
        }
        // The number of right predictions is exact.
        prop_assert_eq!(expected[0][1], found[0][1]);
    }
}

#[test]
fn gradients_are_finite_differences() {
    let device = webgpu();
    let (batch, inputs, side, channels, classes) = (3, 2, 7, 5, 3);
    let flat = channels * 3 * 3;
    let arrays = [
        noise(1, batch * inputs * side * side),
        noise(2, channels * inputs * 9),
        noise(3, channels),
        noise(4, classes * flat),
        noise(5, classes),
    ];
    let network = |arrays: &[Tensor<1>]| {
        let x = arrays[0].clone().reshape([batch, inputs, side, side]);
        let x = conv_relu_pool(x, &arrays[1], &arrays[2], 1).reshape([batch, flat]);
        dense(x, &arrays[3], &arrays[4]).reshape([batch * classes])
    };
    let found = output_and_gradients(&arrays, &device, &network);
    let weights = noise(99, batch * classes);
    let sum = |arrays: &[Vec<f32>]| -> f64 {
        let tensors: Vec<Tensor<1>> =
            arrays.iter().map(|array| tensor(array, [array.len()], &device)).collect();
        let output = values(network(&tensors));
        output.iter().zip(&weights).map(|(y, w)| f64::from(y * w)).sum()
    };
    for (array, gradient) in found[1..].iter().enumerate() {
        let largest = gradient.iter().fold(1.0_f32, |largest, value| largest.max(value.abs()));
        for index in (0..gradient.len()).step_by(gradient.len() / 9 + 1) {
            let at = |step: f32| {
                let mut moved = arrays.clone();
                moved[array][index] += step;
                sum(&moved)
            };
            // The sum is linear in each value until a pixel takes another's place in its window.
            let difference = (at(1e-3) - at(-1e-3)) / 2e-3;
            let error = (difference - f64::from(gradient[index])).abs();
            assert!(error < 2e-3 * f64::from(largest), "{array} {index}: {difference}");
        }
    }
}

#[test]
fn adam_steps_as_on_the_cpu_and_leaves_what_others_keep() {
    for weight_decay in [0.0, 0.3] {
        let [expected, found] = [device::cpu(), webgpu()].map(|device| {
            let mut parameter = tensor(&noise(1, 1000), [1000], &device);
            let kept = parameter.clone();
            let mut optimizer = Optimizer::new(&[parameter.clone()], weight_decay);
            for step in 1..=5 {
                let gradient = tensor(&noise(step, 1000), [1000], &device);
                parameter = optimizer.step(0, parameter, gradient, step as u64, 1e-2);
            }
            assert_eq!(values(kept), noise(1, 1000));
            [parameter, optimizer.first[0].clone(), optimizer.second[0].clone()].map(values)
        });
        for (expected, found) in expected.iter().zip(&found) {
            assert!(common::largest_difference(expected, found) < 1e-6);
        }
    }
}

fn part(index: usize) -> Subset {
    if index % 4 == 3 { Subset::Validation } else { Subset::Train }
}

/// Made-up inputs that can be told apart, 23 of them: a last batch is short.
fn data(architecture: Architecture, num_classes: usize) -> TrainingData {
    let mut data = TrainingData::new(architecture.input());
    for index in 0..23 {
        let label = index % num_classes;
        if architecture == TRANSFER {
            let mut row = noise(index, 1280);
            row.iter_mut().skip(label).step_by(num_classes).for_each(|value| *value += 0.3);
            data.push_features(&row, label, part(index)).unwrap();
        } else {
            let value = |(i, noise): (usize, f32)| {
                let tint = if i % 3 == label { 70.0 } else { 0.0 };
                (noise * 50.0 + 90.0 + tint) as u8
            };
            let rgb: Vec<u8> = noise(index, PIXELS).into_iter().enumerate().map(value).collect();
            data.push_picture(&rgb, label, part(index)).unwrap();
        }
    }
    data
}

fn start(architecture: Architecture, num_classes: usize, device: &Device) -> TrainingRun {
    let settings = TrainingSettings {
        epochs: 4,
        batch_size: 7,
        hidden_units: 12,
        dropout: 0.2,
        early_stopping: Some(10),
        weight_decay: 0.1,
        seed: 11,
        ..architecture.defaults()
    };
    let data = data(architecture, num_classes);
    TrainingRun::start(architecture, num_classes, data, settings, device).unwrap()
}

/// Trains to the end: the losses of the epochs and the bits of the weights.
fn finish(run: &mut TrainingRun) -> (Vec<f32>, Vec<u32>) {
    while block_on(run.step(2)).unwrap().state == RunState::Running {}
    let losses = run.history().iter().map(|epoch| epoch.train_loss).collect();
    let weights = block_on(run.weights()).unwrap().0.into_values();
    (losses, weights.flat_map(|weight| weight.values.to_vec()).map(f32::to_bits).collect())
}

#[test]
fn every_network_learns_as_on_the_cpu_and_goes_on_with_the_same_bits() {
    for (architecture, num_classes) in
        [(REFERENCE_CNN, 2), (BENCH_CNN, 3), (MLP, 2), (MLP, 3), (GRU, 3), (TRANSFER, 3)]
    {
        let name = architecture.id();
        let (on_cpu, _) = finish(&mut start(architecture, num_classes, &device::cpu()));
        let mut run = start(architecture, num_classes, &webgpu());
        while run.history().len() < 2 {
            block_on(run.step(1)).unwrap();
        }
        let checkpoint = block_on(run.checkpoint()).unwrap();
        let data = data(architecture, num_classes);
        let mut resumed = TrainingRun::resume(&checkpoint, data, &webgpu()).unwrap();
        let (losses, bits) = finish(&mut run);
        assert_eq!(finish(&mut resumed), (losses.clone(), bits), "{name}");
        for (cpu, gpu) in on_cpu.iter().zip(&losses) {
            assert!((cpu - gpu).abs() < 1e-4, "{name}: {gpu} for {cpu}");
        }
        assert!(losses[3] < losses[0], "{name} learns nothing: {losses:?}");
    }
}

#[test]
fn twenty_steps_of_the_reference_cnn_are_pytorchs() {
    let amplitudes = [0.14, 0.05, 0.08, 0.05, 0.05, 0.05, 0.3, 0.05];
    let weights = weights_of_waves(REFERENCE_CNN, 2, &amplitudes);
    let mut data = TrainingData::new(REFERENCE_CNN.input());
    for picture in 0..12 {
        let byte = |i: usize| {
            let (row, column, channel) = (i / 96, i / 3 % 32, i % 3);
            let sum = picture * 31 + row * 7 + column * 13 + channel * 57 + row * column;
            (sum % 160 + picture % 2 * column * 2) as u8
        };
        let rgb: Vec<u8> = (0..PIXELS).map(byte).collect();
        data.push_picture(&rgb, picture % 2, Subset::Train).unwrap();
    }
    let settings = TrainingSettings { epochs: 20, ..REFERENCE_CNN.defaults() };
    let mut run =
        TrainingRun::start_from(&weights, REFERENCE_CNN, 2, data, settings, &webgpu()).unwrap();
    check_losses(&mut run, "training/trajectory.json", |_| 1e-5);
}
