//! What is wrong with a text, before anything is learnt from it.

use super::words::is_space;
use serde::{Deserialize, Serialize};

/// The largest text, in bytes of UTF-8: a thick book. What is longer is many texts in one by mistake.
pub const MAX_TEXT_BYTES: usize = 1 << 20;

/// Pairs of characters that are there where UTF-8 was read as Latin-1: `Ã¤` for `ä`, `â€™` for `’`.
const TWICE_ENCODED: [&str; 4] = ["Ã", "â€", "Â\u{a0}", "ï»¿"];

/// A reason to look at a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum TextProblem {
    /// Nothing but spaces.
    Empty,
    /// Longer than [`MAX_TEXT_BYTES`].
    TooLong,
    /// It was read in another encoding than it was written in: characters are lost or doubled.
    OtherEncoding,
}

/// What keeps a text from being learnt from ([`TextProblem::Empty`], [`TextProblem::TooLong`]), or what a person may want
/// to look at.
pub fn inspect_text(text: &str) -> Option<TextProblem> {
    if text.len() > MAX_TEXT_BYTES {
        return Some(TextProblem::TooLong);
    }
    if text.chars().all(is_space) {
        return Some(TextProblem::Empty);
    }
    let is_odd = |character: char| matches!(character, '\u{fffd}' | '\0' | '\u{80}'..='\u{9f}');
    let is_twice_encoded = TWICE_ENCODED.iter().any(|pair| {
        text.match_indices(pair).any(|(at, pair)| {
            // A capital Ã alone is Portuguese.
            pair.chars().count() > 1
                || text[at + pair.len()..].starts_with(|next| ('\u{a0}'..='\u{bf}').contains(&next))
        })
    });
    (text.contains(is_odd) || is_twice_encoded).then_some(TextProblem::OtherEncoding)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_said_and_nothing_else() {
        assert_eq!(inspect_text(" \n\u{3000}"), Some(TextProblem::Empty));
        assert_eq!(inspect_text(&"a".repeat(MAX_TEXT_BYTES + 1)), Some(TextProblem::TooLong));
        for text in ["Ã¤rger", "it isnâ€™t", "caf\u{fffd}", "a\0b"] {
            assert_eq!(inspect_text(text), Some(TextProblem::OtherEncoding), "{text}");
        }
        for text in ["Ärger", "PÃO", "isn’t", "猫在哪里？", "😀", "مرحبا"] {
            assert_eq!(inspect_text(text), None, "{text}");
        }
    }
}
