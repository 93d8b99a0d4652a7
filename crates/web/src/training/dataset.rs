use crate::error::{from_message, to_js_error, to_object};
use kiln_core::dataset::{self, Inspection, ReviewItem, SplitOptions};
use kiln_core::picture::RgbaPicture;
use serde::Deserialize;
use wasm_bindgen::prelude::*;

/// Measures one decoded picture: `rgba` is `[height, width, 4]`, upright, sRGB.
#[wasm_bindgen(js_name = inspectPicture, unchecked_return_type = "Inspection")]
pub fn inspect_picture(rgba: Vec<u8>, width: usize, height: usize) -> Result<JsValue, JsValue> {
    let picture = RgbaPicture::new(width, height, rgba).map_err(|error| to_js_error(&error))?;
    to_object(&dataset::inspect(&picture))
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

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct NewItem {
    class: usize,
    inspection: Inspection,
    sha256: Option<String>,
    burst: Option<String>,
    is_test: bool,
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
    pub fn add(
        &mut self,
        #[wasm_bindgen(
            unchecked_param_type = "{ class: number; inspection: Inspection; sha256: string | null; burst: string | null; isTest: boolean; wasValidation: boolean }"
        )]
        item: JsValue,
    ) -> Result<(), JsValue> {
        let NewItem { class, inspection, sha256, burst, is_test, was_validation } =
            from_message(item)?;
        let class = Some(class);
        self.items.push(ReviewItem { class, inspection, sha256, burst, embedding: None });
        self.pinned_test.push(is_test);
        self.validated.push(was_validation);
        Ok(())
    }

    /// What should be looked at.
    #[wasm_bindgen(unchecked_return_type = "CoreFinding[]")]
    pub fn review(&self) -> Result<JsValue, JsValue> {
        to_object(&dataset::review(&self.items, self.num_classes))
    }

    /// The fold of each picture, from 0 to `count` − 1: stratified, grouped, the same for the same
    /// seed.
    pub fn folds(&self, count: usize, seed: f64) -> Result<Vec<u32>, JsValue> {
        let groups = dataset::groups(&self.items);
        let classes = self.class_of_each();
        dataset::folds(&classes, &groups, self.num_classes, count, seed as u64)
            .map(|folds| folds.into_iter().map(|fold| fold as u32).collect())
            .map_err(|error| to_js_error(&error))
    }

    /// Stratified, grouped, the same for the same seed; what was validation before comes first.
    #[wasm_bindgen(unchecked_return_type = "CoreSplit")]
    pub fn split(&self, validation_share: f64, seed: f64) -> Result<JsValue, JsValue> {
        let options = SplitOptions { validation_share, test_share: 0.0, seed: seed as u64 };
        let split = dataset::split_again(
            &self.class_of_each(),
            &dataset::groups(&self.items),
            &self.pinned_test,
            &self.validated,
            self.num_classes,
            &options,
        );
        to_object(&split.map_err(|error| to_js_error(&error))?)
    }
}

impl PictureSet {
    fn class_of_each(&self) -> Vec<usize> {
        self.items.iter().map(|item| item.class.unwrap_or(0)).collect()
    }
}
