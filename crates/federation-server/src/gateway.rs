//! The server in front, as a whole.

use crate::routes::{Gateway, Limits, router};
use crate::{RunFolder, ServerError, Token};
use kiln_core::federation::Project;
use kiln_feedback::{Connections, Rate};
use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{Arc, Mutex},
};
use tokio::net::TcpListener;

/// The number of connections at a time: each device keeps one.
const MAX_CONNECTIONS: usize = 2048;
/// The number of connections of one address: a school is one.
const MAX_CONNECTIONS_OF_ONE: usize = 256;

/// The parts of the server.
pub struct Server {
    /// What is asked for.
    pub project: Project,
    /// Where its state stands.
    pub folder: RunFolder,
    /// The secret of the link.
    pub token: Token,
    /// Flower's port on 127.0.0.1.
    pub flower_port: u16,
    /// The bounds of one address.
    pub limits: Limits,
}

/// Serves on this thread until `stopped` resolves. `ready` is told the address, whose port may have been chosen by the
/// system.
///
/// # Errors
/// [`ServerError::Listen`].
pub fn serve(
    address: SocketAddr,
    server: Server,
    ready: impl FnOnce(SocketAddr),
    stopped: impl AsyncFnOnce(),
) -> Result<(), ServerError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(ServerError::Listen)?;
    runtime.block_on(async {
        let listener = TcpListener::bind(address).await.map_err(ServerError::Listen)?;
        ready(listener.local_addr().map_err(ServerError::Listen)?);
        let Server { project, folder, token, flower_port, limits } = server;
        let rate = Mutex::new(Rate::new(limits.per_minute));
        let heard = Mutex::new(HashMap::new());
        let gateway = Gateway { project, folder, token, flower_port, limits, rate, heard };
        let max_of_one =
            if limits.is_behind_proxy { MAX_CONNECTIONS } else { MAX_CONNECTIONS_OF_ONE };
        Connections { max: MAX_CONNECTIONS, max_of_one }
            .serve(listener, router(Arc::new(gateway)), stopped())
            .await;
        Ok(())
    })
}
