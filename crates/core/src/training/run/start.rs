//! The beginnings of a run: from fresh weights, from a backbone's, from given ones.

use super::TrainingRun;
use crate::dataset::Subset;
use crate::error::{Error, Result};
use crate::format::Weights;
use crate::networks::{Architecture, NetworkSize, TrainingSettings};
use crate::operations::Optimizer;
use crate::tensors::flat;
use crate::training::check::{check, check_inputs, class_weights};
use crate::training::data::TrainingData;
use crate::training::frozen::Frozen;
use crate::training::randomness::{Use, generator, glorot_uniform};
use crate::training::report::RunState;
use crate::training::resident::Resident;
use burn::tensor::{Device, Tensor};

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
        if architecture.frozen_phase().is_some() {
            let reason = "fine-tuning needs the weights of its backbone".to_owned();
            return Err(Error::TrainingData { reason });
        }
        let none = Weights::default();
        Self::start_on(&none, architecture, num_classes, data, settings, device)
    }

    /// Starts as [`Self::start`] does, with the weights of `backbone` in the layers that fine-tuning unfreezes.
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
        let specs = architecture.parameters(size(num_classes, &settings));
        let mut rng = generator(settings.seed, Use::InitialWeights);
        let num_given = architecture.frozen_phase().map_or(0, |phase| phase.num_frozen);
        let values = specs
            .iter()
            .enumerate()
            .map(|(index, spec)| match spec.is_bias() {
                _ if index < num_given => Ok(spec.find(backbone)?.to_vec()),
                true => Ok(vec![0.0; spec.num_values()]),
                false if architecture.begins_at_zero() => Ok(vec![0.0; spec.num_values()]),
                false => Ok(glorot_uniform(spec.num_values(), spec.fans(), &mut rng)),
            })
            .collect::<Result<_>>()?;
        Self::with_values(architecture, num_classes, data, settings, device, values)
    }

    /// Starts as [`Self::start`] does, from given weights.
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
        let values = found(weights, architecture, num_classes, &settings)?;
        Self::with_values(architecture, num_classes, data, settings, device, values)
    }

    /// Starts as [`Self::start_from`] does, on pictures that need not be of all classes: the weights know of the
    /// others.
    ///
    /// # Errors
    /// As [`Self::start_from`], but for classes without a picture.
    pub(crate) fn start_where_classes_are_missing(
        weights: &Weights,
        architecture: Architecture,
        num_classes: usize,
        data: TrainingData,
        settings: TrainingSettings,
        device: &Device,
    ) -> Result<Self> {
        let values = found(weights, architecture, num_classes, &settings)?;
        settings.validate()?;
        check_inputs(&data, architecture, num_classes)?;
        Self::with_checked(architecture, num_classes, data, settings, device, values)
    }

    pub(super) fn with_values(
        architecture: Architecture,
        num_classes: usize,
        data: TrainingData,
        settings: TrainingSettings,
        device: &Device,
        values: Vec<Vec<f32>>,
    ) -> Result<Self> {
        settings.validate()?;
        check(&data, architecture, num_classes)?;
        Self::with_checked(architecture, num_classes, data, settings, device, values)
    }

    fn with_checked(
        architecture: Architecture,
        num_classes: usize,
        data: TrainingData,
        settings: TrainingSettings,
        device: &Device,
        values: Vec<Vec<f32>>,
    ) -> Result<Self> {
        let parameters_on_device: Vec<Tensor<1>> =
            values.into_iter().map(|values| flat(values, device)).collect();
        let class_weights = class_weights(&data, num_classes, settings.class_weights);
        let num_train = data.of_subset(Subset::Train).len();
        Ok(Self {
            fingerprint: data.fingerprint()?,
            steps_per_epoch: num_train.div_ceil(settings.batch_size as usize) as u64,
            specs: architecture.parameters(size(num_classes, &settings)),
            optimizer: Optimizer::new(&parameters_on_device, settings.weight_decay),
            frozen: Frozen::new(architecture, &settings),
            resident: Resident::default(),
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
}

/// The values of the network's parameters among `weights`.
fn found(
    weights: &Weights,
    architecture: Architecture,
    num_classes: usize,
    settings: &TrainingSettings,
) -> Result<Vec<Vec<f32>>> {
    let specs = architecture.parameters(size(num_classes, settings));
    specs.iter().map(|spec| Ok(spec.find(weights)?.to_vec())).collect()
}

/// The network's size by the settings.
pub(super) fn size(num_classes: usize, settings: &TrainingSettings) -> NetworkSize {
    NetworkSize { num_classes, hidden_units: settings.hidden_units as usize }
}
