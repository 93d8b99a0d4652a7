//! A request, read from what came and compared with what was agreed to.

use super::records::{ConfigValue, Records};
use super::update::UpdateSettings;
use super::{Head, MINIMUM_PICTURES, PROTOCOL, Project};
use crate::error::FederationFault;
use crate::networks::efficientnet_lite0::NUM_FEATURES;
use std::collections::BTreeMap;

/// What a device is asked for.
#[derive(Debug, Clone, PartialEq)]
pub enum Request {
    /// The sums of the first round.
    Sums {
        /// The L2 norm that features are cut to.
        feature_clip: f64,
        /// The smallest number of pictures of a class.
        minimum: usize,
    },
    /// An update of a head.
    Update {
        /// The number of the round, from 1.
        round: u32,
        /// The head to begin with.
        given: Head,
        /// How it is learnt.
        settings: UpdateSettings,
    },
}

impl Request {
    /// Reads a request. It is answered only if it asks for what `project` says, which is what was agreed to; a smaller
    /// number of pictures or a larger norm than that has no effect.
    ///
    /// # Errors
    /// [`FederationFault::OtherProtocol`], [`FederationFault::OtherClasses`], [`FederationFault::OtherBackbone`],
    /// [`FederationFault::Damaged`] for a head that is none.
    pub fn read(records: &Records, project: &Project) -> Result<Self, FederationFault> {
        let config = records.config("config").ok_or_else(|| protocol("settings are missing"))?;
        let config = Config(config);
        if config.whole("kiln-protocol")? != PROTOCOL {
            return Err(protocol("another version of the protocol"));
        }
        if config.texts("classes")? != project.classes {
            return Err(FederationFault::OtherClasses);
        }
        if config.text("backbone")? != project.backbone {
            return Err(FederationFault::OtherBackbone);
        }
        let minimum = usize::try_from(config.whole("minimum-pictures")?).unwrap_or(0);
        let minimum = minimum.max(project.minimum_pictures).max(MINIMUM_PICTURES);
        let round = u32::try_from(config.whole("round")?).map_err(|_| protocol("no such round"))?;
        match (config.text("stage")?, round) {
            ("sums", 0) => {
                let feature_clip = config.positive("feature-clip")?.min(project.feature_clip);
                Ok(Self::Sums { feature_clip, minimum })
            }
            ("update", 1..) if round <= project.rounds => {
                let settings = UpdateSettings {
                    learning_rate: config.positive("learning-rate")?,
                    epochs: config.within("epochs", 50)?,
                    batch: config.within("batch", 256)?,
                    clip: config.positive("clip")?.min(project.clip),
                    minimum,
                    seed: u64::from(round),
                };
                Ok(Self::Update { round, given: head(records, project.classes.len())?, settings })
            }
            (stage, round) => Err(protocol(&format!("stage {stage:.20} in round {round}"))),
        }
    }
}

fn head(records: &Records, num_classes: usize) -> Result<Head, FederationFault> {
    let array = |name: &str, shape: &[usize]| {
        let found = records.array("arrays", name).filter(|array| array.shape == shape);
        let values = found.map(|array| array.values.clone());
        values.ok_or_else(|| protocol(&format!("{name} is missing or has another shape")))
    };
    let weight = array("weight", &[num_classes, NUM_FEATURES])?;
    Head::new(weight, array("bias", &[num_classes])?, num_classes)
}

fn protocol(reason: &str) -> FederationFault {
    FederationFault::OtherProtocol { reason: reason.to_owned() }
}

struct Config<'a>(&'a BTreeMap<String, ConfigValue>);

impl Config<'_> {
    fn whole(&self, name: &str) -> Result<i64, FederationFault> {
        match self.0.get(name) {
            Some(ConfigValue::Whole(value)) => Ok(*value),
            _ => Err(protocol(&format!("{name} is no whole number"))),
        }
    }

    /// A number that is above 0 and finite.
    fn positive(&self, name: &str) -> Result<f64, FederationFault> {
        let value = match self.0.get(name) {
            Some(ConfigValue::Real(value)) => *value,
            Some(ConfigValue::Whole(value)) => *value as f64,
            _ => f64::NAN,
        };
        match value > 0.0 && value.is_finite() {
            true => Ok(value),
            false => Err(protocol(&format!("{name} is no number above 0"))),
        }
    }

    fn within(&self, name: &str, most: u32) -> Result<u32, FederationFault> {
        let value = u32::try_from(self.whole(name)?).ok();
        let value = value.filter(|value| (1..=most).contains(value));
        value.ok_or_else(|| protocol(&format!("{name} has to be from 1 to {most}")))
    }

    fn text(&self, name: &str) -> Result<&str, FederationFault> {
        match self.0.get(name) {
            Some(ConfigValue::Text(value)) => Ok(value),
            _ => Err(protocol(&format!("{name} is no text"))),
        }
    }

    fn texts(&self, name: &str) -> Result<&[String], FederationFault> {
        match self.0.get(name) {
            Some(ConfigValue::Texts(values)) => Ok(values),
            _ => Err(protocol(&format!("{name} is no list of texts"))),
        }
    }
}
