use serde::{Deserialize, Serialize};

/// The use of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Subset {
    /// Pictures to learn from.
    Train,
    /// Pictures to choose settings, thresholds and the best epoch by.
    Validation,
    /// Looked at only to say how good the finished model is.
    Test,
}
