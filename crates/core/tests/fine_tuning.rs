//! Fine-tuning: what is unfrozen is the backbone's, its gradients are right, and the head comes first.

#![allow(clippy::unwrap_used, reason = "a failing step should stop the test")]

mod common;

use burn::tensor::{Tensor, TensorData, module::conv2d, ops::ConvOptions};
use common::{
    check_losses, classifier, largest_difference, original_model, parameters, reference, waves,
    weights_of_waves,
};
use kiln_core::{
    Error,
    dataset::Subset,
    device::{self, DeviceKind},
    format::{ModelFile, Weights},
    inference::Engine,
    networks::efficientnet_lite0::FINE_TUNE,
    networks::efficientnet_lite0::Layer,
    networks::efficientnet_lite0::{NUM_ACTIVATIONS, NUM_FEATURES},
    networks::efficientnet_lite0::{NUM_UNFROZEN, unfrozen_features},
    picture::{self, InputSpec},
    training::{RunState, Schedule, TrainingData, TrainingRun, TrainingSettings},
};
use pollster::block_on;

/// Values from −1 to 1 that look random and are the same everywhere.
fn noise(index: usize) -> f32 {
    let mixed = (index as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    ((mixed ^ (mixed >> 29)) % 2001) as f32 / 1000.0 - 1.0
}

fn upload(values: &[f32]) -> Tensor<1> {
    Tensor::from_data(TensorData::new(values.to_vec(), [values.len()]), &device::cpu())
}

fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().try_to_vec().unwrap()
}

fn backbone() -> Weights {
    ModelFile::parse(&original_model()).unwrap().weights
}

/// The backbone's weights in the order in which they are trained.
fn unfrozen() -> Vec<Tensor<1>> {
    let weights = backbone();
    let specs = parameters(FINE_TUNE, 3, 0);
    specs[..NUM_UNFROZEN]
        .iter()
        .map(|spec| upload(weights.get(spec.name, &spec.shape).unwrap()))
        .collect()
}

#[test]
fn the_unfrozen_layers_make_the_backbones_features() {
    let reference = reference();
    let spec = InputSpec::efficientnet_lite0();
    let input: Vec<f32> =
        reference.inputs[..3].iter().flat_map(|rgb| picture::normalise(rgb, &spec)).collect();
    let burn = classifier(Engine::Burn(device::cpu(), DeviceKind::Cpu));
    let layer = |layer| block_on(burn.backbone().unwrap().layer(layer, &input)).unwrap();
    let activations = layer(Layer::Activations);
    assert_eq!(activations.len(), 3 * NUM_ACTIVATIONS);
    let features =
        unfrozen_features(&unfrozen(), upload(&activations).reshape([3, NUM_ACTIVATIONS]));
    // Another order of summation, layer after layer; activations reach beyond 10.
    let error = largest_difference(&values(features), &layer(Layer::Features));
    assert!(error < 1e-4, "features differ by {error}");
}

/// The same layers as Burn's convolutions, the depthwise one with its groups.
fn by_convolutions(parameters: &[Tensor<1>], input: Tensor<2>) -> Tensor<2> {
    let batch = input.dims()[0];
    let specs = parameters_of_layers();
    let mut x: Tensor<4> = input.reshape([batch, 192, 7, 7]);
    for (layer, (pair, shape)) in parameters.chunks_exact(2).zip(specs).enumerate() {
        let is_depthwise = shape[1] == 1;
        let groups = if is_depthwise { shape[0] } else { 1 };
        let padding = usize::from(is_depthwise);
        let options = ConvOptions::new([1, 1], [padding; 2], [1, 1], groups);
        x = conv2d(x, pair[0].clone().reshape(shape), Some(pair[1].clone()), options);
        // Nothing follows the projection.
        if layer != 2 {
            x = x.clamp(0.0, 6.0);
        }
    }
    x.mean_dim(2).mean_dim(3).reshape([batch, NUM_FEATURES])
}

fn parameters_of_layers() -> Vec<[usize; 4]> {
    let specs = parameters(FINE_TUNE, 3, 0);
    let weights = specs[..NUM_UNFROZEN].iter().step_by(2);
    weights.map(|spec| spec.shape.clone().try_into().unwrap()).collect()
}

type Layers = fn(&[Tensor<1>], Tensor<2>) -> Tensor<2>;

/// The loss of a sum over the features with weights that let no two of them count alike.
fn loss(layers: Layers, parameters: &[Tensor<1>], input: &[f32]) -> Tensor<1> {
    let rows = input.len() / NUM_ACTIVATIONS;
    let wanted: Vec<f32> = (0..rows * NUM_FEATURES).map(|i| noise(i + 5)).collect();
    let (mut input, mut wanted) = (upload(input), upload(&wanted));
    if parameters[0].is_autodiff() {
        (input, wanted) = (input.autodiff(), wanted.autodiff());
    }
    let features = layers(parameters, input.reshape([rows, NUM_ACTIVATIONS]));
    (features * wanted.reshape([rows, NUM_FEATURES])).sum()
}

fn gradients(layers: Layers, parameters: &[Tensor<1>], input: &[f32]) -> Vec<Vec<f32>> {
    let leaves: Vec<Tensor<1>> =
        parameters.iter().map(|values| values.clone().autodiff().require_grad()).collect();
    let found = loss(layers, &leaves, input).backward();
    leaves.iter().map(|leaf| values(leaf.grad(&found).unwrap().inner())).collect()
}

#[test]
fn gradients_are_those_of_convolutions_and_the_finite_differences() {
    let parameters = unfrozen();
    let input: Vec<f32> = (0..2 * NUM_ACTIVATIONS).map(|i| 2.0 * noise(i)).collect();
    let ours = gradients(unfrozen_features, &parameters, &input);
    let burns = gradients(by_convolutions, &parameters, &input);
    for (index, (ours, burns)) in ours.iter().zip(&burns).enumerate() {
        let largest = burns.iter().fold(0.0_f32, |largest, value| largest.max(value.abs()));
        let error = largest_difference(ours, burns);
        // Sums of up to a thousand products in float32, in two orders.
        assert!(error < 1e-4 * largest, "array {index}: {error} of {largest}");
        // The steepest parameter: its difference stands out of the rounding of the loss.
        let size = |index: &usize| ours[*index].abs();
        let steepest = (0..ours.len()).max_by(|a, b| size(a).total_cmp(&size(b))).unwrap();
        let at = |step: f32| {
            let mut moved = parameters.clone();
            let mut array = values(moved[index].clone());
            array[steepest] += step;
            moved[index] = upload(&array);
            f64::from(values(loss(unfrozen_features, &moved, &input))[0])
        };
        let difference = (at(1e-3) - at(-1e-3)) / 2e-3;
        let expected = f64::from(ours[steepest]);
        // Bounds of the activations are crossed within the step, and the loss is a float32.
        assert!((difference - expected).abs() < 0.05 * expected.abs(), "{index}: {difference}");
    }
}

/// Six steps from the weights and activations of `make_fine_tuning.py`.
#[test]
fn six_steps_are_pytorchs() {
    let mut data = TrainingData::new(FINE_TUNE.input());
    for picture in 0..20 {
        let row = waves(100 + picture, NUM_ACTIVATIONS, 1.5);
        data.push_features(&row, picture % 3, Subset::Train).unwrap();
    }
    let settings = TrainingSettings {
        epochs: 6,
        frozen_epochs: 0,
        batch_size: 32,
        backbone_learning_rate: 3e-4,
        schedule: Schedule::Constant,
        weight_decay: 0.0,
        class_weights: false,
        ..FINE_TUNE.defaults()
    };
    let (architecture, cpu) = (FINE_TUNE, device::cpu());
    let reaches = [0.1, 0.05, 0.5, 0.05, 0.06, 0.05, 0.1, 0.05, 0.05, 0.05];
    let weights = weights_of_waves(architecture, 3, &reaches);
    let mut run = TrainingRun::start_from(&weights, architecture, 3, data, settings, &cpu).unwrap();
    // Two orders of summation in float32: measured 3e-7 in the first three steps. Then it grows, for
    // Adam divides gradients near zero by their own size: 1.1e-4 at the sixth.
    let tolerance = |step| if step < 3 { 1e-5 } else { 5e-4 };
    check_losses(&mut run, "training/fine_tuning.json", tolerance);
}

/// Every third picture is for validation; each has a varied copy.
fn activations(count: usize) -> TrainingData {
    let mut data = TrainingData::new(FINE_TUNE.input());
    for index in 0..count {
        let label = index % 2;
        let shift = |i: usize| if i % 2 == label { 0.3 } else { 0.0 };
        let rows: Vec<f32> = (0..2 * NUM_ACTIVATIONS)
            .map(|i| noise(index * 2 * NUM_ACTIVATIONS + i) + shift(i))
            .collect();
        let part = if index % 3 == 2 { Subset::Validation } else { Subset::Train };
        data.push_features(&rows, label, part).unwrap();
    }
    data
}

fn settings() -> TrainingSettings {
    TrainingSettings {
        epochs: 4,
        frozen_epochs: 2,
        batch_size: 5,
        dropout: 0.2,
        hidden_units: 6,
        seed: 3,
        ..FINE_TUNE.defaults()
    }
}

fn start(settings: TrainingSettings) -> TrainingRun {
    let (architecture, cpu) = (FINE_TUNE, device::cpu());
    TrainingRun::start_on(&backbone(), architecture, 2, activations(12), settings, &cpu).unwrap()
}

fn train_to(run: &mut TrainingRun, epochs: usize) -> RunState {
    loop {
        let state = block_on(run.step(1)).unwrap().state;
        if state != RunState::Running || run.history().len() == epochs {
            return state;
        }
    }
}

#[test]
fn a_resumed_run_ends_with_the_bits_of_the_uninterrupted_one() {
    let mut run = start(settings());
    let mut checkpoints = Vec::new();
    for epoch in 1..=3 {
        train_to(&mut run, epoch);
        checkpoints.push(block_on(run.checkpoint()).unwrap());
    }
    assert_eq!(train_to(&mut run, 4), RunState::Finished);
    // In the frozen epochs, at their end and behind it.
    for checkpoint in checkpoints {
        let mut resumed =
            TrainingRun::resume(&checkpoint, activations(12), &device::cpu()).unwrap();
        assert_eq!(train_to(&mut resumed, 4), RunState::Finished);
        assert_eq!(resumed.history(), run.history());
        let bits = |run: &TrainingRun| {
            let weights = block_on(run.weights()).unwrap().0.into_values();
            weights
                .flat_map(|weight| weight.values.to_vec())
                .map(f32::to_bits)
                .collect::<Vec<u32>>()
        };
        assert!(bits(&resumed) == bits(&run));
    }
}

#[test]
fn the_head_comes_first_and_then_the_backbone_learns_along() {
    let mut run = start(settings());
    let mut shares = vec![0.0];
    while run.history().len() < 2 {
        let report = block_on(run.step(1)).unwrap();
        shares.push(report.share_done);
    }
    assert!(shares.is_sorted() && shares[1] > 0.0, "{shares:?}");
    let weights = |run: &TrainingRun| block_on(run.weights()).unwrap();
    let frozen = weights(&run);
    let begun = start(settings());
    for spec in parameters(FINE_TUNE, 2, 6) {
        let of = |weights: &Weights| weights.get(spec.name, &spec.shape).unwrap().to_vec();
        let is_backbones = backbone().0.contains_key(spec.name);
        assert_eq!(of(&frozen) == of(&weights(&begun)), is_backbones, "{}", spec.name);
    }
    assert_eq!(train_to(&mut run, 4), RunState::Finished);
    for spec in parameters(FINE_TUNE, 2, 6) {
        let of = |weights: &Weights| weights.get(spec.name, &spec.shape).unwrap().to_vec();
        assert!(of(&frozen) != of(&weights(&run)), "{} has not changed", spec.name);
    }
    assert_eq!(block_on(run.step(1)).unwrap().share_done, 1.0);
}

#[test]
fn what_cannot_be_fine_tuned_has_a_name() {
    let (architecture, cpu) = (FINE_TUNE, device::cpu());
    let data = activations(6);
    let alone = TrainingRun::start(architecture, 2, data.clone(), settings(), &cpu);
    assert_eq!(alone.err().unwrap().code(), "training.data");
    let mut incomplete = backbone();
    incomplete.0.remove("head.bias");
    let run = TrainingRun::start_on(&incomplete, architecture, 2, data, settings(), &cpu);
    assert_eq!(run.err().unwrap().code(), "model.damaged");

    let kind = architecture.input();
    let limit = TrainingData::max_inputs(&kind).unwrap();
    // Zeros that nobody reads take no memory.
    let rows = vec![0.0; (limit + 1) * NUM_ACTIVATIONS];
    let pushed = TrainingData::new(kind).push_features(&rows, 0, Subset::Train);
    assert!(matches!(pushed, Err(Error::TrainingTooLarge { limit: named }) if named == limit));
}
