//! Pictures as the networks that are trained here read them.

use crate::shipped::SHIPPED_MODEL;
use kiln_core::{
    Result,
    dataset::Subset,
    format::{BackboneRef, ModelFile, Weights},
    inference::{Backbone, Engine},
    networks::{Architecture, InputKind, efficientnet_lite0::Layer},
    picture::{self, RgbaPicture},
    training::TrainingData,
};

/// Makes the inputs of one architecture.
pub struct Inputs {
    kind: InputKind,
    /// The backbone, for networks over its features.
    backbone: Option<Backbone>,
}

impl Inputs {
    /// The backbone always runs on the fused kernels: they are the fastest there are here.
    pub fn new(architecture: Architecture) -> Result<Self> {
        let kind = architecture.input();
        let load = |_| Backbone::load(ModelFile::parse(SHIPPED_MODEL)?, Engine::FusedCpu);
        let backbone = kind.layer().map(load).transpose()?;
        Ok(Self { kind, backbone })
    }

    /// The weights that a network begins with which trains layers of the backbone; none for others.
    pub fn initial_weights(&self) -> Result<Weights> {
        match self.kind.layer() {
            Some(Layer::Activations) => Ok(ModelFile::parse(SHIPPED_MODEL)?.weights),
            _ => Ok(Weights::default()),
        }
    }

    /// The network whose features these are.
    pub fn backbone(&self) -> Option<BackboneRef> {
        self.backbone.as_ref().map(Backbone::as_ref)
    }

    /// The part of a picture that a run keeps. It is far smaller than the picture, which can go.
    pub fn learnable(&self, picture: RgbaPicture) -> Result<Learnable> {
        let (backbone, layer) = match (&self.backbone, &self.kind) {
            (Some(backbone), InputKind::Backbone(layer)) => (backbone, *layer),
            (_, kind) => {
                let pixels = picture::crop_and_resize(picture, &kind.picture_input())?;
                return Ok(Learnable { values: Values::Pixels(pixels), embedding: None });
            }
        };
        let input = picture::preprocess(picture, backbone.input())?;
        let values_of = |layer| pollster::block_on(backbone.layer(layer, &input));
        let embedding = values_of(Layer::Features)?;
        let values = match layer {
            Layer::Features => embedding.clone(),
            Layer::Activations => values_of(layer)?,
        };
        Ok(Learnable { values: Values::Features(values), embedding: Some(embedding) })
    }
}

/// A picture as [`TrainingData`] keeps it.
pub struct Learnable {
    values: Values,
    /// The features, which tell near-duplicates that a hash does not.
    pub embedding: Option<Vec<f32>>,
}

enum Values {
    Features(Vec<f32>),
    Pixels(Vec<u8>),
}

impl Learnable {
    pub fn push_to(&self, data: &mut TrainingData, label: usize, subset: Subset) -> Result<()> {
        match &self.values {
            Values::Features(features) => data.push_features(features, label, subset),
            Values::Pixels(pixels) => data.push_picture(pixels, label, subset),
        }
    }
}
