//! Takes the Python half (`federation/`) into the program, so that one file is all that an organiser needs.

use std::{env, fs, io, path::Path};

fn main() -> io::Result<()> {
    let package = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../federation");
    println!("cargo::rerun-if-changed={}", package.display());
    let mut files: Vec<_> =
        ["requirements.txt", "pyproject.toml", "LICENSE"].map(|name| package.join(name)).into();
    for entry in fs::read_dir(package.join("kiln_federation")).into_iter().flatten() {
        files.push(entry?.path());
    }
    files.retain(|file| file.is_file());
    files.sort();
    let mut list = String::from("&[\n");
    for file in files {
        let name = file.strip_prefix(&package).unwrap_or(&file).display();
        list += &format!("    ({:?}, include_bytes!({:?})),\n", name.to_string(), file);
    }
    list += "]\n";
    let out = env::var_os("OUT_DIR").unwrap_or_default();
    fs::write(Path::new(&out).join("package.rs"), list)
}
