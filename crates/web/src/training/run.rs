use super::set::TrainingSet;
use crate::engine::open_burn;
use crate::error::{busy, from_message, to_js_error, to_object};
use kiln_core::dataset::Subset;
use kiln_core::format::BackboneRef;
use kiln_core::networks::{Architecture, NetworkSize, efficientnet_lite0::Layer};
use kiln_core::training::{
    FinishedRun as CoreFinished, ModelFacts, TrainingData, TrainingRun as CoreRun, TrainingSettings,
};
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use wasm_bindgen::prelude::*;

/// The networks there are, each with its number of weights and its defaults.
#[wasm_bindgen(unchecked_return_type = "ArchitectureInfo[]")]
pub fn architectures(
    num_classes: usize,
    #[wasm_bindgen(unchecked_param_type = "TrainingSettings | null")] settings: JsValue,
) -> Result<JsValue, JsValue> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Info {
        id: &'static str,
        num_parameters: usize,
        max_inputs: Option<usize>,
        layer: Option<Layer>,
        own_settings: &'static [&'static str],
        defaults: TrainingSettings,
    }
    let settings: Option<TrainingSettings> = from_message(settings)?;
    let info = |architecture: Architecture| {
        let defaults = architecture.defaults();
        let hidden_units = settings.as_ref().unwrap_or(&defaults).hidden_units as usize;
        let size = NetworkSize { num_classes, hidden_units };
        let input = architecture.input();
        Info {
            id: architecture.id(),
            num_parameters: architecture.num_parameters(size),
            max_inputs: TrainingData::max_inputs(&input),
            layer: input.layer(),
            own_settings: architecture.own_settings(),
            defaults,
        }
    };
    let infos: Vec<Info> = Architecture::offered().map(info).collect();
    to_object(&infos)
}

/// What each number of the settings may be.
#[wasm_bindgen(js_name = settingRanges, unchecked_return_type = "SettingRanges")]
pub fn setting_ranges() -> Result<JsValue, JsValue> {
    to_object(&TrainingSettings::ranges())
}

/// A run on this build's device. Calls must follow one another, as with a classifier.
#[wasm_bindgen]
pub struct TrainingRun {
    /// Taken out while a call is running.
    core: RefCell<Option<CoreRun>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct NewModel {
    name: String,
    class_names: Vec<String>,
    date: Option<String>,
    device: String,
    backbone: Option<BackboneRef>,
}

#[wasm_bindgen]
impl TrainingRun {
    /// Fresh weights. The set is used up.
    pub async fn start(
        set: TrainingSet,
        num_classes: usize,
        #[wasm_bindgen(unchecked_param_type = "TrainingSettings")] settings: JsValue,
    ) -> Result<TrainingRun, JsValue> {
        let settings = from_message(settings)?;
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
    #[wasm_bindgen(unchecked_return_type = "StepReport")]
    pub async fn step(&self, max_steps: usize) -> Result<JsValue, JsValue> {
        to_object(&self.with(async |core| core.step(max_steps).await).await?)
    }

    /// The finished epochs.
    #[wasm_bindgen(unchecked_return_type = "EpochReport[]")]
    pub async fn history(&self) -> Result<JsValue, JsValue> {
        to_object(&self.with(async |core| Ok(core.history().to_vec())).await?)
    }

    /// All that is needed to go on later; only between two epochs.
    pub async fn checkpoint(&self) -> Result<Vec<u8>, JsValue> {
        self.with(async |core| core.checkpoint().await).await
    }

    /// The figures of the pictures of a subset, with the predictions behind them; null without such pictures.
    ///
    /// # Errors
    /// `engine.busy`, `device.lost`, `model.not-finite`.
    #[wasm_bindgen(unchecked_return_type = "SubsetEvaluation | null")]
    pub async fn evaluate(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Subset")] subset: JsValue,
    ) -> Result<JsValue, JsValue> {
        let subset: Subset = from_message(subset)?;
        to_object(&self.with(async |core| core.evaluate(subset).await).await?)
    }

    /// The model, evaluated, calibrated and written as a file.
    ///
    /// # Errors
    /// `engine.busy`, `device.lost`, `model.not-finite`.
    pub async fn finish(
        &self,
        #[wasm_bindgen(unchecked_param_type = "NewModel")] model: JsValue,
    ) -> Result<FinishedRun, JsValue> {
        let model: NewModel = from_message(model)?;
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
        Self { name, class_names, date, device, backbone }
    }
}

/// What a run has come to.
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
    #[wasm_bindgen(unchecked_return_type = "FinishedRunReport")]
    pub fn report(&self) -> Result<JsValue, JsValue> {
        to_object(&self.core)
    }
}
