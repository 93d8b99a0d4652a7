mod evaluate;
mod finish;
mod resume;
mod start;

pub use evaluate::{SubsetEvaluation, SubsetPrediction};
pub use finish::{FinishedRun, KEEP_SHARE, ModelFacts, SubsetCounts};

use super::batch::{BatchSums, add};
use super::data::TrainingData;
use super::frozen::Frozen;
use super::gradients::{Batch, BatchInput, StepContext};
use super::randomness::{Use, dropout_mask, generator};
use super::report::{EpochReport, RunState, StepReport};
use super::resident::Resident;
use crate::dataset::Subset;
use crate::error::Result;
use crate::networks::{Architecture, ParameterSpec, Schedule, TrainingSettings};
use crate::operations::Optimizer;
use crate::tensors::read_back;
use burn::tensor::{Device, Tensor};
use rand_pcg::Pcg64Mcg;

/// A loss so many times the first epoch's is taken for an explosion.
const EXPLODED: f32 = 1e4;

/// A training run over one device.
pub struct TrainingRun {
    architecture: Architecture,
    num_classes: usize,
    settings: TrainingSettings,
    specs: Vec<ParameterSpec>,
    data: TrainingData,
    /// The checksum of `data`, which does not change.
    fingerprint: String,
    steps_per_epoch: u64,
    device: Device,
    /// Flat and not tracked, on the plain device.
    parameters: Vec<Tensor<1>>,
    best: Option<Best>,
    optimizer: Optimizer,
    class_weights: Vec<f32>,
    /// The frozen phase, for networks that have one.
    frozen: Option<Frozen>,
    resident: Resident,
    history: Vec<EpochReport>,
    state: RunState,
    step: u64,
    epoch: Option<Epoch>,
}

struct Best {
    validation_loss: f32,
    epoch: u32,
    parameters: Vec<Tensor<1>>,
}

/// The epoch that is under way.
struct Epoch {
    rng: Pcg64Mcg,
    order: Vec<usize>,
    steps_done: u64,
    loss_sum: f64,
    weight_sum: f64,
    num_correct: f64,
    num_seen: usize,
}

impl TrainingRun {
    /// The architecture of the network that is trained.
    pub fn architecture(&self) -> Architecture {
        self.architecture
    }

    /// Length of the logits.
    pub fn num_classes(&self) -> usize {
        self.num_classes
    }

    /// The settings of the run.
    pub fn settings(&self) -> &TrainingSettings {
        &self.settings
    }

    /// The finished epochs.
    pub fn history(&self) -> &[EpochReport] {
        &self.history
    }

    /// The inputs that the run learns from.
    pub fn data(&self) -> &TrainingData {
        &self.data
    }

    /// Steps of one epoch.
    pub fn steps_per_epoch(&self) -> u64 {
        self.steps_per_epoch
    }

    /// Does up to `max_steps` steps, never beyond the end of an epoch. The loss is read back from
    /// the device once.
    ///
    /// # Errors
    /// [`crate::Error::DeviceLost`]; [`crate::Error::TrainingData`] for stored features that cannot be read. A loss
    /// that is no number is not an error but [`RunState::Diverged`].
    pub async fn step(&mut self, max_steps: usize) -> Result<StepReport> {
        if self.state != RunState::Running {
            return Ok(self.report(None, None));
        }
        if self.is_frozen()
            && let Some(frozen) = &mut self.frozen
            && !frozen.is_ready(&self.data)
        {
            frozen.cache_features(&self.data, &self.parameters, &self.device).await?;
            return Ok(self.report(None, None));
        }
        let number = self.history.len() as u32 + 1;
        let mut epoch = match self.epoch.take() {
            Some(epoch) => epoch,
            None => self.begin_epoch(number),
        };
        let mut sums: Option<Tensor<1>> = None;
        let mut weight_sum = 0.0;
        for _ in 0..max_steps.max(1) {
            if epoch.steps_done == self.steps_per_epoch {
                break;
            }
            let batch = self.train_on_batch(&mut epoch)?;
            weight_sum += batch.weight_sum;
            sums = Some(add(sums, batch.sums));
        }
        let Some(sums) = sums else {
            return Ok(self.report(None, None));
        };
        let sums = read_back(sums).await?;
        epoch.loss_sum += f64::from(sums[0]);
        epoch.num_correct += f64::from(sums[1]);
        epoch.weight_sum += weight_sum;
        let loss = (f64::from(sums[0]) / weight_sum) as f32;
        // Cross-entropy begins near the logarithm of the number of classes.
        let first = self.history.first().map_or((self.num_classes as f32).ln(), |h| h.train_loss);
        if !loss.is_finite() || loss > EXPLODED * first.max(1e-3) {
            self.state = RunState::Diverged;
            return Ok(self.report(None, None));
        }
        let finished = if epoch.steps_done == self.steps_per_epoch {
            Some(self.finish_epoch(&epoch, number).await?)
        } else {
            self.epoch = Some(epoch);
            None
        };
        Ok(self.report(Some(loss), finished))
    }

    /// Number of epochs, the first ones, that leave the backbone's layers as they are.
    fn frozen_epochs(&self) -> u32 {
        self.frozen.as_ref().map_or(0, |frozen| frozen.epochs)
    }

    /// Whether the present epoch is one of these.
    fn is_frozen(&self) -> bool {
        (self.history.len() as u32) < self.frozen_epochs()
    }

    fn begin_epoch(&mut self, number: u32) -> Epoch {
        if number == self.frozen_epochs() + 1 {
            // Other parameters at another rate: what the optimiser has gathered says nothing of them.
            self.optimizer = Optimizer::new(&self.parameters, self.settings.weight_decay);
        }
        Epoch::begin(&self.data, self.settings.seed, number)
    }

    /// The network and the data that the present epoch learns with.
    fn context(&self) -> StepContext<'_> {
        let (architecture, data, first) = match &self.frozen {
            Some(frozen) if self.is_frozen() => {
                (frozen.rest(), frozen.features(), frozen.num_frozen())
            }
            _ => (self.architecture, &self.data, 0),
        };
        StepContext {
            architecture,
            num_classes: self.num_classes,
            data,
            parameters: &self.parameters[first..],
            class_weights: &self.class_weights,
            device: &self.device,
        }
    }

    /// One step on the next batch; nothing is read back.
    fn train_on_batch(&mut self, epoch: &mut Epoch) -> Result<BatchSums> {
        let batch_size = self.settings.batch_size as usize;
        let begin = epoch.steps_done as usize * batch_size;
        let end = (begin + batch_size).min(epoch.order.len());
        let pictures = &epoch.order[begin..end];
        let input = self.input_of(pictures, &mut epoch.rng)?;
        let dropout =
            (self.settings.dropout > 0.0 && !self.architecture.reads_texts()).then(|| {
                let rate = self.settings.dropout as f32;
                dropout_mask(pictures.len() * self.dropped_units(), rate, &mut epoch.rng)
            });
        let (gradients, sums) = self.context().backward(&Batch { pictures, input, dropout });

        self.step += 1;
        let learning_rate = self.learning_rate(self.step - 1);
        let first = self.parameters.len() - gradients.len();
        let frozen_steps = u64::from(self.frozen_epochs()) * self.steps_per_epoch;
        let step = if self.is_frozen() { self.step } else { self.step - frozen_steps };
        for (index, gradient) in (first..).zip(gradients) {
            if let Some(gradient) = gradient {
                // Taken away, with something in its place meanwhile, so that it may be changed where it lies.
                let place = &mut self.parameters[index];
                let parameter = std::mem::replace(place, gradient.clone());
                self.parameters[index] =
                    self.optimizer.step(index, parameter, gradient, step, learning_rate);
            }
        }
        epoch.steps_done += 1;
        epoch.num_seen += end - begin;
        Ok(sums)
    }

    /// The inputs of a batch, changed at random.
    fn input_of(&mut self, pictures: &[usize], rng: &mut Pcg64Mcg) -> Result<BatchInput> {
        let is_frozen = self.is_frozen();
        let mut resident = std::mem::take(&mut self.resident);
        let augmentation = &self.settings.augmentation;
        let data = self.context().data;
        let input = match resident.rows(is_frozen, data, augmentation, &self.device)? {
            Some(rows) => BatchInput::Rows(Box::new(rows), data.drawn_rows(pictures, rng)),
            None => BatchInput::Values(data.augmented(pictures, augmentation, rng)?),
        };
        self.resident = resident;
        Ok(input)
    }

    /// Width of the layer that dropout thins out: the last one before the output.
    fn dropped_units(&self) -> usize {
        self.specs[self.specs.len() - 2].shape[1]
    }

    /// The learning rate of the step after `steps_done`. Frozen epochs and the others each have the whole schedule.
    fn learning_rate(&self, steps_done: u64) -> f64 {
        let total = self.steps_per_epoch * u64::from(self.settings.epochs);
        let frozen = self.steps_per_epoch * u64::from(self.frozen_epochs());
        let (done, total, rate) = match self.frozen {
            Some(_) if steps_done >= frozen => {
                (steps_done - frozen, total - frozen, self.settings.backbone_learning_rate)
            }
            Some(_) => (steps_done, frozen, self.settings.learning_rate),
            None => (steps_done, total, self.settings.learning_rate),
        };
        match self.settings.schedule {
            Schedule::Constant => rate,
            Schedule::Cosine => {
                let share = done as f64 / total as f64;
                rate * 0.5 * (1.0 + (std::f64::consts::PI * share).cos())
            }
        }
    }

    async fn finish_epoch(&mut self, epoch: &Epoch, number: u32) -> Result<EpochReport> {
        let validation = self.loss_and_accuracy(Subset::Validation).await?;
        let is_best = match (&self.best, validation) {
            (_, None) => false,
            (None, Some(_)) => true,
            (Some(best), Some((loss, _))) => loss < best.validation_loss,
        };
        if let (true, Some((validation_loss, _))) = (is_best, validation) {
            let parameters = self.parameters.clone();
            self.best = Some(Best { validation_loss, epoch: number, parameters });
        }
        let report = EpochReport {
            epoch: number,
            learning_rate: self.learning_rate(self.step - 1),
            train_loss: (epoch.loss_sum / epoch.weight_sum) as f32,
            train_accuracy: (epoch.num_correct / epoch.num_seen as f64) as f32,
            validation_loss: validation.map(|(loss, _)| loss),
            validation_accuracy: validation.map(|(_, accuracy)| accuracy),
            is_best,
        };
        self.history.push(report.clone());
        if number == self.settings.epochs {
            self.state = RunState::Finished;
        } else if let (Some(patience), Some(best)) = (self.settings.early_stopping, &self.best)
            // A head that learns no more is no reason to leave the rest frozen.
            && number.saturating_sub(best.epoch.max(self.frozen_epochs())) >= patience
        {
            self.state = RunState::StoppedEarly;
        }
        Ok(report)
    }

    /// The share of the run's work that is done, from 0 to 1.
    fn share_done(&self) -> f64 {
        match &self.frozen {
            Some(frozen) => {
                frozen.share_done(&self.settings, self.data.len(), self.step, self.steps_per_epoch)
            }
            None => {
                let total = self.steps_per_epoch * u64::from(self.settings.epochs);
                self.step as f64 / total as f64
            }
        }
    }

    fn report(&self, loss: Option<f32>, finished_epoch: Option<EpochReport>) -> StepReport {
        let steps_per_epoch = self.steps_per_epoch;
        let begun = self.epoch.as_ref().map_or(0, |epoch| epoch.steps_done);
        StepReport {
            step: self.step,
            share_done: self.share_done(),
            total_steps: steps_per_epoch * u64::from(self.settings.epochs),
            epoch: self.history.len() as u32 + u32::from(finished_epoch.is_none()),
            epoch_step: if finished_epoch.is_some() { steps_per_epoch } else { begun },
            steps_per_epoch,
            loss,
            finished_epoch,
            state: self.state,
        }
    }
}

impl Epoch {
    fn begin(data: &TrainingData, seed: u64, number: u32) -> Self {
        let mut rng = generator(seed, Use::Epoch(number));
        let order = data.epoch_order(&mut rng);
        Self {
            rng,
            order,
            steps_done: 0,
            loss_sum: 0.0,
            weight_sum: 0.0,
            num_correct: 0.0,
            num_seen: 0,
        }
    }
}
