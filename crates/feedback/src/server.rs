//! The receiver as a whole.

use super::connections::{Connections, stop_signal};
use super::routes::{Limits, Receiver, router};
use super::{AllowedOrigins, Rate, Store};
use std::{
    io,
    net::SocketAddr,
    sync::{Arc, Mutex},
};
use tokio::net::TcpListener;

/// The number of connections at a time.
const MAX_CONNECTIONS: usize = 128;
/// The number of connections of one address at a time; behind a proxy, which is one address, all of them.
const MAX_CONNECTIONS_OF_ONE: usize = 32;

/// The parts of a receiver.
pub struct Server {
    /// The file, which the caller may look into as well.
    pub store: Arc<Mutex<Store>>,
    /// The number of requests that an address may make.
    pub rate: Rate,
    /// The pages that may send.
    pub origins: AllowedOrigins,
    /// The bounds of one request.
    pub limits: Limits,
}

/// Serves on this thread until Ctrl-C or a request to terminate. `ready` is told the address, whose port may
/// have been chosen by the system.
///
/// # Errors
/// Where the address cannot be listened to.
pub fn serve(
    address: SocketAddr,
    server: Server,
    ready: impl FnOnce(SocketAddr),
) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(serve_until_stopped(address, server, ready))
}

async fn serve_until_stopped(
    address: SocketAddr,
    server: Server,
    ready: impl FnOnce(SocketAddr),
) -> io::Result<()> {
    let Server { store, rate, origins, limits } = server;
    let listener = TcpListener::bind(address).await?;
    let router = router(Arc::new(Receiver { store, rate: Mutex::new(rate), origins, limits }));
    let max_of_one = if limits.is_behind_proxy { MAX_CONNECTIONS } else { MAX_CONNECTIONS_OF_ONE };
    let stopped = stop_signal()?;
    ready(listener.local_addr()?);
    Connections { max: MAX_CONNECTIONS, max_of_one }.serve(listener, router, stopped).await;
    Ok(())
}
