//! The reasons for which a request is refused: each a status, and JSON with a stable code and a sentence.

use super::StoreError;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kiln_core::error::{Error, FeedbackFault};
use serde_json::json;

/// Why a request is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error("there is nothing here; answers are posted to /answers")]
    NotFound,
    #[error("this address does not know the method")]
    Method,
    #[error("pages of {origin} may not send answers here")]
    Origin { origin: String },
    #[error("the body has to be of the type application/json")]
    Type,
    #[error("the body is longer than {max_bytes} bytes")]
    TooLong { max_bytes: usize },
    #[error("the body did not come in time, or broke off")]
    Incomplete,
    #[error("too many requests; try again in {retry_after_secs} seconds")]
    TooOften { retry_after_secs: u64 },
    #[error("the token of the receipt is missing: Authorization: Bearer …")]
    NoToken,
    #[error("the receiver's address of the reader is unknown: X-Forwarded-For is missing")]
    NoAddress,
    #[error(transparent)]
    Feedback(#[from] Error),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the receiver has no randomness for a receipt")]
    Randomness(#[from] getrandom::Error),
    #[error("the receiver stopped in the middle")]
    Stopped,
}

impl Refusal {
    /// The stable name of this kind of refusal, for programs.
    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "feedback.not-found",
            Self::Method => "feedback.method",
            Self::Origin { .. } => "feedback.origin",
            Self::Type => "feedback.type",
            Self::TooLong { .. } => "feedback.too-long",
            Self::Incomplete => "feedback.incomplete",
            Self::TooOften { .. } => "feedback.too-often",
            Self::NoToken => "feedback.no-token",
            Self::NoAddress => "feedback.no-address",
            Self::Feedback(error) => error.code(),
            Self::Store(error) => error.code(),
            Self::Randomness(_) | Self::Stopped => "feedback.internal",
        }
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::NotFound | Self::Store(StoreError::Unknown) => StatusCode::NOT_FOUND,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::Origin { .. } | Self::Store(StoreError::Token) => StatusCode::FORBIDDEN,
            Self::Type => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooLong { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Incomplete => StatusCode::REQUEST_TIMEOUT,
            Self::TooOften { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::NoToken => StatusCode::UNAUTHORIZED,
            Self::NoAddress | Self::Feedback(Error::Feedback(FeedbackFault::NotJson(_))) => {
                StatusCode::BAD_REQUEST
            }
            Self::Feedback(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Store(StoreError::Moved) => StatusCode::GONE,
            Self::Store(StoreError::Full { .. }) => StatusCode::INSUFFICIENT_STORAGE,
            Self::Store(StoreError::File { source, .. }) if is_out_of_space(source) => {
                StatusCode::INSUFFICIENT_STORAGE
            }
            Self::Store(StoreError::Locked { .. }) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Store(_) | Self::Randomness(_) | Self::Stopped => {
                StatusCode::INTERNAL_SERVER_ERROR
            }
        }
    }

    /// The sentence for the one who asks. Where files lie is the log's business alone.
    fn message(&self) -> String {
        match self {
            Self::Store(StoreError::File { .. } | StoreError::Locked { .. }) => {
                "the answer could not be written".to_owned()
            }
            other => other.to_string(),
        }
    }
}

fn is_out_of_space(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
    matches!(error.kind(), StorageFull | QuotaExceeded | FileTooLarge)
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        if let Self::Store(error @ (StoreError::File { .. } | StoreError::Locked { .. })) = &self {
            eprintln!("kiln: {error}");
        }
        let body = json!({ "code": self.code(), "message": self.message() }).to_string();
        let kind = [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))];
        let mut response = (self.status(), kind, body).into_response();
        if let Self::TooOften { retry_after_secs } = self {
            response.headers_mut().insert(header::RETRY_AFTER, retry_after_secs.into());
        }
        response
    }
}
