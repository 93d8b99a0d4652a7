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
    class_count: usize,
    items: Vec<ReviewItem>,
    pinned_test: Vec<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct NewItem {
    class: usize,
    inspection: Inspection,
    sha256: Option<String>,
    burst: Option<String>,
    is_test: bool,
}

#[wasm_bindgen]
impl PictureSet {
    /// An empty set.
    #[wasm_bindgen(constructor)]
    pub fn new(class_count: usize) -> Self {
        Self { class_count, items: Vec::new(), pinned_test: Vec::new() }
    }

    /// Adds a picture; `embedding` may be empty.
    pub fn add(
        &mut self,
        #[wasm_bindgen(
            unchecked_param_type = "{ class: number; inspection: Inspection; sha256: string | null; burst: string | null; isTest: boolean }"
        )]
        item: JsValue,
        embedding: Vec<f32>,
    ) -> Result<(), JsValue> {
        let NewItem { class, inspection, sha256, burst, is_test } = from_message(item)?;
        let embedding = (!embedding.is_empty()).then_some(embedding);
        self.items.push(ReviewItem { class: Some(class), inspection, sha256, burst, embedding });
        self.pinned_test.push(is_test);
        Ok(())
    }

    /// What should be looked at.
    #[wasm_bindgen(unchecked_return_type = "CoreFinding[]")]
    pub fn review(&self) -> Result<JsValue, JsValue> {
        to_object(&dataset::review(&self.items, self.class_count))
    }

    /// Which pictures belong together: equal numbers must not be parted.
    pub fn groups(&self) -> Vec<u32> {
        dataset::groups(&self.items).into_iter().map(|group| group as u32).collect()
    }

    /// The class of each picture.
    pub fn classes(&self) -> Vec<u32> {
        self.class_of_each().into_iter().map(|class| class as u32).collect()
    }

    /// Stratified, grouped, the same for the same seed.
    #[wasm_bindgen(unchecked_return_type = "CoreSplit")]
    pub fn split(&self, validation_share: f64, seed: f64) -> Result<JsValue, JsValue> {
        let options = SplitOptions { validation_share, test_share: 0.0, seed: seed as u64 };
        let split = dataset::split(
            &self.class_of_each(),
            &dataset::groups(&self.items),
            &self.pinned_test,
            self.class_count,
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
