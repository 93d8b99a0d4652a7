//! The parts of a JPEG before its compressed data, read as leniently as browsers read them.

use std::ops::Range;

/// What the first frame says of itself, if the file is a JPEG and has one: bits of a sample, height and width in two bytes
/// each, the number of components, and three bytes for each of them.
/// Source: ITU-T T.81, B.2.2.
pub(super) fn frame(bytes: &[u8]) -> Option<&[u8]> {
    bytes.starts_with(&[0xff, 0xd8]).then_some(())?;
    let is_frame =
        |marker: u8| matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc);
    let (_, place) = segments(bytes).find(|(marker, _)| is_frame(*marker))?;
    bytes.get(place)
}

/// Width and height.
pub(super) fn size(bytes: &[u8]) -> Option<[usize; 2]> {
    let &[_, high, low, wide, narrow, ..] = frame(bytes)? else {
        return None;
    };
    Some([[wide, narrow], [high, low]].map(|side| u16::from_be_bytes(side).into()))
}

/// One for greys, three for colours, four for inks.
pub(super) fn num_components(bytes: &[u8]) -> Option<u8> {
    frame(bytes)?.get(5).copied()
}

/// The segments of a JPEG before its compressed data: the marker, and where the contents lie. What stands between
/// segments is skipped, as other readers do.
pub(super) fn segments(bytes: &[u8]) -> impl Iterator<Item = (u8, Range<usize>)> {
    let mut at = 2;
    std::iter::from_fn(move || {
        loop {
            at += bytes.get(at..)?.iter().position(|byte| *byte == 0xff)?;
            let marker = *bytes.get(at + 1)?;
            // Fill bytes, a 0xff of data, and markers that stand alone.
            if matches!(marker, 0xff | 0 | 1 | 0xd0..=0xd8) {
                at += if marker == 0xff { 1 } else { 2 };
                continue;
            }
            let length = usize::from(u16::from_be_bytes(*bytes.get(at + 2..)?.first_chunk()?));
            let segment = at + 4..at + 2 + length.max(2);
            bytes.get(segment.clone())?;
            at = segment.end;
            return Some((marker, segment));
        }
    })
}
