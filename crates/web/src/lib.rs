//! The wasm boundary: opaque handles for JavaScript, plain objects for messages, and the
//! translation of errors and panics. No maths lives here.
//!
//! The crate is built once per device (features `cpu` and `webgpu`), the CPU's also with threads
//! (feature `threads`), with training (features `flex` and `train`) or with predictions of trained models alone
//! (feature `widget`). All builds export the same names, so the worker that drives them does not care which one
//! it holds. Burn is in none that only runs Kiln's own kernels.

#[cfg(all(feature = "cpu", feature = "webgpu"))]
compile_error!("each build serves one device: enable `cpu` or `webgpu`, not both");

mod engine;
mod error;
mod explanation;
mod js;
mod lifecycle;
mod messages;
mod model;
mod picture;
#[cfg(any(feature = "train", feature = "widget"))]
mod prediction;
#[cfg(feature = "webgpu")]
mod shaders;
#[cfg(feature = "train")]
mod training;
#[cfg(all(test, feature = "types", feature = "train"))]
mod typescript;

pub use explanation::MaskCheck;
#[cfg(any(feature = "train", feature = "widget"))]
pub use explanation::Occlusion;
pub use lifecycle::{crash, on_panic, start, warm_up};
pub use model::{Backbone, Layer, Model};
pub use picture::probe_picture;
#[cfg(any(feature = "train", feature = "widget"))]
pub use prediction::reads_backbone;
#[cfg(feature = "train")]
pub use training::*;
/// Starts the workers that share the CPU's layers. Must be awaited before a model is loaded.
#[cfg(all(feature = "threads", target_arch = "wasm32"))]
pub use wasm_bindgen_rayon::init_thread_pool;

/// Checks the kernels as this browser runs them; panics where one is wrong.
#[cfg(feature = "kernel-check")]
#[wasm_bindgen::prelude::wasm_bindgen(js_name = checkKernels)]
pub fn check_kernels() {
    kiln_core::kernels::check_kernels();
}
