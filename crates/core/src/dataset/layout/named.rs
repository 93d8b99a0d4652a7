//! Classes by the names that tools give to files.

use super::{Classes, LabelTable, Layout, Place, junk::is_junk};

/// Between class and number in the projects of Teachable Machine: `cats-!-12.jpg`.
const TEACHABLE_MACHINE: &str = "-!-";

/// The layout, where all files are named by a tool that is known.
pub(super) fn by_names(files: &[Vec<&str>], tables: &[LabelTable]) -> Option<Layout> {
    by(files, |name| Some(name.split_once(TEACHABLE_MACHINE)?.0.to_owned())).or_else(|| {
        tables.iter().filter_map(LabelTable::labels).find_map(|labels| by_numbers(files, &labels))
    })
}

/// `samples/0_17.png` beside a `metadata.json` with labels: the projects of genai-tm.
/// Source: knicos/genai-classifier, lib/ClassifierApp.ts.
fn by_numbers(files: &[Vec<&str>], labels: &[String]) -> Option<Layout> {
    by(files, |name| labels.get(name.split_once('_')?.0.parse::<usize>().ok()?).cloned())
}

fn by(files: &[Vec<&str>], class_of: impl Fn(&str) -> Option<String>) -> Option<Layout> {
    let mut classes = Classes::default();
    let mut places = Vec::new();
    for parts in files {
        if is_junk(parts) {
            places.push(Place::Junk);
            continue;
        }
        let name = class_of(parts.last()?)?;
        places.push(Place::Class { class: classes.position(name.trim()), part: None });
    }
    let is_any = !classes.names.is_empty();
    is_any.then_some(Layout {
        classes: classes.names,
        places,
        level: None,
        levels: vec![],
        is_ambiguous: false,
    })
}
