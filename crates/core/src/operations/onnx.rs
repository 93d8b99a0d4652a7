//! The operations as ONNX nodes.

use crate::error::{Error, Result};
use crate::format::Weights;
use crate::format::onnx::{GraphBuilder, integer, integers};

/// A model's arrays, on their way into a graph. Every method adds nodes and gives the name of the last.
pub struct OnnxLayers<'a> {
    /// The arrays, whose shapes have been checked.
    pub weights: &'a Weights,
    /// The length of the logits.
    pub num_classes: usize,
}

impl OnnxLayers<'_> {
    /// A dense layer whose arrays are `{name}.weight` and `{name}.bias`, as [`super::dense()`].
    ///
    /// # Errors
    /// [`Error::ModelDamaged`] when an array is missing.
    pub fn dense(&self, graph: &mut GraphBuilder, x: &str, name: &str) -> Result<String> {
        let rows = self.array(&format!("{name}.bias"))?.1.len();
        self.padded_dense(graph, x, name, rows)
    }

    /// The last layer. One sigmoid for two classes becomes the logits `[0, z]`, for which a row of zeros is put in
    /// front.
    ///
    /// # Errors
    /// [`Error::ModelDamaged`] when an array is missing.
    pub fn output(&self, graph: &mut GraphBuilder, x: &str, name: &str) -> Result<String> {
        self.padded_dense(graph, x, name, self.num_classes)
    }

    /// The logarithms of sigmoids, ln σ(z) = −softplus(−z).
    pub fn log_sigmoid(graph: &mut GraphBuilder, z: &str) -> String {
        let z = graph.node("Neg", &[z], "output.neg", vec![]);
        let z = graph.node("Softplus", &[&z], "output.softplus", vec![]);
        graph.node("Neg", &[&z], "output.log_sigmoid", vec![])
    }

    /// Writes the nodes of [`super::conv_relu_pool`].
    ///
    /// # Errors
    /// [`Error::ModelDamaged`] when an array is missing.
    pub fn conv_relu_pool(
        &self,
        graph: &mut GraphBuilder,
        x: &str,
        name: &str,
        padding: usize,
    ) -> Result<String> {
        let weight = self.constant(graph, &format!("{name}.weight"))?;
        let bias = self.constant(graph, &format!("{name}.bias"))?;
        let padding = [padding as i64; 4];
        let attributes = vec![integers("kernel_shape", &[3, 3]), integers("pads", &padding)];
        let x = graph.node("Conv", &[x, &weight, &bias], name, attributes);
        let x = graph.node("Relu", &[&x], &format!("{name}.relu"), vec![]);
        let attributes = vec![integers("kernel_shape", &[2, 2]), integers("strides", &[2, 2])];
        Ok(graph.node("MaxPool", &[&x], &format!("{name}.pool"), attributes))
    }

    /// Writes the nodes of [`super::gru_over_rows`], over `input` of `[batch, channels, rows, columns]`; the arrays are
    /// `gru.…`.
    ///
    /// # Errors
    /// [`Error::ModelDamaged`] when an array is missing.
    pub fn gru_over_rows(&self, graph: &mut GraphBuilder, num_rows: usize) -> Result<String> {
        let (shape, from_rows) = self.array("gru.weight_ih")?;
        let (num_units, columns) = (shape[0] / 3, shape[1]);
        // [batch, channel, row, column] → [row, batch, channel × column]
        let order = vec![integers("perm", &[2, 0, 1, 3])];
        let rows = graph.node("Transpose", &["input"], "rows.first", order);
        let shape = graph.integers("rows.shape", &[num_rows as i64, -1, columns as i64]);
        let rows = graph.node("Reshape", &[&rows, &shape], "rows", vec![]);

        let from_rows = update_first(from_rows);
        let from_hidden = update_first(self.array("gru.weight_hh")?.1);
        let input_bias = update_first(self.array("gru.bias_ih")?.1);
        let hidden_bias = update_first(self.array("gru.bias_hh")?.1);
        let bias = [input_bias, hidden_bias].concat();
        let gates = 3 * num_units;
        let w = graph.floats("gru.weight_ih", &[1, gates, columns], &from_rows);
        let r = graph.floats("gru.weight_hh", &[1, gates, num_units], &from_hidden);
        let b = graph.floats("gru.bias", &[1, 2 * gates], &bias);
        let attributes =
            vec![integer("hidden_size", num_units as i64), integer("linear_before_reset", 1)];
        let last = graph.gru(&[&rows, &w, &r, &b], "gru", attributes);
        let shape = graph.integers("gru.shape", &[-1, num_units as i64]);
        Ok(graph.node("Reshape", &[&last, &shape], "gru.last", vec![]))
    }

    /// x Wᵀ + b. Where `rows` is one more than the file has, the first row is zeros.
    fn padded_dense(
        &self,
        graph: &mut GraphBuilder,
        x: &str,
        name: &str,
        rows: usize,
    ) -> Result<String> {
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

    fn constant(&self, graph: &mut GraphBuilder, name: &str) -> Result<String> {
        let (shape, values) = self.array(name)?;
        Ok(graph.floats(name, shape, values))
    }

    fn array(&self, name: &str) -> Result<(&[usize], &[f32])> {
        let weight = self.weights.0.get(name).ok_or_else(|| Error::ModelDamaged {
            reason: format!("the tensor {name} is missing"),
        })?;
        Ok((&weight.shape, &weight.values))
    }
}

/// PyTorch stacks the gates as reset, update, new; ONNX as update, reset, new.
fn update_first(values: &[f32]) -> Vec<f32> {
    let gate = values.len() / 3;
    [&values[gate..2 * gate], &values[..gate], &values[2 * gate..]].concat()
}
