use crate::error::Result;
use crate::format::Weights;
#[cfg(feature = "burn")]
use burn::tensor::Tensor;

/// The part of a network's shape that is chosen before training.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NetworkSize {
    /// Length of the logits.
    pub num_classes: usize,
    /// Units of the hidden layer of a head over the backbone; 0 is a linear head. Other networks have a fixed
    /// number and do not read this.
    pub hidden_units: usize,
}

impl NetworkSize {
    /// The size that a file's weights have.
    pub fn of_weights(num_classes: usize, weights: &Weights) -> Self {
        let hidden_units = weights.0.get("hidden.bias").map_or(0, |bias| bias.values.len());
        Self { num_classes, hidden_units }
    }
}

/// One named array of weights.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParameterSpec {
    /// The name of the array in the file.
    pub name: &'static str,
    /// The shape in PyTorch's order: `[out, in]` for dense layers, `[out, in, height, width]` for convolutions,
    /// `[out]` for biases.
    pub shape: Vec<usize>,
}

impl ParameterSpec {
    /// The weights and the bias of one layer; `shape` is that of the weights.
    pub fn layer(weight: &'static str, bias: &'static str, shape: &[usize]) -> [Self; 2] {
        [Self { name: weight, shape: shape.to_vec() }, Self { name: bias, shape: vec![shape[0]] }]
    }

    /// Number of values of the array.
    pub fn num_values(&self) -> usize {
        self.shape.iter().product()
    }

    /// Whether the array is a bias, which begins at zero; everything else is drawn.
    pub fn is_bias(&self) -> bool {
        self.shape.len() == 1
    }

    /// Incoming and outgoing connections of one unit (X. Glorot, Y. Bengio, AISTATS 2010).
    pub fn fans(&self) -> (usize, usize) {
        let receptive: usize = self.shape.iter().skip(2).product();
        let inputs = self.shape.get(1).copied().unwrap_or(1);
        (inputs * receptive, self.shape[0] * receptive)
    }

    /// The array of this name and shape among `weights`.
    ///
    /// # Errors
    /// [`crate::Error::ModelDamaged`] when it is missing or has another shape.
    pub fn find<'a>(&self, weights: &'a Weights) -> Result<&'a [f32]> {
        weights.get(self.name, &self.shape)
    }
}

/// The first parameters of a network by name: `let [weight, bias] = arrays(parameters);`.
/// [`super::Network::parameters`] says how many there are.
#[cfg(feature = "burn")]
pub(super) fn arrays<const N: usize>(parameters: &[Tensor<1>]) -> [&Tensor<1>; N] {
    std::array::from_fn(|index| &parameters[index])
}
