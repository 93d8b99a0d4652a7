use crate::error::to_js_error;
use crate::js::{Js, from_js, to_js};
use crate::model::Model;
use crate::picture::picture;
use kiln_core::evaluation::Evaluation;
use kiln_core::format::{ModelFile, Precision};
use kiln_core::inference::Model as CoreModel;
use kiln_core::publishing::{self, CheckedCompression};
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// A copy of a model with its weights in fewer bits. `metrics` are its own figures where they have been
/// measured; otherwise the card keeps those of the original.
///
/// # Errors
/// `model.damaged`, `model.unsupported`.
#[wasm_bindgen]
pub fn compress(
    model: &[u8],
    precision: Js<Precision>,
    metrics: Js<Option<Evaluation>>,
) -> Result<Vec<u8>, JsValue> {
    let precision: Precision = from_js(precision)?;
    let metrics: Option<Evaluation> = from_js(metrics)?;
    let make = || {
        let mut file = ModelFile::parse(model)?;
        if let Some(metrics) = metrics {
            // Plain numbers always are JSON.
            file.card.metrics = serde_json::to_value(metrics).ok();
        }
        publishing::compress(file, precision)
    };
    make().map_err(|error| to_js_error(&error))
}

/// A model and its smaller copy, asked about the same pictures.
#[wasm_bindgen]
pub struct CompressionCheck {
    models: [Rc<CoreModel>; 2],
    core: publishing::CompressionCheck,
}

#[wasm_bindgen]
impl CompressionCheck {
    /// Begins without pictures.
    #[wasm_bindgen(constructor)]
    pub fn new(before: &Model, after: &Model) -> Self {
        let core = publishing::CompressionCheck::new(before.core().card().num_classes);
        Self { models: [before, after].map(|model| model.core().clone()), core }
    }

    /// Asks both about one row of what their networks read, `[values]`.
    ///
    /// # Errors
    /// `input.shape`, `evaluation.input`, `device.lost`, `model.not-finite`.
    #[wasm_bindgen(js_name = addRow)]
    pub async fn add_row(&mut self, row: Vec<f32>, label: usize) -> Result<(), JsValue> {
        let [before, after] = &self.models;
        let logits =
            async { Ok((before.logits_of_rows(&row).await?, after.logits_of_rows(&row).await?)) };
        let (before, after) = logits.await.map_err(|error| to_js_error(&error))?;
        self.core.add(&before, &after, label).map_err(|error| to_js_error(&error))
    }

    /// Asks both about one decoded picture.
    ///
    /// # Errors
    /// `picture.…`, and as [`Self::add_row`].
    #[wasm_bindgen(js_name = addPicture)]
    pub async fn add_picture(
        &mut self,
        rgba: Vec<u8>,
        width: usize,
        height: usize,
        label: usize,
    ) -> Result<(), JsValue> {
        let input = self.models[0].prepare(picture(rgba, width, height)?);
        self.add_row(input.map_err(|error| to_js_error(&error))?, label).await
    }

    /// The change, and the copy's own figures.
    ///
    /// # Errors
    /// `evaluation.input` without any picture.
    pub fn finish(&self) -> Result<Js<CheckedCompression>, JsValue> {
        to_js(&self.core.finish().map_err(|error| to_js_error(&error))?)
    }
}
