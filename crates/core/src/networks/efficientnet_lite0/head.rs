//! The layers that take the classifier's place: a linear one, or one hidden layer of rectified units before it.

use super::NUM_FEATURES;
use crate::error::Result;
use crate::format::Weights;
#[cfg(feature = "train")]
use crate::format::{keras::KerasBuilder, onnx::GraphBuilder};
use crate::networks::{ExplanationMethod, NetworkSize, ParameterSpec};
#[cfg(feature = "burn")]
use crate::operations::{DropoutMask, dense, dense_relu, drop_out};
use crate::operations::{FeatureMaps, HeatMap, class_activation_map};
#[cfg(feature = "train")]
use crate::operations::{KerasLayers, OnnxLayers};
#[cfg(feature = "burn")]
use burn::tensor::Tensor;

pub(super) fn parameters(size: NetworkSize) -> Vec<ParameterSpec> {
    let NetworkSize { num_classes, hidden_units } = size;
    if hidden_units == 0 {
        return output(&[num_classes, NUM_FEATURES]).to_vec();
    }
    let hidden =
        ParameterSpec::layer("hidden.weight", "hidden.bias", &[hidden_units, NUM_FEATURES]);
    [hidden, output(&[num_classes, hidden_units])].concat()
}

fn output(shape: &[usize]) -> [ParameterSpec; 2] {
    ParameterSpec::layer("output.weight", "output.bias", shape)
}

/// `features` is `[batch, 1280]`; returns `[batch, classes]`.
#[cfg(feature = "burn")]
pub(super) fn forward(
    parameters: &[Tensor<1>],
    features: Tensor<2>,
    dropout: Option<DropoutMask>,
) -> Tensor<2> {
    match parameters {
        [hidden, hidden_bias, weight, bias, ..] => {
            let x = drop_out(dense_relu(features, hidden, hidden_bias), dropout);
            dense(x, weight, bias)
        }
        parameters => {
            let [weight, bias] = crate::networks::arrays(parameters);
            dense(drop_out(features, dropout), weight, bias)
        }
    }
}

pub(super) fn explanation_method(weights: &Weights) -> ExplanationMethod {
    match NetworkSize::of_weights(0, weights).hidden_units {
        0 => ExplanationMethod::Cam,
        _ => ExplanationMethod::GradCam,
    }
}

pub(super) fn map_of_features(
    weights: &Weights,
    features: &FeatureMaps,
    num_classes: usize,
    class: usize,
) -> Result<HeatMap> {
    let gradient = pooled_gradient(weights, &features.pooled(), num_classes, class)?;
    class_activation_map(features, &gradient)
}

/// The change of a class's logit with each pooled feature: the weights of a linear head, and through one hidden
/// layer of rectified units the weights of those that are on.
///
/// # Shapes
/// - `pooled`: `[features]`
/// - returns: `[features]`
fn pooled_gradient(
    head: &Weights,
    pooled: &[f32],
    num_classes: usize,
    class: usize,
) -> Result<Vec<f32>> {
    let num_features = pooled.len();
    let Some(bias) = head.0.get("hidden.bias") else {
        let output = head.get("output.weight", &[num_classes, num_features])?;
        return Ok(output[class * num_features..][..num_features].to_vec());
    };
    let num_units = bias.values.len();
    let hidden = head.get("hidden.weight", &[num_units, num_features])?;
    let output = head.get("output.weight", &[num_classes, num_units])?;
    let output = &output[class * num_units..][..num_units];
    let mut gradient = vec![0.0; num_features];
    for ((row, bias), weight) in hidden.chunks_exact(num_features).zip(&bias.values[..]).zip(output)
    {
        let before: f32 = row.iter().zip(pooled).map(|(w, x)| w * x).sum::<f32>() + bias;
        if before > 0.0 {
            for (sum, value) in gradient.iter_mut().zip(row) {
                *sum += weight * value;
            }
        }
    }
    Ok(gradient)
}

/// Adds the layers behind the node `features`.
#[cfg(feature = "train")]
pub(super) fn to_onnx(
    graph: &mut GraphBuilder,
    layers: &OnnxLayers,
    features: &str,
) -> Result<String> {
    let mut x = features.to_owned();
    if layers.weights.0.contains_key("hidden.bias") {
        x = layers.dense(graph, &x, "hidden")?;
        x = graph.node("Relu", &[&x], "hidden.relu", vec![]);
    }
    layers.output(graph, &x, "output")
}

/// Adds the layers behind `features`, up to the probabilities.
#[cfg(feature = "train")]
pub(super) fn to_keras(
    model: &mut KerasBuilder,
    layers: &KerasLayers,
    features: &str,
) -> Result<String> {
    let mut x = features.to_owned();
    if layers.weights.0.contains_key("hidden.bias") {
        x = layers.dense(model, &x, "hidden", "relu")?;
    }
    layers.output(model, &x, "output")
}
