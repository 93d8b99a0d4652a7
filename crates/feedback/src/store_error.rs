use std::{io, path::PathBuf};

/// Why the file of feedback could not be opened, or was not changed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The file has reached the size that it may have.
    #[error("the receiver keeps no more than {max_bytes} bytes, and has them")]
    Full {
        /// The largest file, in bytes.
        max_bytes: u64,
    },
    /// No feedback with this id is in the file.
    #[error("there is no such answer, or no longer")]
    Unknown,
    /// The feedback is there, but the token is another reader's.
    #[error("this token belongs to another answer")]
    Token,
    /// The feedback was kept, and lies in a file that has been moved away since.
    #[error(
        "this answer has been moved to the publisher's archive; ask the publisher to delete it"
    )]
    Moved,
    /// The file holds something that no receiver has written.
    #[error("{}: line {line} is no answer. Nothing was changed", path.display())]
    NotFeedback {
        /// The file.
        path: PathBuf,
        /// The first such line, from 1.
        line: usize,
    },
    /// Two receivers on one file would overwrite each other.
    #[error("{}: another receiver writes to this file", path.display())]
    Locked {
        /// The file.
        path: PathBuf,
    },
    /// The system refused to read or write.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
}

impl StoreError {
    /// The stable name of this kind of error, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Full { .. } => "feedback.full",
            Self::Unknown => "feedback.unknown",
            Self::Token => "feedback.token",
            Self::Moved => "feedback.moved",
            Self::NotFeedback { .. } => "feedback.not-answers",
            Self::Locked { .. } => "feedback.locked",
            Self::File { .. } => "feedback.storage",
        }
    }
}

/// Shorthand for results of the store.
pub(crate) type Result<T> = std::result::Result<T, StoreError>;
