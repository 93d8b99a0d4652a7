//! Explanations as JavaScript sees them: maps that lie on the picture.

use crate::js::{Js, messages, to_js};
use kiln_core::explanation as explaining;
use kiln_core::networks::ExplanationMethod;
use kiln_core::operations::HeatMap;
use kiln_core::picture::Area;
use serde::Serialize;
use wasm_bindgen::prelude::*;

messages! {
    Vec<Explanation> => "Array<core.Explanation>",
}

/// What in a picture speaks for one class.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Explanation {
    /// Which class.
    pub class_index: usize,
    /// How the map was made.
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
    pub place: Area,
    /// The part of the picture that the cells cover.
    pub on_picture: Area,
    /// The part of the picture that the network gets to see.
    pub seen: Area,
    /// The warmest ninth of the picture.
    pub region: explaining::Region,
    /// Its share of the map, from 0 to 1.
    pub share: f32,
    /// What may be said of it.
    pub extent: explaining::Extent,
}

/// An explanation for each of `classes`, whose `maps` are laid on a picture of which the network saw `seen`.
pub fn explanations(
    classes: &[usize],
    method: ExplanationMethod,
    maps: Vec<HeatMap>,
    seen: Area,
) -> Result<Js<Vec<Explanation>>, JsValue> {
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
            place: map.place,
            on_picture,
            seen,
            region: focus.region,
            share: focus.share,
            extent: focus.extent,
        }
    };
    to_js(&classes.iter().zip(maps).map(explanation).collect::<Vec<_>>())
}
