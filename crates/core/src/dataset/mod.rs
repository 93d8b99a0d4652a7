//! Labelled pictures: what is wrong with them, which belong together, and how they are split.
//!
//! A picture is looked at once, when it comes in ([`inspect`]). From then on it is a
//! [`ReviewItem`]: a few numbers, so that thousands can be compared at any change. [`review()`]
//! lists what a person may want to act on, [`groups()`] says which pictures must stay together, and
//! [`split_pictures`] and [`fold_pictures`] divide them by that; [`split()`], [`split_again`] and
//! [`folds()`] do so by groups of the caller's. Nothing here removes anything.
//!
//! Pictures and classes are indices, from 0, into what the caller holds.

mod alikeness;
mod cliques;
mod delimited;
mod disjoint_sets;
mod division;
mod embeddings;
mod example;
mod folds;
mod grouped_classes;
mod groups;
mod inspection;
mod layout;
mod near_hashes;
mod perceptual_hash;
mod pictures_divided;
mod reduced;
mod review;
mod split;
mod split_types;
mod subset;
mod torn;
mod trainable;

/// The longest name of a class, in characters: what a model's card and readers' feedback may hold.
pub const MAX_CLASS_NAME_CHARS: usize = 500;

pub use alikeness::ReviewItem;
pub(crate) use delimited::rows;
pub use embeddings::Embeddings;
pub use example::Example;
pub use folds::folds;
pub use groups::{groups, groups_by, groups_of_pairs};
pub use inspection::{Inspection, PictureProblem, inspect};
pub use layout::{LabelTable, Layout, Level, LevelClass, Place, ReadyPart, is_junk, layout};
pub use perceptual_hash::PerceptualHash;
pub use pictures_divided::{fold_in_groups, fold_pictures, split_in_groups, split_pictures};
pub use review::{Finding, PICTURES_WANTED, review};
pub use split::{split, split_again};
pub use split_types::{Split, SplitOptions, SplitWarning};
pub use subset::Subset;
pub use trainable::{DataProblem, check_classes, data_problem};
