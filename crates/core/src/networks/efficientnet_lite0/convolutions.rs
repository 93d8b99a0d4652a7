//! The way through the network's convolutions, for every form that it is written in.

use super::{BLOCKS, NUM_FEATURES, STEM_CHANNELS};
use crate::error::Result;
use crate::format::{Weights, missing_backbone};
use crate::networks::ParameterSpec;

/// A convolution as the network has it, with TensorFlow's SAME padding.
#[derive(Clone, Copy)]
pub(super) struct Convolution {
    pub inputs: usize,
    pub outputs: usize,
    pub kernel: usize,
    pub stride: usize,
    pub groups: usize,
    pub has_relu6: bool,
}

impl Convolution {
    /// `[out, in, height, width]`, as the file has it.
    pub fn shape(&self) -> [usize; 4] {
        [self.outputs, self.inputs / self.groups, self.kernel, self.kernel]
    }
}

/// A form that the network is written in. Both methods take the names of inputs and give that of their output.
pub(super) trait FeatureWriter {
    /// Adds the convolution whose arrays are `{name}.weight` and `{name}.bias`.
    fn convolve(&mut self, x: &str, name: &str, convolution: Convolution) -> Result<String>;

    /// Adds the sum of two.
    fn sum(&mut self, x: &str, y: &str, name: &str) -> String;
}

/// Writes everything from the normalised picture to the last feature map, `[1280, rows, columns]`.
pub(super) fn write_features(writer: &mut impl FeatureWriter, input: &str) -> Result<String> {
    let pointwise = |inputs, outputs, has_relu6| Convolution {
        inputs,
        outputs,
        kernel: 1,
        stride: 1,
        groups: 1,
        has_relu6,
    };
    let stem = Convolution { kernel: 3, stride: 2, ..pointwise(3, STEM_CHANNELS, true) };
    let mut x = writer.convolve(input, "stem", stem)?;
    let mut channels = STEM_CHANNELS;
    for (index, spec) in BLOCKS.iter().enumerate() {
        let (entry, expanded) = (x.clone(), spec.expanded_channels());
        if spec.expansion > 1 {
            let expand = pointwise(spec.in_channels, expanded, true);
            x = writer.convolve(&x, &format!("blocks.{index}.expand"), expand)?;
        }
        let depthwise = Convolution {
            kernel: spec.kernel,
            stride: spec.stride,
            groups: expanded,
            ..pointwise(expanded, expanded, true)
        };
        x = writer.convolve(&x, &format!("blocks.{index}.depthwise"), depthwise)?;
        let project = pointwise(expanded, spec.out_channels, false);
        x = writer.convolve(&x, &format!("blocks.{index}.project"), project)?;
        if spec.is_residual() {
            x = writer.sum(&x, &entry, &format!("blocks.{index}.sum"));
        }
        channels = spec.out_channels;
    }
    writer.convolve(&x, "head", pointwise(channels, NUM_FEATURES, true))
}

/// The backbone that a head cannot do without.
pub(super) fn required(backbone: Option<&Weights>) -> Result<&Weights> {
    backbone.ok_or_else(missing_backbone)
}

/// The backbone with those of a model's own arrays that take the place of its.
pub(super) fn tuned(
    backbone: Option<&Weights>,
    own: &Weights,
    unfrozen: &[ParameterSpec],
) -> Result<Weights> {
    let mut tuned = required(backbone)?.clone();
    for spec in unfrozen {
        if let Some(weight) = own.0.get(spec.name) {
            tuned.0.insert(spec.name.to_owned(), weight.clone());
        }
    }
    Ok(tuned)
}
