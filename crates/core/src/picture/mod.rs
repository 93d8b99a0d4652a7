//! The way from the bytes of a file to the numbers that a network reads.
//!
//! [`probe()`] looks at the header only, so that a file which lies about its size is refused
//! before anything is allocated. Decoding is the browser's work in the page and
//! `decode()`'s natively; both give an [`RgbaPicture`]. [`preprocess()`] does the rest, the same in
//! both places for the same RGBA.

mod area;
mod augment;
mod jpeg;
mod preprocess;
mod probe;
mod rgba;

#[cfg(feature = "decode")]
mod avif;
#[cfg(feature = "decode")]
mod bounds;
#[cfg(feature = "decode")]
mod colours;
#[cfg(feature = "decode")]
mod decode;
#[cfg(feature = "decode")]
mod to_rgba;

pub use area::Area;
pub use augment::{AugmentDraw, augment};
#[cfg(feature = "decode")]
pub use decode::decode;
pub use preprocess::{InputSpec, crop_and_resize, normalise, preprocess, seen_area};
pub use probe::{LIMIT_MEGAPIXELS, MINIMUM_SIDE, PictureInfo, probe};
pub use rgba::RgbaPicture;
