//! Files altered at random, the same way for the same number.

/// A source of numbers that is the same everywhere.
/// Source: S. Vigna's SplitMix64, as in G. L. Steele et al., "Fast splittable pseudorandom number generators", 2014.
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`, and 0 where there is none.
    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    pub fn one_of<'a, T>(&mut self, things: &'a [T]) -> &'a T {
        &things[self.below(things.len())]
    }

    pub fn is_once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }
}

/// Numbers at which programs err: none, one, the ends of signed and unsigned ones.
const EDGES: [u64; 10] = [
    0,
    1,
    0x7f,
    0xff,
    0x7fff,
    0xffff,
    0x7fff_ffff,
    0xffff_ffff,
    0x7fff_ffff_ffff_ffff,
    0xffff_ffff_ffff_ffff,
];

/// Words at which readers of JSON and tables err.
const WORDS: [&str; 16] = [
    "1e300",
    "1e999",
    "-1",
    "-0",
    "18446744073709551615",
    "0.5",
    "null",
    "true",
    "[]",
    "{}",
    "\"\"",
    "\"\\ud800\"",
    "[[[[[[[[[[[[[[[[",
    "\u{0}",
    "\u{1b}[2J",
    "\u{202e}",
];

/// One to four changes to bytes in `part` of `file`; a `donor` may give some of its own.
pub fn alter(file: &mut Vec<u8>, part: std::ops::Range<usize>, donor: &[u8], chance: &mut Chance) {
    for _ in 0..=chance.below(4) {
        let end = part.end.min(file.len());
        let at = part.start + chance.below(end.saturating_sub(part.start));
        let length = (1 << chance.below(10)).min(end.saturating_sub(at));
        match chance.below(11) {
            0..3 => {
                if let Some(byte) = file.get_mut(at) {
                    *byte ^= 1 << chance.below(8);
                }
            }
            3..5 => write_number(file, at, chance),
            5 => file.truncate(at),
            6 => drop(file.drain(at..at + length)),
            7 => {
                let copy = file[at..at + length].to_vec();
                insert(file, at, &copy);
            }
            8 => {
                let from = chance.below(donor.len());
                let piece = &donor[from..(from + length).min(donor.len())];
                insert(file, at, piece);
            }
            9 => file[at..at + length].fill(*chance.one_of(&[0, 0xff, b' ', b'9'])),
            _ => replace_number(file, at, chance),
        }
    }
}

/// A number of one, two, four or eight bytes in either order.
fn write_number(file: &mut [u8], at: usize, chance: &mut Chance) {
    let number = *chance.one_of(&EDGES);
    let length = *chance.one_of(&[1, 2, 4, 8]);
    let mut bytes = number.to_le_bytes();
    if chance.is_once_in(2) {
        bytes[..length].reverse();
    }
    for (place, byte) in file.iter_mut().skip(at).zip(&bytes[..length]) {
        *place = *byte;
    }
}

/// The digits at `at` or behind become a word.
fn replace_number(file: &mut Vec<u8>, at: usize, chance: &mut Chance) {
    let Some(start) = file.iter().skip(at).take(200).position(u8::is_ascii_digit) else {
        return;
    };
    let start = at + start;
    let length = file[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let word = chance.one_of(&WORDS).bytes();
    file.splice(start..start + length, word);
}

fn insert(file: &mut Vec<u8>, at: usize, piece: &[u8]) {
    file.splice(at..at, piece.iter().copied());
}
