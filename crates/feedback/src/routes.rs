//! `POST /answers`, `DELETE /answers/{id}`, and `GET /` for those who watch over servers.

use super::{AllowedOrigins, Peer, Rate, Store, receipt::Receipt, refusal::Refusal};
use axum::{
    Extension, Router,
    body::{Body, Bytes, to_bytes},
    extract::{Path, Request, State},
    http::{HeaderMap, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{delete, get, post},
};
use http_body_util::LengthLimitError;
use kiln_core::feedback::Feedback;
use serde_json::json;
use std::{
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};
use time::OffsetDateTime;

/// The time that a body may take. One that takes longer does not come from a reader.
const BODY_TIMEOUT: Duration = Duration::from_secs(20);
/// The number of bytes up to which a refused body is still read: a browser that is cut off in the middle sees
/// a broken connection instead of the reason.
const MIN_DRAINED_BYTES: usize = 1024 * 1024;

const SECONDS_PER_DAY: i64 = 24 * 60 * 60;

/// The bounds of one request, and where its sender stands.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The longest body, in bytes.
    pub max_bytes: usize,
    /// Whether the last entry of `X-Forwarded-For` is the one who asks.
    pub is_behind_proxy: bool,
}

/// The state that all requests share.
pub struct Receiver {
    pub store: Arc<Mutex<Store>>,
    pub rate: Mutex<Rate>,
    pub origins: AllowedOrigins,
    pub limits: Limits,
}

type Shared = State<Arc<Receiver>>;

pub fn router(receiver: Arc<Receiver>) -> Router {
    let cors = receiver.origins.layer();
    let guard = middleware::from_fn_with_state(receiver.clone(), guard);
    Router::new()
        .route("/answers", post(accept).fallback(wrong_method))
        .route("/answers/{id}", delete(remove).fallback(wrong_method))
        .route_layer(guard)
        .route("/", get(health).fallback(wrong_method))
        .fallback(async || Refusal::NotFound)
        // Outermost, so that pages may read the refusals too.
        .layer(cors)
        .with_state(receiver)
}

async fn health() -> Response {
    json_response(StatusCode::OK, json!({ "status": "ok" }))
}

async fn wrong_method() -> Refusal {
    Refusal::Method
}

/// Refuses requests that would change something and may not.
async fn guard(
    State(receiver): Shared,
    Extension(peer): Extension<Peer>,
    request: Request,
    next: Next,
) -> Result<Response, Refusal> {
    if let Err(refusal) = may_ask(&receiver, peer, request.headers()) {
        let _ = read(request.into_body(), receiver.limits.max_bytes).await;
        return Err(refusal);
    }
    Ok(next.run(request).await)
}

fn may_ask(receiver: &Receiver, peer: Peer, headers: &HeaderMap) -> Result<(), Refusal> {
    if !receiver.origins.allows(headers) {
        let origin = headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok());
        return Err(Refusal::Origin { origin: origin.unwrap_or_default().to_owned() });
    }
    let address = match receiver.limits.is_behind_proxy {
        true => forwarded_for(headers).ok_or(Refusal::NoAddress)?,
        false => peer.0,
    };
    let counted = lock(&receiver.rate).count(address, Instant::now());
    counted.map_err(|retry_after_secs| Refusal::TooOften { retry_after_secs })
}

/// The address that the proxy has appended; anybody may have written what stands before it.
pub fn forwarded_for(headers: &HeaderMap) -> Option<IpAddr> {
    let last = headers.get_all("x-forwarded-for").iter().next_back();
    last.and_then(|value| value.to_str().ok()?.rsplit(',').next()?.trim().parse().ok())
}

async fn accept(
    State(receiver): Shared,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    let body = read(body, receiver.limits.max_bytes).await?;
    // Also what makes browsers ask first: forms and plain posts of other sites do not get here.
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if kind.and_then(|kind| kind.split(';').next()).map(str::trim) != Some("application/json") {
        return Err(Refusal::Type);
    }
    let feedback = Feedback::parse(&body, today())?;
    let receipt = Receipt::new()?;
    let store = receiver.store.clone();
    let receipt =
        on_disk(move || lock(&store).append(&feedback, &receipt).map(|()| receipt)).await??;
    Ok(json_response(StatusCode::CREATED, json!({ "receipt": receipt })))
}

/// The number of days since 1970-01-01, in UTC.
fn today() -> i32 {
    let day = OffsetDateTime::now_utc().unix_timestamp().div_euclid(SECONDS_PER_DAY);
    i32::try_from(day).unwrap_or(i32::MAX)
}

async fn remove(
    State(receiver): Shared,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<StatusCode, Refusal> {
    let authorization = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = authorization.and_then(|value| value.strip_prefix("Bearer "));
    let token = token.ok_or(Refusal::NoToken)?.trim().to_owned();
    let store = receiver.store.clone();
    on_disk(move || lock(&store).remove(&id, &token)).await??;
    Ok(StatusCode::NO_CONTENT)
}

async fn read(body: Body, max_bytes: usize) -> Result<Bytes, Refusal> {
    let drained = MIN_DRAINED_BYTES.max(max_bytes + 1);
    let too_long = Refusal::TooLong { max_bytes };
    match tokio::time::timeout(BODY_TIMEOUT, to_bytes(body, drained)).await {
        Ok(Ok(bytes)) if bytes.len() <= max_bytes => Ok(bytes),
        Ok(Ok(_)) => Err(too_long),
        Ok(Err(error)) if is_length_limit(&error) => Err(too_long),
        Ok(Err(_)) | Err(_) => Err(Refusal::Incomplete),
    }
}

fn is_length_limit(error: &axum::Error) -> bool {
    std::error::Error::source(error).is_some_and(|source| source.is::<LengthLimitError>())
}

/// Does `work` on another thread: files block, and the thread that serves everybody must not.
async fn on_disk<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Refusal> {
    tokio::task::spawn_blocking(work).await.map_err(|_| Refusal::Stopped)
}

/// Takes the lock even after a panic: each change is made in one step, at its end, so what is left is whole.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn json_response(status: StatusCode, body: serde_json::Value) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failing step should stop the test")]
mod tests {
    use super::*;

    #[test]
    fn a_body_without_end_is_too_long_and_not_held_in_memory() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let read_bytes = |length: usize| {
            runtime.block_on(async { read(Body::from(vec![0; length]), 1000).await })
        };
        assert_eq!(read_bytes(1000).unwrap().len(), 1000);
        for length in [1001, MIN_DRAINED_BYTES + 1] {
            assert!(matches!(read_bytes(length), Err(Refusal::TooLong { max_bytes: 1000 })));
        }
    }
}
