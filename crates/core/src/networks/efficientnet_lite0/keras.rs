//! EfficientNet-Lite0's features as layers of Keras.

use super::convolutions::{Convolution, FeatureWriter, write_features};
use crate::error::Result;
use crate::format::Weights;
use crate::format::keras::KerasBuilder;
use crate::operations::KerasConvolution;
use serde_json::json;

/// EfficientNet-Lite0 from the normalised picture `x` to its pooled features `[batch, 1280]`.
pub(super) fn add_features(
    model: &mut KerasBuilder,
    weights: &Weights,
    x: &str,
) -> Result<String> {
    let x = write_features(&mut Layers { model, weights }, x)?;
    Ok(model.layer("GlobalAveragePooling2D", "features", &[&x], json!({})))
}

struct Layers<'a> {
    model: &'a mut KerasBuilder,
    weights: &'a Weights,
}

impl FeatureWriter for Layers<'_> {
    fn convolve(&mut self, x: &str, name: &str, convolution: Convolution) -> Result<String> {
        let shape = convolution.shape();
        let added = KerasConvolution {
            shape,
            weight: self.weights.values(&format!("{name}.weight"), &shape)?,
            bias: self.weights.get(&format!("{name}.bias"), &shape[..1])?,
            stride: convolution.stride,
            padding: "same",
            is_depthwise: convolution.groups > 1,
        };
        let name = layer_name(name);
        let x = added.add(self.model, x, &name);
        if !convolution.has_relu6 {
            return Ok(x);
        }
        let config = json!({ "max_value": 6 });
        Ok(self.model.layer("ReLU", &format!("{name}_relu6"), &[&x], config))
    }

    fn sum(&mut self, x: &str, y: &str, name: &str) -> String {
        self.model.layer("Add", &layer_name(name), &[x, y], json!({}))
    }
}

/// Names of layers have no dots: some readers take what is behind one for a name of its own.
fn layer_name(name: &str) -> String {
    format!("backbone_{}", name.replace('.', "_"))
}
