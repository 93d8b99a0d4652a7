//! Pictures as the networks that are trained here read them.

use crate::shipped::SHIPPED_MODEL;
use kiln_core::{
    Error, Result,
    dataset::Subset,
    format::{BackboneRef, ModelFile, Weights, missing_backbone},
    inference::{Backbone, Engine},
    networks::{Architecture, InputKind, efficientnet_lite0::Layer},
    picture::{self, RgbaPicture},
    training::TrainingData,
};

/// What the inputs of one architecture are made with: each thread has [`Inputs`] of its own from it.
pub struct InputSource {
    kind: InputKind,
    /// The backbone, for networks over its features.
    backbone: Option<ModelFile>,
}

impl InputSource {
    pub fn new(architecture: Architecture) -> Result<Self> {
        let kind = architecture.input();
        let backbone = kind.layer().map(|_| ModelFile::parse(SHIPPED_MODEL)).transpose()?;
        Ok(Self { kind, backbone })
    }

    /// Data of this kind, without pictures.
    pub fn no_data(&self) -> TrainingData {
        TrainingData::new(self.kind.clone())
    }

    /// The weights that a network begins with which trains layers of the backbone; none for others.
    pub fn initial_weights(self) -> Weights {
        match (self.kind.layer(), self.backbone) {
            (Some(Layer::Activations), Some(backbone)) => backbone.weights,
            _ => Weights::default(),
        }
    }

    /// The network whose features these are.
    pub fn backbone(&self) -> Option<BackboneRef> {
        self.backbone.as_ref().map(|file| file.card.as_backbone(Engine::FusedCpu.arithmetic()))
    }

    /// The backbone always runs on the fused kernels: they are the fastest there are here.
    pub fn load(&self) -> Result<Inputs> {
        let load = |file| Backbone::load(file, Engine::FusedCpu);
        let backbone = self.backbone.clone().map(load).transpose()?;
        Ok(Inputs { kind: self.kind.clone(), backbone })
    }
}

/// Makes the inputs of one architecture.
pub struct Inputs {
    kind: InputKind,
    backbone: Option<Backbone>,
}

impl Inputs {
    /// The features of a picture, `[1280]`, for networks over them.
    pub fn features(&self, picture: RgbaPicture) -> Result<Vec<f32>> {
        let backbone = self.backbone.as_ref().ok_or_else(missing_backbone)?;
        pollster::block_on(backbone.features(picture, Layer::Features))
    }

    /// The part of a picture that a run keeps. It is far smaller than the picture, which can go.
    pub fn learnable(&self, picture: RgbaPicture) -> Result<Learnable> {
        let (backbone, layer) = match (&self.backbone, &self.kind) {
            (Some(backbone), InputKind::Backbone(layer)) => (backbone, *layer),
            (_, kind) => {
                let input = kind.picture_input().ok_or(Error::ModelReadsTexts)?;
                let pixels = picture::crop_and_resize(picture, &input)?;
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
