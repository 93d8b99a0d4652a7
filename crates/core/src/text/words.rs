//! A text as its words, in small letters, as Python's `str.split` and `str.lower` have them.

/// The place of the spaces around a word, which are not in the text.
pub(super) const NOWHERE: usize = usize::MAX;

/// Calls `each` for every word of `text`: its characters in small letters with a space on either side, and the position
/// in the text, counted in characters, of the one that each comes from.
pub(super) fn for_each_word(text: &str, mut each: impl FnMut(&[char], &[usize])) {
    // The whole text at once, for the last sigma of a word has a small letter of its own; a character may become two.
    let lower = text.to_lowercase();
    let origins = text.chars().enumerate().flat_map(|(position, character)| {
        std::iter::repeat_n(position, character.to_lowercase().count())
    });
    let (mut word, mut places) = (vec![' '], vec![NOWHERE]);
    for (character, place) in lower.chars().zip(origins) {
        if !is_space(character) {
            word.push(character);
            places.push(place);
        } else if word.len() > 1 {
            close(&mut word, &mut places, &mut each);
        }
    }
    if word.len() > 1 {
        close(&mut word, &mut places, &mut each);
    }
}

fn close(word: &mut Vec<char>, places: &mut Vec<usize>, each: &mut impl FnMut(&[char], &[usize])) {
    word.push(' ');
    places.push(NOWHERE);
    each(word, places);
    word.truncate(1);
    places.truncate(1);
}

/// What Python takes for white space: beside Unicode's, the four separators of ASCII.
pub(super) fn is_space(character: char) -> bool {
    character.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&character)
}
