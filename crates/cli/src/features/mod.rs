//! Features of pictures in Parquet files: what `kiln embed` writes, and what is trained on and searched.
//!
//! A row is a picture: where it lies, what it is of, the few numbers that near-duplicates are found by, and its
//! features; or the problem that it could not be read for. A file says which network made its features and which shard
//! of the pictures it holds.

mod best;
mod columns;
mod nearest;
mod origin;
mod part;
mod reader;
mod row;
mod scratch;
mod shard;
mod writer;

pub use best::Near;
pub use columns::FloatType;
pub use nearest::{NearGroup, nearest};
pub use origin::{Origin, listing_sum};
pub use reader::{FeatureFile, expand, num_rows};
pub use row::{Embedded, Row};
pub use scratch::{Scratch, ScratchWriter};
pub use shard::Shard;
pub use writer::FeatureWriter;

use kiln_core::{
    format::ModelCard,
    inference::{Engine, FeatureSource},
};

/// What makes features here: the built-in network on the fused kernels.
pub fn feature_source(card: &ModelCard) -> FeatureSource {
    FeatureSource::new(card, &Engine::FusedCpu)
}
