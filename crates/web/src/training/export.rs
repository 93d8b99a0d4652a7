use crate::error::to_js_error;
use kiln_core::format::{ModelFile, write_self_contained};
use kiln_core::publishing::{self, ONNX_RECIPE, to_teachable_machine};
use wasm_bindgen::prelude::*;

/// A trained model's file as ONNX. `backbone` is the file of the network whose features it reads, and
/// empty for models over pixels.
#[wasm_bindgen(js_name = toOnnx)]
pub fn to_onnx(model: &[u8], backbone: &[u8]) -> Result<Vec<u8>, JsValue> {
    let export = || {
        let ModelFile { card, weights } = ModelFile::parse(model)?;
        let backbone = (!backbone.is_empty()).then(|| ModelFile::parse(backbone)).transpose()?;
        publishing::to_onnx(&card, &weights, backbone.as_ref())
    };
    export().map_err(|error| to_js_error(&error))
}

/// A program in Python that gives a picture the probabilities that Kiln gives it, from such a file.
#[wasm_bindgen(js_name = onnxRecipe)]
pub fn onnx_recipe() -> String {
    ONNX_RECIPE.to_owned()
}

/// A trained model in Teachable Machine's own files, and one for people to read.
#[wasm_bindgen]
pub struct TeachableMachine {
    files: Vec<(&'static str, Vec<u8>)>,
}

#[wasm_bindgen]
impl TeachableMachine {
    /// `backbone` is the file of the network whose features the model reads, and empty for models over pixels;
    /// `time_stamp` is the time of writing as `2026-01-31T12:00:00.000Z`.
    ///
    /// # Errors
    /// `export.unsupported` for networks that layers of TensorFlow.js cannot express; `model.damaged`,
    /// `model.unsupported`, `model.other-backbone`.
    pub fn make(
        model: &[u8],
        backbone: &[u8],
        time_stamp: &str,
    ) -> Result<TeachableMachine, JsValue> {
        let export = || {
            let ModelFile { card, weights } = ModelFile::parse(model)?;
            let backbone =
                (!backbone.is_empty()).then(|| ModelFile::parse(backbone)).transpose()?;
            to_teachable_machine(&card, &weights, backbone.as_ref(), time_stamp)
        };
        let files = export().map_err(|error| to_js_error(&error))?;
        Ok(Self { files: files.into_named().into() })
    }

    /// The names of the files.
    pub fn names(&self) -> Vec<String> {
        self.files.iter().map(|(name, _)| (*name).to_owned()).collect()
    }

    /// The bytes of a file; none for a name that is not among [`Self::names`].
    pub fn bytes(&self, name: &str) -> Option<Vec<u8>> {
        self.files.iter().find(|(known, _)| *known == name).map(|(_, bytes)| bytes.clone())
    }
}

/// A head's file together with the network whose features it reads.
#[wasm_bindgen(js_name = toSelfContained)]
pub fn to_self_contained(model: &[u8], backbone: &[u8]) -> Result<Vec<u8>, JsValue> {
    let export = || {
        let ModelFile { card, weights } = ModelFile::parse(model)?;
        write_self_contained(card, &weights, &ModelFile::parse(backbone)?)
    };
    export().map_err(|error| to_js_error(&error))
}
