//! Training, as JavaScript drives it: pictures go into a [`TrainingSet`], a [`TrainingRun`] is
//! pulled step by step, and what it has learnt comes out as a model file.

mod augment;
mod compress;
mod dataset;
mod evaluation;
mod export;
mod feedback;
mod messages;
mod points;
mod publish;
mod run;
mod set;
mod words;

pub use augment::augmented_input;
pub use compress::{CompressionCheck, compress};
pub use dataset::{PictureSet, inspect_picture};
pub use evaluation::{evaluate, suspects};
pub use export::{TeachableMachine, onnx_recipe, to_onnx, to_self_contained};
pub use feedback::{
    feedback_report, max_feedback_line_bytes, model_checksums, read_feedback, recommend,
    unseen_by_both,
};
pub use points::{FeatureSet, PrincipalComponents};
pub use publish::Published;
pub use run::{FinishedRun, TrainingRun, architectures};
pub use set::TrainingSet;
pub use words::{Vocabulary, WordClassifier};

#[cfg(all(test, feature = "types"))]
pub(crate) use messages::visit_messages;
