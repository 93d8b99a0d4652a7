//! Sounds as the command line reads them.

use crate::round::{Outcome, Round, turn};
use kiln_core::sound::{Cutting, MAXIMUM_RATE, Spectrograph, decode_clips};
use std::{fs, io::Cursor, path::Path};

#[test]
fn altered_sounds_are_decoded_or_refused() {
    let _turn = turn();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/sound");
    let seeds: Vec<Vec<u8>> = ["sound.wav", "short.mp3", "short.ogg", "short.flac", "short.m4a"]
        .map(|name| fs::read(folder.join(name)).unwrap())
        .to_vec();
    let drawer = Spectrograph::default();
    Round {
        kind: "sound",
        seeds: &seeds,
        codes: &["sound."],
        // A clip of ten seconds of the finest recorder, weights for the oddest rate, and what a decoder keeps.
        most_memory: &|file| 4 * 10 * MAXIMUM_RATE as usize + 4 * file.len() + (64 << 20),
        mend: &|_, _| {},
        read: &|file| {
            let mut num_pictures = 0;
            let cutting = Cutting { clip_seconds: 1.0, overlap: 0.0 };
            let read = decode_clips(Cursor::new(file.to_vec()), cutting, |clip| {
                // One is enough: a changed rate may make a thousand of them.
                if num_pictures == 0 {
                    drawer.picture(&clip.padded())?;
                }
                num_pictures += 1;
                Ok(())
            });
            match read {
                Err(error) => Outcome::Refused(error.code()),
                Ok(recording) => {
                    assert!(num_pictures > 0 && recording.seconds > 0.0);
                    Outcome::Taken
                }
            }
        },
    }
    .run();
}
