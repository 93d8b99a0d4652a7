//! What is known of examples of any kind, when they are divided.

use super::alikeness::ReviewItem;

/// A picture, a text: something with a class that is learnt from.
pub trait Example {
    /// Its class; none while it has none that counts.
    fn class(&self) -> Option<usize>;

    /// What it is known by: examples with equal keys are the same one.
    fn key(&self) -> Option<&str>;

    /// What it came in one go with.
    fn burst(&self) -> Option<&str> {
        None
    }
}

impl Example for ReviewItem {
    fn class(&self) -> Option<usize> {
        self.class
    }

    fn key(&self) -> Option<&str> {
        self.sha256.as_deref()
    }

    fn burst(&self) -> Option<&str> {
        self.burst.as_deref()
    }
}
