//! Where embeddings are: with the pictures, or elsewhere.

use super::alikeness::ReviewItem;
use std::borrow::Cow;

/// The features of pictures, which tell near-duplicates that a hash does not. A million of them do not fit into memory,
/// so they are asked for one at a time, and seldom.
pub trait Embeddings {
    /// Features of the backbone, `[1280]` for EfficientNet-Lite0, of a picture by its position; none where there are
    /// none.
    fn embedding(&self, picture: usize) -> Option<Cow<'_, [f32]>>;
}

impl Embeddings for [ReviewItem] {
    fn embedding(&self, picture: usize) -> Option<Cow<'_, [f32]>> {
        self[picture].embedding.as_deref().map(Cow::Borrowed)
    }
}
