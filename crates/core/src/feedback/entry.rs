use super::Feedback;
use super::fields::Fields;
use super::limits::MAX_ID_CHARS;
use super::picture::read_picture;
use super::record::check_text;
use crate::error::{PictureFault, Result};

/// The two kinds of files in which a publisher gets feedback.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeedbackForm {
    /// The receiver's: each entry has an id.
    Received,
    /// A list that a reader saved: there are no ids, for nothing is to tell readers apart.
    Saved,
}

/// Feedback as it stands in a file.
#[derive(Debug, Clone, PartialEq)]
pub struct FeedbackEntry {
    /// The receiver's id; none in a list that a reader saved.
    pub id: Option<String>,
    /// The feedback itself. Its picture is taken out.
    pub feedback: Feedback,
    /// The picture as a JPEG, or why it is not taken; none where the reader sent none.
    pub picture: Option<Result<Vec<u8>, PictureFault>>,
}

impl FeedbackEntry {
    /// Reads and checks one entry of a file. Fields that are none of feedback are left out, and a picture that
    /// is not as it should be does not cost the rest. `today` is the number of days since 1970-01-01, in UTC.
    ///
    /// # Errors
    /// [`crate::Error::Feedback`] with the first thing that is not as it should be.
    ///
    /// ```
    /// use kiln_core::feedback::{FeedbackEntry, FeedbackForm, parse_day};
    /// let line = format!(
    ///     r#"{{"id": "7", "tokenSha256": "…", "modelId": "kiln-transfer", "modelSha256": "{}",
    ///         "predicted": "daisy", "probability": 0.75, "actual": "rose", "day": "2026-11-02"}}"#,
    ///     "ab".repeat(32)
    /// );
    /// let today = parse_day("2026-11-03").unwrap();
    /// let entry = FeedbackEntry::parse(line.as_bytes(), FeedbackForm::Received, today)?;
    /// assert_eq!((entry.id.as_deref(), entry.feedback.predicted.as_str()), (Some("7"), "daisy"));
    /// # Ok::<(), kiln_core::Error>(())
    /// ```
    pub fn parse(json: &[u8], form: FeedbackForm, today: i32) -> Result<Self> {
        let mut fields = Fields::parse(json)?;
        let id = match form {
            FeedbackForm::Received => Some(fields.text("id")?),
            FeedbackForm::Saved => None,
        };
        if let Some(id) = &id {
            check_text("id", id, MAX_ID_CHARS)?;
        }
        let mut feedback = Feedback::take(&mut fields)?;
        feedback.check(today)?;
        let picture = feedback.picture.take().map(|address| read_picture(&address));
        Ok(Self { id, feedback, picture })
    }
}
