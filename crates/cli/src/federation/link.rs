//! The link that an organiser sends.

use anyhow::{Result, bail};
use std::{net::IpAddr, str::FromStr};

/// A server's address and the token of the invitation.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// Without a slash at its end.
    pub base: String,
    pub token: String,
}

impl FromStr for Link {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        let Some((base, token)) = text.trim().split_once('#') else {
            bail!(
                "the link has no invitation in it: all of it is needed, with what stands behind #"
            );
        };
        let is_web = base.starts_with("https://") || base.starts_with("http://");
        if !is_web || token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            bail!(
                "this is no link to a project: it begins with https:// and ends with # and letters and digits"
            );
        }
        Ok(Self { base: base.trim_end_matches('/').to_owned(), token: token.to_owned() })
    }
}

impl Link {
    /// Whether what is sent can be read on its way.
    pub fn is_open_to_others(&self) -> bool {
        let Some(rest) = self.base.strip_prefix("http://") else { return false };
        let host = rest.split('/').next().unwrap_or_default();
        let host = match host.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
            _ => host,
        };
        let host = host.trim_start_matches('[').trim_end_matches(']');
        host != "localhost" && !host.parse().is_ok_and(|address: IpAddr| address.is_loopback())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failing step should stop the test")]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_an_address_and_a_token() {
        let link: Link = " https://example.org/flowers/#0aB \n".parse().unwrap();
        assert_eq!(link, Link { base: "https://example.org/flowers".into(), token: "0aB".into() });
        for wrong in
            ["https://example.org", "ftp://example.org/#ab", "https://a/#", "https://a/#b c"]
        {
            assert!(wrong.parse::<Link>().is_err(), "{wrong}");
        }
        let is_open =
            |base: &str| Link { base: base.into(), token: "a".into() }.is_open_to_others();
        assert!(is_open("http://192.168.1.2:8080") && is_open("http://example.org"));
        assert!(!is_open("https://example.org") && !is_open("http://127.0.0.1:8080"));
        assert!(!is_open("http://[::1]:8080") && !is_open("http://localhost"));
    }
}
