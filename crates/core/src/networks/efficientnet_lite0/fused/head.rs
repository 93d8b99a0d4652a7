use super::super::NUM_FEATURES;
use super::layers::Layer;
use super::workspace::{BufferSizes, Workspace};
use super::{channel_share, most_channels};
use crate::error::Result;
use crate::format::Weights;
use crate::kernels::one_byte::{Classifier, LastConvolution};
use crate::kernels::{FeatureMap, Member};
use std::ops::Range;

/// The last convolution.
pub(super) struct Head {
    convolution: LastConvolution,
    input: FeatureMap,
}

impl Head {
    pub fn load(weights: &Weights, input: FeatureMap) -> Result<Self> {
        let layer = Layer::find(weights, "head", &[NUM_FEATURES, input.channels, 1, 1])?;
        Ok(Self { convolution: LastConvolution::new(&layer.weights, layer.bias), input })
    }

    pub fn output(&self) -> FeatureMap {
        FeatureMap { channels: NUM_FEATURES, ..self.input }
    }

    pub fn share(&self, member: (usize, usize)) -> Range<usize> {
        channel_share(NUM_FEATURES, LastConvolution::CHANNEL_STEP, member)
    }

    /// The member's channels.
    pub fn run(&self, member: &Member, workspace: &Workspace) {
        let channels = self.share((member.index, member.size));
        let num_pixels = self.input.num_pixels();
        let mut output = workspace.of(member).write_last_map();
        let output = &mut output[..num_pixels * channels.len()];
        workspace.read_pixels(self.input, |pixels| {
            self.convolution.run(pixels, num_pixels, channels, output);
        });
    }

    /// Asks for the memory that one of `size` members needs.
    pub fn add_to(&self, sizes: &mut BufferSizes, size: usize) {
        let channels = most_channels(NUM_FEATURES, LastConvolution::CHANNEL_STEP, size);
        sizes.last_map(self.input.num_pixels() * channels);
    }
}

/// The layer behind the features.
pub(super) fn classifier(weights: &Weights, num_classes: usize) -> Result<Classifier> {
    let layer = Layer::find(weights, "classifier", &[num_classes, NUM_FEATURES])?;
    Ok(Classifier::new(&layer.weights, layer.bias))
}
