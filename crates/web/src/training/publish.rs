use crate::error::to_js_error;
use kiln_core::publishing::publish;
use wasm_bindgen::prelude::*;

/// A trained model, and the backbone it needs, as readers of an article download them.
#[wasm_bindgen]
pub struct Published {
    model: Vec<u8>,
    backbone: Option<Vec<u8>>,
}

#[wasm_bindgen]
impl Published {
    /// `backbone` is the file of the network whose features the model reads, and empty for models over
    /// pixels.
    pub fn make(model: &[u8], backbone: &[u8]) -> Result<Published, JsValue> {
        let backbone = (!backbone.is_empty()).then_some(backbone);
        let (model, backbone) = publish(model, backbone).map_err(|error| to_js_error(&error))?;
        Ok(Self { model, backbone })
    }

    /// The model's file.
    pub fn model(&self) -> Vec<u8> {
        self.model.clone()
    }

    /// The backbone's file, if there is one.
    pub fn backbone(&self) -> Option<Vec<u8>> {
        self.backbone.clone()
    }
}
