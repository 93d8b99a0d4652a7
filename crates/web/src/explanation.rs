//! Explanations as JavaScript sees them: maps that lie on the picture, and the long work behind them, which is
//! pulled a few inputs at a time so that the worker can stop between any two.

use crate::error::to_js_error;
use crate::js::{Js, to_js};
#[cfg(any(feature = "train", feature = "widget"))]
use crate::messages::{Explanation, explanations};
use crate::model::Model;
use kiln_core::explanation::{self as explaining, MaskCheckResult};
use kiln_core::inference::Model as CoreModel;
#[cfg(any(feature = "train", feature = "widget"))]
use kiln_core::networks::ExplanationMethod;
use kiln_core::operations::HeatMap;
use kiln_core::picture::Area;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// Hides what a map calls warm, and as much elsewhere: step until all inputs are done.
#[wasm_bindgen]
pub struct MaskCheck {
    core: explaining::MaskCheck,
    model: Rc<CoreModel>,
}

#[wasm_bindgen]
impl MaskCheck {
    /// `rgba` is the decoded picture that `model` was asked about; the rest is of an explanation, `place` as
    /// left, top, width, height.
    ///
    /// # Errors
    /// `picture.…`, `explanation.input`.
    #[wasm_bindgen(constructor)]
    #[allow(
        clippy::too_many_arguments,
        reason = "plain values cost no code to read them from an object"
    )]
    pub fn new(
        model: &Model,
        rgba: Vec<u8>,
        width: usize,
        height: usize,
        values: &[f32],
        rows: usize,
        columns: usize,
        place: &[f64],
        class_index: usize,
        seed: u32,
    ) -> Result<MaskCheck, JsValue> {
        let place = match place {
            [left, top, width, height] => {
                Area { left: *left, top: *top, width: *width, height: *height }
            }
            _ => Area::WHOLE,
        };
        let (input, side) = (model.preprocess(rgba, width, height)?, model.input_side());
        let core = HeatMap::from_raw(rows, columns, values, place).and_then(|map| {
            explaining::MaskCheck::new(input, side, &map, class_index, u64::from(seed))
        });
        let core = core.map_err(|error| to_js_error(&error))?;
        Ok(Self { core, model: model.core().clone() })
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

    /// The verdict, once all inputs are done.
    pub fn result(&self) -> Result<Js<MaskCheckResult>, JsValue> {
        to_js(&self.core.result().map_err(|error| to_js_error(&error))?)
    }
}

/// Hides one part of the input after the other, for networks without a feature map: step until all inputs are done.
#[cfg(any(feature = "train", feature = "widget"))]
#[wasm_bindgen]
pub struct Occlusion {
    core: explaining::Occlusion,
    model: Rc<CoreModel>,
    seen: Area,
}

#[cfg(any(feature = "train", feature = "widget"))]
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
