//! Pictures as the networks that are trained here read them.

use crate::shipped::SHIPPED_MODEL;
use kiln_core::{
    Result,
    classification::{Classifier, Engine},
    dataset::Part,
    model_file::{Backbone, ModelFile, Weights},
    models::trainable::{Architecture, InputKind},
    picture::{self, InputSpec, RgbaPicture},
    training::TrainingData,
};

pub enum Inputs {
    /// Pooled features of the shipped network.
    Features(Box<Classifier>),
    /// What goes into its last block.
    Activations(Box<Classifier>),
    Pixels(InputSpec),
}

impl Inputs {
    /// The backbone always runs on the fused kernels: they are the fastest there are here.
    pub fn of(architecture: Architecture) -> Result<Self> {
        Self::through(architecture, || Classifier::load(SHIPPED_MODEL, Engine::FusedCpu))
    }

    fn through(
        architecture: Architecture,
        network: impl FnOnce() -> Result<Classifier>,
    ) -> Result<Self> {
        Ok(match architecture.input_kind() {
            InputKind::Features => Self::Features(Box::new(network()?)),
            InputKind::Activations => Self::Activations(Box::new(network()?)),
            InputKind::Pixels { input } => Self::Pixels(input),
        })
    }

    /// Those of a trained model: from the network in its own file, where there is one.
    pub fn of_model(file: &ModelFile) -> Result<Self> {
        let architecture = Architecture::from_id(&file.card.architecture)?;
        match file.included_backbone() {
            Some(backbone) => {
                Self::through(architecture, || Classifier::from_file(backbone, Engine::FusedCpu))
            }
            None => Self::of(architecture),
        }
    }

    /// What fine-tuning begins with; nothing for other networks.
    pub fn initial_weights(&self) -> Result<Weights> {
        match self {
            Self::Activations(_) => Ok(ModelFile::parse(SHIPPED_MODEL)?.weights),
            _ => Ok(Weights::default()),
        }
    }

    /// Whose features these are.
    pub fn backbone(&self) -> Option<Backbone> {
        match self {
            Self::Features(network) | Self::Activations(network) => {
                let card = network.card();
                Some(Backbone { id: card.id.clone(), sha256: card.features_sha256().to_owned() })
            }
            Self::Pixels(_) => None,
        }
    }

    /// Whether a head over features of the network with this checksum fits.
    pub fn are_features_of(&self, sha256: &str) -> bool {
        match self {
            Self::Features(network) | Self::Activations(network) => {
                network.card().has_features_of(sha256)
            }
            Self::Pixels(_) => false,
        }
    }

    /// One input, `[values]`.
    pub fn of_picture(&mut self, picture: RgbaPicture) -> Result<Vec<f32>> {
        match self {
            Self::Features(network) => {
                let input = picture::preprocess(picture, network.input())?;
                pollster::block_on(network.embed(&input))
            }
            Self::Activations(network) => {
                let input = picture::preprocess(picture, network.input())?;
                pollster::block_on(network.activations(&input))
            }
            Self::Pixels(input) => picture::preprocess(picture, input),
        }
    }

    /// What a run keeps of a picture. It is far smaller than the picture, which can go.
    pub fn learnable(&mut self, picture: RgbaPicture) -> Result<Learnable> {
        match self {
            Self::Features(_) => Ok(Learnable::Features(self.of_picture(picture)?)),
            Self::Activations(network) => {
                let input = picture::preprocess(picture, network.input())?;
                let features = pollster::block_on(network.embed(&input))?;
                let activations = pollster::block_on(network.activations(&input))?;
                Ok(Learnable::Activations { activations, features })
            }
            Self::Pixels(input) => Ok(Learnable::Pixels(picture::crop_and_resize(picture, input)?)),
        }
    }
}

/// A picture as [`TrainingData`] keeps it.
pub enum Learnable {
    Features(Vec<f32>),
    /// With the features, by which near-duplicates are found.
    Activations {
        activations: Vec<f32>,
        features: Vec<f32>,
    },
    Pixels(Vec<u8>),
}

impl Learnable {
    pub fn push_to(&self, data: &mut TrainingData, label: usize, part: Part) -> Result<()> {
        match self {
            Self::Features(features) => data.push_features(features, label, part),
            Self::Activations { activations, .. } => data.push_features(activations, label, part),
            Self::Pixels(pixels) => data.push_picture(pixels, label, part),
        }
    }

    /// Features tell near-duplicates that a hash does not.
    pub fn embedding(&self) -> Option<&[f32]> {
        match self {
            Self::Features(features) | Self::Activations { features, .. } => Some(features),
            Self::Pixels(_) => None,
        }
    }
}
