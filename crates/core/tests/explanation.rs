//! Maps of what a prediction rests on, against PyTorch's, against definitions, and against networks whose
//! reason is known because it was built in.

#![allow(clippy::unwrap_used, reason = "a failing step should stop the test")]

mod common;

use common::{
    classifier, fixture, json, largest_difference, parameters, reference, waves, weights_of_waves,
};
use kiln_core::{
    device::{self, DeviceKind},
    explanation::{Extent, MaskCheck, Occlusion, Region, locate, log_odds},
    format::{Weight, Weights},
    inference::{Engine, softmax},
    kernels::FeatureMap,
    networks::Architecture,
    networks::{
        cnn::{BENCH_CNN, REFERENCE_CNN},
        efficientnet_lite0::TRANSFER,
    },
    operations::{FeatureMaps, HeatMap, class_activation_map},
    picture::{self, Area, InputSpec},
};
use pollster::block_on;
use serde_json::Value;
use std::fs;

const SIDE: usize = 32;

fn floats(value: &Value) -> Vec<f32> {
    value.as_array().unwrap().iter().map(|v| v.as_f64().unwrap() as f32).collect()
}

/// PyTorch's map as ours are: what speaks for the class, the largest of it 1.
fn normalised(raw: &[f32]) -> Vec<f32> {
    let largest = raw.iter().copied().fold(0.0, f32::max);
    raw.iter().map(|value| value.max(0.0) / largest).collect()
}

/// The tolerance of the normalised maps over features: the shipped weights are rounded to half precision, PyTorch's
/// are not. Measured 0.0041; another channel order or a transposed map shows at 0.3 and above.
const F16_TOLERANCE: f32 = 0.02;

/// The same with 7-bit activations.
/// Measured 0.056.
const ONE_BYTE_TOLERANCE: f32 = 0.1;

/// What a logit may differ from what its places add up to: the layer behind the features takes 14 bits of them.
/// Measured 7e-4.
const IDENTITY_TOLERANCE: f32 = 2e-3;

/// In floats, behind a head of made-up weights, where large terms cancel and the rounding counts for more.
/// Measured 0.058.
const HIDDEN_TOLERANCE: f32 = 0.1;

/// The tolerance of the normalised maps of the same weights in another order of summation, with terms that cancel.
/// Measured 7.7e-5.
const SUMMATION_TOLERANCE: f32 = 1e-3;

#[test]
fn maps_of_the_shipped_model_are_pytorchs_and_sum_to_the_logit() {
    let (reference, record) = (reference(), json("explanation/explanation.json"));
    let spec = InputSpec::efficientnet_lite0();
    for (engine, tolerance) in
        [(Engine::FusedCpu, ONE_BYTE_TOLERANCE), (burn_on_cpu(), F16_TOLERANCE)]
    {
        let model = classifier(engine);
        for picture in record["pictures"].as_array().unwrap() {
            let index = picture["index"].as_u64().unwrap() as usize;
            let class = picture["exact"]["class"].as_u64().unwrap() as usize;
            let input = picture::normalise(&reference.inputs[index], &spec);
            let map = &block_on(model.heat_maps(&input, &[class])).unwrap()[0];
            assert_eq!((map.rows, map.columns), (7, 7));
            let expected = floats(&picture["exact"]["map"]);
            let error = largest_difference(&map.values, &normalised(&expected));
            assert!(error < tolerance, "{index}: {error}");
            // The identity: what the places add is the logit without its bias. The bias is the
            // same in PyTorch but for its rounding to half precision.
            let logit = block_on(model.logits(&input)).unwrap()[class];
            let bias = picture["exact"]["bias"].as_f64().unwrap() as f32;
            assert!(
                (map.sum - (logit - bias)).abs() < IDENTITY_TOLERANCE,
                "{} for {}",
                map.sum,
                logit - bias
            );
        }
    }
}

fn burn_on_cpu() -> Engine {
    Engine::Burn(device::cpu(), DeviceKind::Cpu)
}

fn hidden_head(num_units: usize, num_classes: usize) -> Weights {
    let specs = parameters(TRANSFER, num_classes, num_units);
    let amplitudes = [0.05, 0.05, 0.3, 0.05];
    let weight = |(number, amplitude): (usize, f64)| {
        let spec = &specs[number];
        let values = waves(number, spec.num_values(), amplitude);
        (spec.name.to_owned(), Weight { shape: spec.shape.clone(), values: values.into() })
    };
    Weights(amplitudes.into_iter().enumerate().map(weight).collect())
}

#[test]
fn grad_cam_through_a_hidden_layer_is_pytorchs() {
    let (reference, record) = (reference(), json("explanation/explanation.json"));
    let num_units = record["hiddenUnits"].as_u64().unwrap() as usize;
    let num_classes = record["classes"].as_u64().unwrap() as usize;
    let head = hidden_head(num_units, num_classes);
    let model = classifier(burn_on_cpu());
    for picture in record["pictures"].as_array().unwrap() {
        let index = picture["index"].as_u64().unwrap() as usize;
        let spec = InputSpec::efficientnet_lite0();
        let input = picture::normalise(&reference.inputs[index], &spec);
        let features = block_on(model.backbone().unwrap().feature_map(&input)).unwrap();
        for class in 0..num_classes {
            let map = TRANSFER.map_of_features(&head, &features, num_classes, class).unwrap();
            let expected = floats(&picture["hidden"][class]);
            let largest = expected.iter().copied().fold(0.0, f32::max);
            if largest <= 0.0 {
                assert!(map.is_empty());
                continue;
            }
            let error = largest_difference(&map.values, &normalised(&expected));
            assert!(error < HIDDEN_TOLERANCE, "{index} {class}: {error}");
        }
    }
}

fn cnn_weights(architecture: Architecture, num_classes: usize) -> Weights {
    weights_of_waves(architecture, num_classes, &[0.14, 0.05, 0.08, 0.05, 0.05, 0.05, 0.3, 0.05])
}

/// The picture of `make_explanation.py`.
fn drawn_picture() -> Vec<f32> {
    let value = |i: usize| {
        let (channel, row, column) = (i / (SIDE * SIDE), i / SIDE % SIDE, i % SIDE);
        let sum = 31 + row * 7 + column * 13 + channel * 57 + row * column;
        (sum % 160 + 2 * column) as f32 / 255.0
    };
    (0..3 * SIDE * SIDE).map(value).collect()
}

#[test]
fn grad_cam_of_the_convolutional_networks_is_pytorchs() {
    let record = json("explanation/explanation.json");
    let input = drawn_picture();
    let map = |architecture: Architecture, num_classes, class| {
        let weights = cnn_weights(architecture, num_classes);
        architecture.map_of_pixels(&weights, &input, num_classes, class).unwrap()
    };
    let second = floats(&record["referenceCnn"][0]);
    let first: Vec<f32> = second.iter().map(|value| -value).collect();
    let cases = [
        // One output for two classes: it speaks for the second and against the first.
        (map(REFERENCE_CNN, 2, 1), second),
        (map(REFERENCE_CNN, 2, 0), first),
        (map(BENCH_CNN, 3, 0), floats(&record["benchCnn"][0])),
        (map(BENCH_CNN, 3, 2), floats(&record["benchCnn"][2])),
    ];
    for (number, (map, expected)) in cases.into_iter().enumerate() {
        let sum: f32 = expected.iter().sum();
        let size: f32 = expected.iter().map(|value| value.abs()).sum();
        assert!((map.sum - sum).abs() < SUMMATION_TOLERANCE * size, "{number}: {}", map.sum);
        if expected.iter().all(|value| *value <= 0.0) {
            assert!(map.is_empty(), "{number}");
            continue;
        }
        let error = largest_difference(&map.values, &normalised(&expected));
        assert!(error < SUMMATION_TOLERANCE, "{number}: {error}");
    }
}

#[test]
fn what_cannot_be_explained_has_a_name() {
    let model = classifier(Engine::FusedCpu);
    let input = vec![0.0; 3 * 224 * 224];
    assert_eq!(block_on(model.heat_maps(&input, &[1000])).unwrap_err().code(), "explanation.input");
    assert_eq!(block_on(model.heat_maps(&input[1..], &[0])).unwrap_err().code(), "input.shape");
    assert_eq!(Occlusion::new(vec![0.0; 3], 32).unwrap_err().code(), "input.shape");
    assert_eq!(Occlusion::new(vec![f32::NAN; 3072], 32).unwrap_err().code(), "model.not-finite");
    let cold = HeatMap::from_raw(2, 2, &[-1.0; 4], Area::WHOLE).unwrap();
    let check = MaskCheck::new(vec![0.0; 3072], 32, &cold, 0, 1);
    assert_eq!(check.unwrap_err().code(), "explanation.input");
    let early = Occlusion::new(vec![0.0; 3072], 32).unwrap().map(0);
    assert_eq!(early.unwrap_err().code(), "explanation.input");
}

/// The network that looks at one patch: its logit for class 1 is how bright the patch is.
fn patch_network(input: &[f32], [top, left, size]: [usize; 3]) -> Vec<f32> {
    let brightness: f32 =
        (0..size * size).map(|i| input[(top + i / size) * SIDE + left + i % size]).sum();
    vec![0.0, 4.0 * brightness / (size * size) as f32]
}

/// Dark, with a light patch.
fn light_patch([top, left, size]: [usize; 3]) -> Vec<f32> {
    let is_light = |i: usize| {
        let (row, column) = (i / SIDE % SIDE, i % SIDE);
        (top..top + size).contains(&row) && (left..left + size).contains(&column)
    };
    (0..3 * SIDE * SIDE).map(|i| if is_light(i) { 1.0 } else { 0.0 }).collect()
}

fn occlude(input: &[f32], network: impl Fn(&[f32]) -> Vec<f32>) -> Occlusion {
    let mut occlusion = Occlusion::new(input.to_vec(), SIDE).unwrap();
    loop {
        let inputs = occlusion.next_inputs(10);
        if inputs.is_empty() {
            return occlusion;
        }
        let logits: Vec<f32> = inputs.chunks_exact(3 * SIDE * SIDE).flat_map(&network).collect();
        occlusion.record(&logits, 2).unwrap();
    }
}

#[test]
fn occlusion_lights_the_patch_that_the_network_looks_at() {
    for (place, region) in [
        ([2, 2, 6], Region::UpperLeft),
        ([24, 2, 6], Region::LowerLeft),
        ([13, 13, 6], Region::Centre),
    ] {
        let occlusion = occlude(&light_patch(place), |input| patch_network(input, place));
        let map = occlusion.map(1).unwrap();
        let focus = locate(&map, &Area::WHOLE);
        assert_eq!((focus.region, focus.extent), (region, Extent::Mostly), "{:?}", map.values);
        // For the other class the same places speak against.
        assert!(occlusion.map(0).unwrap().is_empty());
        assert!(occlusion.map(0).unwrap().sum < 0.0);
    }
}

#[test]
fn occlusion_is_what_hiding_each_patch_by_hand_gives() {
    let input = drawn_picture();
    // A network that looks at everything, in part against the class.
    let weights = waves(5, 3 * SIDE * SIDE, 0.02);
    let network = |input: &[f32]| {
        let z: f32 = input.iter().zip(&weights).map(|(x, w)| x * w).sum();
        vec![0.3, z]
    };
    let map = occlude(&input, network).map(1).unwrap();

    let means = [0, 1, 2].map(|c| input[c * 1024..][..1024].iter().sum::<f32>() / 1024.0);
    let plain = log_odds(&network(&input), 1).unwrap();
    let mut sums = vec![(0.0_f32, 0_u32); 256];
    for top in 0..=12 {
        for left in 0..=12 {
            let mut hidden = input.clone();
            for (channel, mean) in means.into_iter().enumerate() {
                for row in 2 * top..2 * top + 8 {
                    for column in 2 * left..2 * left + 8 {
                        hidden[channel * 1024 + row * 32 + column] = mean;
                    }
                }
            }
            let loss = plain - log_odds(&network(&hidden), 1).unwrap();
            for row in top..top + 4 {
                for column in left..left + 4 {
                    let (sum, count) = &mut sums[row * 16 + column];
                    (*sum, *count) = (*sum + loss, *count + 1);
                }
            }
        }
    }
    let raw: Vec<f32> = sums.iter().map(|(sum, count)| sum / *count as f32).collect();
    let expected = HeatMap::from_raw(16, 16, &raw, Area::WHOLE).unwrap();
    assert!(largest_difference(&map.values, &expected.values) < 1e-5);
}

fn check(input: &[f32], map: &HeatMap, network: impl Fn(&[f32]) -> Vec<f32>) -> MaskCheck {
    let mut check = MaskCheck::new(input.to_vec(), SIDE, map, 1, 7).unwrap();
    loop {
        let inputs = check.next_inputs(7);
        if inputs.is_empty() {
            return check;
        }
        let logits: Vec<f32> = inputs.chunks_exact(3 * SIDE * SIDE).flat_map(&network).collect();
        check.record(&logits, 2).unwrap();
    }
}

#[test]
fn a_map_of_the_right_patch_is_believed_and_one_of_another_place_is_not() {
    let place = [4, 4, 8];
    let input = light_patch(place);
    let network = |input: &[f32]| patch_network(input, place);
    let warm_at = |top: usize, left: usize| {
        let value = |cell: usize| {
            let (row, column) = (cell / 16, cell % 16);
            let is_in = |top: usize, left: usize| {
                (top..top + 4).contains(&row) && (left..left + 4).contains(&column)
            };
            match (is_in(top, left), is_in(2, 2)) {
                (true, _) => 1.0,
                // Cold where the network looks.
                (_, true) => 0.0,
                _ => 0.01 + 0.01 * (cell % 7) as f32,
            }
        };
        let raw: Vec<f32> = (0..256).map(value).collect();
        HeatMap::from_raw(16, 16, &raw, Area::WHOLE).unwrap()
    };
    let right = check(&input, &warm_at(2, 2), network).result().unwrap();
    assert!(right.is_faithful, "{right:?}");
    let expected = softmax(&network(&input))[1];
    assert!((right.probability - expected).abs() < 1e-6);
    for level in &right.levels {
        assert!(level.hottest < level.random, "{level:?}");
    }
    let wrong = check(&input, &warm_at(10, 10), network).result().unwrap();
    assert!(!wrong.is_faithful, "{wrong:?}");
    // The same seed, the same masks.
    assert_eq!(check(&input, &warm_at(10, 10), network).result().unwrap(), wrong);
}

#[test]
fn an_even_network_gives_no_reason_to_believe_a_map() {
    let input = drawn_picture();
    let raw: Vec<f32> = (0..49).map(|cell| cell as f32).collect();
    let map = HeatMap::from_raw(7, 7, &raw, Area::WHOLE).unwrap();
    let result = check(&input, &map, |_| vec![0.0, 1.0]).result().unwrap();
    assert!(!result.is_faithful, "{result:?}");
    assert_eq!(result.beaten, 0.5);
}

#[test]
fn maps_of_the_shipped_model_stand_the_check_on_most_pictures() {
    let model = classifier(Engine::FusedCpu);
    let spec = InputSpec::efficientnet_lite0();
    let mut believed = 0;
    for name in ["bird", "cat", "hot_dog", "owl", "parrot", "pets", "sunflower"] {
        let bytes = fs::read(fixture(&format!("pictures/{name}.jpg"))).unwrap();
        let input = picture::preprocess(picture::decode(&bytes).unwrap(), &spec).unwrap();
        let logits = block_on(model.logits(&input)).unwrap();
        let class = common::index_of_largest(&logits);
        let map = block_on(model.heat_maps(&input, &[class])).unwrap().remove(0);
        let mut check = MaskCheck::new(input, 224, &map, class, 1).unwrap();
        loop {
            let inputs = check.next_inputs(8);
            if inputs.is_empty() {
                break;
            }
            check.record(&block_on(model.logits(&inputs)).unwrap(), 1000).unwrap();
        }
        let result = check.result().unwrap();
        believed += usize::from(result.is_faithful);
    }
    assert!(believed >= 5, "{believed} of 7");
}

#[test]
fn the_parrots_map_is_warm_on_the_bird() {
    let bytes = fs::read(fixture("pictures/parrot.jpg")).unwrap();
    let rgba = picture::decode(&bytes).unwrap();
    let spec = InputSpec::efficientnet_lite0();
    let seen = picture::seen_area(rgba.width(), rgba.height(), &spec);
    assert!(seen.left > 0.0 && seen.top > seen.left, "a portrait is cut above and below: {seen:?}");
    let input = picture::preprocess(rgba, &spec).unwrap();
    let model = classifier(Engine::FusedCpu);
    let class = common::index_of_largest(&block_on(model.logits(&input)).unwrap());
    let map = &block_on(model.heat_maps(&input, &[class])).unwrap()[0];
    // The bird stands upright in the middle; to its left and right are leaves.
    let column = |column: usize| (0..7).map(|row| map.values[row * 7 + column]).sum::<f32>();
    let (middle, edges) = (column(2) + column(3) + column(4), column(0) + column(6));
    assert!(middle > 5.0 * edges, "{:?}", map.values);
    let focus = locate(map, &map.place.within(&seen));
    assert_eq!((focus.region, focus.extent), (Region::Centre, Extent::Mostly), "{focus:?}");
}

#[test]
fn a_feature_map_of_another_shape_is_refused() {
    let size = FeatureMap { height: 2, width: 2, channels: 3 };
    assert_eq!(FeatureMaps::new(size, vec![0.0; 11]).unwrap_err().code(), "input.shape");
    let features = FeatureMaps::new(size, vec![1.0; 12]).unwrap();
    assert_eq!(class_activation_map(&features, &[1.0; 2]).unwrap_err().code(), "input.shape");
    assert_eq!(class_activation_map(&features, &[1.0; 3]).unwrap().sum, 3.0);
}
