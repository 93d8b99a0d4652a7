use super::day::parse_day;
use super::fields::Fields;
use super::limits::{FIRST_DAY, MAX_DAYS_AHEAD, MAX_TEXT_CHARS};
use super::picture::read_picture;
use crate::error::{FeedbackFault, Result};
use serde::Serialize;

/// The fields of posted feedback.
const FIELDS: [&str; 7] =
    ["modelId", "modelSha256", "predicted", "probability", "actual", "day", "picture"];

/// A reader's opinion of one prediction, as it is posted, kept and saved.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Feedback {
    /// The id in the model's card. All models of one architecture have the same.
    pub model_id: String,
    /// SHA-256 of the weights in hexadecimal: which version predicted.
    pub model_sha256: String,
    /// The class that the model named.
    pub predicted: String,
    /// The model's probability of that class, 0 to 1.
    pub probability: f64,
    /// The class that the reader names; null for something else. May not be left out.
    pub actual: Option<String>,
    /// The day in UTC, as `2026-01-31`: no time of day.
    pub day: String,
    /// A small copy of the picture as a `data:` address of a JPEG, if the reader sent it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub picture: Option<String>,
}

impl Feedback {
    /// Reads and checks feedback that is posted: exactly the fields of this struct, `picture` alone may be
    /// missing. `today` is the number of days since 1970-01-01, in UTC.
    ///
    /// # Errors
    /// [`crate::Error::Feedback`] with the first thing that is not as it should be.
    ///
    /// ```
    /// use kiln_core::feedback::{Feedback, parse_day};
    ///
    /// let json = format!(
    ///     r#"{{"modelId": "kiln-transfer", "modelSha256": "{}", "predicted": "daisy",
    ///         "probability": 0.75, "actual": null, "day": "2026-11-02"}}"#,
    ///     "ab".repeat(32)
    /// );
    /// let today = parse_day("2026-11-03").unwrap();
    /// assert_eq!(Feedback::parse(json.as_bytes(), today)?.actual, None);
    /// # Ok::<(), kiln_core::Error>(())
    /// ```
    pub fn parse(json: &[u8], today: i32) -> Result<Self> {
        let mut fields = Fields::parse(json)?;
        let feedback = Self::take(&mut fields)?;
        fields.allow_only(&FIELDS)?;
        feedback.check(today)?;
        if let Some(address) = &feedback.picture {
            read_picture(address).map_err(FeedbackFault::Picture)?;
        }
        Ok(feedback)
    }

    pub(super) fn take(fields: &mut Fields) -> Result<Self, FeedbackFault> {
        Ok(Self {
            model_id: fields.text("modelId")?,
            model_sha256: fields.text("modelSha256")?,
            predicted: fields.text("predicted")?,
            probability: fields.number("probability")?,
            actual: fields.text_or_null("actual")?,
            day: fields.text("day")?,
            picture: fields.optional_text("picture")?,
        })
    }

    /// Checks everything but the picture.
    pub(super) fn check(&self, today: i32) -> Result<(), FeedbackFault> {
        check_text("modelId", &self.model_id, MAX_TEXT_CHARS)?;
        check_text("predicted", &self.predicted, MAX_TEXT_CHARS)?;
        if let Some(actual) = &self.actual {
            check_text("actual", actual, MAX_TEXT_CHARS)?;
        }
        let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        if self.model_sha256.len() != 64 || !self.model_sha256.bytes().all(is_digit) {
            return Err(FeedbackFault::Checksum);
        }
        if !(0.0..=1.0).contains(&self.probability) {
            return Err(FeedbackFault::Probability);
        }
        match parse_day(&self.day) {
            Some(day) if day > today.saturating_add(MAX_DAYS_AHEAD) => {
                Err(FeedbackFault::FutureDay)
            }
            // Dates of this form stand in the order of their letters.
            Some(_) if self.day.as_str() >= FIRST_DAY => Ok(()),
            _ => Err(FeedbackFault::Day { first_day: FIRST_DAY }),
        }
    }
}

pub(super) fn check_text(
    field: &'static str,
    text: &str,
    max_chars: usize,
) -> Result<(), FeedbackFault> {
    match !text.trim().is_empty() && text.chars().count() <= max_chars {
        true => Ok(()),
        false => Err(FeedbackFault::Text { field, max_chars }),
    }
}
