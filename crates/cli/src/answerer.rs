use crate::devices::DeviceChoice;
use crate::inputs::Inputs;
use anyhow::{Result, bail};
use kiln_core::{
    classification::{Engine, TrainedModel},
    device::{self, DeviceKind},
    evaluation::{UnknownThreshold, energy},
    model_file::{ModelCard, ModelFile},
    picture::RgbaPicture,
};

/// A model that was trained here, with what its inputs are made by.
pub struct Answerer {
    model: TrainedModel,
    inputs: Inputs,
    threshold: Option<f32>,
    device: DeviceKind,
}

impl Answerer {
    pub fn load(bytes: &[u8], device: DeviceChoice) -> Result<Self> {
        let (model, device) = match device.open()? {
            Engine::Burn(device, kind) => (TrainedModel::load(bytes, &device)?, kind),
            Engine::FusedCpu => (TrainedModel::load(bytes, &device::cpu())?, DeviceKind::Cpu),
        };
        let inputs = Inputs::of_model(&ModelFile::parse(bytes)?)?;
        let wanted = model.card().backbone.as_ref();
        if !wanted.is_none_or(|backbone| inputs.are_features_of(&backbone.sha256)) {
            bail!("the model was trained on features of another network than the one built in");
        }
        let unknown = model.card().unknown.clone();
        let unknown =
            unknown.and_then(|json| serde_json::from_value::<UnknownThreshold>(json).ok());
        let threshold = unknown.map(|unknown| unknown.threshold);
        Ok(Self { model, inputs, threshold, device })
    }

    pub fn card(&self) -> &ModelCard {
        self.model.card()
    }

    pub fn device(&self) -> DeviceKind {
        self.device
    }

    pub fn logits(&mut self, picture: RgbaPicture) -> kiln_core::Result<Vec<f32>> {
        let input = self.inputs.of_picture(picture)?;
        pollster::block_on(self.model.logits(&input))
    }

    /// None of the classes, by the model's own threshold.
    pub fn is_unknown(&self, logits: &[f32]) -> bool {
        self.threshold.is_some_and(|threshold| energy(logits) < threshold)
    }
}
