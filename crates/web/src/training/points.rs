use crate::error::to_js_error;
use kiln_core::projection::{nearest, principal_components};
use wasm_bindgen::prelude::*;

/// Features of pictures, in this module's memory. A picture is known by the position at which it was added.
#[wasm_bindgen]
pub struct FeatureSet {
    num_values: usize,
    features: Vec<f32>,
}

#[wasm_bindgen]
impl FeatureSet {
    /// An empty set of rows of `num_values` numbers.
    #[wasm_bindgen(constructor)]
    pub fn new(num_values: usize) -> Self {
        Self { num_values, features: Vec::new() }
    }

    /// Adds a picture's features.
    pub fn add(&mut self, features: &[f32]) -> Result<(), JsValue> {
        if features.len() != self.num_values {
            let (expected, actual) = (self.num_values, features.len());
            return Err(to_js_error(&kiln_core::Error::InputShape { expected, actual }));
        }
        self.features.extend_from_slice(features);
        Ok(())
    }

    /// The place of each picture along the directions in which the pictures differ most: `[n, count]`.
    #[wasm_bindgen(js_name = principalComponents)]
    pub fn principal_components(&self, count: usize) -> Result<Vec<f32>, JsValue> {
        principal_components(&self.features, self.num_values, count)
            .map(|projection| projection.coordinates)
            .map_err(|error| to_js_error(&error))
    }

    /// The pictures most like one of them, the most alike first.
    pub fn nearest(&self, index: usize, count: usize) -> Result<Vec<u32>, JsValue> {
        nearest(&self.features, self.num_values, index, count)
            .map(|indices| indices.into_iter().map(|index| index as u32).collect())
            .map_err(|error| to_js_error(&error))
    }
}
