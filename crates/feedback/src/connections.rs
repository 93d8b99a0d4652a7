//! Connections: bounded in number and in patience, and let go in peace at the end. Whatever small server of Kiln's it
//! is that answers them.

use super::places::Places;
use axum::{Extension, Router};
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use std::{io, net::IpAddr, sync::Arc, time::Duration};
use tokio::{net::TcpListener, sync::Semaphore};

/// The time that the head of a request may take, and the pause between two requests.
const HEADER_TIMEOUT: Duration = Duration::from_secs(10);
/// The time that requests under way have to end when the server is stopped.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(10);
/// The pause after a connection that could not be accepted: usually there are too many open files.
const RECOVERY: Duration = Duration::from_millis(200);

/// The other end of the connection, put there for every request.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub IpAddr);

/// How many connections there may be.
#[derive(Debug, Clone, Copy)]
pub struct Connections {
    /// At a time. The next one gets a place when another one ends.
    pub max: usize,
    /// Of one address at a time; behind a proxy, which is one address, as many as there may be.
    pub max_of_one: usize,
}

impl Connections {
    /// Answers what comes to `listener` by `router`, whose requests know their [`Peer`], until `stopped`.
    pub async fn serve(
        self,
        listener: TcpListener,
        router: Router,
        stopped: impl Future<Output = ()>,
    ) {
        let (places, open) = (Arc::new(Semaphore::new(self.max)), GracefulShutdown::new());
        let of_addresses = Places::default();
        let mut stopped = std::pin::pin!(stopped);
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
            let Some(of_address) = of_addresses.take(peer.ip(), self.max_of_one) else {
                continue;
            };
            let service =
                TowerToHyperService::new(router.clone().layer(Extension(Peer(peer.ip()))));
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
    }
}

/// Resolves once the program is asked to stop.
///
/// # Errors
/// Where the system lets nobody listen.
#[cfg(unix)]
pub fn stop_signal() -> io::Result<impl Future<Output = ()>> {
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

/// Resolves once the program is asked to stop.
///
/// # Errors
/// Never here.
#[cfg(not(unix))]
pub fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}
