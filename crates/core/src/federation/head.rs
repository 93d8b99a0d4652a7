//! A linear head over features, as it goes to and fro.

use super::MAX_CLASSES;
use super::records::ArrayValues;
use crate::error::{Error, FederationFault, Result};
use crate::format::{Weight, Weights};
use crate::networks::efficientnet_lite0::NUM_FEATURES;
use safetensors::{Dtype, SafeTensors};

/// No value of a head is larger: features are below 6, and logits of a million say nothing that those of a hundred do
/// not.
const LARGEST_VALUE: f32 = 1e6;

const WEIGHT: &str = "weight";
const BIAS: &str = "bias";

/// Weights and biases.
#[derive(Debug, Clone, PartialEq)]
pub struct Head {
    /// `[classes, 1280]`.
    pub weight: Vec<f32>,
    /// `[classes]`.
    pub bias: Vec<f32>,
}

impl Head {
    /// A head of `num_classes`, if the values are such a head's.
    ///
    /// # Errors
    /// [`FederationFault::Damaged`] for other sizes, and for values that no head has.
    pub fn new(
        weight: Vec<f32>,
        bias: Vec<f32>,
        num_classes: usize,
    ) -> Result<Self, FederationFault> {
        let damaged = |reason: &str| Err(FederationFault::Damaged { reason: reason.to_owned() });
        if num_classes > MAX_CLASSES
            || bias.len() != num_classes
            || weight.len() != num_classes * NUM_FEATURES
        {
            return damaged("a head of another shape");
        }
        if !weight.iter().chain(&bias).all(|value| value.abs() <= LARGEST_VALUE) {
            return damaged("a head with values that no head has");
        }
        Ok(Self { weight, bias })
    }

    /// Number of classes.
    pub fn num_classes(&self) -> usize {
        self.bias.len()
    }

    /// As the weights of the network `transfer`.
    pub fn to_weights(&self) -> Weights {
        let (weight, bias) = (self.weight.clone(), self.bias.clone());
        let shape = vec![self.num_classes(), NUM_FEATURES];
        let weight = Weight { shape, values: weight.into() };
        let bias = Weight { shape: vec![self.num_classes()], values: bias.into() };
        Weights([("output.weight".to_owned(), weight), ("output.bias".to_owned(), bias)].into())
    }

    /// The head among the weights of the network `transfer`.
    ///
    /// # Errors
    /// [`Error::ModelDamaged`] where they are another network's.
    pub fn from_weights(weights: &Weights, num_classes: usize) -> Result<Self> {
        let weight = weights.get("output.weight", &[num_classes, NUM_FEATURES])?.to_vec();
        let bias = weights.get("output.bias", &[num_classes])?.to_vec();
        Ok(Self::new(weight, bias, num_classes)?)
    }

    /// Reads `weight` and `bias` from a plain safetensors file, as the server's application writes candidates.
    ///
    /// # Errors
    /// [`Error::Federation`] with [`FederationFault::Damaged`].
    pub fn from_safetensors(bytes: &[u8], num_classes: usize) -> Result<Self> {
        let damaged = |reason: String| Error::Federation(FederationFault::Damaged { reason });
        let file = SafeTensors::deserialize(bytes).map_err(|error| damaged(error.to_string()))?;
        let array = |name: &str, shape: &[usize]| -> Result<Vec<f32>> {
            let view = file.tensor(name).map_err(|error| damaged(error.to_string()))?;
            if view.dtype() != Dtype::F32 || view.shape() != shape {
                return Err(damaged(format!("{name} of another shape or type")));
            }
            let (values, _) = view.data().as_chunks();
            Ok(values.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect())
        };
        let weight = array(WEIGHT, &[num_classes, NUM_FEATURES])?;
        Ok(Self::new(weight, array(BIAS, &[num_classes])?, num_classes)?)
    }

    /// The logits of features, `[pictures, 1280]`: `[pictures, classes]`.
    pub fn logits(&self, features: &[f32]) -> Vec<f32> {
        let rows = features.chunks_exact(NUM_FEATURES);
        let of_row = |row: &[f32]| -> Vec<f32> {
            let weights = self.weight.chunks_exact(NUM_FEATURES);
            let dot = |weights: &[f32]| {
                weights.iter().zip(row).map(|(w, x)| f64::from(*w) * f64::from(*x)).sum::<f64>()
            };
            weights
                .zip(&self.bias)
                .map(|(weights, bias)| (dot(weights) + f64::from(*bias)) as f32)
                .collect()
        };
        rows.flat_map(of_row).collect()
    }

    /// As a record of arrays.
    pub(super) fn to_arrays(&self) -> Vec<(String, ArrayValues)> {
        let shape = vec![self.num_classes(), NUM_FEATURES];
        let weight = ArrayValues { shape, values: self.weight.clone() };
        let bias = ArrayValues { shape: vec![self.num_classes()], values: self.bias.clone() };
        vec![(WEIGHT.to_owned(), weight), (BIAS.to_owned(), bias)]
    }
}
