//! The messages of training.

use super::dataset::{LayoutRequest, NewPicture};
use super::evaluation::LabelledPrediction;
use super::feedback::ReadFeedback;
use super::run::{ArchitectureInfo, NewModel};
use crate::js::messages;
use kiln_core::dataset::{DataProblem, Finding, Inspection, Layout, Split, Subset};
use kiln_core::evaluation::{Evaluation, Successor, Suspect, UnseenByBoth};
use kiln_core::feedback::FeedbackReport;
use kiln_core::format::{BackboneRef, Precision};
use kiln_core::networks::{Augmentation, TrainingSettings};
use kiln_core::publishing::CheckedCompression;
use kiln_core::training::{EpochReport, FinishedRun, StepReport, SubsetEvaluation};
use kiln_core::words::{KnownName, WordAnswer};

messages! {
    Augmentation => "core.Augmentation",
    BackboneRef => "core.BackboneRef",
    CheckedCompression => "core.CheckedCompression",
    Evaluation => "core.Evaluation",
    FeedbackReport => "core.FeedbackReport",
    FinishedRun => "core.FinishedRun",
    Inspection => "core.Inspection",
    KnownName => "core.KnownName",
    NewModel => "core.NewModel",
    NewPicture => "core.NewPicture",
    Option<DataProblem> => "core.DataProblem | null",
    Option<Evaluation> => "core.Evaluation | null",
    Option<SubsetEvaluation> => "core.SubsetEvaluation | null",
    Option<TrainingSettings> => "core.TrainingSettings | null",
    Precision => "core.Precision",
    ReadFeedback => "core.ReadFeedback",
    Split => "core.Split",
    Layout => "core.Layout",
    LayoutRequest => "core.LayoutRequest",
    StepReport => "core.StepReport",
    Subset => "core.Subset",
    Successor => "core.Successor",
    TrainingSettings => "core.TrainingSettings",
    UnseenByBoth => "core.UnseenByBoth",
    Vec<ArchitectureInfo> => "Array<core.ArchitectureInfo>",
    Vec<EpochReport> => "Array<core.EpochReport>",
    Vec<Finding> => "Array<core.Finding>",
    Vec<LabelledPrediction> => "Array<core.LabelledPrediction>",
    Vec<Suspect> => "Array<core.Suspect>",
    Vec<Vec<usize>> => "Array<Array<number>>",
    WordAnswer => "core.WordAnswer",
}
