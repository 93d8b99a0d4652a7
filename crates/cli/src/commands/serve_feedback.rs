use crate::output::check_place;
use crate::shown::shown;
use anyhow::{Context, Result};
use clap::Args;
use kiln_core::feedback::MAX_JSON_BYTES;
use kiln_feedback::{AllowedOrigins, Limits, Rate, Server, Store, serve};
use std::{
    net::SocketAddr,
    path::PathBuf,
    process::ExitCode,
    sync::{Arc, Mutex, PoisonError},
};

#[derive(Args)]
pub struct Arguments {
    /// Where answers are kept, one JSON object a line.
    #[arg(long)]
    file: PathBuf,
    /// The address to listen on. Put a proxy with HTTPS in front before readers come.
    #[arg(long, default_value = "127.0.0.1:8787")]
    listen: SocketAddr,
    /// An origin whose pages may send answers: `https://example.org`. May be given several times; `null` is what
    /// pages opened from a file send, `*` is everybody.
    #[arg(long, required = true, value_name = "ORIGIN")]
    allow_origin: Vec<String>,
    /// The longest answer, in bytes. Pictures are at most 300 kB, in base64 400 kB.
    #[arg(long, default_value_t = MAX_JSON_BYTES as u32, value_parser = clap::value_parser!(u32).range(1_000..=10_000_000))]
    max_bytes: u32,
    /// Requests of one address in a minute.
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..))]
    rate: u32,
    /// The largest file, in bytes. What comes when it is full is refused.
    #[arg(long, default_value_t = 500_000_000)]
    max_file_bytes: u64,
    /// Count by the last entry of X-Forwarded-For, which the proxy in front has to set.
    #[arg(long)]
    behind_proxy: bool,
}

pub fn run(arguments: Arguments) -> Result<ExitCode> {
    let origins = AllowedOrigins::new(&arguments.allow_origin)?;
    check_place(&arguments.file)?;
    let store = Arc::new(Mutex::new(Store::open(&arguments.file, arguments.max_file_bytes)?));
    let limits =
        Limits { max_bytes: arguments.max_bytes as usize, is_behind_proxy: arguments.behind_proxy };
    let server = Server { store: store.clone(), rate: Rate::new(arguments.rate), origins, limits };
    let state = || {
        let num_kept = store.lock().unwrap_or_else(PoisonError::into_inner).num_kept();
        format!("Answers in {}: {num_kept}", shown(arguments.file.display()))
    };
    let num_set_aside = store.lock().unwrap_or_else(PoisonError::into_inner).num_set_aside();
    if num_set_aside > 0 {
        eprintln!(
            "{num_set_aside} bytes were no answers, as a power cut leaves them; they are in {}.damaged now",
            shown(arguments.file.display())
        );
    }
    serve(arguments.listen, server, |address| {
        eprintln!("{}. Listening on http://{address}/answers", state());
    })
    .with_context(|| arguments.listen.to_string())?;
    eprintln!("Stopped. {}", state());
    Ok(ExitCode::SUCCESS)
}
