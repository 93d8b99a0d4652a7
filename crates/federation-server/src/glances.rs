//! Looking again and again, until somebody wants an end.

use kiln_feedback::stop_signal;
use std::{io, pin::Pin, time::Duration};

/// A pause between two looks, cut short by Ctrl-C or a request of the system to end.
pub struct Glances {
    every: Duration,
    stop: Pin<Box<dyn Future<Output = ()>>>,
}

impl Glances {
    /// To be made within [`crate::serve`].
    ///
    /// # Errors
    /// Where the system lets nobody listen.
    pub fn new(every: Duration) -> io::Result<Self> {
        Ok(Self { every, stop: Box::pin(stop_signal()?) })
    }

    /// Waits; false once there is to be an end.
    pub async fn next(&mut self) -> bool {
        self.pause(self.every).await
    }

    /// Waits another time.
    pub async fn pause(&mut self, time: Duration) -> bool {
        tokio::select! {
            () = tokio::time::sleep(time) => true,
            () = &mut self.stop => false,
        }
    }
}
