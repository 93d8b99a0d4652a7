//! The receiver of readers' answers: a small HTTP server and one file.
//!
//! Whoever asks is untrusted: everything is bounded before it is read, and only answers of exactly the
//! documented form are kept. Nothing that tells readers apart is stored or logged. Encryption, host
//! names and the like are left to a proxy in front (docs/feedback-server.md).

mod allowed_origins;
mod answer;
mod lines;
mod picture;
mod rate;
mod receipt;
mod refusal;
mod routes;
mod server;
mod store;

pub use allowed_origins::AllowedOrigins;
pub use rate::Rate;
pub use routes::Limits;
pub use server::{Server, serve};
pub use store::Store;
