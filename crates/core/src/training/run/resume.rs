//! The weights of a run, and its checkpoint: how it goes on later.

use super::start::size;
use super::{Best, TrainingRun};
use crate::error::{Error, Result};
use crate::format::{Weight, Weights};
use crate::tensors::{flat, read_back};
use crate::training::checkpoint::{self, CheckpointCard};
use crate::training::data::TrainingData;
use burn::tensor::{Device, Tensor};

impl TrainingRun {
    /// Goes on at the end of the epoch that `bytes` were made after.
    ///
    /// # Errors
    /// [`Error::CheckpointDamaged`]; [`Error::CheckpointMismatch`] when `data` is not what the run
    /// began with.
    pub fn resume(bytes: &[u8], data: TrainingData, device: &Device) -> Result<Self> {
        let (card, weights) = checkpoint::read(bytes)?;
        let damaged = |error: Error| Error::CheckpointDamaged { reason: error.to_string() };
        let specs = card.architecture.parameters(size(card.num_classes, &card.settings));
        let group = |prefix: &str| -> Result<Vec<Vec<f32>>> {
            specs
                .iter()
                .map(|spec| {
                    Ok(weights.get(&format!("{prefix}.{}", spec.name), &spec.shape)?.to_vec())
                })
                .collect::<Result<_>>()
                .map_err(damaged)
        };
        let upload = |values: Vec<Vec<f32>>| -> Vec<Tensor<1>> {
            values.into_iter().map(|values| flat(values, device)).collect()
        };
        let mut run = Self::with_values(
            card.architecture,
            card.num_classes,
            data,
            card.settings.clone(),
            device,
            group("model")?,
        )?;
        if card.data_fingerprint != run.fingerprint {
            return Err(Error::CheckpointMismatch);
        }
        run.optimizer.first = upload(group("first_moment")?);
        run.optimizer.second = upload(group("second_moment")?);
        if let Some((epoch, validation_loss)) = card.best {
            run.best = Some(Best { validation_loss, epoch, parameters: upload(group("best")?) });
        }
        run.step = card.history.len() as u64 * run.steps_per_epoch;
        run.history = card.history;
        run.state = card.state;
        Ok(run)
    }

    /// The best weights where early stopping is on, else the last ones.
    pub(super) fn exported(&self) -> &[Tensor<1>] {
        match (&self.best, self.settings.early_stopping) {
            (Some(best), Some(_)) => &best.parameters,
            _ => &self.parameters,
        }
    }

    /// The weights to keep: the best ones where early stopping is on, else the last ones.
    ///
    /// # Errors
    /// [`Error::DeviceLost`].
    pub async fn weights(&self) -> Result<Weights> {
        self.read_group("", self.exported()).await
    }

    /// Everything that is needed to go on after the last finished epoch. Steps of the present epoch
    /// are not in it, so it is called when an epoch has just ended.
    ///
    /// # Errors
    /// [`Error::DeviceLost`]; [`Error::TrainingData`] in the middle of an epoch.
    pub async fn checkpoint(&self) -> Result<Vec<u8>> {
        if self.epoch.is_some() {
            return Err(Error::TrainingData { reason: "an epoch is under way".into() });
        }
        let mut weights = self.read_group("model.", &self.parameters).await?;
        weights.0.extend(self.read_group("first_moment.", &self.optimizer.first).await?.0);
        weights.0.extend(self.read_group("second_moment.", &self.optimizer.second).await?.0);
        if let Some(best) = &self.best {
            weights.0.extend(self.read_group("best.", &best.parameters).await?.0);
        }
        let card = CheckpointCard {
            format_version: checkpoint::FORMAT_VERSION,
            sha256: None,
            architecture: self.architecture,
            num_classes: self.num_classes,
            settings: self.settings.clone(),
            history: self.history.clone(),
            state: self.state,
            best: self.best.as_ref().map(|best| (best.epoch, best.validation_loss)),
            data_fingerprint: self.fingerprint.clone(),
        };
        checkpoint::write(card, &weights)
    }

    async fn read_group(&self, prefix: &str, tensors: &[Tensor<1>]) -> Result<Weights> {
        let mut values = read_back(Tensor::cat(tensors.to_vec(), 0)).await?.into_iter();
        let mut weights = Weights::default();
        for spec in &self.specs {
            let weight = Weight {
                shape: spec.shape.clone(),
                values: values.by_ref().take(spec.num_values()).collect(),
            };
            weights.0.insert(format!("{prefix}{}", spec.name), weight);
        }
        Ok(weights)
    }
}
