use crate::error::to_js_error;
use kiln_core::projection::{PrincipalComponents as CoreComponents, nearest};
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

    /// The directions in which the pictures differ most, and the place of each along them, to be pulled.
    #[wasm_bindgen(js_name = principalComponents)]
    pub fn principal_components(&self, count: usize) -> Result<PrincipalComponents, JsValue> {
        CoreComponents::new(&self.features, self.num_values, count)
            .map(|core| PrincipalComponents { core })
            .map_err(|error| to_js_error(&error))
    }

    /// The pictures most like one of them, the most alike first.
    pub fn nearest(&self, index: usize, count: usize) -> Result<Vec<u32>, JsValue> {
        nearest(&self.features, self.num_values, index, count)
            .map(|indices| indices.into_iter().map(|index| index as u32).collect())
            .map_err(|error| to_js_error(&error))
    }
}

/// Principal components on their way: steps are taken until it is done.
#[wasm_bindgen]
pub struct PrincipalComponents {
    core: CoreComponents,
}

#[wasm_bindgen]
impl PrincipalComponents {
    /// Goes on over up to `max_rows` pictures.
    pub fn step(&mut self, max_rows: usize) {
        self.core.step(max_rows);
    }

    /// Whether there is nothing left to do.
    #[wasm_bindgen(js_name = isDone)]
    pub fn is_done(&self) -> bool {
        self.core.is_done()
    }

    /// About how much is done, 0 to 1.
    #[wasm_bindgen(js_name = shareDone)]
    pub fn share_done(&self) -> f64 {
        self.core.share_done()
    }

    /// The places of the pictures, `[n, count]`. The handle is used up.
    pub fn finish(self) -> Result<Vec<f32>, JsValue> {
        let projection = self.core.finish().map_err(|error| to_js_error(&error))?;
        Ok(projection.coordinates)
    }
}
