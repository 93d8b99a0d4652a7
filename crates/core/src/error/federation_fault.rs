/// The first thing that keeps a device from learning together with others.
///
/// Everything that comes from the organiser's server is untrusted: what does not fit is one of these, and the round
/// goes on without this device.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum FederationFault {
    /// The server cannot be reached, or does not get well.
    #[error("the organiser's server cannot be reached: {reason}")]
    Unreachable {
        /// What the last try ended with.
        reason: String,
    },
    /// The server refuses a call and will go on doing so.
    #[error("the organiser's server refuses {route} (status {status})")]
    Refused {
        /// The last part of the call's address.
        route: &'static str,
        /// The status of HTTP.
        status: u16,
    },
    /// Bytes that are not what their checksum says, or no message of Flower's.
    #[error("what came from the organiser's server is damaged: {reason}")]
    Damaged {
        /// The fault.
        reason: String,
    },
    /// More than is ever needed.
    #[error("what came from the organiser's server is too large: {reason}")]
    TooLarge {
        /// What is too large.
        reason: String,
    },
    /// A well-formed request that this version does not answer.
    #[error("the organiser's server asks for something else than what was agreed to: {reason}")]
    OtherProtocol {
        /// The part that does not fit.
        reason: String,
    },
    /// A project that contradicts itself, or is out of bounds.
    #[error("the project cannot be run: {reason}")]
    Project {
        /// The part that does not fit.
        reason: String,
    },
    /// The round is over.
    #[error("the round was over before this device had its part ready")]
    Late,
    /// Other classes than those that were agreed to.
    #[error("the request is about other classes than those that were agreed to")]
    OtherClasses,
    /// Features of another network, or computed in another way.
    #[error("the features here are made by another network than the project's")]
    OtherBackbone,
    /// No class with enough pictures.
    #[error("no class has the {minimum} pictures that are needed before anything of it is sent")]
    TooFewPictures {
        /// The smallest number of pictures of a class.
        minimum: usize,
    },
}

impl FederationFault {
    /// The stable name of this kind of fault.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreachable { .. } => "federation.unreachable",
            Self::Refused { .. } => "federation.refused",
            Self::Damaged { .. } => "federation.damaged",
            Self::TooLarge { .. } => "federation.too-large",
            Self::OtherProtocol { .. } => "federation.other-protocol",
            Self::Project { .. } => "federation.project",
            Self::Late => "federation.late",
            Self::OtherClasses => "federation.other-classes",
            Self::OtherBackbone => "federation.other-backbone",
            Self::TooFewPictures { .. } => "federation.too-few-pictures",
        }
    }

    /// What a translated sentence may name: a word of the sentence, and its value.
    pub(super) fn detail(&self) -> Option<(&'static str, super::Detail)> {
        match self {
            Self::Unreachable { reason }
            | Self::Damaged { reason }
            | Self::TooLarge { reason }
            | Self::OtherProtocol { reason }
            | Self::Project { reason } => Some(("reason", reason.into())),
            Self::Refused { status, .. } => Some(("status", usize::from(*status).into())),
            Self::TooFewPictures { minimum } => Some(("minimum", (*minimum).into())),
            Self::Late | Self::OtherClasses | Self::OtherBackbone => None,
        }
    }
}
