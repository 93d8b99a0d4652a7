//! Everything about pictures, models and learning.
//!
//! The core knows no browser, no files and no clock: bytes come in, numbers go out.
//! The page (`kiln-web`) and the command line (`kiln`) are two thin skins over it, so what is
//! tested here natively is what runs in the page.
//!
//! A picture walks through the modules in this order:
//! [`picture`] (bytes → RGBA → normalised input) → [`models`] (the networks, as Burn modules) or
//! [`kernels`] (the same networks as fused CPU steps) → [`classification`] (logits → answer).
//! [`explanation`] says what in the picture an answer rests on, [`feedback`] what readers said of it.
//! [`model_file`] reads and writes the weights and the card that says what they are.

pub mod classification;
pub mod compression;
pub mod dataset;
pub mod device;
pub mod digest;
pub mod error;
pub mod evaluation;
pub mod explanation;
pub mod feedback;
pub mod kernels;
pub mod model_file;
pub mod models;
pub mod picture;
pub mod projection;
#[cfg(feature = "burn")]
mod tensors;
#[cfg(feature = "train")]
pub mod training;

pub use error::{Error, Result};
