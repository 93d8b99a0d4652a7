//! What the organiser of a project says of it: who asks whom for what, and how it is learnt.

use super::{MAX_CLASSES, MINIMUM_PICTURES};
use crate::error::FederationFault;
use crate::format::BackboneRef;
use crate::networks::efficientnet_lite0::NUM_FEATURES;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The longest text of a project, in bytes: a paragraph.
const MAX_TEXT_BYTES: usize = 2000;
/// The longest name of a class, in bytes.
const MAX_NAME_BYTES: usize = 200;

/// A project, as `project.toml` says it and `project.json` repeats it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Project {
    /// The name for people.
    pub title: String,
    /// Who asks.
    pub who: String,
    /// Where questions go.
    pub contact: String,
    /// What the model is for.
    pub purpose: String,
    /// The names of the classes, in the order of the head's rows.
    pub classes: Vec<String>,
    /// [`backbone_name`] of the features.
    #[serde(default)]
    pub backbone: String,
    /// Values of one picture.
    #[serde(default = "features")]
    pub features: usize,
    /// Rounds of updates, behind the round of sums.
    #[serde(default = "rounds")]
    pub rounds: u32,
    /// The smallest number of answers that a round counts with.
    #[serde(default = "minimum")]
    pub minimum: usize,
    /// The most devices that a round asks.
    #[serde(default = "most")]
    pub most: usize,
    /// The time that a round takes at most.
    #[serde(default = "deadline_seconds")]
    pub deadline_seconds: f64,
    /// The smallest number of pictures of a class before anything of it is sent.
    #[serde(default = "minimum_pictures")]
    pub minimum_pictures: usize,
    /// An answer that counts more pictures than this is left out.
    #[serde(default = "maximum_pictures")]
    pub maximum_pictures: usize,
    /// What the logits of the head after the sums are divided by.
    #[serde(default = "temperature")]
    pub temperature: f64,
    /// Adam's step size of an update.
    #[serde(default = "learning_rate")]
    pub learning_rate: f64,
    /// The number of times that an update sees each picture.
    #[serde(default = "epochs")]
    pub epochs: u32,
    /// Pictures of one step.
    #[serde(default = "batch")]
    pub batch: u32,
    /// The L2 norm that an update is cut to.
    #[serde(default = "clip")]
    pub clip: f64,
    /// The L2 norm that one picture's features are cut to in sums.
    #[serde(default = "feature_clip")]
    pub feature_clip: f64,
    /// How much each answer counts.
    #[serde(default)]
    pub weights: Weighting,
    /// How answers are put together.
    #[serde(default)]
    pub aggregation: Aggregation,
    /// The share of answers that the trimmed mean leaves out at either end.
    #[serde(default = "trim")]
    pub trim: f64,
    /// Noise that is added to what the answers have in common.
    #[serde(default)]
    pub privacy: Privacy,
    /// Whether answers are masked, so that the server sees sums alone.
    #[serde(default)]
    pub secure: bool,
    /// The command that judges a head, with its arguments. It stays with the organiser.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub judge: Vec<String>,
}

/// How much an answer counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Weighting {
    /// Each as much as any other.
    #[default]
    Equal,
    /// By the number of its pictures.
    Count,
}

/// How answers are put together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Aggregation {
    /// The mean.
    #[default]
    Mean,
    /// The median of each value.
    Median,
    /// The mean without the largest and smallest of each value.
    TrimmedMean,
}

/// Noise against what a single answer could tell.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct Privacy {
    /// The noise's standard deviation as a multiple of the most that one answer changes; 0 is none.
    pub noise_multiplier: f64,
    /// The δ of (ε, δ)-differential privacy.
    pub delta: f64,
}

impl Default for Privacy {
    fn default() -> Self {
        Self { noise_multiplier: 0.0, delta: 1e-5 }
    }
}

const fn features() -> usize {
    NUM_FEATURES
}
const fn rounds() -> u32 {
    5
}
const fn minimum() -> usize {
    3
}
const fn most() -> usize {
    300
}
const fn deadline_seconds() -> f64 {
    120.0
}
const fn minimum_pictures() -> usize {
    MINIMUM_PICTURES
}
const fn maximum_pictures() -> usize {
    10_000
}
/// Of 1 to 100 the one with the least cross-entropy for the 150 flowers (docs/federation.md). At 1 the logits lie so far
/// apart that nothing is left to learn from.
const fn temperature() -> f64 {
    10.0
}
const fn learning_rate() -> f64 {
    5e-4
}
const fn epochs() -> u32 {
    1
}
const fn batch() -> u32 {
    16
}
const fn clip() -> f64 {
    5.0
}
/// Features of the 150 flowers have norms of 11.0 to 20.8: none is cut, while invented ones move a class no further than a
/// picture or two would.
const fn feature_clip() -> f64 {
    25.0
}
const fn trim() -> f64 {
    0.1
}

/// The name of what makes features: equal names, equal features.
pub fn backbone_name(backbone: &BackboneRef) -> String {
    let arithmetic = backbone.arithmetic.as_deref().unwrap_or("float32");
    format!("{} {} {arithmetic}", backbone.id, backbone.sha256)
}

impl Project {
    /// Whether everything is within its bounds.
    ///
    /// # Errors
    /// [`FederationFault::Project`] for the first thing that is not.
    pub fn check(&self) -> Result<(), FederationFault> {
        let project = |reason: String| Err(FederationFault::Project { reason });
        for (name, text) in [
            ("title", &self.title),
            ("who", &self.who),
            ("contact", &self.contact),
            ("purpose", &self.purpose),
        ] {
            if text.trim().is_empty() || text.len() > MAX_TEXT_BYTES {
                return project(format!("{name} has to be 1 to {MAX_TEXT_BYTES} bytes"));
            }
        }
        if !(2..=MAX_CLASSES).contains(&self.classes.len()) {
            return project(format!("it has to have 2 to {MAX_CLASSES} classes"));
        }
        let is_named = |name: &String| !name.trim().is_empty() && name.len() <= MAX_NAME_BYTES;
        if !self.classes.iter().all(is_named) {
            return project(format!("a class's name has to be 1 to {MAX_NAME_BYTES} bytes"));
        }
        if self.classes.iter().collect::<BTreeSet<_>>().len() != self.classes.len() {
            return project("a class is there twice".into());
        }
        if self.features != NUM_FEATURES {
            return project(format!("features has to be {NUM_FEATURES}"));
        }
        for (name, value, min, max) in self.numbers() {
            // NaN is in no range.
            if !(min..=max).contains(&value) {
                return project(format!("{name} is {value}, it has to be from {min} to {max}"));
            }
        }
        if self.most < self.minimum {
            return project("most is below minimum".into());
        }
        if self.secure {
            return project("secure: this version cannot mask answers".into());
        }
        let is_plain_mean =
            (self.weights, self.aggregation) == (Weighting::Equal, Aggregation::Mean);
        if self.privacy.noise_multiplier > 0.0 && !is_plain_mean {
            let reason = "noise needs the mean of answers that count alike: weights = \"equal\", aggregation = \"mean\"";
            return project(reason.into());
        }
        Ok(())
    }

    /// Each number with the least and the most that it may be.
    fn numbers(&self) -> [(&'static str, f64, f64, f64); 15] {
        let minimum_pictures = MINIMUM_PICTURES as f64;
        [
            ("rounds", f64::from(self.rounds), 0.0, 100.0),
            ("minimum", self.minimum as f64, 2.0, 1e5),
            ("most", self.most as f64, 2.0, 1e5),
            ("maximum-pictures", self.maximum_pictures as f64, minimum_pictures, 1e9),
            ("temperature", self.temperature, 1e-3, 1e6),
            ("deadline-seconds", self.deadline_seconds, 5.0, 86400.0),
            ("minimum-pictures", self.minimum_pictures as f64, minimum_pictures, 1e4),
            ("learning-rate", self.learning_rate, 1e-6, 1.0),
            ("epochs", f64::from(self.epochs), 1.0, 50.0),
            ("batch", f64::from(self.batch), 1.0, 256.0),
            ("clip", self.clip, 1e-3, 1e4),
            ("feature-clip", self.feature_clip, 1e-3, 1e4),
            ("trim", self.trim, 1e-3, 0.49),
            ("privacy.noise-multiplier", self.privacy.noise_multiplier, 0.0, 1e3),
            ("privacy.delta", self.privacy.delta, 1e-12, 0.5),
        ]
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failing step should stop the test")]
pub(super) mod tests {
    use super::*;
    use serde_json::{Value, json};

    pub fn a_project() -> Project {
        serde_json::from_value(smallest()).unwrap()
    }

    pub fn smallest() -> Value {
        json!({
            "title": "Flowers", "who": "The newsroom", "contact": "news@example.org", "purpose": "A guide",
            "classes": ["daisy", "rose"], "backbone": "net 00 exact"
        })
    }

    #[test]
    fn what_is_not_said_has_the_documented_value() {
        let project = a_project();
        assert!(project.check().is_ok());
        let json = serde_json::to_value(&project).unwrap();
        assert_eq!(json["deadline-seconds"], 120.0);
        assert_eq!(
            (&json["rounds"], &json["minimum"], &json["batch"]),
            (&json!(5), &json!(3), &json!(16))
        );
        assert_eq!((&json["weights"], &json["aggregation"]), (&json!("equal"), &json!("mean")));
        assert_eq!(json["privacy"]["noise-multiplier"], 0.0);
        assert_eq!(serde_json::from_value::<Project>(json).unwrap(), project);
    }

    #[test]
    fn what_is_out_of_bounds_is_named() {
        let cases = [
            ("title", json!(" ")),
            ("who", json!("x".repeat(3000))),
            ("classes", json!(["one"])),
            ("classes", json!(["same", "same"])),
            ("classes", json!(["a", ""])),
            ("features", json!(3)),
            ("minimum", json!(1)),
            ("minimum-pictures", json!(1)),
            ("learning-rate", json!(0.0)),
            ("clip", json!(-1.0)),
            ("most", json!(2)),
            ("deadline-seconds", json!(1e9)),
            ("secure", json!(true)),
        ];
        for (name, value) in cases {
            let mut project = smallest();
            project[name] = value.clone();
            let project: Project = serde_json::from_value(project).unwrap();
            let fault = project.check().unwrap_err();
            assert_eq!(fault.code(), "federation.project", "{name} {value}");
        }
        let mut noisy = a_project();
        noisy.privacy.noise_multiplier = 1.0;
        assert!(noisy.check().is_ok());
        noisy.weights = Weighting::Count;
        assert!(noisy.check().is_err());
    }
}
