//! `kiln-bindgen INPUT.wasm --out-dir DIR --out-name NAME`
//!
//! Writes `NAME.js`, `NAME.d.ts` and `NAME_bg.wasm`: the module as the page
//! imports it. This is `wasm-bindgen --target web` built from the library crate
//! that the command line tool itself is made of, so that nothing has to be
//! installed beside what `Cargo.lock` names. It only generates; which modules
//! there are and when they are out of date is `scripts/wasm.mjs`'s business.

mod arguments;

use std::process::ExitCode;

use anyhow::{Context, Result, ensure};
use arguments::{Arguments, USAGE};
use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let arguments = match arguments::parse(std::env::args_os().skip(1)) {
        Ok(arguments) => arguments,
        Err(problem) => {
            eprintln!("kiln-bindgen: {problem}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match generate(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("kiln-bindgen: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn generate(arguments: &Arguments) -> Result<()> {
    let input = arguments.input.as_path();
    ensure!(input.is_file(), "there is no file {}", input.display());
    Bindgen::new()
        .input_path(input)
        .out_name(&arguments.out_name)
        .web(true)?
        .typescript(true)
        // The names of functions are more than half of an unstripped module and
        // serve a debugger alone; the producers section names our compilers.
        .remove_name_section(true)
        .remove_producers_section(true)
        // Otherwise the glue holds `new URL('…_bg.wasm', import.meta.url)`, which
        // Vite would follow and ship a second copy beside the one asked for.
        .omit_default_module_path(true)
        .generate(&arguments.out_dir)
        .with_context(|| format!("cannot generate from {}", input.display()))
}
