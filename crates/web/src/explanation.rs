//! Explanations as JavaScript sees them: maps that lie on the picture, and the long work behind them, which is
//! pulled a few inputs at a time so that the worker can stop between any two.

use crate::error::{to_js_error, to_message};
use crate::model::Model;
use kiln_core::explanation as explaining;
use kiln_core::inference::Model as CoreModel;
use kiln_core::networks::ExplanationMethod;
use kiln_core::operations::HeatMap;
use kiln_core::picture::Area;
use serde::{Deserialize, Serialize};
use std::rc::Rc;
use tsify::{Ts, Tsify};
use wasm_bindgen::prelude::*;

/// A rectangle in shares of a width and a height, from the top left.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, Tsify)]
pub struct MapArea {
    /// Of the width.
    pub left: f64,
    /// Of the height.
    pub top: f64,
    /// Of the width.
    pub width: f64,
    /// Of the height.
    pub height: f64,
}

impl From<Area> for MapArea {
    fn from(Area { left, top, width, height }: Area) -> Self {
        Self { left, top, width, height }
    }
}

/// What in a picture speaks for one class.
#[derive(Debug, Clone, Serialize, Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct Explanation {
    /// Which class.
    pub class_index: usize,
    /// How the map was made.
    #[tsify(type = "'cam' | 'grad-cam' | 'occlusion'")]
    pub method: ExplanationMethod,
    /// Cells from top to bottom.
    pub rows: usize,
    /// Cells from left to right.
    pub columns: usize,
    /// `[rows, columns]`, from 0 to 1.
    pub values: Vec<f32>,
    /// Of all that speaks for the class or against it, in the method's unit.
    pub sum: f32,
    /// The part of the network's input that the cells cover.
    pub place: MapArea,
    /// The part of the picture that the cells cover.
    pub on_picture: MapArea,
    /// The part of the picture that the network gets to see.
    pub seen: MapArea,
    /// The warmest ninth of the picture.
    #[tsify(
        type = "'upper-left' | 'top' | 'upper-right' | 'left' | 'centre' | 'right' | 'lower-left' | 'bottom' | 'lower-right'"
    )]
    pub region: explaining::Region,
    /// Its share of the map, from 0 to 1.
    pub share: f32,
    /// What may be said of it.
    #[tsify(type = "'mostly' | 'partly' | 'everywhere' | 'nowhere'")]
    pub extent: explaining::Extent,
}

/// One for each class that was asked for.
#[derive(Debug, Clone, Serialize, Deserialize, Tsify)]
pub struct Explanations(pub Vec<Explanation>);

impl Explanations {
    /// Lays `maps` on a picture of which the network saw `seen`.
    pub fn new(
        classes: &[usize],
        method: ExplanationMethod,
        maps: Vec<HeatMap>,
        seen: Area,
    ) -> Result<Ts<Explanations>, JsValue> {
        let explanation = |(class, map): (&usize, HeatMap)| {
            let on_picture = map.place.within(&seen);
            let focus = explaining::locate(&map, &on_picture);
            Explanation {
                class_index: *class,
                method,
                rows: map.rows,
                columns: map.columns,
                values: map.values,
                sum: map.sum,
                place: map.place.into(),
                on_picture: on_picture.into(),
                seen: seen.into(),
                region: focus.region,
                share: focus.share,
                extent: focus.extent,
            }
        };
        to_message(&Self(classes.iter().zip(maps).map(explanation).collect()))
    }
}

/// What one share of the picture is worth to a class.
#[derive(Debug, Clone, Serialize, Deserialize, Tsify)]
pub struct MaskLevel {
    /// Of the picture, from 0 to 1.
    pub share: f32,
    /// The class's probability without the warmest cells.
    pub hottest: f32,
    /// Its mean probability without as many cells elsewhere.
    pub random: f32,
}

/// Whether a map shows what the prediction rests on.
#[derive(Debug, Clone, Serialize, Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct MaskCheckResult {
    /// The class's probability with nothing hidden.
    pub probability: f32,
    /// From the smallest share to the largest.
    pub levels: Vec<MaskLevel>,
    /// Share of the masks elsewhere that cost the class less.
    pub beaten: f32,
    /// The verdict.
    pub is_faithful: bool,
}

/// Hides what a map calls warm, and as much elsewhere: step until all inputs are done.
#[wasm_bindgen]
pub struct MaskCheck {
    core: explaining::MaskCheck,
    model: Rc<CoreModel>,
}

#[wasm_bindgen]
impl MaskCheck {
    /// `rgba` is the decoded picture that `model` was asked about; the rest is of an [`Explanation`], `place` as
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

    /// The verdict, once all inputs have been answered.
    pub fn result(&self) -> Result<Ts<MaskCheckResult>, JsValue> {
        let result = self.core.result().map_err(|error| to_js_error(&error))?;
        let level = |explaining::Level { share, hottest, random }: explaining::Level| MaskLevel {
            share,
            hottest,
            random,
        };
        to_message(&MaskCheckResult {
            probability: result.probability,
            levels: result.levels.into_iter().map(level).collect(),
            beaten: result.beaten,
            is_faithful: result.is_faithful,
        })
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
    pub fn explain(&self, classes: Vec<usize>) -> Result<Ts<Explanations>, JsValue> {
        let maps: kiln_core::Result<_> =
            classes.iter().map(|class| self.core.map(*class)).collect();
        let maps = maps.map_err(|error| to_js_error(&error))?;
        Explanations::new(&classes, ExplanationMethod::Occlusion, maps, self.seen)
    }
}
