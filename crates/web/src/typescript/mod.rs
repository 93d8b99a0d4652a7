//! `www/types/core.ts`, written from the structs: the TypeScript types of all messages and of what they
//! consist of, and the constants that both sides need.
//!
//! A test compares the file under version control with what the structs say now. `npm run types` runs the
//! same test with [`WRITE`] set, and then it writes the file.

mod constants;
mod declarations;
mod layout;

use std::{env, fs, path::Path};

/// The environment variable that makes the test write the file.
const WRITE: &str = "KILN_WRITE_TYPES";

const HEADER: &str = "\
// Generated from the structs in crates/core and crates/web by `npm run types`. Changes made by hand are lost,
// and `npm test` fails on them.
";

#[test]
fn the_types_of_the_page_are_those_of_the_structs() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../www/types/core.ts");
    let sections = [HEADER.to_owned(), declarations::declarations(), constants::constants()];
    let generated = sections.join("\n");
    if env::var_os(WRITE).is_some() {
        fs::write(&path, generated).expect("www/types can be written to");
        return;
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    let differing = committed.lines().zip(generated.lines()).find(|(old, new)| old != new);
    assert!(
        committed == generated,
        "www/types/core.ts is not what the structs say now; `npm run types` writes it anew. First difference: \
         {differing:?}"
    );
}
