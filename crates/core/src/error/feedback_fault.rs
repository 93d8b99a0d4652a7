/// The first thing in a text that keeps it from being a reader's feedback.
///
/// The codes begin with `answer.`, the word of the receiver's protocol (docs/feedback-server.md): other
/// programs may match on them.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum FeedbackFault {
    /// The text is no JSON.
    #[error("the body is no JSON: {0}")]
    NotJson(String),
    /// A field is missing, is none of the documented ones, or holds a value of another type.
    #[error("the fields are not those of an answer: {}", format!("{field} {reason}").trim_start())]
    Field {
        /// The name of the field; empty where the text is no object.
        field: String,
        /// The rest of the sentence.
        reason: &'static str,
    },
    /// A name without a letter or with too many.
    #[error("{field} has to be 1 to {max_chars} characters")]
    Text {
        /// The name of the field.
        field: &'static str,
        /// The most characters that it may have.
        max_chars: usize,
    },
    /// `modelSha256` is no checksum.
    #[error("modelSha256 has to be 64 hexadecimal digits in lower case")]
    Checksum,
    /// `probability` is none.
    #[error("probability has to be a number from 0 to 1")]
    Probability,
    /// `day` is no day of the calendar, or lies before there was any feedback.
    #[error("day has to be a date like 2026-01-31, not before {first_day}")]
    Day {
        /// The first day that is accepted.
        first_day: &'static str,
    },
    /// `day` lies further ahead than clocks differ.
    #[error("day lies in the future")]
    FutureDay,
    /// `picture` is not such as the widget sends.
    #[error("picture: {0}")]
    Picture(#[from] PictureFault),
}

/// The reason for which a picture that came along with feedback is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PictureFault {
    /// The text is no `data:` address of a JPEG.
    #[error("it has to begin with {prefix}")]
    Prefix {
        /// The beginning of such an address.
        prefix: &'static str,
    },
    /// The file is too large.
    #[error("it is larger than {max_bytes} bytes")]
    TooLarge {
        /// The largest JPEG, in bytes.
        max_bytes: usize,
    },
    /// The text behind the prefix is no base64.
    #[error("it is no base64")]
    Base64,
    /// The bytes have no JPEG's header, or one of a picture that nobody could recognise.
    #[error("it is no JPEG")]
    NotJpeg,
    /// The picture has too many pixels.
    #[error("it is {width} × {height} pixels, the longest side may have {max_side}")]
    Side {
        /// Width in pixels.
        width: usize,
        /// Height in pixels.
        height: usize,
        /// The longest side that is accepted, in pixels.
        max_side: usize,
    },
}

impl FeedbackFault {
    /// The stable name of this kind of fault.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotJson(_) => "answer.not-json",
            Self::Field { .. } => "answer.fields",
            Self::Text { .. } => "answer.text",
            Self::Checksum => "answer.checksum",
            Self::Probability => "answer.probability",
            Self::Day { .. } => "answer.day",
            Self::FutureDay => "answer.future-day",
            Self::Picture(_) => "answer.picture",
        }
    }

    /// The name of the field that is not as it should be; empty where it is none in particular.
    pub fn field(&self) -> &str {
        match self {
            Self::NotJson(_) => "",
            Self::Field { field, .. } => field,
            Self::Text { field, .. } => field,
            Self::Checksum => "modelSha256",
            Self::Probability => "probability",
            Self::Day { .. } | Self::FutureDay => "day",
            Self::Picture(_) => "picture",
        }
    }
}
