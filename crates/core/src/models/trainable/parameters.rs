use super::{Architecture, HIDDEN_UNITS, PIXEL_SIDE};
use crate::models::efficientnet_lite0::{BLOCKS, NUM_FEATURES, UNFROZEN_BLOCK};

/// How many arrays of [`Architecture::FineTune`], the first ones, are the backbone's.
pub const NUM_UNFROZEN: usize = 8;

/// One named array of weights.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParameterSpec {
    /// As in the file.
    pub name: &'static str,
    /// In PyTorch's order: `[out, in]` for dense layers, `[out, in, height, width]` for convolutions,
    /// `[out]` for biases.
    pub shape: Vec<usize>,
}

impl ParameterSpec {
    /// Values of the array.
    pub fn num_values(&self) -> usize {
        self.shape.iter().product()
    }

    /// Biases begin at zero, everything else is drawn.
    pub fn is_bias(&self) -> bool {
        self.shape.len() == 1
    }

    /// Incoming and outgoing connections of one unit (X. Glorot, Y. Bengio, AISTATS 2010).
    pub fn fans(&self) -> (usize, usize) {
        let receptive: usize = self.shape.iter().skip(2).product();
        let inputs = self.shape.get(1).copied().unwrap_or(1);
        (inputs * receptive, self.shape[0] * receptive)
    }
}

/// The parameters of a network in the order in which `forward` reads them.
pub fn parameters(
    architecture: Architecture,
    num_classes: usize,
    hidden_units: usize,
) -> Vec<ParameterSpec> {
    let outputs = architecture.num_outputs(num_classes);
    let pixels = 3 * PIXEL_SIDE * PIXEL_SIDE;
    let mut specs = Vec::new();
    let mut layer = |weight: &'static str, bias: &'static str, shape: &[usize]| {
        specs.push(ParameterSpec { name: weight, shape: shape.to_vec() });
        specs.push(ParameterSpec { name: bias, shape: vec![shape[0]] });
    };
    if architecture == Architecture::FineTune {
        let block = BLOCKS[UNFROZEN_BLOCK];
        let (inputs, expanded) = (block.in_channels, block.expanded_channels());
        layer("blocks.15.expand.weight", "blocks.15.expand.bias", &[expanded, inputs, 1, 1]);
        layer("blocks.15.depthwise.weight", "blocks.15.depthwise.bias", &[expanded, 1, 3, 3]);
        let outputs = block.out_channels;
        layer("blocks.15.project.weight", "blocks.15.project.bias", &[outputs, expanded, 1, 1]);
        layer("head.weight", "head.bias", &[NUM_FEATURES, outputs, 1, 1]);
    }
    match architecture {
        Architecture::Transfer | Architecture::FineTune if hidden_units > 0 => {
            layer("hidden.weight", "hidden.bias", &[hidden_units, NUM_FEATURES]);
            layer("output.weight", "output.bias", &[outputs, hidden_units]);
        }
        Architecture::Transfer | Architecture::FineTune => {
            layer("output.weight", "output.bias", &[outputs, NUM_FEATURES]);
        }
        Architecture::ReferenceCnn | Architecture::BenchCnn => {
            // 32 → 30 → 15 → 13 → 6 without padding, 32 → 16 → 8 with it.
            let side = if architecture == Architecture::BenchCnn { 8 } else { 6 };
            layer("conv1.weight", "conv1.bias", &[32, 3, 3, 3]);
            layer("conv2.weight", "conv2.bias", &[64, 32, 3, 3]);
            layer("dense1.weight", "dense1.bias", &[HIDDEN_UNITS, 64 * side * side]);
            layer("dense2.weight", "dense2.bias", &[outputs, HIDDEN_UNITS]);
        }
        Architecture::Mlp => {
            layer("hidden.weight", "hidden.bias", &[HIDDEN_UNITS, pixels]);
            layer("output.weight", "output.bias", &[outputs, HIDDEN_UNITS]);
        }
        Architecture::Recurrent => {
            layer("gru.weight_ih", "gru.bias_ih", &[3 * HIDDEN_UNITS, 3 * PIXEL_SIDE]);
            layer("gru.weight_hh", "gru.bias_hh", &[3 * HIDDEN_UNITS, HIDDEN_UNITS]);
            layer("output.weight", "output.bias", &[outputs, HIDDEN_UNITS]);
        }
    }
    specs
}
