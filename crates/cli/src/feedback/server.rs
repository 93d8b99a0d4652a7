//! Connections: bounded in number and in patience, and let go in peace at the end.

use super::routes::{Limits, Peer, Receiver, router};
use super::{AllowedOrigins, Rate, Store};
use anyhow::{Context, Result};
use axum::Extension;
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::{net::TcpListener, sync::Semaphore};

/// Whoever opens more gets a place when another one leaves.
const MAX_CONNECTIONS: usize = 128;
/// For the head of a request, and between two of them.
const HEADER_TIMEOUT: Duration = Duration::from_secs(10);
/// For requests that are under way when the receiver is stopped.
const FAREWELL: Duration = Duration::from_secs(10);
/// After a connection that could not be accepted: usually there are too many open files.
const RECOVERY: Duration = Duration::from_millis(200);

pub struct Server {
    pub store: Arc<Mutex<Store>>,
    pub rate: Rate,
    pub origins: AllowedOrigins,
    pub limits: Limits,
}

/// Serves until Ctrl-C or a request to terminate. `ready` is told the address, whose port may have been
/// chosen by the system.
///
/// # Errors
/// Where the address cannot be listened to.
pub async fn serve(
    address: SocketAddr,
    server: Server,
    ready: impl FnOnce(SocketAddr),
) -> Result<()> {
    let Server { store, rate, origins, limits } = server;
    let listener = TcpListener::bind(address).await.with_context(|| address.to_string())?;
    let router = router(Arc::new(Receiver { store, rate: Mutex::new(rate), origins, limits }));
    let (places, open) = (Arc::new(Semaphore::new(MAX_CONNECTIONS)), GracefulShutdown::new());
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
        let service = TowerToHyperService::new(router.clone().layer(Extension(Peer(peer.ip()))));
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEADER_TIMEOUT)
            .serve_connection(TokioIo::new(stream), service);
        let watched = open.watch(connection);
        tokio::spawn(async move {
            // A connection that breaks is the other side's affair.
            let _ = watched.await;
            drop(place);
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(FAREWELL, open.shutdown()).await;
    Ok(())
}

/// Resolves once the receiver is asked to stop.
#[cfg(unix)]
fn stop_signal() -> Result<impl Future<Output = ()>> {
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
fn stop_signal() -> Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}
