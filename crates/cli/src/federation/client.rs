//! Calls of the organiser's server: signed, by its clock, and stopped by Ctrl-C.

use super::Link;
use crate::interrupt;
use anyhow::{Context, Result, bail};
use base64::{Engine, engine::general_purpose::STANDARD};
use kiln_core::federation::{
    Invitation, MAX_RESPONSE_BYTES, Outcome, PUBLIC_KEY_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER,
    Transport, der_signature, timestamp,
};
use kiln_federation_server::{INVITATION_HEADER, http_date};
use p384::{
    PublicKey,
    ecdsa::{Signature, SigningKey, signature::hazmat::PrehashSigner},
    pkcs8::{EncodePublicKey, LineEnding},
};
use sha2::{Digest, Sha256};
use std::{
    thread,
    time::{Duration, Instant},
};
use ureq::{Agent, Body, http::Response};

/// The time that one call may take.
const TIMEOUT: Duration = Duration::from_secs(60);
/// The time within which Ctrl-C is noticed.
const PATIENCE: Duration = Duration::from_millis(100);
/// A model of a thousand classes is 5 MB.
const MAX_MODEL_BYTES: u64 = 64 << 20;
/// `Date` has whole seconds: half of one is the best guess.
const HALF_SECOND: f64 = 0.5;

/// A key of its own for each time that somebody takes part, and the server's clock.
pub struct Client {
    agent: Agent,
    link: Link,
    key: SigningKey,
    public_key: String,
    /// When this began, and what the server's clock said then.
    begun: Instant,
    server_then: f64,
}

impl Client {
    /// # Errors
    /// Where the system gives no random numbers.
    pub fn new(link: Link) -> Result<Self> {
        let key = new_key()?;
        let public_key = PublicKey::from(key.verifying_key()).to_public_key_pem(LineEnding::LF)?;
        let config = Agent::config_builder()
            .timeout_global(Some(TIMEOUT))
            .http_status_as_error(false)
            .max_redirects(0)
            .build();
        let agent = config.into();
        Ok(Self { agent, link, key, public_key, begun: Instant::now(), server_then: 0.0 })
    }

    /// The key's public half as PEM text.
    pub fn public_key(&self) -> &str {
        &self.public_key
    }

    /// What the project says, and how far it is. Sets the clock.
    ///
    /// # Errors
    /// Where the server cannot be reached, does not know the invitation, or answers with something else.
    pub fn invitation(&mut self) -> Result<Invitation> {
        let (status, body) = self.get("federation.json", MAX_RESPONSE_BYTES as u64)?;
        match status {
            200 => Ok(Invitation::parse(&body).map_err(kiln_core::Error::from)?),
            404 => bail!(
                "there is no such project here: the link is not whole, or the project is over"
            ),
            status => bail!("the organiser's server answers with status {status}"),
        }
    }

    /// The model, once there is one.
    ///
    /// # Errors
    /// Where the server cannot be reached.
    pub fn model(&mut self) -> Result<Option<Vec<u8>>> {
        let (status, body) = self.get("model.safetensors", MAX_MODEL_BYTES)?;
        Ok((status == 200).then_some(body))
    }

    fn get(&mut self, name: &str, most: u64) -> Result<(u16, Vec<u8>)> {
        let url = format!("{}/{name}", self.link.base);
        let request = self.agent.get(&url).header(INVITATION_HEADER, &self.link.token);
        let answer = request.call().context("the organiser's server cannot be reached")?;
        self.set_clock(&answer);
        read(answer, most).context("the organiser's server cannot be reached")
    }

    fn set_clock(&mut self, answer: &Response<Body>) {
        let date = answer.headers().get("date").and_then(|date| date.to_str().ok());
        if let Some(seconds) = date.and_then(http_date::read) {
            self.server_then = seconds + HALF_SECOND - self.begun.elapsed().as_secs_f64();
        }
    }

    fn post(&mut self, route: &str, body: &[u8]) -> Result<(u16, Vec<u8>), ureq::Error> {
        let stamp = timestamp(self.now());
        // Flower takes SHA-256, where P-384 usually goes with SHA-384.
        let digest = Sha256::digest(stamp.as_bytes());
        let signature: Result<Signature, _> = self.key.sign_prehash(&digest);
        let signature = signature.map_err(|error| ureq::Error::Other(Box::new(error)))?;
        let answer = self
            .agent
            .post(format!("{}/v1/fleet/{route}", self.link.base))
            .header("content-type", "application/protobuf")
            .header("accept", "application/protobuf")
            .header(INVITATION_HEADER, &self.link.token)
            .header(PUBLIC_KEY_HEADER, STANDARD.encode(&self.public_key))
            .header(TIMESTAMP_HEADER, stamp)
            .header(SIGNATURE_HEADER, STANDARD.encode(der_signature(&signature.to_bytes())))
            .send(body)?;
        self.set_clock(&answer);
        read(answer, MAX_RESPONSE_BYTES as u64)
    }
}

fn read(mut answer: Response<Body>, most: u64) -> Result<(u16, Vec<u8>), ureq::Error> {
    let status = answer.status().as_u16();
    let body = answer.body_mut().with_config().limit(most).read_to_vec()?;
    Ok((status, body))
}

fn new_key() -> Result<SigningKey> {
    loop {
        let mut secret = [0; 48];
        getrandom::fill(&mut secret).context("random numbers")?;
        // Nearly every number is a key; one in 2¹⁹⁰ is not.
        if let Ok(key) = SigningKey::from_slice(&secret) {
            return Ok(key);
        }
    }
}

impl Transport for Client {
    type Error = anyhow::Error;

    async fn call(&mut self, route: &'static str, body: Vec<u8>) -> Result<Outcome> {
        interrupt::check()?;
        Ok(match self.post(route, &body) {
            Ok((200, body)) => Outcome::Answer(body),
            Ok((status, _)) => Outcome::Status(status),
            Err(error) => Outcome::NoAnswer(error.to_string()),
        })
    }

    async fn wait(&mut self, seconds: f64) -> Result<()> {
        let end = Instant::now() + Duration::from_secs_f64(seconds.clamp(0.0, 3600.0));
        while let Some(left) = end.checked_duration_since(Instant::now()) {
            interrupt::check()?;
            thread::sleep(left.min(PATIENCE));
        }
        interrupt::check()
    }

    fn now(&self) -> f64 {
        self.server_then + self.begun.elapsed().as_secs_f64()
    }

    fn chance(&mut self) -> f64 {
        // Without random numbers all pauses are the middle ones, which is no harm.
        getrandom::u32().map_or(0.5, |number| f64::from(number) / (f64::from(u32::MAX) + 1.0))
    }
}
