use super::set::TrainingSet;
use crate::engine::open_burn;
use crate::error::{busy, to_js_error};
use crate::js::{Js, from_js, to_js};
use kiln_core::dataset::Subset;
use kiln_core::format::BackboneRef;
use kiln_core::networks::{Architecture, NetworkSize};
use kiln_core::training::{
    EpochReport, FinishedRun as CoreFinished, ModelFacts, StepReport, SubsetEvaluation,
    TrainingData, TrainingRun as CoreRun, TrainingSettings,
};
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use wasm_bindgen::prelude::*;

/// The size of a network, for the number of classes and the settings that were asked about.
#[derive(Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ArchitectureInfo {
    id: Architecture,
    /// Weights that are trained.
    num_parameters: usize,
    /// Inputs that fit into memory, varied copies counted; none for any number.
    max_inputs: Option<usize>,
}

/// The sizes of the networks, the default first; by their own defaults where no settings are given.
#[wasm_bindgen]
pub fn architectures(
    num_classes: usize,
    settings: Js<Option<TrainingSettings>>,
) -> Result<Js<Vec<ArchitectureInfo>>, JsValue> {
    let settings: Option<TrainingSettings> = from_js(settings)?;
    let info = |architecture: Architecture| {
        let defaults = architecture.defaults();
        let hidden_units = settings.as_ref().unwrap_or(&defaults).hidden_units as usize;
        let size = NetworkSize { num_classes, hidden_units };
        ArchitectureInfo {
            id: architecture,
            num_parameters: architecture.num_parameters(size),
            max_inputs: TrainingData::max_inputs(&architecture.input()),
        }
    };
    to_js(&Architecture::offered().map(info).collect::<Vec<_>>())
}

/// A run on this build's device. Calls must follow one another, as with a classifier.
#[wasm_bindgen]
pub struct TrainingRun {
    /// Taken out while a call is running.
    core: RefCell<Option<CoreRun>>,
}

/// The facts that the page knows of a model that is about to be written.
#[derive(Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct NewModel {
    name: String,
    /// The names of the classes, in the order of the logits.
    class_names: Vec<String>,
    /// Day of the training, as `2026-01-31`.
    date: Option<String>,
    /// `cpu` or `webgpu`.
    device: String,
    /// The network whose features the model reads, for a head over features.
    backbone: Option<BackboneRef>,
}

#[wasm_bindgen]
impl TrainingRun {
    /// Fresh weights. The set is used up.
    pub async fn start(
        set: TrainingSet,
        num_classes: usize,
        settings: Js<TrainingSettings>,
    ) -> Result<TrainingRun, JsValue> {
        let settings: TrainingSettings = from_js(settings)?;
        let device = open_burn().await.map_err(|error| to_js_error(&error))?;
        let TrainingSet { architecture, data, backbone } = set;
        let run = CoreRun::start_on(&backbone, architecture, num_classes, data, settings, &device);
        Ok(Self::holding(run.map_err(|error| to_js_error(&error))?))
    }

    /// Goes on after the epoch that the checkpoint was made at.
    pub async fn resume(checkpoint: Vec<u8>, set: TrainingSet) -> Result<TrainingRun, JsValue> {
        let device = open_burn().await.map_err(|error| to_js_error(&error))?;
        let run = CoreRun::resume(&checkpoint, set.data, &device);
        Ok(Self::holding(run.map_err(|error| to_js_error(&error))?))
    }

    /// Up to `max_steps` steps, never beyond the end of an epoch.
    pub async fn step(&self, max_steps: usize) -> Result<Js<StepReport>, JsValue> {
        to_js(&self.with(async |core| core.step(max_steps).await).await?)
    }

    /// The finished epochs.
    pub async fn history(&self) -> Result<Js<Vec<EpochReport>>, JsValue> {
        to_js(&self.with(async |core| Ok(core.history().to_vec())).await?)
    }

    /// All that is needed to go on later; only between two epochs.
    pub async fn checkpoint(&self) -> Result<Vec<u8>, JsValue> {
        self.with(async |core| core.checkpoint().await).await
    }

    /// The figures of the pictures of a subset, with the predictions behind them; null without such pictures.
    ///
    /// # Errors
    /// `engine.busy`, `device.lost`, `model.not-finite`.
    pub async fn evaluate(
        &self,
        subset: Js<Subset>,
    ) -> Result<Js<Option<SubsetEvaluation>>, JsValue> {
        let subset: Subset = from_js(subset)?;
        to_js(&self.with(async |core| core.evaluate(subset).await).await?)
    }

    /// The model, evaluated, calibrated and written as a file.
    ///
    /// # Errors
    /// `engine.busy`, `device.lost`, `model.not-finite`.
    pub async fn finish(&self, model: Js<NewModel>) -> Result<FinishedRun, JsValue> {
        let model: NewModel = from_js(model)?;
        let core = self.with(async |core| core.finish(model.into()).await).await?;
        Ok(FinishedRun { core })
    }

    /// Works on the run, which is away meanwhile: a second call at the same time is refused.
    async fn with<T>(
        &self,
        work: impl AsyncFnOnce(&mut CoreRun) -> kiln_core::Result<T>,
    ) -> Result<T, JsValue> {
        let mut core = self.core.take().ok_or_else(busy)?;
        let result = work(&mut core).await;
        self.core.replace(Some(core));
        result.map_err(|error| to_js_error(&error))
    }

    fn holding(core: CoreRun) -> Self {
        Self { core: RefCell::new(Some(core)) }
    }
}

impl From<NewModel> for ModelFacts {
    fn from(model: NewModel) -> Self {
        let NewModel { name, class_names, date, device, backbone } = model;
        // The page's projects are of pictures.
        Self {
            name,
            description: String::new(),
            class_names,
            date,
            device,
            backbone,
            hearing: None,
        }
    }
}

/// The result of a run.
#[wasm_bindgen]
pub struct FinishedRun {
    core: CoreFinished,
}

#[wasm_bindgen]
impl FinishedRun {
    /// The model file.
    pub fn file(&self) -> Vec<u8> {
        self.core.file.clone()
    }

    /// The figures, the threshold and the counts.
    pub fn report(&self) -> Result<Js<CoreFinished>, JsValue> {
        to_js(&self.core)
    }
}
