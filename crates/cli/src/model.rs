//! Model files to models, with the built-in network where a model reads its features.

use crate::devices::DeviceChoice;
use crate::shipped::SHIPPED_MODEL;
use anyhow::Result;
use kiln_core::{
    format::ModelFile,
    inference::{Backbone, Engine, Model},
};

/// Loads models for one device. Those that need the built-in network share it.
pub struct ModelLoader {
    engine: Engine,
    backbone: Option<Backbone>,
}

impl ModelLoader {
    pub fn new(device: DeviceChoice) -> Result<Self> {
        Ok(Self { engine: device.open()?, backbone: None })
    }

    /// The name of the device.
    pub fn device(&self) -> &'static str {
        self.engine.device_kind().name()
    }

    pub fn load(&mut self, bytes: &[u8]) -> Result<Model> {
        let file = ModelFile::parse(bytes)?;
        if file.card.backbone.is_some() && self.backbone.is_none() && !file.has_backbone() {
            let shipped = ModelFile::parse(SHIPPED_MODEL)?;
            self.backbone = Some(Backbone::load(shipped, self.engine.clone())?);
        }
        Ok(Model::from_file(file, self.backbone.as_ref(), &self.engine)?)
    }
}
