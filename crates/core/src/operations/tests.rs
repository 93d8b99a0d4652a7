//! The operations that have kernels of their own against their definitions in Burn's layers, over random shapes, with
//! all gradients; and the whole of them against finite differences.
//!
//! Where pooling chooses, all numbers are small integers: both sides are exact then, and choose alike.

#![allow(clippy::unwrap_used, reason = "a failing step should stop the test")]

use super::*;
use crate::device::cpu;
use crate::kernels::unordered::unordered as noise;
use burn::tensor::{Tensor, TensorData};
use proptest::prelude::*;

/// Sums of up to a few thousand products of numbers in −1 to 1, in another order of addition.
const TOLERANCE: f32 = 2e-5;

fn integers(count: usize, seed: u64) -> Vec<f32> {
    noise(count, seed).into_iter().map(|value| (value * 4.5).round()).collect()
}

fn tensor(values: Vec<f32>) -> Tensor<1> {
    let count = values.len();
    Tensor::from_data(TensorData::new(values, [count]), &cpu())
}

fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().try_to_vec().unwrap()
}

/// The result of `operation` for arrays, flat, and the arrays' gradients, when the result's is `upstream`.
fn with_gradients<const N: usize>(
    arrays: &[Vec<f32>; N],
    upstream: &[f32],
    operation: impl Fn(&[Tensor<1>; N]) -> Tensor<1>,
) -> Vec<Vec<f32>> {
    let leaves = arrays.each_ref().map(|array| tensor(array.clone()).autodiff().require_grad());
    let result = operation(&leaves);
    let gradients = (result.clone() * tensor(upstream.to_vec()).autodiff()).sum().backward();
    let mut found = vec![values(result.inner())];
    found.extend(leaves.iter().map(|leaf| values(leaf.grad(&gradients).unwrap().inner())));
    let plain = operation(&arrays.each_ref().map(|array| tensor(array.clone())));
    assert_eq!(values(plain), found[0], "without gradients the result is another");
    found
}

fn check_close(found: &[Vec<f32>], expected: &[Vec<f32>]) -> Result<(), TestCaseError> {
    for (array, (found, expected)) in found.iter().zip(expected).enumerate() {
        prop_assert_eq!(found.len(), expected.len());
        let largest = expected.iter().fold(1.0_f32, |largest, value| largest.max(value.abs()));
        for (index, (a, b)) in found.iter().zip(expected).enumerate() {
            prop_assert!(
                (a - b).abs() <= TOLERANCE * largest,
                "array {array}, value {index}: {a} is not {b}"
            );
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn dense_is_burns(
        count in 1_usize..40, inputs in 1_usize..700, outputs in 1_usize..70,
        has_relu: bool, seed: u64,
    ) {
        let arrays = [
            noise(count * inputs, seed),
            noise(outputs * inputs, seed ^ 1),
            noise(outputs, seed ^ 2),
        ];
        let upstream = noise(count * outputs, seed ^ 3);
        let found = with_gradients(&arrays, &upstream, |[x, weight, bias]| {
            let x = x.clone().reshape([count, inputs]);
            let y = if has_relu { dense_relu(x, weight, bias) } else { dense(x, weight, bias) };
            y.flatten(0, 1)
        });
        let expected = with_gradients(&arrays, &upstream, |[x, weight, bias]| {
            let y = dense::by_burn(x.clone().reshape([count, inputs]), weight, bias);
            let y = if has_relu { burn::tensor::activation::relu(y) } else { y };
            y.flatten(0, 1)
        });
        check_close(&found, &expected)?;
    }

    #[test]
    fn pointwise_is_burns(
        pixels in 1_usize..300, inputs in 1_usize..70, outputs in 1_usize..70,
        has_relu6: bool, seed: u64,
    ) {
        let arrays = [
            noise(inputs * pixels, seed),
            noise(outputs * inputs, seed ^ 1),
            noise(outputs, seed ^ 2),
        ];
        let upstream = noise(outputs * pixels, seed ^ 3);
        let found = with_gradients(&arrays, &upstream, |[x, weight, bias]| {
            let x = x.clone().reshape([inputs, pixels]);
            let y = match has_relu6 {
                true => pointwise_relu6(x, weight, bias),
                false => pointwise(x, weight, bias),
            };
            y.flatten(0, 1)
        });
        let expected = with_gradients(&arrays, &upstream, |[x, weight, bias]| {
            let y = pointwise::by_burn(x.clone().reshape([inputs, pixels]), weight, bias);
            let y = if has_relu6 { y.clamp(0.0, 6.0) } else { y };
            y.flatten(0, 1)
        });
        check_close(&found, &expected)?;
    }

    #[test]
    fn conv_relu_pool_is_burns(
        batch in 1_usize..4, inputs in 1_usize..40, channels in 1_usize..40,
        height in 4_usize..14, width in 4_usize..14, padding in 0_usize..3, seed: u64,
    ) {
        let arrays = [
            integers(batch * inputs * height * width, seed),
            integers(channels * inputs * 9, seed ^ 1),
            integers(channels, seed ^ 2),
        ];
        let pooled = (height + 2 * padding - 2) / 2 * ((width + 2 * padding - 2) / 2);
        let upstream = integers(batch * channels * pooled, seed ^ 3);
        let of = |x: &Tensor<1>| x.clone().reshape([batch, inputs, height, width]);
        let found = with_gradients(&arrays, &upstream, |[x, weight, bias]| {
            conv_relu_pool(of(x), weight, bias, padding).flatten(0, 3)
        });
        let expected = with_gradients(&arrays, &upstream, |[x, weight, bias]| {
            small_convolution::by_burn(of(x), weight, bias, padding).flatten(0, 3)
        });
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn the_loss_is_burns(batch in 1_usize..40, classes in 2_usize..12, seed: u64) {
        let logits: Vec<f32> = noise(batch * classes, seed).iter().map(|x| x * 9.0).collect();
        let mut targets = vec![0.0; batch * classes];
        for (row, weight) in noise(batch, seed ^ 1).into_iter().enumerate() {
            targets[row * classes + (seed as usize + row * row) % classes] = 1.5 + weight;
        }
        let weight_sum: f32 = targets.iter().sum();
        let targets = tensor(targets).reshape([batch, classes]);
        let run = |loss: &dyn Fn(Tensor<2>) -> BatchLoss| {
            let leaf = tensor(logits.clone()).autodiff().require_grad();
            let loss = loss(leaf.clone().reshape([batch, classes]));
            let gradient = leaf.grad(&loss.objective.backward()).unwrap();
            [values(loss.sums), values(gradient.inner())]
        };
        let found = run(&|logits| weighted_cross_entropy(logits, &targets, weight_sum));
        let expected = run(&|logits| loss::by_burn(logits, &targets, weight_sum));
        check_close(&found, &expected)?;
        prop_assert_eq!(found[0][1], expected[0][1], "right predictions");
    }

    /// In the same order of operations, so to the bit.
    #[test]
    fn adam_is_burns(count in 1_usize..70, decay in 0.0..0.5_f64, seed: u64) {
        let begin = [tensor(noise(count, seed))];
        let mut found = begin[0].clone();
        let mut expected = begin[0].clone();
        let mut optimizers = [Optimizer::new(&begin, decay), Optimizer::new(&begin, decay)];
        for step in 1..6 {
            let gradient = tensor(noise(count, seed ^ step));
            found = optimizers[0].step(0, found, gradient.clone(), step, 0.01);
            expected = optimizers[1].step_by_burn(0, expected, gradient, step, 0.01);
        }
        prop_assert_eq!(values(found), values(expected));
        let [found, expected] = optimizers;
        prop_assert_eq!(values(found.first[0].clone()), values(expected.first[0].clone()));
        prop_assert_eq!(values(found.second[0].clone()), values(expected.second[0].clone()));
    }
}

/// What somebody keeps stays what it was, although a step changes its own arrays in place.
#[test]
fn adam_leaves_kept_parameters_alone() {
    let begin = noise(19, 1);
    let parameter = tensor(begin.clone());
    let kept = parameter.clone();
    let mut optimizer = Optimizer::new(std::slice::from_ref(&kept), 0.1);
    let moment = optimizer.first[0].clone();
    let moved = optimizer.step(0, parameter, tensor(noise(19, 2)), 1, 0.1);
    assert_eq!(values(kept), begin);
    assert_eq!(values(moment), vec![0.0; 19]);
    assert_ne!(values(moved), begin);
}

/// A run that diverges is to be seen, not to be mended by ReLU.
#[test]
fn what_is_no_number_stays_none() {
    let none = |count: usize| tensor(vec![f32::NAN; count]);
    for inputs in [3, 5] {
        let x = tensor(noise(inputs * 36, 1)).reshape([1, inputs, 6, 6]);
        let y = conv_relu_pool(x, &none(4 * inputs * 9), &none(4), 1);
        assert!(values(y).iter().all(|value| value.is_nan()), "{inputs} channels");
    }
    let y = dense_relu(tensor(noise(7, 2)).reshape([1, 7]), &none(21), &none(3));
    assert!(values(y).iter().all(|value| value.is_nan()));
}

/// Two convolutions, a dense layer and the loss as one function: the gradients say how it changes.
#[test]
fn gradients_are_finite_differences() {
    const CLASSES: usize = 3;
    let sizes = [2 * 3 * 11 * 13, 9 * 3 * 9, 9, 6 * 9 * 9, 6, CLASSES * 6 * 2, CLASSES];
    let arrays: Vec<Vec<f32>> = (40..).zip(sizes).map(|(seed, count)| noise(count, seed)).collect();
    let targets = tensor(vec![0.0, 1.0, 0.0, 2.0, 0.0, 0.0]).reshape([2, CLASSES]);
    let loss = |arrays: &[Tensor<1>]| {
        let x = arrays[0].clone().reshape([2, 3, 11, 13]);
        let x = conv_relu_pool(x, &arrays[1], &arrays[2], 1);
        let x = conv_relu_pool(x, &arrays[3], &arrays[4], 0);
        // 11 × 13 → 5 × 6 → 1 × 2
        let [batch, channels, height, width] = x.dims();
        let x = x.reshape([batch, channels * height * width]);
        weighted_cross_entropy(dense(x, &arrays[5], &arrays[6]), &targets, 3.0)
    };
    let leaves: Vec<Tensor<1>> =
        arrays.iter().map(|array| tensor(array.clone()).autodiff().require_grad()).collect();
    let gradients = loss(&leaves).objective.backward();
    let value_at = |arrays: &[Vec<f32>]| {
        let tensors: Vec<Tensor<1>> = arrays.iter().cloned().map(tensor).collect();
        values(loss(&tensors).sums)[0] / 3.0
    };
    for (index, leaf) in leaves.iter().enumerate() {
        let gradient = values(leaf.grad(&gradients).unwrap().inner());
        // Along the gradient itself, where the change is largest.
        let length = gradient.iter().map(|value| value * value).sum::<f32>().sqrt();
        let moved = |by: f32| {
            let mut arrays = arrays.clone();
            for (value, slope) in arrays[index].iter_mut().zip(&gradient) {
                *value += by * slope / length;
            }
            value_at(&arrays)
        };
        let step = 2e-3;
        let found = (moved(step) - moved(-step)) / (2.0 * step);
        assert!((found - length).abs() < 0.02 * length, "array {index}: {found} is not {length}");
    }
}
