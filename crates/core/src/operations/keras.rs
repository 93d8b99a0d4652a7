//! The operations as layers of Keras, whose pictures are `[batch, height, width, channels]`.

use crate::error::Result;
use crate::format::keras::{CODE_STEPS, KerasBuilder};
use crate::format::{Values, Weights};
use serde_json::json;

/// A model's arrays, on their way into layers. Every method adds layers and gives the name of the last.
pub struct KerasLayers<'a> {
    /// The arrays, whose shapes have been checked.
    pub weights: &'a Weights,
    /// The length of the logits.
    pub num_classes: usize,
}

/// A convolution of channels with all channels, or of each with itself alone.
#[derive(Clone, Copy)]
pub struct KerasConvolution<'a> {
    /// `[out, in, height, width]`; of each with itself `[channels, 1, height, width]`.
    pub shape: [usize; 4],
    /// The weights in the order of `shape`.
    pub weight: &'a Values,
    /// `[out]`
    pub bias: &'a [f32],
    /// Pixels from one position of the kernel to the next.
    pub stride: usize,
    /// `same` or `valid`.
    pub padding: &'static str,
    /// Whether each channel is convolved by itself.
    pub is_depthwise: bool,
}

impl KerasConvolution<'_> {
    /// Adds it as the layer `name`. 8-bit integers stay the integers that they are; a normalisation behind the
    /// convolution does what their scales do, and adds the bias.
    pub fn add(&self, model: &mut KerasBuilder, x: &str, name: &str) -> String {
        let [outputs, inputs, height, width] = self.shape;
        let (class, array) = match self.is_depthwise {
            true => ("DepthwiseConv2D", "depthwise_kernel"),
            false => ("Conv2D", "kernel"),
        };
        let shape = match self.is_depthwise {
            true => [height, width, outputs, 1],
            false => [height, width, inputs, outputs],
        };
        let codes = match self.weight {
            Values::Integers(codes, _) => Some(codes),
            Values::Floats(_) => None,
        };
        let mut config = json!({
            "kernel_size": [height, width], "strides": [self.stride, self.stride],
            "padding": self.padding, "use_bias": codes.is_none(), "activation": "linear",
        });
        match self.is_depthwise {
            true => config["depth_multiplier"] = 1.into(),
            false => config["filters"] = outputs.into(),
        }
        let x = model.layer(class, name, &[x], config);
        let Some(codes) = codes else {
            model.floats(name, array, &shape, &outputs_last(self.weight, self.shape));
            model.floats(name, "bias", &[outputs], self.bias);
            return x;
        };
        model.codes(name, array, &shape, &outputs_last(&codes.values, self.shape));
        let scales: Vec<f32> = codes.scales.iter().map(|scale| scale * CODE_STEPS).collect();
        affine(model, &x, &format!("{name}_scale"), &scales, self.bias)
    }
}

/// x · factors + offsets, channel by channel: a batch normalisation whose mean is 0 and whose variance is 1.
pub fn affine(
    model: &mut KerasBuilder,
    x: &str,
    name: &str,
    factors: &[f32],
    offsets: &[f32],
) -> String {
    let length = factors.len();
    let config = json!({ "axis": -1, "epsilon": 0, "center": true, "scale": true });
    let x = model.layer("BatchNormalization", name, &[x], config);
    model.floats(name, "gamma", &[length], factors);
    model.floats(name, "beta", &[length], offsets);
    model.constant(name, "moving_mean", length, 0.0);
    model.constant(name, "moving_variance", length, 1.0);
    x
}

impl KerasLayers<'_> {
    /// A dense layer whose arrays are `{name}.weight` and `{name}.bias`, as [`super::dense()`].
    ///
    /// # Errors
    /// [`crate::Error::ModelDamaged`] when an array is missing.
    pub fn dense(
        &self,
        model: &mut KerasBuilder,
        x: &str,
        name: &str,
        activation: &str,
    ) -> Result<String> {
        let Dense { rows, inputs, weight, bias } = self.dense_arrays(name)?;
        Ok(add_dense(model, x, name, activation, &transposed(weight, rows, inputs), bias))
    }

    /// A dense layer over maps of `side` × `side` pixels. The file has its weights in the order `[channel, row,
    /// column]`, the maps come as `[row, column, channel]`.
    ///
    /// # Errors
    /// [`crate::Error::ModelDamaged`] when an array is missing.
    pub fn dense_over_maps(
        &self,
        model: &mut KerasBuilder,
        x: &str,
        name: &str,
        side: usize,
        activation: &str,
    ) -> Result<String> {
        let flat = format!("{name}_flat");
        let x = model.layer("Flatten", &flat, &[x], json!({}));
        let Dense { rows, inputs, weight, bias } = self.dense_arrays(name)?;
        // A convolution as large as its input is such a layer.
        let kernel = outputs_last(weight, [rows, inputs / (side * side), side, side]);
        Ok(add_dense(model, &x, name, activation, &kernel, bias))
    }

    /// The last layer and its probabilities. One sigmoid for two classes becomes the logits `[0, z]`, for which a
    /// column of zeros is put in front.
    ///
    /// # Errors
    /// [`crate::Error::ModelDamaged`] when an array is missing.
    pub fn output(&self, model: &mut KerasBuilder, x: &str, name: &str) -> Result<String> {
        let Dense { rows, inputs, weight, bias } = self.dense_arrays(name)?;
        let missing = self.num_classes - rows;
        let weight = [vec![0.0; missing * inputs], weight.to_vec()].concat();
        let bias = [vec![0.0; missing], bias.to_vec()].concat();
        let kernel = transposed(&weight, self.num_classes, inputs);
        Ok(add_dense(model, x, name, "softmax", &kernel, &bias))
    }

    /// The last layer of as many sigmoids as there are classes, and their shares: the softmax of ln σ(z), which is
    /// −softplus(−z).
    ///
    /// # Errors
    /// [`crate::Error::ModelDamaged`] when an array is missing.
    pub fn output_of_sigmoids(
        &self,
        model: &mut KerasBuilder,
        x: &str,
        name: &str,
    ) -> Result<String> {
        let Dense { rows, inputs, weight, bias } = self.dense_arrays(name)?;
        let negative = |values: &[f32]| values.iter().map(|value| -value).collect::<Vec<f32>>();
        let kernel = transposed(&negative(weight), rows, inputs);
        let x = add_dense(model, x, name, "softplus", &kernel, &negative(bias));
        let mut negation = vec![0.0; rows * rows];
        negation.iter_mut().step_by(rows + 1).for_each(|value| *value = -1.0);
        let zeros = vec![0.0; rows];
        Ok(add_dense(model, &x, &format!("{name}_shares"), "softmax", &negation, &zeros))
    }

    /// Writes the layers of [`super::conv_relu_pool`].
    ///
    /// # Errors
    /// [`crate::Error::ModelDamaged`] when an array is missing.
    pub fn conv_relu_pool(
        &self,
        model: &mut KerasBuilder,
        x: &str,
        name: &str,
        shape: [usize; 4],
        padding: usize,
    ) -> Result<String> {
        let convolution = KerasConvolution {
            shape,
            weight: self.weights.values(&format!("{name}.weight"), &shape)?,
            bias: self.weights.get(&format!("{name}.bias"), &shape[..1])?,
            stride: 1,
            padding: if padding == 0 { "valid" } else { "same" },
            is_depthwise: false,
        };
        let x = convolution.add(model, x, name);
        let x = model.layer("ReLU", &format!("{name}_relu"), &[&x], json!({}));
        let config = json!({ "pool_size": [2, 2], "strides": [2, 2], "padding": "valid" });
        Ok(model.layer("MaxPooling2D", &format!("{name}_pool"), &[&x], config))
    }

    fn dense_arrays(&self, name: &str) -> Result<Dense<'_>> {
        let (weight_name, bias_name) = (format!("{name}.weight"), format!("{name}.bias"));
        let rows = self.weights.0.get(&bias_name).map_or(0, |bias| bias.values.len());
        let bias = self.weights.get(&bias_name, &[rows])?;
        let shape = self.weights.0.get(&weight_name).map_or(&[][..], |weight| &weight.shape);
        let inputs = shape.get(1).copied().unwrap_or(0);
        let weight = self.weights.get(&weight_name, &[rows, inputs])?;
        Ok(Dense { rows, inputs, weight, bias })
    }
}

/// `[rows, inputs]` and `[rows]`.
struct Dense<'a> {
    rows: usize,
    inputs: usize,
    weight: &'a [f32],
    bias: &'a [f32],
}

/// `kernel` is `[inputs, units]`, in Keras's order.
fn add_dense(
    model: &mut KerasBuilder,
    x: &str,
    name: &str,
    activation: &str,
    kernel: &[f32],
    bias: &[f32],
) -> String {
    let units = bias.len();
    let config = json!({ "units": units, "activation": activation, "use_bias": true });
    let x = model.layer("Dense", name, &[x], config);
    model.floats(name, "kernel", &[kernel.len() / units.max(1), units], kernel);
    model.floats(name, "bias", &[units], bias);
    x
}

/// `[rows, columns]` to `[columns, rows]`.
fn transposed(values: &[f32], rows: usize, columns: usize) -> Vec<f32> {
    outputs_last(values, [rows, columns, 1, 1])
}

/// `[out, in, height, width]` to `[height, width, in, out]`; with one input each, `[height, width, out, 1]` is the same.
fn outputs_last<T: Copy>(values: &[T], shape: [usize; 4]) -> Vec<T> {
    let [outputs, inputs, height, width] = shape;
    let pixels = height * width;
    let mut moved = Vec::with_capacity(values.len());
    for pixel in 0..pixels {
        for input in 0..inputs {
            moved.extend(
                (0..outputs).map(|output| values[(output * inputs + input) * pixels + pixel]),
            );
        }
    }
    moved
}
