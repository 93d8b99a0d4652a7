use serde::{Deserialize, Serialize};

/// What a picture is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Subset {
    /// To learn from.
    Train,
    /// To choose settings, thresholds and the best epoch by.
    Validation,
    /// Looked at only to say how good the finished model is.
    Test,
}
