//! Texts: where they come from, and what a run learns from them.

mod labelled;
mod lesson;
mod source;
mod written;

pub use labelled::labelled_texts;
pub use lesson::lesson_of_texts;
pub use source::{ColumnArguments, are_texts, unlabelled_texts};
use source::{Text, read_texts};
