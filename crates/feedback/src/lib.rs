//! The receiver of readers' feedback: a small HTTP server and one file.
//!
//! Everybody who asks is untrusted: everything is bounded before it is read, and only feedback of exactly the
//! documented form (`kiln_core::feedback`) is kept. Nothing that tells readers apart is stored or logged. Encryption,
//! host names and the like are left to a proxy in front (docs/feedback-server.md).
//!
//! The addresses (`/answers`), the codes (`answer.text`) and the fields of the file keep the word "answer"
//! of the first version: articles and publishers' files hold them.

mod allowed_origins;
mod beside;
mod connections;
mod lines;
mod lock;
mod places;
mod rate;
mod receipt;
mod refusal;
mod routes;
mod server;
mod store;
mod store_error;

pub use allowed_origins::{AllowedOrigins, NotAnOrigin};
pub use connections::{Connections, Peer, stop_signal};
pub use rate::Rate;
pub use routes::{Limits, forwarded_for};
pub use server::{Server, serve};
pub use store::Store;
pub use store_error::StoreError;
