use std::{io, path::PathBuf};

/// Why a project cannot be served.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServerError {
    /// A file that cannot be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The system's words.
        source: io::Error,
    },
    /// `project.toml` is no TOML, or says something that there is not.
    #[error("{}: {reason}", path.display())]
    Project {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The Python half cannot be run.
    #[error("{0}")]
    Python(String),
    /// The system gives no random numbers.
    #[error("there are no random numbers: {0}")]
    Random(String),
    /// The address cannot be listened to.
    #[error("listening: {0}")]
    Listen(io::Error),
}

impl ServerError {
    /// Names the file that the system says something of.
    pub fn file(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }
}
