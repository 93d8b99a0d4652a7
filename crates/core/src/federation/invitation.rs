//! `/federation.json`: what somebody sees before taking part, and how far the rounds are.

use super::{PROTOCOL, Project};
use crate::error::FederationFault;
use serde::{Deserialize, Serialize};

/// The longest `/federation.json` that is read, in bytes.
const MAX_BYTES: usize = 1 << 20;

/// A project and the state of its rounds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Invitation {
    /// [`PROTOCOL`].
    pub kiln_federation: i64,
    /// What is asked for.
    pub project: Project,
    /// How far it is.
    pub state: RoundState,
    /// The number of devices that have been heard of in the last two minutes.
    #[serde(default)]
    pub taking_part: usize,
}

impl Invitation {
    /// Reads what a server has answered, which is not trusted.
    ///
    /// # Errors
    /// [`FederationFault::TooLarge`]; [`FederationFault::Damaged`] for what is no invitation;
    /// [`FederationFault::OtherProtocol`] for another version; [`FederationFault::Project`].
    pub fn parse(json: &[u8]) -> Result<Self, FederationFault> {
        if json.len() > MAX_BYTES {
            return Err(FederationFault::TooLarge { reason: "the invitation".into() });
        }
        let damaged = |error: serde_json::Error| FederationFault::Damaged {
            reason: format!("the invitation: {error}"),
        };
        let invitation: Self = serde_json::from_slice(json).map_err(damaged)?;
        if invitation.kiln_federation != PROTOCOL {
            let reason = format!("version {}, here {PROTOCOL}", invitation.kiln_federation);
            return Err(FederationFault::OtherProtocol { reason });
        }
        invitation.project.check()?;
        Ok(invitation)
    }
}

/// How far the rounds are: `state.json`, which the server's application writes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct RoundState {
    /// The part that is under way.
    pub phase: Phase,
    /// Its number; 0 is the round of sums.
    pub round: u32,
    /// The number of rounds behind that of sums.
    pub rounds: u32,
    /// The devices that are there, when more are waited for.
    pub online: Option<usize>,
    /// The devices that were asked.
    pub asked: usize,
    /// Those that have answered.
    pub replied: usize,
    /// Why answers were left out.
    pub left_out: Vec<LeftOut>,
    /// The smallest number of answers.
    pub minimum: usize,
    /// When the round ends, as `2026-01-31T12:00:00Z`.
    pub deadline: Option<String>,
    /// The best head so far.
    pub best: Option<Best>,
    /// The ε of what was answered so far, where noise is added.
    pub epsilon: Option<f64>,
    /// What there is to say, in English.
    pub message: Option<String>,
}

/// A part of a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// For enough devices.
    #[default]
    Waiting,
    /// The round of sums.
    Sums,
    /// A round of updates.
    Update,
    /// A head is asked about the organiser's pictures.
    Judging,
    /// It is over, and there is a model if one was good enough.
    Finished,
    /// It was ended.
    Stopped,
    /// One that this version does not know.
    #[serde(other)]
    Unknown,
}

/// Answers that did not count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// A code.
    pub reason: String,
    /// How many.
    pub count: usize,
}

/// A head's figures on the organiser's pictures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Best {
    /// The round that it is of.
    pub round: u32,
    /// Pictures that it is right about.
    pub correct: usize,
    /// Pictures that it was asked about.
    pub pictures: usize,
    /// Their share.
    pub accuracy: f64,
    /// Lower end of its 95 % interval.
    pub low: f64,
    /// Upper end of its 95 % interval.
    pub high: f64,
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failing step should stop the test")]
mod tests {
    use super::*;
    use crate::federation::project::tests::smallest;
    use serde_json::{Value, json};

    #[test]
    fn an_invitation_is_read_with_whatever_a_later_server_adds() {
        let invitation = |version: i64| {
            json!({
                "kiln-federation": version, "project": smallest(), "taking-part": 2,
                "state": { "phase": "something-new", "round": 1, "left-out": [{ "reason": "late", "count": 1 }],
                    "best": null, "later": true }
            })
        };
        let read = |json: Value| Invitation::parse(json.to_string().as_bytes());
        let found = read(invitation(1)).unwrap();
        assert_eq!((found.state.phase, found.taking_part), (Phase::Unknown, 2));
        assert_eq!(read(invitation(2)).unwrap_err().code(), "federation.other-protocol");
        assert_eq!(Invitation::parse(b"<html>").unwrap_err().code(), "federation.damaged");
        let long = vec![b' '; 2 << 20];
        assert_eq!(Invitation::parse(&long).unwrap_err().code(), "federation.too-large");
    }
}
