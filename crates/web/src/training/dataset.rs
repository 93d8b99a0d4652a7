use crate::error::to_js_error;
use crate::js::{Js, from_js, to_js};
use kiln_core::dataset::{
    self, DataProblem, Finding, Inspection, LabelTable, Layout, ReviewItem, Split, SplitOptions,
};
use kiln_core::picture::RgbaPicture;
use serde::Deserialize;
use wasm_bindgen::prelude::*;

/// Measures one decoded picture: `rgba` is `[height, width, 4]`, upright, sRGB.
#[wasm_bindgen(js_name = inspectPicture)]
pub fn inspect_picture(
    rgba: Vec<u8>,
    width: usize,
    height: usize,
) -> Result<Js<Inspection>, JsValue> {
    let picture = RgbaPicture::new(width, height, rgba).map_err(|error| to_js_error(&error))?;
    to_js(&dataset::inspect(&picture))
}

/// The SHA-256 of `bytes`, hexadecimal: for pages without encryption, whose browsers have none to offer.
#[wasm_bindgen(js_name = sha256)]
pub fn sha256_of(bytes: &[u8]) -> String {
    kiln_core::digest::sha256_hex(bytes)
}

/// Files on their way in, known by their paths alone.
#[derive(Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct LayoutRequest {
    /// The paths of what is taken for pictures, in Unicode's form C.
    paths: Vec<String>,
    /// The tables of labels beside them.
    tables: Vec<LabelTable>,
    /// The level of folders that a person chose.
    level: Option<usize>,
}

/// Sorts files into classes by where they lie.
#[wasm_bindgen(js_name = layoutOf)]
pub fn layout_of(request: Js<LayoutRequest>) -> Result<Js<Layout>, JsValue> {
    let LayoutRequest { paths, tables, level } = from_js(request)?;
    to_js(&dataset::layout(&paths, &tables, level))
}

/// Labelled pictures as the cleaning checks and the split see them. A picture is known by the
/// position at which it was added.
#[wasm_bindgen]
pub struct PictureSet {
    num_classes: usize,
    items: Vec<ReviewItem>,
    pinned_test: Vec<bool>,
    validated: Vec<bool>,
}

/// A picture on its way into a [`PictureSet`].
#[derive(Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct NewPicture {
    class: usize,
    inspection: Inspection,
    /// Checksum of its file; equal sums mean equal files.
    sha256: Option<String>,
    /// The camera burst it comes from.
    burst: Option<String>,
    /// Whether it is set aside for the test.
    is_test: bool,
    /// Whether the newest version was validated on it.
    was_validation: bool,
}

#[wasm_bindgen]
impl PictureSet {
    /// An empty set.
    #[wasm_bindgen(constructor)]
    pub fn new(num_classes: usize) -> Self {
        Self { num_classes, items: Vec::new(), pinned_test: Vec::new(), validated: Vec::new() }
    }

    /// Adds a picture.
    pub fn add(&mut self, picture: Js<NewPicture>) -> Result<(), JsValue> {
        let NewPicture { class, inspection, sha256, burst, is_test, was_validation } =
            from_js(picture)?;
        let class = Some(class);
        self.items.push(ReviewItem { class, inspection, sha256, burst, embedding: None });
        self.pinned_test.push(is_test);
        self.validated.push(was_validation);
        Ok(())
    }

    /// The findings that should be looked at.
    pub fn review(&self) -> Result<Js<Vec<Finding>>, JsValue> {
        to_js(&dataset::review(&self.items, self.num_classes))
    }

    /// Why training cannot start with these pictures, if it cannot.
    pub fn problem(&self) -> Result<Js<Option<DataProblem>>, JsValue> {
        to_js(&dataset::data_problem(&self.class_of_each(), &self.pinned_test, self.num_classes))
    }

    /// The fold of each picture, from 0 to `count` − 1: stratified, grouped, the same for the same
    /// seed.
    pub fn folds(&self, count: usize, seed: f64) -> Result<Vec<u32>, JsValue> {
        dataset::fold_pictures(&self.items, self.num_classes, count, seed as u64)
            .map(|folds| folds.into_iter().map(|fold| fold as u32).collect())
            .map_err(|error| to_js_error(&error))
    }

    /// Stratified, grouped, the same for the same seed; what was validation before comes first.
    pub fn split(&self, validation_share: f64, seed: f64) -> Result<Js<Split>, JsValue> {
        let options = SplitOptions { validation_share, test_share: 0.0, seed: seed as u64 };
        let split = dataset::split_pictures(
            &self.items,
            &self.pinned_test,
            &self.validated,
            self.num_classes,
            &options,
        );
        to_js(&split.map_err(|error| to_js_error(&error))?)
    }
}

impl PictureSet {
    fn class_of_each(&self) -> Vec<usize> {
        self.items.iter().map(|item| item.class.unwrap_or(0)).collect()
    }
}
