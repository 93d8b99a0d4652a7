//! Tables of labels beside folders of pictures, and tables of texts.

use crate::round::{Outcome, Round, turn};
use kiln_core::{
    dataset::{LabelTable, Place, layout},
    text::{AskedColumns, GramSpec, TextTable, inspect_text},
};

#[test]
fn altered_tables_sort_pictures_or_do_not() {
    let _turn = turn();
    let paths: Vec<String> = (0..40).map(|i| format!("images/{i}.jpg")).collect();
    let rows = |line: &dyn Fn(usize) -> String| -> Vec<u8> {
        (0..40).flat_map(|i| line(i).into_bytes()).collect()
    };
    let seeds = [
        [b"image,label\n".to_vec(), rows(&|i| format!("{i}.jpg,{}\n", i % 3))].concat(),
        [b"\xef\xbb\xbfid;breed\r\n".to_vec(), rows(&|i| format!("{i};\"a {}\"\r\n", i % 4))]
            .concat(),
    ];
    Round {
        kind: "table",
        seeds: &seeds,
        codes: &[],
        most_memory: &|file| 64 * file.len() + (1 << 20),
        mend: &|_, _| {},
        read: &|file| {
            let text = String::from_utf8_lossy(file).into_owned();
            let tables = [LabelTable { path: "labels.csv".into(), text }];
            let found = layout(&paths, &tables, None);
            assert_eq!(found.places.len(), paths.len());
            for place in &found.places {
                if let Place::Class { class, .. } = place {
                    assert!(*class < found.classes.len());
                }
            }
            Outcome::Taken
        },
    }
    .run();
}

#[test]
fn altered_tables_of_texts_are_read_or_refused() {
    let _turn = turn();
    let rows = |line: &dyn Fn(usize) -> String| -> Vec<u8> {
        (0..40).flat_map(|i| line(i).into_bytes()).collect()
    };
    let seeds = [
        [b"text,class\n".to_vec(), rows(&|i| format!("\"row {i}, or 行\",{}\n", i % 3))].concat(),
        rows(&|i| format!("{{\"text\":\"row {i}\",\"class\":\"{}\",\"id\":{i}}}\n", i % 3)),
    ];
    Round {
        kind: "table of texts",
        seeds: &seeds,
        codes: &["table."],
        most_memory: &|file| 96 * file.len() + (1 << 20),
        mend: &|_, _| {},
        read: &|file| {
            let text = String::from_utf8_lossy(file);
            let name = if text.starts_with('{') { "texts.jsonl" } else { "texts.csv" };
            match TextTable::parse(name, &text, &AskedColumns::default()) {
                Ok(table) => {
                    for (text, _) in table.texts() {
                        inspect_text(text);
                        GramSpec::STANDARD.pairs(text);
                    }
                    Outcome::Taken
                }
                Err(error) => Outcome::Refused(error.code()),
            }
        },
    }
    .run();
}
