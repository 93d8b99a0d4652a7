use super::set::TrainingSet;
use crate::answer::answer;
use crate::engine::open_burn;
use crate::error::{busy, from_message, to_js_error, to_object};
use kiln_core::dataset::Part;
use kiln_core::model_file::{Backbone, FloatType, write as write_model};
use kiln_core::models::trainable::{Architecture, num_parameters};
use kiln_core::training::{
    ModelFacts, TrainingData, TrainingRun as CoreRun, TrainingSettings, model_card,
};
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use wasm_bindgen::prelude::*;

/// The networks there are, each with its number of weights and its defaults.
#[wasm_bindgen(unchecked_return_type = "ArchitectureInfo[]")]
pub fn architectures(
    class_count: usize,
    #[wasm_bindgen(unchecked_param_type = "TrainingSettings | null")] settings: JsValue,
) -> Result<JsValue, JsValue> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Info {
        id: &'static str,
        parameter_count: usize,
        max_inputs: Option<usize>,
        defaults: TrainingSettings,
    }
    let settings: Option<TrainingSettings> = from_message(settings)?;
    let infos: Vec<Info> = Architecture::OFFERED
        .into_iter()
        .map(|architecture| {
            let defaults = TrainingSettings::defaults(architecture);
            let hidden_units = settings.as_ref().unwrap_or(&defaults).hidden_units as usize;
            let parameter_count = num_parameters(architecture, class_count, hidden_units);
            let max_inputs = TrainingData::max_inputs(&architecture.input_kind());
            Info { id: architecture.id(), parameter_count, max_inputs, defaults }
        })
        .collect();
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
    counts: Counts,
    metrics: Option<serde_json::Value>,
    unknown: Option<serde_json::Value>,
    backbone_id: Option<String>,
    backbone_sha256: Option<String>,
}

#[derive(Deserialize)]
struct Counts {
    train: usize,
    validation: usize,
    test: usize,
}

#[wasm_bindgen]
impl TrainingRun {
    /// Fresh weights. The set is used up.
    pub async fn start(
        set: TrainingSet,
        class_count: usize,
        #[wasm_bindgen(unchecked_param_type = "TrainingSettings")] settings: JsValue,
    ) -> Result<TrainingRun, JsValue> {
        let settings = from_message(settings)?;
        let device = open_burn().await.map_err(|error| to_js_error(&error))?;
        let TrainingSet { architecture, data, backbone } = set;
        let run = CoreRun::start_on(&backbone, architecture, class_count, data, settings, &device);
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

    /// What the network says of the pictures of `part`: the probability of each class, and behind
    /// them how much the picture looks like one of the classes at all, `[pictures, classes + 1]`.
    pub async fn answers(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Part")] part: JsValue,
    ) -> Result<Vec<f32>, JsValue> {
        let part: Part = from_message(part)?;
        self.with(async |core| {
            let logits = core.logits(part).await?;
            Ok(logits.chunks_exact(core.num_classes()).flat_map(answer).collect())
        })
        .await
    }

    /// The model as a file.
    pub async fn model(
        &self,
        #[wasm_bindgen(unchecked_param_type = "NewModel")] model: JsValue,
    ) -> Result<Vec<u8>, JsValue> {
        let model: NewModel = from_message(model)?;
        self.with(async |core| {
            let weights = core.weights().await?;
            write_model(model_card(core, model.into()), &weights, FloatType::F32)
        })
        .await
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
        let backbone = match (model.backbone_id, model.backbone_sha256) {
            (Some(id), Some(sha256)) => Some(Backbone { id, sha256 }),
            _ => None,
        };
        Self {
            name: model.name,
            class_names: model.class_names,
            date: model.date,
            device: model.device,
            num_train: model.counts.train,
            num_validation: model.counts.validation,
            num_test: model.counts.test,
            metrics: model.metrics,
            unknown: model.unknown,
            backbone,
        }
    }
}
