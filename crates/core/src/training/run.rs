use super::adam::Adam;
use super::batch::{BatchSums, Targets, add};
use super::check::{check, class_weights};
use super::checkpoint::{self, CheckpointCard};
use super::data::TrainingData;
use super::frozen::Frozen;
use super::gradients::{Batch, Lesson};
use super::randomness::{Use, dropout_mask, generator, glorot_uniform};
use super::report::{EpochReport, RunState, StepReport};
use super::settings::{Schedule, TrainingSettings};
use crate::dataset::Part;
use crate::error::{Error, Result};
use crate::model_file::{Weight, Weights};
use crate::models::trainable::{Architecture, NUM_UNFROZEN, ParameterSpec, parameters};
use crate::tensors::{flat, read_back};
use burn::tensor::{Device, Tensor};
use rand_pcg::Pcg64Mcg;

/// A loss so many times the first epoch's is taken for an explosion.
const EXPLODED: f32 = 1e4;
/// Pictures judged at once.
const EVALUATION_BATCH: usize = 256;
/// The same where every picture takes megabytes on its way.
const FINE_TUNED_EVALUATION_BATCH: usize = 16;

/// A training run over one device.
pub struct TrainingRun {
    architecture: Architecture,
    num_classes: usize,
    settings: TrainingSettings,
    specs: Vec<ParameterSpec>,
    data: TrainingData,
    /// Of `data`, which does not change.
    fingerprint: String,
    steps_per_epoch: u64,
    device: Device,
    /// Flat and not tracked, on the plain device.
    parameters: Vec<Tensor<1>>,
    best: Option<Best>,
    adam: Adam,
    class_weights: Vec<f32>,
    frozen: Frozen,
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
    num_right: f64,
    num_seen: usize,
}

impl TrainingRun {
    /// Fresh weights, no step done.
    ///
    /// # Errors
    /// [`Error::SettingInvalid`]; [`Error::TooFewClasses`]; [`Error::EmptyClass`] for a class without
    /// a training picture; [`Error::TrainingData`] for inputs of another kind, and for fine-tuning,
    /// which begins with weights that [`Self::start_on`] is given.
    pub fn start(
        architecture: Architecture,
        num_classes: usize,
        data: TrainingData,
        settings: TrainingSettings,
        device: &Device,
    ) -> Result<Self> {
        if architecture == Architecture::FineTune {
            let reason = "fine-tuning needs the weights of its backbone".to_owned();
            return Err(Error::TrainingData { reason });
        }
        let none = Weights::default();
        Self::start_on(&none, architecture, num_classes, data, settings, device)
    }

    /// As [`Self::start`], with the weights of `backbone` in the layers that fine-tuning unfreezes.
    /// Other networks have no such layers.
    ///
    /// # Errors
    /// As [`Self::start`], and [`Error::ModelDamaged`] when `backbone` lacks a layer.
    pub fn start_on(
        backbone: &Weights,
        architecture: Architecture,
        num_classes: usize,
        data: TrainingData,
        settings: TrainingSettings,
        device: &Device,
    ) -> Result<Self> {
        let specs = parameters(architecture, num_classes, settings.hidden_units as usize);
        let mut rng = generator(settings.seed, Use::InitialWeights);
        let num_given = num_unfrozen(architecture);
        let values = specs
            .iter()
            .enumerate()
            .map(|(index, spec)| match spec.is_bias() {
                _ if index < num_given => Ok(backbone.get(spec.name, &spec.shape)?.to_vec()),
                true => Ok(vec![0.0; spec.num_values()]),
                false => Ok(glorot_uniform(spec.num_values(), spec.fans(), &mut rng)),
            })
            .collect::<Result<_>>()?;
        Self::with_values(architecture, num_classes, data, settings, device, values)
    }

    /// As [`Self::start`], from given weights.
    ///
    /// # Errors
    /// As [`Self::start`], and [`Error::ModelDamaged`] when `weights` are another network's.
    pub fn start_from(
        weights: &Weights,
        architecture: Architecture,
        num_classes: usize,
        data: TrainingData,
        settings: TrainingSettings,
        device: &Device,
    ) -> Result<Self> {
        let specs = parameters(architecture, num_classes, settings.hidden_units as usize);
        let values = specs
            .iter()
            .map(|spec| Ok(weights.get(spec.name, &spec.shape)?.to_vec()))
            .collect::<Result<_>>()?;
        Self::with_values(architecture, num_classes, data, settings, device, values)
    }

    /// Goes on at the end of the epoch that `bytes` were made after.
    ///
    /// # Errors
    /// [`Error::CheckpointDamaged`]; [`Error::CheckpointMismatch`] when `data` is not what the run
    /// began with.
    pub fn resume(bytes: &[u8], data: TrainingData, device: &Device) -> Result<Self> {
        let (card, weights) = checkpoint::read(bytes)?;
        let damaged = |error: Error| Error::CheckpointDamaged { reason: error.to_string() };
        let specs =
            parameters(card.architecture, card.num_classes, card.settings.hidden_units as usize);
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
        run.adam.first = upload(group("first_moment")?);
        run.adam.second = upload(group("second_moment")?);
        if let Some((epoch, validation_loss)) = card.best {
            run.best = Some(Best { validation_loss, epoch, parameters: upload(group("best")?) });
        }
        run.step = card.history.len() as u64 * run.steps_per_epoch;
        run.history = card.history;
        run.state = card.state;
        Ok(run)
    }

    fn with_values(
        architecture: Architecture,
        num_classes: usize,
        data: TrainingData,
        settings: TrainingSettings,
        device: &Device,
        values: Vec<Vec<f32>>,
    ) -> Result<Self> {
        settings.validate()?;
        check(&data, architecture, num_classes)?;
        let parameters_on_device: Vec<Tensor<1>> =
            values.into_iter().map(|values| flat(values, device)).collect();
        let class_weights = class_weights(&data, num_classes, settings.class_weights);
        let num_train = data.of_part(Part::Train).len();
        Ok(Self {
            fingerprint: data.fingerprint(),
            steps_per_epoch: num_train.div_ceil(settings.batch_size as usize) as u64,
            specs: parameters(architecture, num_classes, settings.hidden_units as usize),
            adam: Adam::new(&parameters_on_device, settings.weight_decay),
            frozen: Frozen::new(architecture, &settings),
            architecture,
            num_classes,
            settings,
            data,
            device: device.clone(),
            parameters: parameters_on_device,
            best: None,
            class_weights,
            history: Vec::new(),
            state: RunState::Running,
            step: 0,
            epoch: None,
        })
    }

    /// What is trained.
    pub fn architecture(&self) -> Architecture {
        self.architecture
    }

    /// Length of the logits.
    pub fn num_classes(&self) -> usize {
        self.num_classes
    }

    /// What the run was told.
    pub fn settings(&self) -> &TrainingSettings {
        &self.settings
    }

    /// The finished epochs.
    pub fn history(&self) -> &[EpochReport] {
        &self.history
    }

    /// What the run learns from.
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
    /// [`Error::DeviceLost`]. A loss that is no number is not an error but [`RunState::Diverged`].
    pub async fn step(&mut self, max_steps: usize) -> Result<StepReport> {
        if self.state != RunState::Running {
            return Ok(self.report(None, None));
        }
        if self.is_frozen() && !self.frozen.is_ready(&self.data) {
            self.frozen.look_at_more(&self.data, &self.parameters, &self.device).await?;
            return Ok(self.report(None, None));
        }
        let number = self.history.len() as u32 + 1;
        let mut epoch = match self.epoch.take() {
            Some(epoch) => epoch,
            None => self.begin_epoch(number),
        };
        let mut loss_sum: Option<Tensor<1>> = None;
        let mut right_sum: Option<Tensor<1>> = None;
        let mut weight_sum = 0.0;
        for _ in 0..max_steps.max(1) {
            if epoch.steps_done == self.steps_per_epoch {
                break;
            }
            let batch = self.train_on_batch(&mut epoch);
            weight_sum += batch.weight_sum;
            loss_sum = Some(add(loss_sum, batch.loss_sum));
            right_sum = Some(add(right_sum, batch.num_right));
        }
        let (Some(loss_sum), Some(right_sum)) = (loss_sum, right_sum) else {
            return Ok(self.report(None, None));
        };
        let sums = read_back(Tensor::cat(vec![loss_sum, right_sum], 0)).await?;
        epoch.loss_sum += f64::from(sums[0]);
        epoch.num_right += f64::from(sums[1]);
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

    /// Whether the present epoch leaves the backbone's layers as they are.
    fn is_frozen(&self) -> bool {
        (self.history.len() as u32) < self.frozen.epochs
    }

    fn begin_epoch(&mut self, number: u32) -> Epoch {
        if number == self.frozen.epochs + 1 {
            // Other parameters at another rate: what the optimiser has gathered says nothing of them.
            self.adam = Adam::new(&self.parameters, self.settings.weight_decay);
        }
        Epoch::begin(&self.data, self.settings.seed, number)
    }

    /// What learns in the present epoch, and from what.
    fn lesson(&self) -> Lesson<'_> {
        let (architecture, data, first) = match self.is_frozen() {
            true => (Architecture::Transfer, self.frozen.features(), NUM_UNFROZEN),
            false => (self.architecture, &self.data, 0),
        };
        Lesson {
            architecture,
            num_classes: self.num_classes,
            data,
            parameters: &self.parameters[first..],
            class_weights: &self.class_weights,
            device: &self.device,
        }
    }

    /// One step on the next batch; nothing is read back.
    fn train_on_batch(&mut self, epoch: &mut Epoch) -> BatchSums {
        let batch_size = self.settings.batch_size as usize;
        let begin = epoch.steps_done as usize * batch_size;
        let end = (begin + batch_size).min(epoch.order.len());
        let pictures = &epoch.order[begin..end];
        let lesson = self.lesson();
        let input = lesson.data.augmented(pictures, &self.settings.augmentation, &mut epoch.rng);
        let dropout = (self.settings.dropout > 0.0).then(|| {
            let rate = self.settings.dropout as f32;
            dropout_mask(pictures.len() * self.dropped_units(), rate, &mut epoch.rng)
        });
        let (gradients, sums) = lesson.learn(&Batch { pictures, input, dropout });

        self.step += 1;
        let learning_rate = self.learning_rate(self.step - 1);
        let first = self.parameters.len() - gradients.len();
        let frozen_steps = u64::from(self.frozen.epochs) * self.steps_per_epoch;
        let step = if self.is_frozen() { self.step } else { self.step - frozen_steps };
        for (index, gradient) in (first..).zip(gradients) {
            if let Some(gradient) = gradient {
                let parameter = self.parameters[index].clone();
                self.parameters[index] =
                    self.adam.update(index, parameter, gradient, step, learning_rate);
            }
        }
        epoch.steps_done += 1;
        epoch.num_seen += end - begin;
        sums
    }

    /// Width of the layer that dropout thins out: the last one before the output.
    fn dropped_units(&self) -> usize {
        self.specs[self.specs.len() - 2].shape[1]
    }

    /// Of the step after `steps_done`. Frozen epochs and the others each have the whole schedule.
    fn learning_rate(&self, steps_done: u64) -> f64 {
        let total = self.steps_per_epoch * u64::from(self.settings.epochs);
        let frozen = self.steps_per_epoch * u64::from(self.frozen.epochs);
        let (done, total, rate) = match self.architecture {
            Architecture::FineTune if steps_done >= frozen => {
                (steps_done - frozen, total - frozen, self.settings.backbone_learning_rate)
            }
            Architecture::FineTune => (steps_done, frozen, self.settings.learning_rate),
            _ => (steps_done, total, self.settings.learning_rate),
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
        let validation = self.judge(Part::Validation).await?;
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
            train_accuracy: (epoch.num_right / epoch.num_seen as f64) as f32,
            validation_loss: validation.map(|(loss, _)| loss),
            validation_accuracy: validation.map(|(_, accuracy)| accuracy),
            is_best,
        };
        self.history.push(report.clone());
        if number == self.settings.epochs {
            self.state = RunState::Finished;
        } else if let (Some(patience), Some(best)) = (self.settings.early_stopping, &self.best)
            // A head that learns no more is no reason to leave the rest frozen.
            && number.saturating_sub(best.epoch.max(self.frozen.epochs)) >= patience
        {
            self.state = RunState::StoppedEarly;
        }
        Ok(report)
    }

    /// Mean cross-entropy and accuracy over the pictures of `part`, if there are any.
    async fn judge(&self, part: Part) -> Result<Option<(f32, f32)>> {
        let pictures = self.data.of_part(part);
        if pictures.is_empty() {
            return Ok(None);
        }
        let unweighted = vec![1.0; self.num_classes];
        let (mut loss_sum, mut right_sum) = (None, None);
        let lesson = self.lesson();
        for pictures in pictures.chunks(self.evaluation_batch()) {
            let targets = Targets::of(pictures, &self.data, &unweighted, &self.device);
            let logits = lesson.answer(pictures);
            loss_sum = Some(add(loss_sum, targets.loss_sum(logits.clone())));
            right_sum = Some(add(right_sum, targets.num_right(logits)));
        }
        let sums = [loss_sum, right_sum].into_iter().flatten().collect();
        let sums = read_back(Tensor::cat(sums, 0)).await?;
        let count = pictures.len() as f32;
        Ok(Some((sums[0] / count, sums[1] / count)))
    }

    fn evaluation_batch(&self) -> usize {
        match self.architecture {
            Architecture::FineTune => FINE_TUNED_EVALUATION_BATCH,
            _ => EVALUATION_BATCH,
        }
    }

    /// Logits of the pictures of `part` in their order, by the weights of [`Self::weights`].
    ///
    /// # Shapes
    /// Returns `[pictures, classes]`.
    ///
    /// # Errors
    /// [`Error::DeviceLost`]; [`Error::NotFinite`].
    pub async fn logits(&self, part: Part) -> Result<Vec<f32>> {
        let pictures = self.data.of_part(part);
        let mut logits = Vec::with_capacity(pictures.len() * self.num_classes);
        // Through all layers, whether or not the last epoch had some of them frozen.
        let kept = Lesson {
            architecture: self.architecture,
            data: &self.data,
            parameters: self.kept(),
            ..self.lesson()
        };
        for pictures in pictures.chunks(self.evaluation_batch()) {
            logits.extend(read_back(kept.answer(pictures)).await?);
        }
        match logits.iter().all(|logit| logit.is_finite()) {
            true => Ok(logits),
            false => Err(Error::NotFinite),
        }
    }

    /// The best weights where early stopping is on, else the last ones.
    fn kept(&self) -> &[Tensor<1>] {
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
        self.read_group("", self.kept()).await
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
        weights.0.extend(self.read_group("first_moment.", &self.adam.first).await?.0);
        weights.0.extend(self.read_group("second_moment.", &self.adam.second).await?.0);
        if let Some(best) = &self.best {
            weights.0.extend(self.read_group("best.", &best.parameters).await?.0);
        }
        let card = CheckpointCard {
            format_version: checkpoint::FORMAT_VERSION,
            architecture: self.architecture,
            num_classes: self.num_classes,
            settings: self.settings.clone(),
            history: self.history.clone(),
            state: self.state,
            best: self.best.as_ref().map(|best| (best.epoch, best.validation_loss)),
            data_fingerprint: self.fingerprint.clone(),
        };
        checkpoint::write(&card, &weights)
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

    fn report(&self, loss: Option<f32>, finished_epoch: Option<EpochReport>) -> StepReport {
        let steps_per_epoch = self.steps_per_epoch;
        let begun = self.epoch.as_ref().map_or(0, |epoch| epoch.steps_done);
        StepReport {
            step: self.step,
            share_done: self.frozen.share_done(
                &self.settings,
                self.data.len(),
                self.step,
                steps_per_epoch,
            ),
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

fn num_unfrozen(architecture: Architecture) -> usize {
    match architecture {
        Architecture::FineTune => NUM_UNFROZEN,
        _ => 0,
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
            num_right: 0.0,
            num_seen: 0,
        }
    }
}
