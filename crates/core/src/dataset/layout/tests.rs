//! One row a way in which people keep pictures.

use super::{LabelTable, Layout, Place, ReadyPart, layout};

fn laid_out(paths: &[&str]) -> Layout {
    layout(&paths.iter().map(|path| (*path).to_owned()).collect::<Vec<_>>(), &[], None)
}

/// The class of each file, "–" where it has none.
fn names(layout: &Layout) -> Vec<&str> {
    let name = |place: &Place| match place {
        Place::Class { class, .. } => *class,
        _ => usize::MAX,
    };
    layout
        .places
        .iter()
        .map(|place| layout.classes.get(name(place)).map_or("–", String::as_str))
        .collect()
}

#[test]
fn the_level_that_tells_classes_apart_is_found() {
    let table: &[(&str, &[&str], &[&str])] = &[
        ("folders", &["cats/1.jpg", "dogs/1.jpg"], &["cats", "dogs"]),
        ("one wrapping folder", &["pets/cats/1.jpg", "pets/dogs/1.jpg"], &["cats", "dogs"]),
        ("two wrapping folders", &["a/b/cats/1.jpg", "a/b/dogs/1.jpg"], &["cats", "dogs"]),
        ("backslashes", &[r"pets\cats\1.jpg", r"pets\dogs\1.jpg"], &["cats", "dogs"]),
        ("dot and slash", &["./cats/1.jpg", "./dogs/1.jpg"], &["cats", "dogs"]),
        ("images below", &["tiny/cats/images/1.jpg", "tiny/dogs/images/1.jpg"], &["cats", "dogs"]),
        (
            "years below",
            &["a/cats/2023/1.jpg", "a/cats/2024/2.jpg", "a/dogs/2023/1.jpg"],
            &["cats", "cats", "dogs"],
        ),
        (
            "years above",
            &["2023/cats/1.jpg", "2023/dogs/1.jpg", "2024/cats/1.jpg", "2024/dogs/1.jpg"],
            &["cats", "dogs", "cats", "dogs"],
        ),
        ("digits as classes", &["0/a.png", "1/a.png", "2/a.png"], &["0", "1", "2"]),
        (
            "more below one",
            &["cats/1.jpg", "cats/more/2.jpg", "dogs/1.jpg"],
            &["cats", "cats", "dogs"],
        ),
        ("a single class", &["cats/1.jpg", "cats/2.jpg"], &["cats", "cats"]),
        (
            "a single class in images",
            &["cats/images/1.jpg", "cats/images/2.jpg"],
            &["cats", "cats"],
        ),
        ("no folder", &["1.jpg", "2.jpg"], &["", ""]),
        ("one beside", &["cats/1.jpg", "dogs/1.jpg", "cover.jpg"], &["cats", "dogs", "–"]),
        ("spaces around", &["cats /1.jpg", "cats/2.jpg", " dogs/1.jpg"], &["cats", "cats", "dogs"]),
        (
            "Teachable Machine",
            &["Cat-!-0.jpg", "Cat-!-1.jpg", "Dog-!-0.jpg"],
            &["Cat", "Cat", "Dog"],
        ),
    ];
    for (what, paths, expected) in table {
        assert_eq!(names(&laid_out(paths)), *expected, "{what}");
    }
}

#[test]
fn what_systems_leave_behind_is_no_picture() {
    for junk in [
        "__MACOSX/cats/._1.jpg",
        ".ipynb_checkpoints/1.jpg",
        "cats/.ipynb_checkpoints/1.jpg",
        "cats/@eaDir/1.jpg/T.jpg",
        "cats/Thumbs.db",
        "cats/desktop.ini",
        "cats/.DS_Store",
        "$RECYCLE.BIN/1.jpg",
        "#recycle/1.jpg",
    ] {
        let found = laid_out(&["cats/1.jpg", "dogs/1.jpg", junk]);
        assert_eq!(found.places[2], Place::Junk, "{junk}");
        assert_eq!(found.classes, ["cats", "dogs"], "{junk}");
    }
}

#[test]
fn a_ready_split_is_told() {
    let before = ["data/train/cats/1.jpg", "data/valid/cats/2.jpg", "data/test/dogs/1.jpg"];
    let after = ["cats/Training/1.jpg", "cats/val/2.jpg", "dogs/test/1.jpg"];
    for paths in [before, after] {
        let found = laid_out(&paths);
        assert_eq!(found.classes, ["cats", "dogs"]);
        let part = |part| Some(part);
        assert_eq!(found.places[0], Place::Class { class: 0, part: part(ReadyPart::Train) });
        assert_eq!(found.places[1], Place::Class { class: 0, part: part(ReadyPart::Validation) });
        assert_eq!(found.places[2], Place::Class { class: 1, part: part(ReadyPart::Test) });
    }
    // A class of trains is no part of the data.
    assert_eq!(laid_out(&["train/1.jpg", "car/1.jpg"]).classes, ["train", "car"]);
}

#[test]
fn where_another_level_is_as_likely_a_person_is_asked() {
    let paths =
        ["cats/indoor/1.jpg", "cats/outdoor/1.jpg", "dogs/indoor/1.jpg", "dogs/outdoor/1.jpg"];
    let found = laid_out(&paths);
    assert!(found.is_ambiguous);
    assert_eq!(found.classes, ["cats", "dogs"]);
    let other: Vec<&str> =
        found.levels[1].classes.iter().map(|class| class.name.as_str()).collect();
    assert_eq!(other, ["indoor", "outdoor"]);
    let paths = paths.map(String::from);
    assert_eq!(layout(&paths, &[], Some(1)).classes, ["indoor", "outdoor"]);
    // A level that there is not changes nothing.
    assert_eq!(layout(&paths, &[], Some(7)).classes, ["cats", "dogs"]);
    for certain in
        [&["cats/1.jpg", "dogs/1.jpg"][..], &["t/cats/images/1.jpg", "t/dogs/images/1.jpg"]]
    {
        assert!(!laid_out(certain).is_ambiguous);
    }
}

#[test]
fn tables_of_labels_are_read() {
    let paths = ["k/images/a1.jpg", "k/images/a2.jpg", "k/images/a3.jpg", "k/images/a4.jpg"]
        .map(String::from);
    for (path, text) in [
        ("train.csv", "file,label\na1.jpg,cat\na2.jpg,dog\na3.jpg,cat\na4.jpg,dog\n"),
        ("train.csv", "\u{feff}id;Breed\r\na1;cat\r\na2;dog\r\na3;cat\r\na4;dog\r\n"),
        (
            "l.tsv",
            "path\twidth\tkind\nimages/a1.jpg\t1\tcat\nimages/a2.jpg\t2\tdog\nx/a3.jpg\t3\tcat\na4.jpg\t4\tdog\n",
        ),
        ("q.csv", "name,species\n\"a1.jpg\",\"cat\"\na2.jpg,dog\na3.jpg,cat\na4.jpg,dog\n"),
    ] {
        let tables = [LabelTable { path: path.to_owned(), text: text.to_owned() }];
        assert_eq!(names(&layout(&paths, &tables, None)), ["cat", "dog", "cat", "dog"], "{text}");
    }
    let partial =
        [LabelTable { path: "t.csv".into(), text: "file,label\na1.jpg,cat\na2.jpg,dog\n".into() }];
    assert_eq!(names(&layout(&paths, &partial, None)), ["cat", "dog", "–", "–"]);
    // A table of something else changes nothing, nor does one beside folders that tell classes apart.
    let other = [LabelTable { path: "t.csv".into(), text: "city,people\nUlm,1\nBern,2\n".into() }];
    assert_eq!(names(&layout(&paths, &other, None)), ["k"; 4]);
    let folders = ["cat/a1.jpg", "dog/a2.jpg"].map(String::from);
    let lie =
        [LabelTable { path: "t.csv".into(), text: "file,label\na1.jpg,x\na2.jpg,y\n".into() }];
    assert_eq!(names(&layout(&folders, &lie, None)), ["cat", "dog"]);
}

#[test]
fn numbered_samples_take_their_labels_from_the_metadata() {
    let paths = ["samples/0_1.png", "samples/1_1.png", "samples/1_2.png"].map(String::from);
    let tables =
        [LabelTable { path: "metadata.json".into(), text: r#"{"labels":["Cat","Dog"]}"#.into() }];
    assert_eq!(names(&layout(&paths, &tables, None)), ["Cat", "Dog", "Dog"]);
}
