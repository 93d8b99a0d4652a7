//! Learning together, on the organiser's machine.
//!
//! Flower's server listens on 127.0.0.1 alone and trusts whoever reaches it; this is what stands in front. It shows who
//! asks for what to those who have the invitation (`/federation.json`), passes a node's calls on (`/v1/fleet/…`, those
//! that a node makes and no others), and answers 404 to everything else. Behind it runs our application for Flower, in a
//! Python environment of its own: [`Environment`], [`Application`].
//!
//! Encryption is left to a proxy in front, as with the receiver of feedback (docs/federation.md).

mod application;
mod environment;
mod gateway;
mod glances;
pub mod http_date;
mod invitation_token;
mod project_file;
mod routes;
mod run_folder;
mod server_error;

pub use application::Application;
pub use environment::{Environment, Package};
pub use gateway::{Server, serve};
pub use glances::Glances;
pub use invitation_token::{INVITATION_HEADER, Token};
pub use project_file::{ProjectFile, read_project};
pub use routes::Limits;
pub use run_folder::RunFolder;
pub use server_error::ServerError;
