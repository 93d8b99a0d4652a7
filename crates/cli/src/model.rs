//! Any model that answers: the shipped network or another of its kind, or one that was trained here.

use crate::answerer::Answerer;
use crate::devices::DeviceChoice;
use anyhow::Result;
use kiln_core::{
    classification::Classifier,
    device::DeviceKind,
    model_file::{ModelCard, ModelFile},
    models::trainable::Architecture,
    picture::{self, RgbaPicture},
};

pub enum Model {
    Classifier(Box<Classifier>),
    Trained(Box<Answerer>),
}

impl Model {
    pub fn load(bytes: &[u8], device: DeviceChoice) -> Result<Self> {
        let card = ModelFile::parse(bytes)?.card;
        Ok(match Architecture::from_id(&card.architecture) {
            Ok(_) => Self::Trained(Box::new(Answerer::load(bytes, device)?)),
            Err(_) => Self::Classifier(Box::new(Classifier::load(bytes, device.open()?)?)),
        })
    }

    pub fn card(&self) -> &ModelCard {
        match self {
            Self::Classifier(classifier) => classifier.card(),
            Self::Trained(answerer) => answerer.card(),
        }
    }

    pub fn device(&self) -> DeviceKind {
        match self {
            Self::Classifier(classifier) => classifier.device(),
            Self::Trained(answerer) => answerer.device(),
        }
    }

    /// Scores before the softmax, `[classes]`.
    pub fn logits(&mut self, picture: RgbaPicture) -> kiln_core::Result<Vec<f32>> {
        match self {
            Self::Classifier(classifier) => {
                let input = picture::preprocess(picture, classifier.input())?;
                pollster::block_on(classifier.logits(&input))
            }
            Self::Trained(answerer) => answerer.logits(picture),
        }
    }

    /// None of the classes; models that cannot tell never say so.
    pub fn is_unknown(&self, logits: &[f32]) -> bool {
        match self {
            Self::Classifier(_) => false,
            Self::Trained(answerer) => answerer.is_unknown(logits),
        }
    }
}
