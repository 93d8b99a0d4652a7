//! The limits of feedback, for everybody who writes, keeps or reads it. The reasons stand in the module's
//! documentation.

use crate::dataset::MAX_CLASS_NAME_CHARS;

/// The longest name of a model or class, in characters.
pub const MAX_TEXT_CHARS: usize = MAX_CLASS_NAME_CHARS;

/// The largest JPEG, in bytes: a sharp photo of 512 pixels a side has a fifth of it.
pub const MAX_PICTURE_BYTES: usize = 300_000;

/// The longest side of a picture, in pixels: twice what the widget sends.
pub const MAX_PICTURE_SIDE: usize = 1024;

/// The beginning of a picture's address.
pub const PICTURE_PREFIX: &str = "data:image/jpeg;base64,";

/// The first day that feedback can be of: the format is younger than this.
pub const FIRST_DAY: &str = "2026-01-01";

/// The number of days that a day may lie ahead of today in UTC.
pub const MAX_DAYS_AHEAD: i32 = 1;

/// The longest id that a receiver may give, in characters. Kiln's has 32.
pub const MAX_ID_CHARS: usize = 128;

/// The longest feedback as JSON without spaces, in bytes: a picture of the largest size in base64, three names
/// of the longest, in the letters that take most room, and as much again for the rest.
pub const MAX_JSON_BYTES: usize = 450_000;

/// The longest line of a receiver's file, in bytes: more than twice the longest that is written.
pub const MAX_LINE_BYTES: usize = 1 << 20;
