use super::run::TrainingRun;
use crate::model_file::{Backbone, ModelCard, TrainingRecord};
use crate::models::trainable::InputKind;
use crate::picture::InputSpec;

/// What is known of a model besides its run.
#[derive(Debug, Clone, Default)]
pub struct ModelFacts {
    /// Name for people.
    pub name: String,
    /// In the order of the logits.
    pub class_names: Vec<String>,
    /// Day of the training, as `2026-01-31`.
    pub date: Option<String>,
    /// `cpu` or `webgpu`.
    pub device: String,
    /// Pictures it learnt from.
    pub num_train: usize,
    /// Pictures it was watched on.
    pub num_validation: usize,
    /// Pictures it was judged by at the end.
    pub num_test: usize,
    /// An `Evaluation` as JSON.
    pub metrics: Option<serde_json::Value>,
    /// An `UnknownThreshold` as JSON.
    pub unknown: Option<serde_json::Value>,
    /// For a head over features: whose features.
    pub backbone: Option<Backbone>,
}

/// The card of the model that `run` has trained.
pub fn model_card(run: &TrainingRun, facts: ModelFacts) -> ModelCard {
    let input = match run.architecture().input_kind() {
        InputKind::Features | InputKind::Activations => InputSpec::efficientnet_lite0(),
        InputKind::Pixels { input } => input,
    };
    // Plain numbers and names always are JSON.
    let as_json = |value: serde_json::Result<serde_json::Value>| value.unwrap_or_default();
    ModelCard {
        training: Some(TrainingRecord {
            settings: as_json(serde_json::to_value(run.settings())),
            device: facts.device,
            history: run.history().iter().map(|h| as_json(serde_json::to_value(h))).collect(),
            num_train: facts.num_train,
            num_validation: facts.num_validation,
            num_test: facts.num_test,
        }),
        metrics: facts.metrics,
        unknown: facts.unknown,
        date: facts.date,
        ..ModelCard::trained(
            run.architecture().id(),
            &facts.name,
            facts.class_names,
            input,
            facts.backbone,
        )
    }
}
