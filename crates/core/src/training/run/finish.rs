//! The end of a run: evaluated, calibrated, and written as a model file.

use super::{SubsetEvaluation, TrainingRun};
use crate::dataset::Subset;
use crate::error::Result;
use crate::evaluation::{UnknownThreshold, calibrate, energy};
use crate::format::{BackboneRef, ModelCard, Precision, TrainingRecord, write};
use crate::networks::InputKind;
use crate::sound::Hearing;
use serde::Serialize;

/// Share of the validation pictures that the threshold for "none of these" keeps: one in twenty pictures of the
/// classes may be taken for something else, which leaves the threshold high enough to turn most other things away.
pub const KEEP_SHARE: f32 = 0.95;

/// The facts of a model's card that its run does not know.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ModelFacts {
    /// Name for people.
    pub name: String,
    /// The purposes that the model is good for, and those that it is not.
    pub description: String,
    /// The names of the classes, in the order of the logits.
    pub class_names: Vec<String>,
    /// Day of the training, as `2026-01-31`.
    pub date: Option<String>,
    /// `cpu` or `webgpu`.
    pub device: String,
    /// The network whose features the model reads, for a head over features.
    pub backbone: Option<BackboneRef>,
    /// The way from sounds to the pictures that were learnt from, if they are of sounds.
    pub hearing: Option<Hearing>,
}

/// The numbers of pictures that a run had, by their use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct SubsetCounts {
    /// Pictures it learnt from.
    pub train: usize,
    /// Pictures it was watched on.
    pub validation: usize,
    /// Pictures it was evaluated on at the end and never before.
    pub test: usize,
}

/// The result of a run.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct FinishedRun {
    /// The model file.
    #[serde(skip)]
    pub file: Vec<u8>,
    /// The figures of the validation pictures, if there are any. They stand in the card as well.
    pub validation: Option<SubsetEvaluation>,
    /// The figures of the test pictures, if there are any.
    pub test: Option<SubsetEvaluation>,
    /// The energy below which a picture is none of the classes; none without validation pictures.
    pub unknown: Option<UnknownThreshold>,
    /// The numbers of pictures.
    pub counts: SubsetCounts,
}

impl TrainingRun {
    /// Evaluates the run's model on the validation and test pictures, finds its threshold for "none of these", and
    /// writes it as a file with a card that says all of this.
    ///
    /// # Errors
    /// [`crate::Error::DeviceLost`]; [`crate::Error::NotFinite`] for weights that compute no numbers.
    pub async fn finish(&self, facts: ModelFacts) -> Result<FinishedRun> {
        let pictures = self.data.of_subset(Subset::Validation);
        let logits = self.logits(Subset::Validation).await?;
        let validation = self.evaluation_of(&pictures, &logits)?;
        let energies: Vec<f32> = logits.chunks_exact(self.num_classes).map(energy).collect();
        let unknown = calibrate(&energies, KEEP_SHARE);
        let test = self.evaluate(Subset::Test).await?;
        let count = |subset| self.data.of_subset(subset).len();
        let counts = SubsetCounts {
            train: count(Subset::Train),
            validation: pictures.len(),
            test: count(Subset::Test),
        };
        let card = ModelCard {
            metrics: validation.as_ref().map(|figures| as_json(&figures.evaluation)),
            unknown: unknown.as_ref().map(as_json),
            ..self.card(facts, counts)
        };
        let file = write(card, &self.weights().await?, Precision::F32)?;
        Ok(FinishedRun { file, validation, test, unknown, counts })
    }

    /// The card of the model, before anything is known of its quality.
    fn card(&self, facts: ModelFacts, counts: SubsetCounts) -> ModelCard {
        let ModelFacts { name, description, class_names, date, device, backbone, hearing } = facts;
        let kind = self.architecture.input();
        let card = match &kind {
            InputKind::Grams(grams) => {
                ModelCard::of_texts(self.architecture.id(), &name, class_names, *grams)
            }
            _ => {
                let input = kind.picture_input();
                ModelCard::trained(self.architecture.id(), &name, class_names, input, backbone)
            }
        };
        let card = match hearing {
            Some(hearing) => card.of_sounds(hearing),
            None => card,
        };
        ModelCard {
            training: Some(TrainingRecord {
                settings: as_json(&self.settings),
                device,
                history: self.history.iter().map(as_json).collect(),
                num_train: counts.train,
                num_validation: counts.validation,
                num_test: counts.test,
            }),
            date,
            description,
            ..card
        }
    }
}

/// Plain numbers and names, which always are JSON.
fn as_json(value: &impl Serialize) -> serde_json::Value {
    serde_json::to_value(value).unwrap_or_default()
}
