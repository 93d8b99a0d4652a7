//! The networks of [`crate::models`] as ONNX operators, layer by layer.

use super::graph::{GraphBuilder, integer, integers};
use crate::error::{Error, Result};
use crate::model_file::Weights;
use crate::models::efficientnet_lite0::{BLOCKS, NUM_FEATURES, STEM_CHANNELS, same_padding};
use crate::models::trainable::{Architecture, HIDDEN_UNITS, NUM_UNFROZEN, PIXEL_SIDE, parameters};

/// Adds everything from `input` to the logits and gives the name of their node.
pub(super) fn add_network(
    graph: &mut GraphBuilder,
    architecture: Architecture,
    num_classes: usize,
    weights: &Weights,
    backbone: Option<&Weights>,
) -> Result<String> {
    let hidden_units = weights.0.get("hidden.bias").map_or(0, |bias| bias.values.len());
    // Nothing is written before every array is known to have its shape.
    for spec in parameters(architecture, num_classes, hidden_units) {
        weights.get(spec.name, &spec.shape)?;
    }
    let layers = Layers { num_classes, weights };
    match architecture {
        Architecture::Transfer | Architecture::FineTune => {
            let backbone = backbone.ok_or_else(|| Error::ModelUnsupported {
                reason: "the network whose features it reads is missing".into(),
            })?;
            let mut x = match architecture {
                Architecture::FineTune => lite0_features(graph, &tuned(backbone, weights))?,
                _ => lite0_features(graph, backbone)?,
            };
            if hidden_units > 0 {
                x = layers.dense(graph, &x, "hidden", hidden_units)?;
                x = graph.node("Relu", &[&x], "hidden.relu", vec![]);
            }
            layers.output(graph, &x, "output", architecture)
        }
        Architecture::ReferenceCnn | Architecture::BenchCnn => {
            let padding = i64::from(architecture == Architecture::BenchCnn);
            let x = layers.conv_relu_pool(graph, "input", "conv1", padding)?;
            let x = layers.conv_relu_pool(graph, &x, "conv2", padding)?;
            let x = graph.node("Flatten", &[&x], "flat", vec![integer("axis", 1)]);
            let x = layers.dense(graph, &x, "dense1", HIDDEN_UNITS)?;
            let x = graph.node("Relu", &[&x], "dense1.relu", vec![]);
            layers.output(graph, &x, "dense2", architecture)
        }
        Architecture::Mlp => {
            let x = graph.node("Flatten", &["input"], "flat", vec![integer("axis", 1)]);
            let x = layers.dense(graph, &x, "hidden", HIDDEN_UNITS)?;
            let x = graph.node("Sigmoid", &[&x], "hidden.sigmoid", vec![]);
            layers.output(graph, &x, "output", architecture)
        }
        Architecture::Recurrent => {
            let x = layers.gru_over_rows(graph)?;
            layers.output(graph, &x, "output", architecture)
        }
    }
}

struct Layers<'a> {
    num_classes: usize,
    weights: &'a Weights,
}

impl Layers<'_> {
    /// The array of a name whose shape has been checked.
    fn array(&self, name: &str) -> Result<(&[usize], &[f32])> {
        let weight = self.weights.0.get(name).ok_or_else(|| Error::ModelDamaged {
            reason: format!("the tensor {name} is missing"),
        })?;
        Ok((&weight.shape, &weight.values))
    }

    fn constant(&self, graph: &mut GraphBuilder, name: &str) -> Result<String> {
        let (shape, values) = self.array(name)?;
        Ok(graph.floats(name, shape, values))
    }

    /// x Wᵀ + b. Where `rows` is one more than the file has, the first row is zeros.
    fn dense(&self, graph: &mut GraphBuilder, x: &str, name: &str, rows: usize) -> Result<String> {
        let (weight_name, bias_name) = (format!("{name}.weight"), format!("{name}.bias"));
        let (shape, weight) = self.array(&weight_name)?;
        let (_, bias) = self.array(&bias_name)?;
        let (inputs, missing) = (shape[1], rows - shape[0]);
        let weight = [vec![0.0; missing * inputs], weight.to_vec()].concat();
        let bias = [vec![0.0; missing], bias.to_vec()].concat();
        let weight = graph.floats(&weight_name, &[rows, inputs], &weight);
        let bias = graph.floats(&bias_name, &[rows], &bias);
        Ok(graph.node("Gemm", &[x, &weight, &bias], name, vec![integer("transB", 1)]))
    }

    /// The last layer, as `forward` gives it: one sigmoid for two classes becomes the logits
    /// `[0, z]`, for which a row of zeros is put in front; several sigmoids become their
    /// logarithms, ln σ(z) = −softplus(−z).
    fn output(
        &self,
        graph: &mut GraphBuilder,
        x: &str,
        name: &str,
        architecture: Architecture,
    ) -> Result<String> {
        let z = self.dense(graph, x, name, self.num_classes)?;
        if architecture != Architecture::Mlp || architecture.num_outputs(self.num_classes) == 1 {
            return Ok(z);
        }
        let z = graph.node("Neg", &[&z], "output.neg", vec![]);
        let z = graph.node("Softplus", &[&z], "output.softplus", vec![]);
        Ok(graph.node("Neg", &[&z], "output.log_sigmoid", vec![]))
    }

    fn conv_relu_pool(
        &self,
        graph: &mut GraphBuilder,
        x: &str,
        name: &str,
        padding: i64,
    ) -> Result<String> {
        let weight = self.constant(graph, &format!("{name}.weight"))?;
        let bias = self.constant(graph, &format!("{name}.bias"))?;
        let attributes = vec![integers("kernel_shape", &[3, 3]), integers("pads", &[padding; 4])];
        let x = graph.node("Conv", &[x, &weight, &bias], name, attributes);
        let x = graph.node("Relu", &[&x], &format!("{name}.relu"), vec![]);
        let attributes = vec![integers("kernel_shape", &[2, 2]), integers("strides", &[2, 2])];
        Ok(graph.node("MaxPool", &[&x], &format!("{name}.pool"), attributes))
    }

    /// The last hidden state `[batch, hidden]` of a GRU over the picture's rows.
    fn gru_over_rows(&self, graph: &mut GraphBuilder) -> Result<String> {
        let (side, columns) = (PIXEL_SIDE as i64, 3 * PIXEL_SIDE);
        // [batch, channel, row, column] → [row, batch, channel × column]
        let order = vec![integers("perm", &[2, 0, 1, 3])];
        let rows = graph.node("Transpose", &["input"], "rows.first", order);
        let shape = graph.integers("rows.shape", &[side, -1, columns as i64]);
        let rows = graph.node("Reshape", &[&rows, &shape], "rows", vec![]);

        let from_rows = update_first(self.array("gru.weight_ih")?.1);
        let from_hidden = update_first(self.array("gru.weight_hh")?.1);
        let biases = ["gru.bias_ih", "gru.bias_hh"]
            .map(|name| self.array(name).map(|(_, bias)| update_first(bias)));
        let [input_bias, hidden_bias] = biases;
        let bias = [input_bias?, hidden_bias?].concat();
        let gates = 3 * HIDDEN_UNITS;
        let w = graph.floats("gru.weight_ih", &[1, gates, columns], &from_rows);
        let r = graph.floats("gru.weight_hh", &[1, gates, HIDDEN_UNITS], &from_hidden);
        let b = graph.floats("gru.bias", &[1, 2 * gates], &bias);
        let attributes =
            vec![integer("hidden_size", HIDDEN_UNITS as i64), integer("linear_before_reset", 1)];
        let last = graph.gru(&[&rows, &w, &r, &b], "gru", attributes);
        let shape = graph.integers("gru.shape", &[-1, HIDDEN_UNITS as i64]);
        Ok(graph.node("Reshape", &[&last, &shape], "gru.last", vec![]))
    }
}

/// PyTorch stacks the gates as reset, update, new; ONNX as update, reset, new.
fn update_first(values: &[f32]) -> Vec<f32> {
    let gate = values.len() / 3;
    [&values[gate..2 * gate], &values[..gate], &values[2 * gate..]].concat()
}

/// The backbone with the layers that were trained along in the place of its own.
fn tuned(backbone: &Weights, weights: &Weights) -> Weights {
    let mut tuned = backbone.clone();
    for spec in parameters(Architecture::FineTune, 1, 0).into_iter().take(NUM_UNFROZEN) {
        if let Some(weight) = weights.0.get(spec.name) {
            tuned.0.insert(spec.name.to_owned(), weight.clone());
        }
    }
    tuned
}

/// EfficientNet-Lite0 from `input` to its pooled features `[batch, 1280]`.
fn lite0_features(graph: &mut GraphBuilder, weights: &Weights) -> Result<String> {
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
