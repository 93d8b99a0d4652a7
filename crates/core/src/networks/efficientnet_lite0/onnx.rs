//! EfficientNet-Lite0's features as ONNX nodes.

use super::convolutions::{Convolution, FeatureWriter, write_features};
use super::same_padding;
use crate::error::Result;
use crate::format::Weights;
use crate::format::onnx::{GraphBuilder, integer, integers};

/// EfficientNet-Lite0 from `input` to its pooled features `[batch, 1280]`.
pub(super) fn add_features(graph: &mut GraphBuilder, weights: &Weights) -> Result<String> {
    let zero = graph.floats("relu6.min", &[], &[0.0]);
    let six = graph.floats("relu6.max", &[], &[6.0]);
    let mut nodes = Nodes { graph, weights, zero, six };
    let x = write_features(&mut nodes, "input")?;
    let x = graph.node("GlobalAveragePool", &[&x], "backbone.pooled", vec![]);
    Ok(graph.node("Flatten", &[&x], "features", vec![integer("axis", 1)]))
}

struct Nodes<'a> {
    graph: &'a mut GraphBuilder,
    weights: &'a Weights,
    /// The names of the constants that ReLU6 cuts at.
    zero: String,
    six: String,
}

impl FeatureWriter for Nodes<'_> {
    fn convolve(&mut self, x: &str, own: &str, convolution: Convolution) -> Result<String> {
        let Self { graph, weights, .. } = self;
        let name = format!("backbone.{own}");
        let shape = convolution.shape();
        let weight = weights.get(&format!("{own}.weight"), &shape)?;
        let bias = weights.get(&format!("{own}.bias"), &shape[..1])?;
        let weight = graph.floats(&format!("{name}.weight"), &shape, weight);
        let bias = graph.floats(&format!("{name}.bias"), &shape[..1], bias);
        let (before, after) = same_padding(convolution.kernel, convolution.stride);
        let (before, after) = (before as i64, after as i64);
        let attributes = vec![
            integers("kernel_shape", &[convolution.kernel as i64; 2]),
            integers("strides", &[convolution.stride as i64; 2]),
            integers("pads", &[before, before, after, after]),
            integer("group", convolution.groups as i64),
        ];
        let x = graph.node("Conv", &[x, &weight, &bias], &name, attributes);
        if !convolution.has_relu6 {
            return Ok(x);
        }
        let inputs = [x.as_str(), &self.zero, &self.six];
        Ok(graph.node("Clip", &inputs, &format!("{name}.relu6"), vec![]))
    }

    fn sum(&mut self, x: &str, y: &str, name: &str) -> String {
        self.graph.node("Add", &[x, y], &format!("backbone.{name}"), vec![])
    }
}
