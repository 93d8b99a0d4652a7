//! Everything about pictures, models and learning.
//!
//! The core knows no browser, no files and no clock: bytes come in, numbers go out.
//! The page (`kiln-web`) and the command line (`kiln`) are two thin skins over it, so what is
//! tested here natively is what runs in the page.
//!
//! The folders form a ladder: each uses those before it and none behind it
//! (`scripts/check-imports.mjs` holds that).
//!
//! 1. [`picture`] (bytes → RGBA → normalised input), [`sound`] (samples → pictures of clips), [`text`] (texts as numbers,
//!    tables of them), [`dataset`] (what is wrong with pictures, and how examples are split), [`evaluation`] (how good a
//!    model is), [`feedback`] (what readers say of its predictions)
//! 2. [`format`](mod@format): model files, their cards, the precisions of weights; over it [`words`]: names instead of
//!    pictures
//! 3. [`kernels`]: fused layers for inference on the CPU
//! 4. [`operations`]: what networks are written in
//! 5. [`networks`]: the architectures, each as data, parameters and a function to logits
//! 6. [`inference`]: a model file and a picture become a prediction
//! 7. [`explanation`] (what in a picture a prediction rests on), [`projection`] (pictures as points),
//!    [`training`] (runs), [`publishing`] (smaller models, models as readers and other programs take them)
//! 8. [`federation`]: learning together with other devices, without sharing pictures

pub mod dataset;
pub mod device;
pub mod digest;
pub mod error;
pub mod evaluation;
pub mod explanation;
#[cfg(feature = "train")]
pub mod federation;
pub mod feedback;
pub mod format;
pub mod inference;
pub mod kernels;
pub mod networks;
pub mod operations;
pub mod picture;
pub mod projection;
pub mod publishing;
pub mod sound;
#[cfg(feature = "burn")]
mod tensors;
pub mod text;
#[cfg(feature = "train")]
pub mod training;
pub mod words;

pub use error::{Error, Result};
