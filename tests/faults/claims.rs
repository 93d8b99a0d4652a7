//! Pictures that claim what they are not. None costs more than its own pixels, and those are there.

use crate::pictures::{mend_png, solid_webp};
use crate::round::{Measured, Outcome, measure, turn};
use flate2::{Compression, write::ZlibEncoder};
use kiln_core::picture::decode;
use std::{fs, io::Write, path::PathBuf, process::Command};

fn fixture(name: &str) -> Vec<u8> {
    let fixtures = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/bad");
    fs::read(format!("{fixtures}/{name}")).unwrap()
}

/// A WebP with a part for its orientation that claims 4 GB and ends with the file.
fn webp_that_claims_gigabytes() -> Vec<u8> {
    let simple = fixture("webp.webp");
    let [width, height] = [320_u32, 214].map(|side| (side - 1).to_le_bytes());
    let mut file = b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\x08\0\0\0".to_vec();
    file.extend([&width[..3], &height[..3], &simple[12..], b"EXIF\xf0\xff\xff\xffMM\0*"].concat());
    let length = file.len() as u32 - 8;
    file[4..8].copy_from_slice(&length.to_le_bytes());
    file
}

/// A PNG of 16 × 16 pixels whose profile of colours unpacks to 256 MB.
fn png_with_a_bomb() -> Vec<u8> {
    let mut packer = ZlibEncoder::new(Vec::new(), Compression::fast());
    let noughts = vec![0; 1 << 20];
    for _ in 0..256 {
        packer.write_all(&noughts).unwrap();
    }
    let profile = [b"profile\0\0", packer.finish().unwrap().as_slice()].concat();
    // The filter of each row is its first byte, and there is none with the number 7.
    let mut rows = vec![7; 16 * 17];
    rows.iter_mut().step_by(17).for_each(|filter| *filter = 0);
    let mut packer = ZlibEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(&rows).unwrap();
    let header = [0, 0, 0, 16, 0, 0, 0, 16, 8, 0, 0, 0, 0];
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    let chunks: [(&[u8], &[u8]); 4] = [
        (b"IHDR", &header),
        (b"iCCP", &profile),
        (b"IDAT", &packer.finish().unwrap()),
        (b"IEND", b""),
    ];
    for (name, data) in chunks {
        file.extend([&(data.len() as u32).to_be_bytes(), name, data, &[0; 4]].concat());
    }
    mend_png(&mut file);
    file
}

/// A JPEG that claims 10,000 × 10,000 pixels.
fn jpeg_that_claims_pixels() -> Vec<u8> {
    let mut file = fixture("gray.jpg");
    let frame = file.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    file[frame + 5..frame + 9].copy_from_slice(&[39, 16, 39, 16]);
    file
}

fn png_that_claims_pixels() -> Vec<u8> {
    let mut file = fixture("transparent.png");
    file[16..24].copy_from_slice(&[0, 0, 39, 16, 0, 0, 39, 16]);
    mend_png(&mut file);
    file
}

fn webp_that_claims_pixels() -> Vec<u8> {
    let mut file = fixture("webp.webp");
    // Behind the chunk's header, the frame's tag and its start code.
    file[26..30].copy_from_slice(&[16, 39, 16, 39]);
    file
}

/// The name, the file, the code of its error, and the most megabytes that it may cost.
fn claims() -> [(&'static str, Vec<u8>, Option<&'static str>, usize); 6] {
    let damaged = Some("picture.damaged");
    [
        ("gigabytes.webp", webp_that_claims_gigabytes(), None, 4),
        ("bomb.png", png_with_a_bomb(), None, 60),
        ("pixels.jpg", jpeg_that_claims_pixels(), damaged, 1),
        ("pixels.png", png_that_claims_pixels(), damaged, 1),
        ("pixels.webp", webp_that_claims_pixels(), damaged, 1),
        // It has so many pixels indeed: four bytes each, and what the decoder unpacks to.
        ("solid.webp", solid_webp(5000, 4000), None, 170),
    ]
}

#[test]
fn what_is_claimed_is_not_paid_for() {
    let _turn = turn();
    for (name, file, code, most_megabytes) in claims() {
        let read = |file: &[u8]| match decode(file) {
            Ok(_) => Outcome::Taken,
            Err(error) => Outcome::Refused(error.code()),
        };
        let Measured { outcome, time, memory } = measure(&read, &file);
        let said = match outcome.unwrap() {
            Outcome::Taken => None,
            Outcome::Refused(code) => Some(code),
        };
        println!("{name}: {:.1} MB, {} ms", memory as f64 / 1e6, time.as_millis());
        assert_eq!(said, code, "{name}");
        assert!(memory < most_megabytes << 20, "{name} took {memory} bytes");
        assert!(time.as_secs() < 2, "{name} took {time:?}");
    }
}

#[test]
fn a_batch_goes_on_behind_them_and_names_them() {
    let _turn = turn();
    let folder = tempfile::tempdir().unwrap();
    let mut paths: Vec<PathBuf> = Vec::new();
    for (name, file, ..) in claims() {
        paths.push(folder.path().join(name));
        fs::write(paths.last().unwrap(), file).unwrap();
    }
    paths.push(PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/fixtures/pictures/bird.jpg"
    )));
    let mut kiln = Command::new(env!("CARGO_BIN_EXE_kiln"));
    let output = kiln.args(["classify", "--top", "1"]).args(&paths).output().unwrap();
    let (text, complaints) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(text.contains("bird.jpg") && text.contains("chickadee"), "{text}{complaints}");
    for (name, _, code, _) in claims() {
        let place = if code.is_some() { &complaints } else { &text };
        assert!(place.contains(name), "{name}: {text}{complaints}");
    }
    assert!(complaints.contains("3 of 7 pictures failed"), "{complaints}");
}
