//! The network against PyTorch's logits with the original float32 weights, and the shipped 8-bit weights
//! against ONNX Runtime's with the same weights.

#![allow(clippy::unwrap_used, reason = "a failing step should stop the test")]

mod common;

use common::{
    classifier, fixture, index_of_largest, largest_difference, reference, shipped_classifier,
};
use kiln_core::{
    device::{self, DeviceKind},
    inference::Engine,
    networks::efficientnet_lite0::Layer,
    picture::{self, InputSpec},
};
use pollster::block_on;
use std::fs;

/// Half-precision weights move a logit by at most 3.55e-2 on these pictures, computed in PyTorch
/// with the same rounded weights (`measure_f16.py`); logits reach from −5 to 12.
const F16_TOLERANCE: f32 = 4e-2;

/// The same weights in another order of summation: 50 layers of sums of up to 1152 products.
/// Measured 2e-5; a wrong weight or pixel shows at 1e-2 and above.
const SUMMATION_TOLERANCE: f32 = 1e-4;

/// The fused kernels round what they multiply with 8-bit weights to 14 bits.
/// Measured 0.0028.
const ROUNDING_TOLERANCE: f32 = 6e-3;

fn burn_on_cpu() -> Engine {
    Engine::Burn(device::cpu(), DeviceKind::Cpu)
}

#[test]
fn logits_and_features_are_pytorchs() {
    let reference = reference();
    let spec = InputSpec::efficientnet_lite0();
    for engine in [Engine::FusedCpu, burn_on_cpu()] {
        let model = classifier(engine);
        for (index, file) in reference.files.iter().enumerate() {
            let input = picture::normalise(&reference.inputs[index], &spec);
            let logits = block_on(model.logits(&input)).unwrap();
            let features =
                block_on(model.backbone().unwrap().layer(Layer::Features, &input)).unwrap();
            let error = largest_difference(&logits, &reference.logits[index]);
            assert!(error < F16_TOLERANCE, "{file}: logits differ by {error}");
            let error = largest_difference(&features, &reference.pooled[index]);
            assert!(error < F16_TOLERANCE, "{file}: features differ by {error}");
            assert_eq!(
                index_of_largest(&logits),
                index_of_largest(&reference.logits[index]),
                "{file}"
            );
        }
    }
}

/// Weights of 8 bits move a logit by at most 0.80 on these pictures (`make_int8_reference.mjs`), and no first
/// answer: of these the closest is ahead by 0.52.
#[test]
fn the_shipped_weights_predict_as_elsewhere_and_as_the_original() {
    let reference = reference();
    let spec = InputSpec::efficientnet_lite0();
    let engines = [(Engine::FusedCpu, ROUNDING_TOLERANCE), (burn_on_cpu(), SUMMATION_TOLERANCE)];
    for (engine, tolerance) in engines {
        let model = shipped_classifier(engine);
        for (index, file) in reference.files.iter().enumerate() {
            let input = picture::normalise(&reference.inputs[index], &spec);
            let logits = block_on(model.logits(&input)).unwrap();
            let error = largest_difference(&logits, &reference.int8_logits[index]);
            assert!(error < tolerance, "{file}: logits differ by {error}");
            let original = &reference.logits[index];
            assert!(largest_difference(&logits, original) < 0.85, "{file}");
            assert_eq!(index_of_largest(&logits), index_of_largest(original), "{file}");
        }
    }
}

#[test]
fn fused_kernels_are_burns_layers() {
    let reference = reference();
    let spec = InputSpec::efficientnet_lite0();
    let (fused, burn) = (classifier(Engine::FusedCpu), classifier(burn_on_cpu()));
    // A batch, so that the pictures of one call are kept apart as well.
    let input: Vec<f32> =
        reference.inputs[..3].iter().flat_map(|rgb| picture::normalise(rgb, &spec)).collect();
    let a = block_on(fused.logits(&input)).unwrap();
    let b = block_on(burn.logits(&input)).unwrap();
    assert_eq!(a.len(), 3 * 1000);
    assert!(largest_difference(&a, &b) < SUMMATION_TOLERANCE, "{}", largest_difference(&a, &b));
    // Buffers are used again: the second call must not remember the first.
    assert_eq!(block_on(fused.logits(&input)).unwrap(), a);
}

/// Predictions that changed with the number of cores could not be compared with anybody's.
#[cfg(feature = "threads")]
#[test]
fn the_number_of_threads_changes_no_bit() {
    let reference = reference();
    let input = picture::normalise(&reference.inputs[0], &InputSpec::efficientnet_lite0());
    let model = shipped_classifier(Engine::FusedCpu);
    let logits_and_map = |num_threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(num_threads).build().unwrap();
        pool.install(|| {
            let logits = block_on(model.logits(&input)).unwrap();
            let map = block_on(model.backbone().unwrap().feature_map(&input)).unwrap();
            let activations =
                block_on(model.backbone().unwrap().layer(Layer::Activations, &input)).unwrap();
            (logits, map, activations)
        })
    };
    let expected = logits_and_map(1);
    for num_threads in [2, 3, 4, 9] {
        assert!(logits_and_map(num_threads) == expected, "{num_threads} threads");
    }
}

#[test]
fn from_the_jpeg_the_top_prediction_is_pytorchs() {
    let expected = common::json("reference/flowers25_top1.json");
    let model = shipped_classifier(Engine::FusedCpu);
    let mut wrong = Vec::new();
    for (file, answer) in expected.as_object().unwrap() {
        let bytes = fs::read(fixture("pictures").join(file)).unwrap();
        let input = picture::preprocess(picture::decode(&bytes).unwrap(), model.input()).unwrap();
        let logits = block_on(model.logits(&input)).unwrap();
        if index_of_largest(&logits) as u64 != answer["index"].as_u64().unwrap() {
            wrong.push(file.clone());
        }
    }
    assert_eq!(expected.as_object().unwrap().len(), 25);
    assert!(wrong.len() <= 1, "{wrong:?}");
}

#[test]
fn an_input_that_is_no_whole_picture_is_refused() {
    let model = classifier(Engine::FusedCpu);
    for length in [0, 1, 3 * 224 * 224 + 1] {
        let error = block_on(model.logits(&vec![0.0; length])).unwrap_err();
        assert_eq!(error.code(), "input.shape");
    }
}
