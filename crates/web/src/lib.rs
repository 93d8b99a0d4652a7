//! The wasm boundary: opaque handles for JavaScript, plain objects for messages, and the
//! translation of errors and panics. No maths lives here.
//!
//! The crate is built once per device (features `cpu` and `webgpu`), the CPU's also with training
//! (feature `train`). All builds export the same names, so the worker that drives them does not care
//! which one it holds.

#[cfg(all(feature = "cpu", feature = "webgpu"))]
compile_error!("each build serves one device: enable `cpu` or `webgpu`, not both");

mod classifier;
mod engine;
mod error;
mod lifecycle;
mod messages;
#[cfg(feature = "train")]
mod training;

pub use classifier::Classifier;
pub use lifecycle::{crash, on_panic, start};
#[cfg(feature = "train")]
pub use training::*;

use crate::error::{to_js_error, to_message};
use crate::messages::PictureInfo;
use tsify::Ts;
use wasm_bindgen::prelude::*;

/// Reads the header of an encoded picture. Throws when it is not worth decoding.
#[wasm_bindgen(js_name = probePicture)]
pub fn probe_picture(bytes: &[u8]) -> Result<Ts<PictureInfo>, JsValue> {
    let info = kiln_core::picture::probe(bytes).map_err(|error| to_js_error(&error))?;
    to_message(&PictureInfo::from(info))
}
