//! Learning together from the command line: the link, the calls, the pictures.

mod client;
mod link;
mod pictures;
mod sent;

pub use client::Client;
pub use link::Link;
pub use pictures::{of_feature_files, of_folder};
pub use sent::SentFile;
