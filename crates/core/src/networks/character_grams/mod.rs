//! A linear layer over the hashed characters of a text: what a text is about shows in its spelling, and a thousand texts
//! are learnt from in a second.

use super::{
    Architecture, ExplanationMethod, InputKind, Network, NetworkSize, ParameterSpec, Schedule, TrainingSettings,
};
#[cfg(feature = "train")]
use crate::error::Error;
use crate::error::Result;
use crate::format::Weights;
#[cfg(feature = "train")]
use crate::format::onnx::GraphBuilder;
#[cfg(feature = "burn")]
use crate::operations::DropoutMask;
#[cfg(feature = "train")]
use crate::operations::OnnxLayers;
use crate::text::GramSpec;
#[cfg(feature = "burn")]
use burn::tensor::{Int, Tensor};

/// The network over texts.
pub const CHARACTER_GRAMS: Architecture = Architecture::new(&CharacterGrams);

pub(super) const NETWORKS: &[&dyn Network] = &[&CharacterGrams];

const GRAMS: GramSpec = GramSpec::STANDARD;

struct CharacterGrams;

impl Network for CharacterGrams {
    fn id(&self) -> &'static str {
        "character-grams"
    }

    fn input(&self) -> InputKind {
        InputKind::Grams(GRAMS)
    }

    fn parameters(&self, size: NetworkSize) -> Vec<ParameterSpec> {
        let shape = [size.num_classes, GRAMS.buckets];
        ParameterSpec::layer("output.weight", "output.bias", &shape).to_vec()
    }

    /// The best of nine combinations on nine languages and ten topics, in five folds: docs/decisions/0058.
    fn defaults(&self) -> TrainingSettings {
        TrainingSettings {
            epochs: 20,
            batch_size: 64,
            learning_rate: 0.1,
            schedule: Schedule::Cosine,
            ..TrainingSettings::reference()
        }
    }

    /// All are filled up to the longest, and a book among letters is a hundred times as long.
    fn max_inputs_at_once(&self) -> usize {
        32
    }

    /// A bucket that no text of the lesson has must not speak for any class.
    fn begins_at_zero(&self) -> bool {
        true
    }

    /// The weights in the buckets of each text, times what the text has in them.
    ///
    /// # Shapes
    /// - `input`: `[batch, 2 × pairs]`, a bucket and a value after the other
    #[cfg(feature = "burn")]
    fn forward(
        &self,
        num_classes: usize,
        parameters: &[Tensor<1>],
        input: Tensor<2>,
        _dropout: Option<DropoutMask>,
    ) -> Tensor<2> {
        let [weight, bias] = super::arrays(parameters);
        let [batch, width] = input.dims();
        let count = batch * width / 2;
        let pairs: Tensor<2> = input.reshape([count, 2]);
        let buckets: Tensor<1, Int> = pairs.clone().narrow(1, 0, 1).int().reshape([count]);
        let values: Tensor<2> = pairs.narrow(1, 1, 1).reshape([1, count]);
        let weight: Tensor<2> = weight.clone().reshape([num_classes, GRAMS.buckets]);
        let products: Tensor<3> =
            (weight.select(1, buckets) * values).reshape([num_classes, batch, width / 2]);
        let sums: Tensor<2> = products.sum_dim(2).reshape([num_classes, batch]);
        sums.transpose() + bias.clone().reshape([1, num_classes])
    }

    /// Texts have no places to show on a map.
    fn explanation_method(&self, _weights: &Weights) -> ExplanationMethod {
        ExplanationMethod::Occlusion
    }

    fn shares_of_characters(
        &self,
        weights: &Weights,
        text: &str,
        probabilities: &[f32],
        class: usize,
    ) -> Result<Vec<f32>> {
        let weight = weights.get("output.weight", &[probabilities.len(), GRAMS.buckets])?;
        let gradient = log_odds_gradient(probabilities, class);
        let of_bucket = |bucket: u32| {
            let of_class = |(class, factor)| factor * weight[class * GRAMS.buckets + bucket as usize];
            gradient.iter().enumerate().map(|(class, factor)| of_class((class, factor))).sum()
        };
        Ok(GRAMS.shares(text, of_bucket))
    }

    /// ONNX has no hashing of characters: docs/texts.md has a recipe of ten lines instead.
    #[cfg(feature = "train")]
    fn to_onnx(
        &self,
        _graph: &mut GraphBuilder,
        _layers: &OnnxLayers,
        _backbone: Option<&Weights>,
    ) -> Result<String> {
        Err(Error::ModelReadsTexts)
    }

    fn has_keras_form(&self) -> bool {
        false
    }
}

/// The change of the logarithm of a class's odds with each logit: 1 for its own, and for the others less their share of
/// what is left to them.
fn log_odds_gradient(probabilities: &[f32], class: usize) -> Vec<f32> {
    let others: f32 =
        (0..probabilities.len()).filter(|&other| other != class).map(|i| probabilities[i]).sum();
    let share = |(other, probability): (usize, &f32)| match other == class {
        true => 1.0,
        false if others > 0.0 => -probability / others,
        // The class is certain: each of the others is as far behind as the next.
        false => -1.0 / (probabilities.len() - 1) as f32,
    };
    probabilities.iter().enumerate().map(share).collect()
}
