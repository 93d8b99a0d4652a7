//! A page that shows pictures and those near them.

use crate::features::{Near, NearGroup};
use std::{
    fmt::Write,
    path::{Path, PathBuf},
};

const HEAD: &str = r#"<!doctype html>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Similar pictures</title>
<style>
  body { font: 15px/1.4 system-ui, sans-serif; margin: 1.5rem; color-scheme: light dark; }
  ol { display: grid; grid-template-columns: repeat(auto-fill, minmax(11rem, 1fr)); gap: 1rem; padding: 0; list-style: none; }
  img { width: 100%; height: 9rem; object-fit: contain; background: #8882; }
  h2 img { width: 16rem; height: 12rem; display: block; }
  p { margin: .2rem 0; overflow-wrap: anywhere; }
</style>
"#;

/// The page. Pictures are linked where they lie, below `archive` if it is given.
pub fn contact_sheet(
    pictures: &[PathBuf],
    found: &[Vec<NearGroup>],
    archive: Option<&Path>,
) -> String {
    let mut page = HEAD.to_owned();
    for (picture, groups) in pictures.iter().zip(found) {
        let name = picture.display().to_string();
        // Writing into a string cannot fail.
        let _ = writeln!(page, "<h2>{}{}</h2>\n<ol>", image(picture), escaped(&name));
        for group in groups {
            let _ = writeln!(page, "<li>{}</li>", entry(group, archive));
        }
        page.push_str("</ol>\n");
    }
    page
}

fn entry(group: &NearGroup, archive: Option<&Path>) -> String {
    let Near { cosine, path, class, .. } = &group.nearest;
    let place = archive.map_or_else(|| PathBuf::from(path), |archive| archive.join(path));
    let class = class.as_deref().map(escaped).unwrap_or_default();
    let copies = match group.others.as_slice() {
        [] => String::new(),
        others => {
            let paths: Vec<String> = others.iter().map(|other| escaped(&other.path)).collect();
            format!("<p title=\"{}\">and {} nearly the same</p>", paths.join("\n"), others.len())
        }
    };
    format!("{}<p>{cosine:.3} {class}</p><p>{}</p>{copies}", image(&place), escaped(path))
}

/// Relative to the folder where the page is opened, or wherever the path leads from the root.
fn image(path: &Path) -> String {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let place: String = absolute
        .to_string_lossy()
        .replace('\\', "/")
        .bytes()
        .map(|byte| match byte {
            b'/' | b':' | b'-' | b'_' | b'.' | b'~' => char::from(byte).to_string(),
            byte if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect();
    let slash = if place.starts_with('/') { "" } else { "/" };
    format!("<img src=\"file://{slash}{place}\" alt=\"\" loading=\"lazy\">")
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            letter => escaped.push(letter),
        }
    }
    escaped
}
