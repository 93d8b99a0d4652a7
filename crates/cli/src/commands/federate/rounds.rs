//! How far the rounds are, in words.

use crate::shown::shown;
use kiln_core::federation::{Best, Phase, RoundState};

/// A line on a state, without what changes with every answer.
pub fn line(state: &RoundState) -> String {
    let RoundState { phase, round, rounds, minimum, online, .. } = state;
    let line = match phase {
        Phase::Waiting => {
            format!("waiting for {minimum} devices; {} are there", online.unwrap_or(0))
        }
        Phase::Sums => "sums of each class are asked for".to_owned(),
        Phase::Update => format!("round {round} of {rounds}: updates are asked for"),
        Phase::Judging => match round {
            0 => "the head of the sums is judged".to_owned(),
            round => format!("the head of round {round} is judged"),
        },
        Phase::Finished => "finished".to_owned(),
        Phase::Stopped => "stopped".to_owned(),
        Phase::Unknown => "something that this version does not know".to_owned(),
    };
    match &state.message {
        Some(message) => format!("{line} ({})", shown(message)),
        None => line,
    }
}

/// The figures of the best head, in words.
pub fn figures(best: &Best) -> String {
    let Best { round, correct, pictures, accuracy, low, high } = best;
    format!(
        "best so far, of round {round}: right for {correct} of {pictures} held-out pictures, {:.1} % (between {:.1} and \
         {:.1} %)",
        accuracy * 100.0,
        low * 100.0,
        high * 100.0
    )
}
