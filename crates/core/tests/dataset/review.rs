//! Copies, look-alikes and counts: what is worth a look, and what belongs together.

use crate::{inspected, item, map_channels, photo_item, photos, spread};
use image::{codecs::jpeg::JpegEncoder, imageops};
use kiln_core::dataset::{Finding, PictureProblem, groups, review};

fn duplicates(findings: &[Finding]) -> Vec<&Finding> {
    let is_duplicate = |finding: &&Finding| {
        matches!(finding, Finding::Duplicate { .. } | Finding::CrossClassDuplicate { .. })
    };
    findings.iter().filter(is_duplicate).collect()
}

#[test]
fn copies_are_grouped_with_their_original_and_with_nothing_else() {
    let photos = photos();
    let mut items = Vec::new();
    let mut expected = Vec::new();
    for (index, photo) in photos.iter().enumerate() {
        let mut jpeg = Vec::new();
        photo.to_rgb8().write_with_encoder(JpegEncoder::new_with_quality(&mut jpeg, 40)).unwrap();
        let (width, height) = (photo.width() * 9 / 10, photo.height() * 9 / 10);
        let copies = [
            photo.clone(),
            image::load_from_memory(&jpeg).unwrap(),
            photo.resize_exact(width, height, imageops::FilterType::CatmullRom),
            map_channels(photo, |value| (value * 1.1).min(255.0)),
            map_channels(photo, |value| value * 0.9),
        ];
        for copy in copies {
            items.push(item(inspected(&copy), index % 2));
            expected.push(index);
        }
    }
    assert_eq!(groups(&items), expected);
    let findings = review(&items, 2);
    let found = duplicates(&findings);
    assert_eq!(found.len(), photos.len());
    assert_eq!(
        found[3],
        &Finding::Duplicate { pictures: (15..20).collect(), is_exact: false },
        "in the order of pictures"
    );
}

#[test]
fn the_file_and_the_picture_decide_what_is_exact() {
    let mut items: Vec<_> = [0_u64, 0, u64::MAX, 0, 0xffff, u64::MAX]
        .into_iter()
        .zip([0, 0, 0, 1, 1, 0])
        .map(|(hash, class)| photo_item(hash, class))
        .collect();
    for picture in [0, 1, 3] {
        items[picture].sha256 = Some("same".into());
    }
    let findings = review(&items, 2);
    assert_eq!(
        duplicates(&findings),
        [
            &Finding::CrossClassDuplicate { pictures: vec![0, 1, 3], is_exact: true },
            &Finding::Duplicate { pictures: vec![0, 1], is_exact: true },
            &Finding::Duplicate { pictures: vec![2, 5], is_exact: false },
        ]
    );
    assert_eq!(groups(&items), [0, 0, 1, 0, 2, 1]);

    // In one burst pictures are alike on purpose, but belong together.
    for picture in [2, 5] {
        items[picture].burst = Some("burst".into());
    }
    assert_eq!(duplicates(&review(&items, 2)).len(), 2);
    assert_eq!(groups(&items), [0, 0, 1, 0, 2, 1]);
    // A picture without a class is nobody's duplicate, but belongs to its burst.
    items[5].class = None;
    items[5].inspection.hash = "not a hash".into();
    assert_eq!(groups(&items), [0, 0, 1, 0, 2, 1]);
}

#[test]
fn embeddings_decide_where_hashes_do_not() {
    let embedding = |angle: f32| {
        let mut values = vec![0.0; 1280];
        (values[0], values[1279]) = (angle.cos(), angle.sin());
        Some(values)
    };
    let twelve_bits = 0xfff;
    let alike = |hash: u64, angle: f32| {
        let mut items = [photo_item(0, 0), photo_item(hash, 0)];
        items[0].embedding = embedding(0.0);
        items[1].embedding = embedding(angle);
        groups(&items) == [0, 0]
    };
    assert!(alike(twelve_bits, 0.3), "cosine 0.955");
    assert!(!alike(twelve_bits, 0.5), "cosine 0.878");
    assert!(!alike(u64::MAX, 0.0), "hashes that have nothing in common");
    assert!(alike(0xf, 1.5), "hashes that are near enough");
    let without = [photo_item(0, 0), photo_item(twelve_bits, 0)];
    assert_eq!(groups(&without), [0, 1]);
}

#[test]
fn counts_are_reviewed() {
    let items: Vec<_> =
        (0..3003).map(|index| photo_item(spread(index), (index / 3000) as usize)).collect();
    let findings = review(&items, 3);
    let imbalance =
        Finding::Imbalance { largest_class: 0, largest: 3000, smallest_class: 1, smallest: 3 };
    assert_eq!(
        findings[..3],
        [
            Finding::TooFew { class: 1, count: 3, needed: 10 },
            Finding::EmptyClass { class: 2 },
            imbalance.clone(),
        ]
    );
    assert_eq!(review(&[], 1), [Finding::TooFewClasses, Finding::EmptyClass { class: 0 }]);
    assert_eq!(
        serde_json::to_string(&imbalance).unwrap(),
        r#"{"kind":"imbalance","largestClass":0,"largest":3000,"smallestClass":1,"smallest":3}"#
    );
    let problem = Finding::Problem { picture: 4, problem: PictureProblem::TooDark };
    assert_eq!(
        serde_json::to_string(&problem).unwrap(),
        r#"{"kind":"problem","picture":4,"problem":"too-dark"}"#
    );
}

#[test]
fn looks_join_every_one_with_every_other_or_not_at_all() {
    // 0 – 6 – 12 – 18 bits: each is near the next, and no further.
    let chain: Vec<_> = [0, 0x3f, 0xfff, 0x3_ffff].map(|hash| photo_item(hash, 0)).into();
    assert_eq!(groups(&chain), [0, 0, 1, 1]);
    // The nearest pair comes first, wherever it stands.
    let late: Vec<_> = [0, 0x3f, 0x7f].map(|hash| photo_item(hash, 0)).into();
    assert_eq!(groups(&late), [0, 0, 0]);
    let torn_off: Vec<_> = [0, 0xff, 0x1ff, 0x3ff].map(|hash| photo_item(hash, 0)).into();
    assert_eq!(groups(&torn_off), [0, 1, 1, 1]);
    // Pictures of another class are no bridge, and equal files of two classes do not keep a copy away.
    let mut classes: Vec<_> =
        [(0, 0), (0x3, 1), (0x1, 0)].map(|(hash, class)| photo_item(hash, class)).into();
    assert_eq!(groups(&classes), [0, 1, 0]);
    (classes[0].sha256, classes[1].sha256) = (Some("same".into()), Some("same".into()));
    assert_eq!(groups(&classes), [0, 0, 0]);
}

#[test]
fn pictures_of_which_less_than_half_is_seen_are_found_for_each_class() {
    let shaped = |width, height, class| {
        let mut item = photo_item(0, class);
        (item.inspection.width, item.inspection.height) = (width, height);
        item
    };
    let mut items = vec![
        shaped(900, 300, 1),
        shaped(400, 300, 0),
        shaped(300, 900, 1),
        shaped(1600, 900, 0),
        // 3 : 2, as cameras take them, is just more than half.
        shaped(600, 400, 0),
        shaped(4000, 500, 0),
    ];
    items[5].class = None;
    let unseen: Vec<_> = review(&items, 2)
        .into_iter()
        .filter(|finding| matches!(finding, Finding::MostlyUnseen { .. }))
        .collect();
    assert_eq!(
        unseen,
        [
            Finding::MostlyUnseen { class: 0, pictures: vec![3] },
            Finding::MostlyUnseen { class: 1, pictures: vec![0, 2] },
        ]
    );
}
