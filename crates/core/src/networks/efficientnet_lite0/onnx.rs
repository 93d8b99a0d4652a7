//! EfficientNet-Lite0's features as ONNX nodes.

use super::{BLOCKS, NUM_FEATURES, STEM_CHANNELS, same_padding};
use crate::error::{Error, Result};
use crate::format::{Weights, missing_backbone};
use crate::format::onnx::{GraphBuilder, integer, integers};

/// The backbone that a head cannot do without.
pub(super) fn required(backbone: Option<&Weights>) -> Result<&Weights> {
    backbone.ok_or_else(missing_backbone)
}

/// EfficientNet-Lite0 from `input` to its pooled features `[batch, 1280]`.
pub(super) fn add_features(graph: &mut GraphBuilder, weights: &Weights) -> Result<String> {
    let zero = graph.floats("relu6.min", &[], &[0.0]);
    let six = graph.floats("relu6.max", &[], &[6.0]);
    let conv = |graph: &mut GraphBuilder, x: &str, name: &str, conv: Convolution| {
        let name = format!("backbone.{name}");
        let own = &name["backbone.".len()..];
        let per_group = conv.inputs / conv.groups;
        let shape = [conv.outputs, per_group, conv.kernel, conv.kernel];
        let weight = weights.get(&format!("{own}.weight"), &shape)?;
        let bias = weights.get(&format!("{own}.bias"), &shape[..1])?;
        let weight = graph.floats(&format!("{name}.weight"), &shape, weight);
        let bias = graph.floats(&format!("{name}.bias"), &shape[..1], bias);
        let (before, after) = same_padding(conv.kernel, conv.stride);
        let (before, after) = (before as i64, after as i64);
        let attributes = vec![
            integers("kernel_shape", &[conv.kernel as i64; 2]),
            integers("strides", &[conv.stride as i64; 2]),
            integers("pads", &[before, before, after, after]),
            integer("group", conv.groups as i64),
        ];
        let x = graph.node("Conv", &[x, &weight, &bias], &name, attributes);
        if !conv.has_relu6 {
            return Ok(x);
        }
        Ok::<_, Error>(graph.node("Clip", &[&x, &zero, &six], &format!("{name}.relu6"), vec![]))
    };
    let pointwise = |inputs, outputs, has_relu6| Convolution {
        inputs,
        outputs,
        kernel: 1,
        stride: 1,
        groups: 1,
        has_relu6,
    };

    let stem = Convolution { kernel: 3, stride: 2, ..pointwise(3, STEM_CHANNELS, true) };
    let mut x = conv(graph, "input", "stem", stem)?;
    let mut channels = STEM_CHANNELS;
    for (index, spec) in BLOCKS.iter().enumerate() {
        let (entry, expanded) = (x.clone(), spec.expanded_channels());
        if spec.expansion > 1 {
            let expand = pointwise(spec.in_channels, expanded, true);
            x = conv(graph, &x, &format!("blocks.{index}.expand"), expand)?;
        }
        let depthwise = Convolution {
            kernel: spec.kernel,
            stride: spec.stride,
            groups: expanded,
            ..pointwise(expanded, expanded, true)
        };
        x = conv(graph, &x, &format!("blocks.{index}.depthwise"), depthwise)?;
        let project = pointwise(expanded, spec.out_channels, false);
        x = conv(graph, &x, &format!("blocks.{index}.project"), project)?;
        if spec.is_residual() {
            x = graph.node("Add", &[&x, &entry], &format!("backbone.blocks.{index}.sum"), vec![]);
        }
        channels = spec.out_channels;
    }
    x = conv(graph, &x, "head", pointwise(channels, NUM_FEATURES, true))?;
    x = graph.node("GlobalAveragePool", &[&x], "backbone.pooled", vec![]);
    Ok(graph.node("Flatten", &[&x], "features", vec![integer("axis", 1)]))
}

#[derive(Clone, Copy)]
struct Convolution {
    inputs: usize,
    outputs: usize,
    kernel: usize,
    stride: usize,
    groups: usize,
    has_relu6: bool,
}
