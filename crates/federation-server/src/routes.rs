//! `GET /federation.json`, `GET /model.safetensors`, and a node's calls, which go on to Flower. Nothing else.

use crate::{INVITATION_HEADER, RunFolder, Token, http_date};
use axum::{
    Extension, Router,
    body::{Body, Bytes, to_bytes},
    extract::{Path, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use http_body_util::{BodyExt, Full, Limited};
use hyper_util::rt::TokioIo;
use kiln_core::federation::{
    Invitation, MAX_RESPONSE_BYTES, PROTOCOL, PUBLIC_KEY_HEADER, Project, SIGNATURE_HEADER,
    TIMESTAMP_HEADER,
};
use kiln_feedback::{Peer, Rate, forwarded_for};
use std::{
    collections::HashMap,
    net::Ipv4Addr,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};
use time::OffsetDateTime;
use tokio::net::TcpStream;

/// The time that a body may take: a head over a slow line.
const BODY_TIMEOUT: Duration = Duration::from_secs(60);
/// The time that Flower may take for an answer.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(30);
/// The longest body: an object of 5 MiB and what is around it.
const MAX_BODY_BYTES: usize = MAX_RESPONSE_BYTES;
/// A device that was heard of within this time takes part.
const PRESENCE: Duration = Duration::from_secs(120);
/// The devices that are counted at most.
const MAX_COUNTED: usize = 100_000;
/// The calls that a node makes. Flower has others, some of which would let anybody run programs here.
const ROUTES: [&str; 8] = [
    "register-node",
    "activate-node",
    "send-node-heartbeat",
    "pull-messages",
    "pull-object",
    "confirm-message-received",
    "push-messages",
    "push-object",
];
/// The headers of a call that are passed on.
const PASSED_ON: [&str; 5] =
    ["content-type", "accept", PUBLIC_KEY_HEADER, TIMESTAMP_HEADER, SIGNATURE_HEADER];

/// The bounds of one address, and where it stands.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Requests in a minute.
    pub per_minute: u32,
    /// Whether the last entry of `X-Forwarded-For` is the one who asks.
    pub is_behind_proxy: bool,
}

/// The state that all requests share.
pub struct Gateway {
    pub project: Project,
    pub folder: RunFolder,
    pub token: Token,
    pub flower_port: u16,
    pub limits: Limits,
    pub rate: Mutex<Rate>,
    /// When a device was last heard of, by its public key.
    pub heard: Mutex<HashMap<HeaderValue, Instant>>,
}

type Shared = State<Arc<Gateway>>;

pub fn router(gateway: Arc<Gateway>) -> Router {
    let guard = middleware::from_fn_with_state(gateway.clone(), guard);
    Router::new()
        .route("/federation.json", get(invitation))
        .route("/model.safetensors", get(model))
        .route("/v1/fleet/{route}", post(pass_on))
        .route_layer(guard)
        .fallback(async || StatusCode::NOT_FOUND)
        .method_not_allowed_fallback(async || StatusCode::NOT_FOUND)
        .layer(middleware::map_response(with_date))
        .with_state(gateway)
}

/// The server's clock, by which devices with a wrong one sign their calls.
async fn with_date(mut response: Response) -> Response {
    if let Ok(date) = HeaderValue::from_str(&http_date::write(OffsetDateTime::now_utc())) {
        response.headers_mut().insert(header::DATE, date);
    }
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Turns away who asks too often, and who has no invitation: to them there is nothing here.
async fn guard(
    State(gateway): Shared,
    Extension(peer): Extension<Peer>,
    request: Request,
    next: Next,
) -> Response {
    let headers = request.headers();
    let address = match gateway.limits.is_behind_proxy {
        true => forwarded_for(headers),
        false => Some(peer.0),
    };
    let Some(address) = address else { return StatusCode::BAD_REQUEST.into_response() };
    if let Err(seconds) = lock(&gateway.rate).count(address, Instant::now()) {
        let after = [(header::RETRY_AFTER, seconds.to_string())];
        return (StatusCode::TOO_MANY_REQUESTS, after).into_response();
    }
    let token = headers.get(INVITATION_HEADER).and_then(|token| token.to_str().ok());
    match token.is_some_and(|token| gateway.token.is(token)) {
        true => next.run(request).await,
        false => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn invitation(State(gateway): Shared) -> Response {
    let now = Instant::now();
    let taking_part = {
        let mut heard = lock(&gateway.heard);
        heard.retain(|_, last| now.duration_since(*last) < PRESENCE);
        heard.len()
    };
    // How heads are judged is nobody's business but the organiser's.
    let project = Project { judge: Vec::new(), ..gateway.project.clone() };
    let state = gateway.folder.state();
    let invitation = Invitation { kiln_federation: PROTOCOL, project, state, taking_part };
    match serde_json::to_string(&invitation) {
        Ok(json) => ([(header::CONTENT_TYPE, "application/json")], json).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn model(State(gateway): Shared) -> Response {
    let path = gateway.folder.model_path();
    match tokio::task::spawn_blocking(move || std::fs::read(path)).await {
        Ok(Ok(bytes)) => {
            ([(header::CONTENT_TYPE, "application/octet-stream")], bytes).into_response()
        }
        // None yet.
        Ok(Err(_)) | Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn pass_on(
    State(gateway): Shared,
    Path(route): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, StatusCode> {
    let route = ROUTES.iter().find(|known| **known == route).ok_or(StatusCode::NOT_FOUND)?;
    let body = tokio::time::timeout(BODY_TIMEOUT, to_bytes(body, MAX_BODY_BYTES)).await;
    let body = body.map_err(|_| StatusCode::REQUEST_TIMEOUT)?;
    let body = body.map_err(|_| StatusCode::PAYLOAD_TOO_LARGE)?;
    let answer = tokio::time::timeout(ANSWER_TIMEOUT, ask(&gateway, route, &headers, body)).await;
    // Flower is busy, or gone: devices try again.
    let (status, content) = answer.ok().flatten().ok_or(StatusCode::BAD_GATEWAY)?;
    if status.is_success()
        && let Some(key) = headers.get(PUBLIC_KEY_HEADER)
    {
        let mut heard = lock(&gateway.heard);
        if heard.len() < MAX_COUNTED || heard.contains_key(key) {
            heard.insert(key.clone(), Instant::now());
        }
    }
    // What Flower says of errors is for the organiser's log.
    let content = if status.is_success() { content } else { Bytes::new() };
    Ok((status, [(header::CONTENT_TYPE, "application/protobuf")], content).into_response())
}

/// One call of Flower's server.
async fn ask(
    gateway: &Gateway,
    route: &str,
    headers: &HeaderMap,
    body: Bytes,
) -> Option<(StatusCode, Bytes)> {
    let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, gateway.flower_port)).await.ok()?;
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.ok()?;
    let driven = tokio::spawn(connection);
    let mut request = hyper::Request::post(format!("/v1/fleet/{route}"))
        .header(header::HOST, format!("127.0.0.1:{}", gateway.flower_port));
    for name in PASSED_ON {
        if let Some(value) = headers.get(name) {
            request = request.header(name, value);
        }
    }
    let answer = sender.send_request(request.body(Full::new(body)).ok()?).await.ok()?;
    let status = answer.status();
    let content = Limited::new(answer.into_body(), MAX_BODY_BYTES).collect().await.ok()?;
    drop(sender);
    driven.abort();
    Some((status, content.to_bytes()))
}

/// Takes the lock even after a panic: each change is made in one step.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
