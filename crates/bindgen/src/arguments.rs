//! The command line of `kiln-bindgen`, read by hand: a parser crate would take
//! longer to compile than the rest of this tool's own code, and nobody but
//! `scripts/wasm.mjs` calls it.

use std::ffi::OsString;
use std::path::PathBuf;

pub const USAGE: &str = "usage: kiln-bindgen INPUT.wasm --out-dir DIR --out-name NAME";

#[derive(Debug, PartialEq, Eq)]
pub struct Arguments {
    pub input: PathBuf,
    pub out_dir: PathBuf,
    pub out_name: String,
}

/// Reads the arguments that follow the program's name.
///
/// # Errors
/// A sentence naming the argument that is missing, repeated or unknown.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Arguments, String> {
    let mut arguments = arguments.into_iter();
    let (mut input, mut out_dir, mut out_name) = (None, None, None);
    while let Some(argument) = arguments.next() {
        let (slot, value) = match argument.to_str() {
            Some("--out-dir") => (&mut out_dir, arguments.next()),
            Some("--out-name") => (&mut out_name, arguments.next()),
            Some(flag) if flag.starts_with('-') => return Err(format!("unknown option {flag}")),
            _ => (&mut input, Some(argument.clone())),
        };
        let shown = argument.to_string_lossy();
        let value = value.ok_or_else(|| format!("{shown} needs a value"))?;
        if slot.replace(value).is_some() {
            return Err(format!("unexpected second value at {shown}"));
        }
    }
    let out_name = out_name.ok_or("--out-name is missing")?;
    Ok(Arguments {
        input: input.ok_or("the input file is missing")?.into(),
        out_dir: out_dir.ok_or("--out-dir is missing")?.into(),
        out_name: out_name.into_string().map_err(|_| "--out-name is not valid UTF-8")?,
    })
}

#[cfg(test)]
mod tests {
    use super::{Arguments, parse};

    fn parse_line(line: &str) -> Result<Arguments, String> {
        parse(line.split_whitespace().map(Into::into))
    }

    #[test]
    fn reads_a_whole_command() {
        let expected =
            Arguments { input: "a.wasm".into(), out_dir: "out".into(), out_name: "kiln".into() };
        assert_eq!(parse_line("--out-dir out a.wasm --out-name kiln"), Ok(expected));
    }

    #[test]
    fn names_what_is_wrong() {
        let cases = [
            ("--out-dir out --out-name kiln", "the input file is missing"),
            ("a.wasm --out-name kiln", "--out-dir is missing"),
            ("a.wasm --out-dir out", "--out-name is missing"),
            ("a.wasm --out-name kiln --out-dir", "--out-dir needs a value"),
            ("a.wasm b.wasm", "unexpected second value at b.wasm"),
            ("a.wasm --frob", "unknown option --frob"),
        ];
        for (line, message) in cases {
            assert_eq!(parse_line(line), Err(message.to_owned()), "{line}");
        }
    }
}
