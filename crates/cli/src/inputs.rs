//! Pictures as the networks that are trained here read them.

use crate::shipped::SHIPPED_MODEL;
use kiln_core::{
    Result,
    classification::{Classifier, Engine},
    dataset::Part,
    model_file::{Backbone, ModelFile},
    models::trainable::{Architecture, InputKind},
    picture::{self, InputSpec, RgbaPicture},
    training::TrainingData,
};

pub enum Inputs {
    /// Pooled features of the shipped network.
    Features(Box<Classifier>),
    Pixels(InputSpec),
}

impl Inputs {
    /// The backbone always runs on the fused kernels: they are the fastest there are here.
    pub fn of(architecture: Architecture) -> Result<Self> {
        Ok(match architecture.input_kind() {
            InputKind::Features => {
                Self::Features(Box::new(Classifier::load(SHIPPED_MODEL, Engine::FusedCpu)?))
            }
            InputKind::Pixels { input } => Self::Pixels(input),
        })
    }

    /// Those of a trained model: from the network in its own file, where there is one.
    pub fn of_model(file: &ModelFile) -> Result<Self> {
        match file.included_backbone() {
            Some(backbone) => {
                let network = Classifier::from_file(backbone, Engine::FusedCpu)?;
                Ok(Self::Features(Box::new(network)))
            }
            None => Self::of(Architecture::from_id(&file.card.architecture)?),
        }
    }

    /// Whose features these are.
    pub fn backbone(&self) -> Option<Backbone> {
        match self {
            Self::Features(network) => {
                let card = network.card();
                Some(Backbone { id: card.id.clone(), sha256: card.data_sha256.clone() })
            }
            Self::Pixels(_) => None,
        }
    }

    /// One input, `[values]`.
    pub fn of_picture(&mut self, picture: RgbaPicture) -> Result<Vec<f32>> {
        match self {
            Self::Features(network) => {
                let input = picture::preprocess(picture, network.input())?;
                pollster::block_on(network.embed(&input))
            }
            Self::Pixels(input) => picture::preprocess(picture, input),
        }
    }

    /// What a run keeps of a picture. It is far smaller than the picture, which can go.
    pub fn learnable(&mut self, picture: RgbaPicture) -> Result<Learnable> {
        match self {
            Self::Features(_) => Ok(Learnable::Features(self.of_picture(picture)?)),
            Self::Pixels(input) => Ok(Learnable::Pixels(picture::crop_and_resize(picture, input)?)),
        }
    }
}

/// A picture as [`TrainingData`] keeps it.
pub enum Learnable {
    Features(Vec<f32>),
    Pixels(Vec<u8>),
}

impl Learnable {
    pub fn push_to(&self, data: &mut TrainingData, label: usize, part: Part) -> Result<()> {
        match self {
            Self::Features(features) => data.push_features(features, label, part),
            Self::Pixels(pixels) => data.push_picture(pixels, label, part),
        }
    }

    /// Features tell near-duplicates that a hash does not.
    pub fn embedding(&self) -> Option<&[f32]> {
        match self {
            Self::Features(features) => Some(features),
            Self::Pixels(_) => None,
        }
    }
}
