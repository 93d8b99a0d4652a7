//! A reader's feedback as the widget sends it, and the rules by which it is accepted.

use super::picture::{PictureFault, check_picture};
use serde::{Deserialize, Deserializer, Serialize};
use time::{Date, Month};

/// The longest name of a model or class, in characters. The training page allows less.
const MAX_NAME: usize = 200;

/// The fields of posted feedback; no others are accepted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Feedback {
    /// The id in the model's card.
    model_id: String,
    /// Hexadecimal SHA-256 of the weights: which version answered.
    model_sha256: String,
    /// The class that the model named.
    predicted: String,
    /// How sure it was, from 0 to 1.
    probability: f64,
    /// The class that the reader names; null for something else. May not be left out.
    #[serde(deserialize_with = "present")]
    actual: Option<String>,
    /// As `2026-01-31`.
    day: String,
    /// The picture as a `data:` address of a JPEG, if the reader sent it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    picture: Option<String>,
}

/// Why feedback is not accepted.
#[derive(Debug, thiserror::Error)]
pub enum FeedbackFault {
    #[error("the body is no JSON: {0}")]
    NotJson(serde_json::Error),
    #[error("the fields are not those of an answer: {0}")]
    Fields(serde_json::Error),
    #[error("{field} has to be 1 to {MAX_NAME} characters of plain text")]
    Text { field: &'static str },
    #[error("modelSha256 has to be 64 hexadecimal digits in lower case")]
    Checksum,
    #[error("probability has to be a number from 0 to 1")]
    Probability,
    #[error("day has to be a date like 2026-01-31")]
    Day,
    #[error("day lies in the future")]
    FutureDay,
    #[error("picture: {0}")]
    Picture(#[from] PictureFault),
}

impl FeedbackFault {
    /// The stable name of this kind of fault, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotJson(_) => "answer.not-json",
            Self::Fields(_) => "answer.fields",
            Self::Text { .. } => "answer.text",
            Self::Checksum => "answer.checksum",
            Self::Probability => "answer.probability",
            Self::Day => "answer.day",
            Self::FutureDay => "answer.future-day",
            Self::Picture(_) => "answer.picture",
        }
    }
}

impl Feedback {
    /// Reads and checks a posted body. `today` is the receiver's date in UTC.
    ///
    /// # Errors
    /// An [`FeedbackFault`] that names the first thing wrong.
    pub fn parse(body: &[u8], today: Date) -> Result<Self, FeedbackFault> {
        let feedback: Self = serde_json::from_slice(body).map_err(|error| {
            if error.is_data() {
                FeedbackFault::Fields(error)
            } else {
                FeedbackFault::NotJson(error)
            }
        })?;
        feedback.check(today)?;
        Ok(feedback)
    }

    fn check(&self, today: Date) -> Result<(), FeedbackFault> {
        check_text("modelId", &self.model_id)?;
        check_text("predicted", &self.predicted)?;
        if let Some(actual) = &self.actual {
            check_text("actual", actual)?;
        }
        let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        if self.model_sha256.len() != 64 || !self.model_sha256.bytes().all(is_digit) {
            return Err(FeedbackFault::Checksum);
        }
        if !(0.0..=1.0).contains(&self.probability) {
            return Err(FeedbackFault::Probability);
        }
        if parse_day(&self.day).ok_or(FeedbackFault::Day)? > today {
            return Err(FeedbackFault::FutureDay);
        }
        self.picture.as_deref().map_or(Ok(()), check_picture)?;
        Ok(())
    }
}

/// A field that may be null but has to be there.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Option::deserialize(deserializer)
}

fn check_text(field: &'static str, text: &str) -> Result<(), FeedbackFault> {
    let is_plain = !text.trim().is_empty() && !text.chars().any(char::is_control);
    let is_short = text.chars().count() <= MAX_NAME;
    if is_plain && is_short { Ok(()) } else { Err(FeedbackFault::Text { field }) }
}

/// Exactly `YYYY-MM-DD`.
fn parse_day(text: &str) -> Option<Date> {
    let is_shaped = text.len() == 10
        && text.bytes().enumerate().all(|(index, byte)| match index {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    if !is_shaped {
        return None;
    }
    let month = Month::try_from(text[5..7].parse::<u8>().ok()?).ok()?;
    Date::from_calendar_date(text[..4].parse().ok()?, month, text[8..].parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_real_dates_of_ten_characters_are_days() {
        assert!(parse_day("2024-02-29").is_some());
        for text in
            ["2026-02-29", "2026-13-01", "2026-1-1", "+026-01-01", "2026-01-01T", "", "２０２６-1"]
        {
            assert_eq!(parse_day(text), None, "{text}");
        }
    }
}
