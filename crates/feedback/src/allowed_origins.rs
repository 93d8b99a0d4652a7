//! The pages that may send feedback.

use axum::http::{HeaderMap, HeaderValue, Method, Uri, header};
use tower_http::cors::{AllowOrigin, CorsLayer};

/// A text that no browser would send as an origin.
#[derive(Debug, thiserror::Error)]
#[error(
    "--allow-origin {0}: an origin looks like https://example.org, without a path or a slash at the end"
)]
pub struct NotAnOrigin(String);

/// Origins as browsers send them: `https://example.org`, without a path.
#[derive(Debug, Clone)]
pub struct AllowedOrigins {
    is_anybody: bool,
    listed: Vec<HeaderValue>,
}

impl AllowedOrigins {
    /// `*` allows every page; `null` is what pages from a double-clicked file send.
    ///
    /// # Errors
    /// [`NotAnOrigin`] with the first text that no browser would ever send.
    pub fn new(origins: &[String]) -> Result<Self, NotAnOrigin> {
        let is_anybody = origins.iter().any(|origin| origin == "*");
        let listed = origins.iter().filter(|origin| *origin != "*");
        Ok(Self {
            is_anybody,
            listed: listed.map(|origin| parse(origin)).collect::<Result<_, _>>()?,
        })
    }

    /// A request without an origin comes from no page; what it posts is checked like any other.
    pub fn allows(&self, headers: &HeaderMap) -> bool {
        let origin = headers.get(header::ORIGIN);
        self.is_anybody || origin.is_none_or(|origin| self.listed.contains(origin))
    }

    /// Answers preflights, and tells browsers what pages may read.
    pub fn layer(&self) -> CorsLayer {
        let origins = if self.is_anybody {
            AllowOrigin::any()
        } else {
            AllowOrigin::list(self.listed.clone())
        };
        CorsLayer::new()
            .allow_origin(origins)
            .allow_methods([Method::POST, Method::DELETE])
            .allow_headers([header::CONTENT_TYPE, header::AUTHORIZATION])
            .expose_headers([header::RETRY_AFTER])
            .max_age(std::time::Duration::from_secs(3600))
    }
}

fn parse(origin: &str) -> Result<HeaderValue, NotAnOrigin> {
    let not_an_origin = || NotAnOrigin(origin.to_owned());
    let is_origin = || {
        let uri: Uri = origin.parse().ok()?;
        let (scheme, authority) = (uri.scheme_str()?, uri.authority()?);
        let is_bare =
            origin == format!("{scheme}://{authority}") && !authority.as_str().contains('@');
        let is_lower = !origin.contains(char::is_uppercase);
        (is_bare && is_lower && ["http", "https"].contains(&scheme)).then_some(())
    };
    if origin != "null" && is_origin().is_none() {
        return Err(not_an_origin());
    }
    HeaderValue::from_str(origin).map_err(|_| not_an_origin())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_origins_as_browsers_send_them_are_taken() {
        for good in ["https://example.org", "http://127.0.0.1:8080", "null", "*"] {
            assert!(AllowedOrigins::new(&[good.to_owned()]).is_ok(), "{good}");
        }
        for bad in [
            "example.org",
            "https://example.org/",
            "https://example.org/a",
            "ftp://a",
            "https://Example.org",
            "https://a@b",
            "",
        ] {
            assert!(AllowedOrigins::new(&[bad.to_owned()]).is_err(), "{bad}");
        }
    }
}
