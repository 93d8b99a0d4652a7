//! Files that systems, archivers and tools leave behind.

/// Folders that hold nothing that a person put there: macOS's archives and disks, Synology's and
/// QNAP's thumbnails, Windows' bins.
const JUNK_FOLDERS: [&str; 9] = [
    "__macosx",
    "@eadir",
    "@tmp",
    "#recycle",
    "$recycle.bin",
    "system volume information",
    "lost+found",
    "@__thumb",
    "__pycache__",
];

/// Files that systems write beside pictures.
const JUNK_FILES: [&str; 4] = ["thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r"];

/// Whether the file at `parts` (its folders and its name) is no one's picture.
pub fn is_junk(parts: &[&str]) -> bool {
    let is_hidden = |part: &&str| part.starts_with('.') && **part != *"..";
    let Some((name, folders)) = parts.split_last() else {
        return true;
    };
    let is_named = |list: &[&str], part: &str| list.contains(&part.to_lowercase().as_str());
    parts.iter().any(is_hidden)
        || folders.iter().any(|folder| is_named(&JUNK_FOLDERS, folder))
        || is_named(&JUNK_FILES, name)
}
