use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The course of the learning rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Schedule {
    /// The same from the first step to the last.
    Constant,
    /// Falls to zero along half a cosine (arXiv:1608.03983, without restarts).
    Cosine,
}

/// Changes to the pictures that do not change what they show.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Augmentation {
    /// Left and right may be exchanged.
    pub flip: bool,
    /// Share of the side that may be cut off, 0 to 0.5.
    pub crop: f32,
    /// Largest turn in degrees, 0 to 45.
    pub rotate: f32,
    /// Largest relative change of brightness, 0 to 0.5.
    pub brightness: f32,
    /// Changed copies of each picture whose features are cached; for networks over features.
    pub variants: u32,
}

impl Augmentation {
    /// The augmentation that changes nothing.
    pub const NONE: Self =
        Self { flip: false, crop: 0.0, rotate: 0.0, brightness: 0.0, variants: 0 };

    /// Whether pictures are changed at all.
    pub fn is_active(&self) -> bool {
        self.flip || self.crop > 0.0 || self.rotate > 0.0 || self.brightness > 0.0
    }
}

/// Everything a run can be told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct TrainingSettings {
    /// The number of times that every picture is seen.
    pub epochs: u32,
    /// Pictures per step.
    pub batch_size: u32,
    /// Adam's step size.
    pub learning_rate: f64,
    /// The course of the learning rate.
    pub schedule: Schedule,
    /// Decoupled weight decay; 0 is none.
    pub weight_decay: f64,
    /// Share of hidden units (of features in a linear head) that are left out of each step.
    pub dropout: f64,
    /// Units of the hidden layer of a transfer or fine-tuned head; 0 is a linear head.
    pub hidden_units: u32,
    /// The number of epochs that come first, in which the head alone learns; for fine-tuning.
    #[serde(default)]
    pub frozen_epochs: u32,
    /// Adam's step size once the backbone's last layers learn along; for fine-tuning.
    #[serde(default = "default_backbone_learning_rate")]
    pub backbone_learning_rate: f64,
    /// Share of the pictures that is kept for validation.
    pub validation_share: f64,
    /// Whether rare classes count more, in inverse proportion to their number.
    pub class_weights: bool,
    /// Changes to the pictures.
    pub augmentation: Augmentation,
    /// Stops after so many epochs without a lower validation loss and goes back to the best weights.
    pub early_stopping: Option<u32>,
    /// The seed that everything random follows from, below 2⁵³.
    pub seed: u64,
}

/// The values that a number may have.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "SettingRange"))]
pub struct Range {
    /// Smallest.
    pub min: f64,
    /// Largest.
    pub max: f64,
    /// The step by which a control moves it.
    pub step: f64,
}

/// The largest number of units of a hidden layer.
pub const MAX_HIDDEN_UNITS: usize = 1024;

/// The backbone's learning rate of networks that say no other, and of settings from before there was fine-tuning.
pub const FORMER_BACKBONE_LEARNING_RATE: f64 = 2e-5;

fn default_backbone_learning_rate() -> f64 {
    FORMER_BACKBONE_LEARNING_RATE
}

/// Largest integer that JavaScript counts exactly.
const LARGEST_SEED: u64 = (1 << 53) - 1;

impl TrainingSettings {
    /// The settings that the networks' own defaults are made from.
    pub(super) fn reference() -> Self {
        Self {
            epochs: 10,
            batch_size: 32,
            learning_rate: 1e-3,
            schedule: Schedule::Constant,
            weight_decay: 0.0,
            dropout: 0.0,
            hidden_units: 0,
            frozen_epochs: 0,
            backbone_learning_rate: FORMER_BACKBONE_LEARNING_RATE,
            validation_share: 0.2,
            class_weights: false,
            augmentation: Augmentation::NONE,
            early_stopping: None,
            seed: 0,
        }
    }

    /// The range of each number, by its name in JSON.
    pub fn ranges() -> BTreeMap<&'static str, Range> {
        let range = |min, max, step| Range { min, max, step };
        [
            ("epochs", range(1.0, 500.0, 1.0)),
            ("batchSize", range(1.0, 256.0, 1.0)),
            ("learningRate", range(1e-6, 1.0, 1e-4)),
            ("weightDecay", range(0.0, 1.0, 0.001)),
            ("dropout", range(0.0, 0.9, 0.05)),
            ("hiddenUnits", range(0.0, MAX_HIDDEN_UNITS as f64, 1.0)),
            ("frozenEpochs", range(0.0, 500.0, 1.0)),
            ("backboneLearningRate", range(1e-6, 0.1, 1e-6)),
            ("validationShare", range(0.0, 0.5, 0.05)),
            ("augmentation.crop", range(0.0, 0.5, 0.05)),
            ("augmentation.rotate", range(0.0, 45.0, 1.0)),
            ("augmentation.brightness", range(0.0, 0.5, 0.05)),
            ("augmentation.variants", range(0.0, 8.0, 1.0)),
            ("earlyStopping", range(1.0, 100.0, 1.0)),
            ("seed", range(0.0, LARGEST_SEED as f64, 1.0)),
        ]
        .into()
    }

    /// # Errors
    /// [`Error::SettingInvalid`] for the first number out of its range.
    pub fn validate(&self) -> Result<()> {
        let values = [
            ("epochs", f64::from(self.epochs)),
            ("batchSize", f64::from(self.batch_size)),
            ("learningRate", self.learning_rate),
            ("weightDecay", self.weight_decay),
            ("dropout", self.dropout),
            ("hiddenUnits", f64::from(self.hidden_units)),
            ("frozenEpochs", f64::from(self.frozen_epochs)),
            ("backboneLearningRate", self.backbone_learning_rate),
            ("validationShare", self.validation_share),
            ("augmentation.crop", f64::from(self.augmentation.crop)),
            ("augmentation.rotate", f64::from(self.augmentation.rotate)),
            ("augmentation.brightness", f64::from(self.augmentation.brightness)),
            ("augmentation.variants", f64::from(self.augmentation.variants)),
            ("earlyStopping", f64::from(self.early_stopping.unwrap_or(1))),
            ("seed", self.seed as f64),
        ];
        let ranges = Self::ranges();
        for (name, value) in values {
            let Range { min, max, .. } = ranges[name];
            // NaN is in no range.
            if !(min..=max).contains(&value) {
                return Err(Error::SettingInvalid { name, value, min, max });
            }
        }
        Ok(())
    }
}
