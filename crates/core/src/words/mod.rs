//! Words instead of pictures: what the shipped network knows of a name already, and a classifier made of names.
//!
//! The network has learnt 1000 classes. A [`Vocabulary`] says which of them are kinds of what a name means, in
//! English by WordNet, in Chinese by a list of our own; a [`WordClassifier`] scores names by the classes below them, and
//! takes in photos as they come ([`PhotosBeside`]). Names that are above no class are not guessed at: the nearest
//! relative of a seahorse is no answer. The table is handed in as text, since it is wanted only where somebody types
//! a name.

mod beside;
mod cholesky;
mod classifier;
mod log_mean_exp;
mod spelling;
mod vocabulary;

pub use beside::PhotosBeside;
pub use classifier::{WordAnswer, WordClassifier};
pub use log_mean_exp::log_mean_exp;
pub use vocabulary::{KnownName, Sense, Vocabulary};
