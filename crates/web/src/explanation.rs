//! Explanations as JavaScript sees them: maps that lie on the picture.

use crate::error::to_message;
use kiln_core::explanation as explaining;
use kiln_core::networks::ExplanationMethod;
use kiln_core::operations::HeatMap;
use kiln_core::picture::Area;
use serde::{Deserialize, Serialize};
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
