//! Maps made by hiding, pulled a few inputs at a time so that the worker can stop between any two.

use crate::error::to_js_error;
use crate::explanation::{Explanation, explanations};
use crate::js::Js;
use crate::model::Model;
use kiln_core::explanation as explaining;
use kiln_core::inference::Model as CoreModel;
use kiln_core::networks::ExplanationMethod;
use kiln_core::picture::Area;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// Hides one part of the input after the other, for networks without a feature map: step until all inputs are done.
#[wasm_bindgen]
pub struct Occlusion {
    core: explaining::Occlusion,
    model: Rc<CoreModel>,
    seen: Area,
}

#[wasm_bindgen]
impl Occlusion {
    /// `rgba` is the decoded picture that `model` was asked about.
    ///
    /// # Errors
    /// `picture.…`, `input.shape`.
    #[wasm_bindgen(constructor)]
    pub fn new(
        model: &Model,
        rgba: Vec<u8>,
        width: usize,
        height: usize,
    ) -> Result<Occlusion, JsValue> {
        let input = model.preprocess(rgba, width, height)?;
        let core = explaining::Occlusion::new(input, model.input_side());
        let core = core.map_err(|error| to_js_error(&error))?;
        Ok(Self { core, model: model.core().clone(), seen: model.seen(width, height) })
    }

    /// Inputs that are done.
    pub fn done(&self) -> usize {
        self.core.num_done()
    }

    /// Inputs there are.
    pub fn total(&self) -> usize {
        self.core.num_total()
    }

    /// Puts the next inputs through the model, at most `max`. Whether there are more.
    ///
    /// # Errors
    /// `device.lost`, `model.not-finite`.
    pub async fn step(&mut self, max: usize) -> Result<bool, JsValue> {
        let inputs = self.core.next_inputs(max);
        if !inputs.is_empty() {
            let logits = self.model.logits(&inputs).await.map_err(|error| to_js_error(&error))?;
            let num_classes = self.model.card().num_classes;
            self.core.record(&logits, num_classes).map_err(|error| to_js_error(&error))?;
        }
        Ok(self.core.num_done() < self.core.num_total())
    }

    /// The maps, once all inputs are done.
    ///
    /// # Errors
    /// `explanation.input`.
    pub fn explain(&self, classes: Vec<usize>) -> Result<Js<Vec<Explanation>>, JsValue> {
        let maps: kiln_core::Result<_> =
            classes.iter().map(|class| self.core.map(*class)).collect();
        let maps = maps.map_err(|error| to_js_error(&error))?;
        explanations(&classes, ExplanationMethod::Occlusion, maps, self.seen)
    }
}
