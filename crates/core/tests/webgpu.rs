//! EfficientNet-Lite0 on WebGPU against ONNX Runtime and Burn's layers on the CPU. Where there is no adapter these
//! tests fail: run with `VK_ICD_FILENAMES` on SwiftShader's file where there is no graphics card.

#![cfg(all(feature = "wgpu", feature = "flex"))]
#![allow(clippy::unwrap_used, reason = "a failing step should stop the test")]

use kiln_core::device::{self, DeviceKind, open_webgpu};
use kiln_core::format::ModelFile;
use kiln_core::inference::{Backbone, Engine, Model};
use kiln_core::networks::efficientnet_lite0::Layer;
use pollster::block_on;
use safetensors::SafeTensors;
use std::fs;
use std::sync::LazyLock;
use std::time::Instant;

/// 50 layers of sums of up to 1152 products, in another order: see `reference.rs`.
const SUMMATION_TOLERANCE: f32 = 1e-4;

static ENGINE: LazyLock<Engine> =
    LazyLock::new(|| Engine::webgpu(block_on(open_webgpu()).unwrap()));

fn burn_on_cpu() -> Engine {
    Engine::Burn(device::cpu(), DeviceKind::Cpu)
}

fn file(name: &str) -> Vec<u8> {
    fs::read(format!("{}/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn original() -> Vec<u8> {
    file("assets/efficientnet-lite0/efficientnet-lite0.f16.safetensors")
}

fn shipped() -> Vec<u8> {
    file("assets/efficientnet-lite0/efficientnet-lite0.int8.safetensors")
}

/// The reference pictures as the network reads them: `[n][3 × 224 × 224]`.
fn inputs() -> Vec<Vec<f32>> {
    let bytes = file("../../tests/fixtures/reference/lite0.safetensors");
    let tensors = SafeTensors::deserialize(&bytes).unwrap();
    let pixels = tensors.tensor("input_u8_nhwc").unwrap().data().to_vec();
    let spec = kiln_core::picture::InputSpec::efficientnet_lite0();
    pixels
        .chunks_exact(3 * 224 * 224)
        .map(|rgb| kiln_core::picture::normalise(rgb, &spec))
        .collect()
}

fn int8_logits() -> Vec<f32> {
    let bytes = file("../../tests/fixtures/reference/lite0_int8.safetensors");
    let tensors = SafeTensors::deserialize(&bytes).unwrap();
    let data = tensors.tensor("logits").unwrap().data().to_vec();
    data.chunks_exact(4).map(|bytes| f32::from_le_bytes(bytes.try_into().unwrap())).collect()
}

fn difference(a: &[f32], b: &[f32]) -> f32 {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}

/// Every layer that somebody reads is what Burn computes with the same 16-bit weights.
#[test]
fn layers_are_those_of_the_cpu() {
    let cpu = Backbone::load(ModelFile::parse(&original()).unwrap(), burn_on_cpu()).unwrap();
    let gpu = Backbone::load(ModelFile::parse(&original()).unwrap(), ENGINE.clone()).unwrap();
    // A batch, so that the pictures of one call are kept apart as well.
    let pictures = inputs()[..2].concat();
    for layer in [Layer::Features, Layer::Activations] {
        let expected = block_on(cpu.layer(layer, &pictures)).unwrap();
        let error = difference(&block_on(gpu.layer(layer, &pictures)).unwrap(), &expected);
        assert!(error < SUMMATION_TOLERANCE, "{layer:?} differ by {error}");
    }
    let picture = &inputs()[2];
    let expected = block_on(cpu.feature_map(picture)).unwrap();
    let map = block_on(gpu.feature_map(picture)).unwrap();
    assert_eq!(map.size, expected.size);
    let error = difference(&map.values, &expected.values);
    assert!(error < SUMMATION_TOLERANCE, "the map differs by {error}");
}

#[test]
fn maps_of_classes_are_those_of_the_cpu() {
    let [cpu, gpu] = [burn_on_cpu(), ENGINE.clone()]
        .map(|engine| Model::load(&original(), None, &engine).unwrap());
    let picture = &inputs()[0];
    let classes = [0, 985];
    let expected = block_on(cpu.heat_maps(picture, &classes)).unwrap();
    let maps = block_on(gpu.heat_maps(picture, &classes)).unwrap();
    for (map, expected) in maps.iter().zip(&expected) {
        assert!(difference(&map.values, &expected.values) < SUMMATION_TOLERANCE);
    }
}

/// Two models at once, and calls that overlap: each has its own answer.
#[test]
fn logits_are_those_of_the_same_weights_elsewhere() {
    let [shipped, original] =
        [shipped(), original()].map(|bytes| Model::load(&bytes, None, &ENGINE).unwrap());
    let (inputs, expected) = (inputs(), int8_logits());
    let cpu = Model::load(&self::original(), None, &burn_on_cpu()).unwrap();
    std::thread::scope(|scope| {
        let other = scope.spawn(|| {
            let logits = block_on(original.logits(&inputs[3])).unwrap();
            difference(&logits, &block_on(cpu.logits(&inputs[3])).unwrap())
        });
        for (picture, expected) in inputs.iter().zip(expected.chunks_exact(1000)).take(3) {
            let started = Instant::now();
            let logits = block_on(shipped.logits(picture)).unwrap();
            println!("{:?}", started.elapsed());
            let error = difference(&logits, expected);
            assert!(error < SUMMATION_TOLERANCE, "logits differ by {error}");
        }
        assert!(other.join().unwrap() < SUMMATION_TOLERANCE);
    });
}
