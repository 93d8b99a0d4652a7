//! `kiln similar`: the pictures of an archive that look most like one.

#![allow(clippy::unwrap_used, reason = "a failing step should stop the test")]

mod common;
#[path = "common/features.rs"]
mod features;

use common::{complaint, fixture, flowers, json_lines, kiln, path, text};
use features::{rewrite, rows};
use std::fs;

#[test]
fn the_nearest_come_first_and_copies_count_as_one() {
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("archive");
    for class in ["daisy", "roses"] {
        fs::create_dir_all(archive.join(class)).unwrap();
        for file in fs::read_dir(flowers().join(class)).unwrap() {
            let file = file.unwrap().path();
            fs::copy(&file, archive.join(class).join(file.file_name().unwrap())).unwrap();
        }
    }
    fs::copy(fixture("pictures/bird.jpg"), archive.join("daisy/b <bird> \u{1b}[2J.jpg")).unwrap();
    fs::copy(fixture("pictures/bird.jpg"), archive.join("daisy/a bird.jpg")).unwrap();
    // More than are looked at first.
    for number in 0..39 {
        let copy = archive.join("daisy").join(format!("c{number}.jpg"));
        fs::copy(fixture("pictures/bird.jpg"), copy).unwrap();
    }
    fs::copy(fixture("bad/renamed-pdf.jpg"), archive.join("roses/broken.jpg")).unwrap();
    let features = folder.path().join("features");
    for shard in ["0/2", "1/2"] {
        let call = ["embed", path(&archive), "-o", path(&features), "--shard", shard];
        text(&kiln(&call));
    }
    let (bird, page) = (fixture("pictures/bird.jpg"), folder.path().join("page.html"));
    let of = ["similar", path(&bird), "--features", path(&features)];
    let shown = ["--html", path(&page), "--archive", path(&archive)];
    let found = text(&kiln(&[of.as_slice(), &["-n", "4", "--json"], &shown].concat()));
    let found = json_lines(&found).remove(0);
    let similar = found["similar"].as_array().unwrap();
    assert_eq!(similar.len(), 4);
    assert_eq!(similar[0]["file"], "daisy/a bird.jpg");
    assert_eq!(similar[0]["class"], "daisy");
    assert!((similar[0]["cosine"].as_f64().unwrap() - 1.0).abs() < 1e-5);
    let copies = similar[0]["nearDuplicates"].as_array().unwrap();
    assert_eq!((copies.len(), &copies[0]["file"]), (40, &"daisy/b <bird> \u{1b}[2J.jpg".into()));

    // What is found is what comparing all rows finds.
    let mut expected: Vec<(f64, String)> = Vec::new();
    let all: Vec<_> =
        fs::read_dir(&features).unwrap().flat_map(|file| rows(&file.unwrap().path())).collect();
    let of_row = |name: &str| all.iter().find(|row| row.path == name).unwrap();
    let query = of_row("daisy/a bird.jpg").features.clone().unwrap();
    let dot = |a: &[f32], b: &[f32]| -> f64 {
        a.iter().zip(b).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum()
    };
    for row in all.iter().filter(|row| {
        row.sha256 != of_row("daisy/b <bird> \u{1b}[2J.jpg").sha256
            || row.path == "daisy/a bird.jpg"
    }) {
        let Some(values) = &row.features else { continue };
        let cosine = dot(&query, values) / (dot(&query, &query) * dot(values, values)).sqrt();
        expected.push((cosine, row.path.clone()));
    }
    expected.sort_by(|a, b| b.0.total_cmp(&a.0));
    for (near, (cosine, path)) in similar.iter().zip(&expected) {
        assert_eq!(near["file"], path.as_str());
        assert!((near["cosine"].as_f64().unwrap() - cosine).abs() < 1e-5);
    }

    let page = fs::read_to_string(page).unwrap();
    assert_eq!(page.matches("<img").count(), 5);
    assert!(page.contains("/archive/daisy/a%20bird.jpg\""), "{page}");
    assert!(page.contains("b &lt;bird&gt; ") && !page.contains("<bird>"));
    let said = text(&kiln(&of));
    assert!(said.contains("a bird.jpg (daisy), and 40 nearly the same"), "{said}");
    assert!(!said.replace('\n', "").contains(char::is_control));

    let one = features.join("part-00001-of-00002.parquet");
    rewrite(&one, "kiln.arithmetic", Some("by hand"));
    assert!(complaint(&kiln(&of)).contains("computed in another way (by hand)"));
    fs::write(&one, "no features").unwrap();
    assert!(complaint(&kiln(&of)).contains("it is damaged, or no Parquet file"));
    let broken = archive.join("roses/broken.jpg");
    let said = complaint(&kiln(&["similar", path(&broken), "--features", path(&features)]));
    assert!(said.contains("broken.jpg: this is not a picture"), "{said}");
}
