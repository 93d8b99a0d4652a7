//! Readers' feedback on a published model's predictions: its form, its limits, and what it amounts to.
//!
//! Three programs hold feedback in their hands: the widget writes it, the receiver keeps it, the training page
//! reads it back. What any of them may write is decided here, once, so that none refuses what another has
//! accepted:
//!
//! - **A name** has up to [`MAX_TEXT_CHARS`] characters, any characters, for that is what a model's card may
//!   hold as a label and so what the widget writes. It may not be blank, which no class is.
//! - **A picture** is a JPEG of at most [`MAX_PICTURE_BYTES`] and [`MAX_PICTURE_SIDE`] pixels. The widget
//!   sends at most 512 pixels, and no receiver has ever taken more.
//! - **A day** lies between [`FIRST_DAY`] and [`MAX_DAYS_AHEAD`] after today: clocks run ahead, and a server of
//!   somebody else may note the day of another time zone. One day in 1970 would squeeze all others together in
//!   a chart over time.
//! - **The fields** are exactly the documented ones where feedback is posted. In files there may be others, as
//!   the checksum of a deletion token; they are left out. A picture in a file that is not as it should be
//!   costs the picture, not the feedback; a line beyond [`MAX_LINE_BYTES`] is no entry at all.
//!
//! [`Feedback::parse`] reads what is posted, [`FeedbackEntry::parse`] what stands in files, [`report()`] counts.

mod day;
mod entry;
mod fields;
mod limits;
mod picture;
mod record;
mod report;

pub use day::parse_day;
pub use entry::{FeedbackEntry, FeedbackForm};
pub use limits::{
    FIRST_DAY, MAX_DAYS_AHEAD, MAX_ID_CHARS, MAX_JSON_BYTES, MAX_LINE_BYTES, MAX_PICTURE_BYTES,
    MAX_PICTURE_SIDE, MAX_TEXT_CHARS, PICTURE_PREFIX,
};
pub use record::Feedback;
pub use report::{
    AgainstValidation, ClassFeedback, CorrectShare, Correction, FeedbackReport, LEAST_COMPARED,
    MAX_DAYS_BY_DAY, Period, PeriodShare, ValidationVerdict, report,
};
