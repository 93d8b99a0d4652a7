//! What a node needs of the world outside.

use crate::error::Error;

/// No answer of the server is longer: an object of 5 MiB, and what is around it.
pub const MAX_RESPONSE_BYTES: usize = 8 << 20;

/// The end of one call.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// The body of an answer with status 200.
    Answer(Vec<u8>),
    /// Another status.
    Status(u16),
    /// There was no answer; why.
    NoAnswer(String),
}

/// Calls, time and chance. What it does not do is decide: whether a call is tried again is the node's to say.
#[allow(async_fn_in_trait, reason = "a node is driven from one thread, in the page as natively")]
pub trait Transport {
    /// The error of the caller's own; the core's are turned into it.
    type Error: From<Error>;

    /// Posts `body` to `/v1/fleet/{route}`, signed with the node's key, and reads at most [`MAX_RESPONSE_BYTES`].
    ///
    /// # Errors
    /// Where the call must not be tried again, such as when somebody wants to leave.
    async fn call(&mut self, route: &'static str, body: Vec<u8>) -> Result<Outcome, Self::Error>;

    /// Waits.
    ///
    /// # Errors
    /// When somebody wants to leave.
    async fn wait(&mut self, seconds: f64) -> Result<(), Self::Error>;

    /// The server's time in seconds since 1970, as far as it is known.
    fn now(&self) -> f64;

    /// A number from 0 up to 1, another one each time.
    fn chance(&mut self) -> f64;
}
