//! The first epochs of fine-tuning, in which the backbone's layers are frozen.
//!
//! As long as they do not change, neither do the features that they give: these are computed once,
//! and the head learns from them as a transfer head does.

use super::data::TrainingData;
use crate::error::Result;
use crate::networks::{Architecture, FrozenPhase, TrainingSettings};
use crate::tensors::{matrix, read_back};
use burn::tensor::{Device, Tensor};

/// Inputs that go through the frozen layers at once.
const AT_ONCE: usize = 16;
/// The cost of an unfrozen step for each picture, in passes of an input through these layers: the
/// gradients take about twice as long as the pass itself.
const COST_OF_LEARNING: f64 = 3.0;
/// The cost of a step of the head alone for each picture, in the same unit.
const COST_OF_HEAD: f64 = 0.01;

/// The frozen phase of a run, and what is known while it lasts.
pub(super) struct Frozen {
    /// Number of epochs of the kind.
    pub(super) epochs: u32,
    phase: FrozenPhase,
    /// The features of the pictures in their order, as far as they have been computed.
    features: TrainingData,
}

impl Frozen {
    /// Begins the frozen phase; none for networks whose parameters all learn from the first epoch on.
    pub(super) fn new(architecture: Architecture, settings: &TrainingSettings) -> Option<Self> {
        let phase = architecture.frozen_phase()?;
        let features = TrainingData::new(phase.rest.input());
        Some(Self { epochs: settings.frozen_epochs.min(settings.epochs), phase, features })
    }

    /// Number of parameters, the first ones, that stay as they are.
    pub(super) fn num_frozen(&self) -> usize {
        self.phase.num_frozen
    }

    /// The network that the other parameters are.
    pub(super) fn rest(&self) -> Architecture {
        Architecture::new(self.phase.rest)
    }

    /// The inputs that the head learns from, once all of them are known.
    pub(super) fn features(&self) -> &TrainingData {
        &self.features
    }

    /// Whether features of all of `data` are known.
    pub(super) fn is_ready(&self, data: &TrainingData) -> bool {
        self.features.len() == data.len()
    }

    /// Computes the features of the next few pictures. Always in the same portions, so that a run that
    /// goes on computes the same bits.
    pub(super) async fn cache_features(
        &mut self,
        data: &TrainingData,
        parameters: &[Tensor<1>],
        device: &Device,
    ) -> Result<()> {
        let num_values = data.num_values();
        let first = self.features.len();
        let (mut inputs, mut num_rows) = (Vec::new(), Vec::new());
        for picture in first..data.len() {
            let variants = data.variants(picture);
            inputs.extend_from_slice(variants);
            num_rows.push(variants.len() / num_values);
            if inputs.len() >= AT_ONCE * num_values {
                break;
            }
        }
        let shape = [inputs.len() / num_values, num_values];
        let input = matrix(inputs, shape, device);
        let features = (self.phase.features)(&parameters[..self.phase.num_frozen], input);
        let features = read_back(features).await?;
        let mut rest = features.as_slice();
        for (picture, count) in (first..).zip(num_rows) {
            let (rows, others) = rest.split_at(count * self.features.num_values());
            self.features.push_features(rows, data.labels()[picture], data.part(picture))?;
            rest = others;
        }
        Ok(())
    }

    /// The share of a run's work that is done after `steps_done` steps of `steps_per_epoch` each.
    pub(super) fn share_done(
        &self,
        settings: &TrainingSettings,
        num_pictures: usize,
        steps_done: u64,
        steps_per_epoch: u64,
    ) -> f64 {
        let total_steps = (steps_per_epoch * u64::from(settings.epochs)) as f64;
        let frozen_steps = (steps_per_epoch * u64::from(self.epochs)) as f64;
        if self.epochs == 0 {
            return steps_done as f64 / total_steps;
        }
        let batch_size = f64::from(settings.batch_size);
        let work = |looked_at: usize, steps: f64| {
            let frozen = steps.min(frozen_steps);
            let per_picture = frozen * COST_OF_HEAD + (steps - frozen) * COST_OF_LEARNING;
            looked_at as f64 + per_picture * batch_size
        };
        let looked_at = match steps_done {
            0 => self.features.len(),
            _ => num_pictures,
        };
        work(looked_at, steps_done as f64) / work(num_pictures, total_steps)
    }
}
