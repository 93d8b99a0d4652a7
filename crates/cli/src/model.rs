//! Model files to models, with the built-in network where a model reads its features.

use crate::devices::DeviceChoice;
use crate::shipped::SHIPPED_MODEL;
use anyhow::Result;
use kiln_core::{
    format::{ModelCard, ModelFile},
    inference::{Backbone, Engine, Model},
};

/// A model's file, checked, and what else it takes to run it: each thread makes a model of its own from it.
pub struct ModelSource {
    file: ModelFile,
    /// The built-in network, for a model that reads its features.
    backbone: Option<ModelFile>,
    engine: Engine,
}

impl ModelSource {
    pub fn new(bytes: &[u8], device: DeviceChoice) -> Result<Self> {
        let engine = device.open()?;
        let file = ModelFile::parse(bytes)?;
        let is_alone = file.card.backbone.is_some() && !file.has_backbone();
        let backbone = is_alone.then(|| ModelFile::parse(SHIPPED_MODEL)).transpose()?;
        Ok(Self { file, backbone, engine })
    }

    pub fn card(&self) -> &ModelCard {
        &self.file.card
    }

    /// The name of the device.
    pub fn device(&self) -> &'static str {
        self.engine.device_kind().name()
    }

    /// A model that no other thread uses.
    pub fn load(&self) -> Result<Model> {
        let backbone = self.backbone.clone().map(|file| Backbone::load(file, self.engine.clone()));
        let backbone = backbone.transpose()?;
        Ok(Model::from_file(self.file.clone(), backbone.as_ref(), &self.engine)?)
    }
}
