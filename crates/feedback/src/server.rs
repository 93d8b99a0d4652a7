//! Connections: bounded in number and in patience, and let go in peace at the end.

use super::places::Places;
use super::routes::{Limits, Peer, Receiver, router};
use super::{AllowedOrigins, Rate, Store};
use axum::Extension;
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use std::{
    io,
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::{net::TcpListener, sync::Semaphore};

/// The number of connections at a time. The next one gets a place when another one ends.
const MAX_CONNECTIONS: usize = 128;
/// The number of connections of one address at a time; behind a proxy, which is one address, all of them.
const MAX_CONNECTIONS_OF_ONE: usize = 32;
/// The time that the head of a request may take, and the pause between two requests.
const HEADER_TIMEOUT: Duration = Duration::from_secs(10);
/// The time that requests under way have to end when the receiver is stopped.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(10);
/// The pause after a connection that could not be accepted: usually there are too many open files.
const RECOVERY: Duration = Duration::from_millis(200);

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
    let (places, open) = (Arc::new(Semaphore::new(MAX_CONNECTIONS)), GracefulShutdown::new());
    let of_addresses = Places::default();
    let mut stopped = std::pin::pin!(stop_signal()?);
    ready(listener.local_addr()?);
    loop {
        let next = async {
            let place = places.clone().acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            next = next => next,
            () = &mut stopped => break,
        };
        let Ok((stream, peer)) = accepted else {
            tokio::time::sleep(RECOVERY).await;
            continue;
        };
        // Closed at once, without a word: who opens so many is not waiting for one.
        let Some(of_address) = of_addresses.take(peer.ip(), max_of_one) else {
            continue;
        };
        let service = TowerToHyperService::new(router.clone().layer(Extension(Peer(peer.ip()))));
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEADER_TIMEOUT)
            .serve_connection(TokioIo::new(stream), service);
        let watched = open.watch(connection);
        tokio::spawn(async move {
            // The other side may break a connection at any time; nobody is left to be told.
            let _ = watched.await;
            drop((place, of_address));
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(SHUTDOWN_TIMEOUT, open.shutdown()).await;
    Ok(())
}

/// Resolves once the receiver is asked to stop.
#[cfg(unix)]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}
