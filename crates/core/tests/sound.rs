//! Sounds as pictures: against NumPy, and whatever a file may be.

#![allow(clippy::unwrap_used, reason = "a failing step should stop the test")]

use kiln_core::{
    picture::{self, InputSpec, crop_and_resize},
    sound::{Clip, Clips, Cutting, SAMPLE_RATE, Spectrograph, decode_clips},
};
use std::{
    fs,
    io::Cursor,
    path::{Path, PathBuf},
};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/sound").join(name)
}

fn clips_of(bytes: &[u8], cutting: Cutting) -> kiln_core::Result<Vec<Clip>> {
    let mut clips = Vec::new();
    decode_clips(Cursor::new(bytes.to_vec()), cutting, |clip| {
        clips.push(clip);
        Ok(())
    })?;
    Ok(clips)
}

/// Bytes of both, as a network sees them: `[224, 224]`.
fn greys(picture: picture::RgbaPicture) -> Vec<u8> {
    let seen = crop_and_resize(picture, &InputSpec::efficientnet_lite0()).unwrap();
    assert!(seen.chunks_exact(3).all(|rgb| rgb[0] == rgb[1] && rgb[1] == rgb[2]));
    seen.into_iter().step_by(3).collect()
}

#[test]
fn a_picture_is_what_numpy_draws() {
    let cutting = Cutting { clip_seconds: 1.5, overlap: 0.0 };
    let clips = clips_of(&fs::read(fixture("sound.wav")).unwrap(), cutting).unwrap();
    assert_eq!(clips.len(), 1);
    let actual = greys(Spectrograph::default().picture(&clips[0].padded()).unwrap());
    let expected = picture::decode(&fs::read(fixture("sound.png")).unwrap()).unwrap();
    assert_eq!((expected.width(), expected.height()), (224, 224));
    let expected: Vec<u8> = expected.pixels().iter().copied().step_by(4).collect();
    let mut num_other = 0;
    for (actual, expected) in actual.iter().zip(&expected) {
        // A value that lies between two bytes may fall to either; the reference computes with twice the digits.
        assert!(actual.abs_diff(*expected) <= 1, "{actual} is not {expected}");
        num_other += usize::from(actual != expected);
    }
    assert!(num_other <= actual.len() / 200, "{num_other} of {} differ by one", actual.len());
    assert!(expected.contains(&255) && expected.iter().any(|grey| *grey < 20));
}

#[test]
fn the_picture_does_not_depend_on_how_loud_a_sound_is() {
    let tone = |amplitude: f32| -> Vec<f32> {
        (0..16_000).map(|n| amplitude * (n as f32 * (0.1 + n as f32 * 1e-5)).sin()).collect()
    };
    let spectrograph = Spectrograph::default();
    let [loud, quiet] =
        [0.5, 0.01].map(|amplitude| greys(spectrograph.picture(&tone(amplitude)).unwrap()));
    assert!(loud.iter().zip(&quiet).all(|(one, other)| one.abs_diff(*other) <= 1));
    // Nothing stays nothing.
    let silence = greys(spectrograph.picture(&[0.0; 16_000]).unwrap());
    assert!(silence.iter().all(|grey| *grey == 0));
}

#[test]
fn pitch_goes_up_and_time_to_the_right() {
    let num = 2 * SAMPLE_RATE as usize;
    // Low, then high.
    let hertz = |n: usize| if n < num / 2 { 300.0 } else { 5000.0 };
    let samples: Vec<f32> = (0..num)
        .map(|n| (2.0 * std::f32::consts::PI * hertz(n) * n as f32 / SAMPLE_RATE as f32).sin())
        .collect();
    let greys = greys(Spectrograph::default().picture(&samples).unwrap());
    let brightest = |column: usize| (0..224).max_by_key(|row| greys[row * 224 + column]).unwrap();
    assert!(brightest(50) > 180 && brightest(170) < 60, "{} {}", brightest(50), brightest(170));
}

/// 16 bits of one or more channels.
fn wav(rate: u32, channels: u16, bits: u16, data: &[u8]) -> Vec<u8> {
    let block = channels * bits / 8;
    let mut bytes = b"RIFF".to_vec();
    bytes.extend((36 + data.len() as u32).to_le_bytes());
    bytes.extend(b"WAVEfmt \x10\0\0\0\x01\0");
    bytes.extend(channels.to_le_bytes());
    bytes.extend(rate.to_le_bytes());
    bytes.extend((rate * u32::from(block)).to_le_bytes());
    bytes.extend(block.to_le_bytes());
    bytes.extend(bits.to_le_bytes());
    bytes.extend(b"data");
    bytes.extend((data.len() as u32).to_le_bytes());
    bytes.extend(data);
    bytes
}

#[test]
fn samples_of_any_depth_and_number_of_channels_are_read() {
    // Eight bits are unsigned, as telephones have them: silence is 128.
    let eight = wav(8000, 1, 8, &[192; 8000]);
    let clip = clips_of(&eight, Cutting::default()).unwrap().remove(0);
    assert_eq!((clip.samples.len(), clip.end_seconds), (16_000, 1.0));
    assert!((clip.samples[8000] - 0.5).abs() < 1e-3);
    // Left and right take turns, and are one in the middle.
    let frame = [(16_384_i16).to_le_bytes(), (-8192_i16).to_le_bytes()].concat();
    let stereo = wav(16_000, 2, 16, &frame.repeat(16_000));
    let clip = clips_of(&stereo, Cutting::default()).unwrap().remove(0);
    assert!((clip.samples[8000] - 0.125).abs() < 1e-4);
}

#[test]
fn a_file_that_breaks_off_gives_what_is_there() {
    let whole = wav(16_000, 1, 16, &[7; 64_000]);
    let mut found = Vec::new();
    let source = Cursor::new(whole[..33_000].to_vec());
    let recording = decode_clips(source, Cutting::default(), |clip| {
        found.push(clip);
        Ok(())
    });
    assert!(recording.unwrap().seconds > 0.9);
    assert_eq!(found.len(), 1);
}

#[test]
fn what_is_no_sound_is_said_to_be_none() {
    let code = |bytes: &[u8]| clips_of(bytes, Cutting::default()).err().unwrap().code();
    assert_eq!(code(b""), "sound.empty");
    assert_eq!(code(b"%PDF-1.7 and so on"), "sound.not-a-sound");
    assert_eq!(code(&fs::read(fixture("sound.png")).unwrap()), "sound.not-a-sound");
    assert_eq!(code(&wav(16_000, 1, 16, &[0; 2000])), "sound.too-short");
    assert_eq!(code(&wav(16_000, 1, 16, &[])), "sound.empty");
    assert_eq!(code(&wav(1000, 1, 16, &[0; 2000])), "sound.rate");
    assert_eq!(code(b"RIFF\x04\0\0\0WAVE"), "sound.damaged");
    // A film whose tracks are nowhere.
    assert_eq!(code(b"\0\0\0\x14ftypisom\0\0\0\0isom\0\0\0\x08mdat"), "sound.damaged");
}

#[test]
fn an_hour_takes_no_more_memory_than_a_clip() {
    let mut clips = Clips::new(48_000, Cutting::default()).unwrap();
    let piece: Vec<f32> = (0..48_000).map(|n| (n as f32 * 0.05).sin()).collect();
    let mut longest = 0.0_f64;
    let mut num_clips = 0;
    for _ in 0..600 {
        for clip in clips.push(&piece).unwrap() {
            longest = longest.max(clip.end_seconds - clip.start_seconds);
            num_clips += 1;
        }
    }
    num_clips += clips.finish().unwrap().len();
    assert_eq!((num_clips, longest), (120, 5.0));
}
