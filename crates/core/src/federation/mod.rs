//! Learning together without sharing pictures: this device as a node of a Flower federation.
//!
//! Flower's server (SuperLink 1.42) is spoken to in its own messages over HTTP. This folder knows neither HTTP nor a
//! clock: whoever drives a [`Node`] brings a [`Transport`], the page by `fetch` and WebCrypto, the command line natively.
//!
//! - [`Project`] and [`Invitation`]: who asks, for what, and what people agree to
//! - [`Node`]: joins, is asked, answers
//! - [`Participant`]: what this device answers to a request, from its [`Pictures`]: [`ClassSums`] in the first round,
//!   then an update of the head that it was given ([`update()`])
//!
//! What comes is not trusted: sizes are bounded, checksums compared, and nothing is answered but what was agreed to.

mod backoff;
mod class_sums;
mod config;
mod gate;
mod head;
mod headers;
mod invitation;
mod messages;
mod node;
mod npy;
mod object;
mod participant;
mod pictures;
mod project;
mod records;
#[cfg(test)]
mod tests;
mod transport;
mod tree;
mod update;

pub use backoff::Backoff;
pub use class_sums::{ClassSums, class_sums};
pub use gate::{Verdict, VerdictReason, judge};
pub use head::Head;
pub use headers::{
    PUBLIC_KEY_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER, der_signature, timestamp,
};
pub use invitation::{Best, Invitation, LeftOut, Phase, RoundState};
pub use node::{Node, Received};
pub use participant::{Answer, Participant, Sent};
pub use pictures::Pictures;
pub use project::{Aggregation, Privacy, Project, Weighting, backbone_name};
pub use records::{ArrayValues, ConfigValue, MetricValue, Record, Records};
pub use transport::{MAX_RESPONSE_BYTES, Outcome, Transport};
pub use update::{UpdateSettings, update};

/// The version of the requests between Kiln's server and its nodes, beside Flower's own.
pub const PROTOCOL: i64 = 1;

/// The most classes that a project may have: a head of as many is 5 MB.
pub const MAX_CLASSES: usize = 1000;

/// The smallest number of pictures of a class before anything of it leaves a device, whatever a project says: the sum
/// of a single picture is that picture's features.
pub const MINIMUM_PICTURES: usize = 3;
