//! Text that others have written, on a terminal.
//!
//! The names in a model's card, of files and folders may hold anything, and a terminal obeys some of it: it moves its
//! cursor, changes its title, or writes from right to left. None of that gets there.

use serde::Serialize;

/// `text` with a `\u{fffd}` for each character that is an order and not a letter.
pub fn shown(text: impl ToString) -> String {
    let show = |letter| if is_order(letter) { char::REPLACEMENT_CHARACTER } else { letter };
    text.to_string().chars().map(show).collect()
}

/// The same for a text of several lines, which stay so.
pub fn shown_lines(text: impl ToString) -> String {
    text.to_string().split('\n').map(shown).collect::<Vec<_>>().join("\n")
}

/// JSON in one line, with orders escaped: any program reads back what was there.
///
/// # Errors
/// What `serde_json` cannot write.
pub fn json_line(value: &impl Serialize) -> serde_json::Result<String> {
    let mut line = String::new();
    for letter in serde_json::to_string(value)?.chars() {
        match is_order(letter) {
            // All of them have four digits at most, and stand in texts only.
            true => line.push_str(&format!("\\u{:04x}", u32::from(letter))),
            false => line.push(letter),
        }
    }
    Ok(line)
}

/// Control characters, line separators, and what turns the direction of all that follows.
/// Source: Unicode Standard Annex 9, table 2.
fn is_order(letter: char) -> bool {
    letter.is_control() || matches!(letter, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failing step should stop the test")]
mod tests {
    use super::*;

    #[test]
    fn orders_are_not_passed_on_and_letters_are() {
        assert_eq!(shown("a\x1b[2J\u{9b}31m\u{202e}b\nc"), "a�[2J�31m�b�c");
        assert_eq!(shown("Äpfel 杯 🌷 👩‍🔬 עברית"), "Äpfel 杯 🌷 👩‍🔬 עברית");
        assert_eq!(shown_lines("one\ntwo\r"), "one\ntwo�");
    }

    #[test]
    fn json_says_the_same_without_orders() {
        let text = "a\x1b]0;title\x07\u{9b}\u{202e}\u{7f}\"b\\";
        let line = json_line(&text).unwrap();
        assert!(!line.chars().any(is_order), "{line}");
        assert_eq!(serde_json::from_str::<String>(&line).unwrap(), text);
    }
}
