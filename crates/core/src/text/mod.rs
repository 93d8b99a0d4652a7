//! Texts: what a classifier reads of them, which of them belong together, and the tables that they come in.
//!
//! A text is read as its runs of characters, hashed into buckets ([`GramSpec`]): spellings, not meanings. What is
//! inside a word counts, and where a script has no spaces, what is across.
//!
//! Texts and classes are indices, from 0, into what the caller holds.

mod alike;
mod grams;
mod inspection;
mod murmur;
mod table;
mod words;

pub use alike::{TextItem, text_groups, text_items};
#[cfg(feature = "trained")]
pub(crate) use grams::padded;
pub use grams::{GramPair, GramSpec, MAX_BUCKETS};
pub use inspection::{MAX_TEXT_BYTES, TextProblem, inspect_text};
pub use table::{AskedColumns, Column, TextTable, pasted};
