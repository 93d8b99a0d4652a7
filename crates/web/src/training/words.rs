use super::evaluation::indices;
use crate::error::to_js_error;
use crate::js::{Js, from_js, to_js};
use kiln_core::format::ModelFile;
use kiln_core::words::{
    KnownName, PhotosBeside, Vocabulary as CoreVocabulary, WordAnswer, WordClassifier as CoreWords,
};
use wasm_bindgen::prelude::*;

/// What the shipped network knows of names.
#[wasm_bindgen]
pub struct Vocabulary {
    core: CoreVocabulary,
}

#[wasm_bindgen]
impl Vocabulary {
    /// Reads the table of words, and the names in another language beside it.
    ///
    /// # Errors
    /// `model.damaged`
    #[wasm_bindgen(constructor)]
    pub fn new(table: &str, names: Option<String>) -> Result<Self, JsValue> {
        let core = CoreVocabulary::parse(table, names.as_deref());
        Ok(Self { core: core.map_err(|error| to_js_error(&error))? })
    }

    /// What a name means.
    #[wasm_bindgen(js_name = lookUp)]
    pub fn look_up(&self, name: &str) -> Result<Js<KnownName>, JsValue> {
        to_js(&self.core.look_up(name))
    }
}

/// A classifier made of names, and of a few photos beside them.
#[wasm_bindgen]
pub struct WordClassifier {
    core: CoreWords,
}

#[wasm_bindgen]
impl WordClassifier {
    /// By the last layer of the network's file; `data_sha256` is the checksum of its weights, where it is known.
    /// `words` are the network's classes below each name, none for a name that is not learnt yet.
    ///
    /// # Errors
    /// `model.damaged`, `model.unsupported`, `dataset.too-few-classes`.
    #[wasm_bindgen(constructor)]
    pub fn new(
        file: &[u8],
        data_sha256: Option<String>,
        words: Js<Vec<Vec<usize>>>,
    ) -> Result<Self, JsValue> {
        let words = from_js(words)?;
        let core = ModelFile::parse_digested(file, data_sha256.as_deref())
            .and_then(|file| CoreWords::new(&file, words));
        Ok(Self { core: core.map_err(|error| to_js_error(&error))? })
    }

    /// The largest number of photos that it takes in.
    #[wasm_bindgen(js_name = maxPhotos)]
    pub fn max_photos() -> usize {
        PhotosBeside::MAX_PHOTOS
    }

    /// Takes in photos in the place of those of before: their features `[n, 1280]`, and the position of each one's name.
    ///
    /// # Errors
    /// `training.data`
    pub fn learn(&mut self, features: &[f32], labels: Vec<u32>) -> Result<(), JsValue> {
        self.core.learn(features, &indices(labels)).map_err(|error| to_js_error(&error))
    }

    /// How much the words count beside the photos, from 0 to 1.
    #[wasm_bindgen(js_name = wordWeight)]
    pub fn word_weight(&self) -> f64 {
        self.core.word_weight()
    }

    /// The answer for a picture with these features.
    ///
    /// # Errors
    /// `input.shape`, `model.not-finite`.
    pub fn answer(&self, features: &[f32]) -> Result<Js<WordAnswer>, JsValue> {
        to_js(&self.core.answer(features).map_err(|error| to_js_error(&error))?)
    }
}
