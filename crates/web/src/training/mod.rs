//! Training, as JavaScript drives it: pictures go into a [`TrainingSet`], a [`TrainingRun`] is
//! pulled step by step, and what it has learnt comes out as a model file.

mod augment;
mod compress;
mod dataset;
mod evaluation;
mod export;
mod field;
mod points;
mod publish;
mod run;
mod set;

pub use augment::augmented_input;
pub use compress::{CompressionCheck, compress};
pub use dataset::{PictureSet, inspect_picture};
pub use evaluation::{compare, evaluate, suspects};
pub use export::{to_onnx, to_self_contained};
pub use field::{field_report, model_checksums, recommend};
pub use points::FeatureSet;
pub use publish::Published;
pub use run::{FinishedRun, TrainingRun, architectures, setting_ranges};
pub use set::TrainingSet;

use wasm_bindgen::prelude::*;

/// The messages of training are typed by hand on the other side, for they are also what is stored.
#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
import type {
  Augmentation, EpochReport, Evaluation, Inspection, Subset, Precision, Proportion, TrainingSettings, UnknownThreshold,
} from '../../storage/core-types.js';
import type {
  PredictionChange, ArchitectureInfo, CoreComparison, CoreFinding, CoreSplit, CoreSuspect, FieldReport, NewModel,
  SettingRanges, StepReport, Successor,
} from '../../project-worker/messages.js';
"#;
