use super::rounds;
use crate::commands::embed::embed_folder;
use crate::features::feature_source;
use crate::federation::of_feature_files;
use crate::shipped::SHIPPED_MODEL;
use crate::shown::shown;
use crate::threads::Threads;
use anyhow::{Context, Result, bail};
use clap::Args;
use kiln_core::{
    federation::{Phase, Project, RoundState, backbone_name},
    format::ModelFile,
};
use kiln_federation_server::{
    Application, Environment, Glances, Limits, Package, ProjectFile, RunFolder, Server, Token,
    read_project, serve,
};
use qrcode::{QrCode, render::unicode};
use std::{
    env,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};

#[derive(Args)]
pub struct Arguments {
    /// The project, as docs/federation.md describes it.
    project: PathBuf,
    /// A folder for this run: its state, its heads, the model. It is made, and must not be of another run.
    #[arg(long, value_name = "FOLDER", default_value = "federation-run")]
    run: PathBuf,
    /// The address to listen on.
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// The address that the link begins with, if a proxy with HTTPS stands in front: `https://example.org`.
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
    /// Count by the last entry of X-Forwarded-For, which the proxy in front has to set.
    #[arg(long)]
    behind_proxy: bool,
    /// Listen on an address that others reach, without encryption: for a network whose people all trust each other.
    #[arg(long)]
    without_encryption: bool,
    /// Requests of one address in a minute. A school is one address.
    #[arg(long, default_value_t = 6000, value_parser = clap::value_parser!(u32).range(1..))]
    rate: u32,
    /// A Python that has Flower 1.42, instead of an environment that is made.
    #[arg(long, value_name = "FILE")]
    python: Option<PathBuf>,
    /// Where the Python environment is made.
    #[arg(long, value_name = "FOLDER", default_value = ".kiln-federation")]
    environment: PathBuf,
    /// The folder that the Python package `kiln_federation` is in, instead of the one that is part of this program.
    #[arg(long, value_name = "FOLDER")]
    package: Option<PathBuf>,
    /// End when the rounds have ended, instead of handing out the model until Ctrl-C.
    #[arg(long)]
    end: bool,
    #[command(flatten)]
    threads: Threads,
}

/// Between two looks at how far the rounds are.
const GLANCE: Duration = Duration::from_millis(250);
/// With `--end`, the time in which devices fetch the model, as a share of a round: their longest pause is three eighths.
const FAREWELL: f64 = 0.4;
const LONGEST_FAREWELL: f64 = 95.0;

pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    check_address(arguments)?;
    let ProjectFile { project, held_out } = read_project(&arguments.project)?;
    let own = backbone_name(&feature_source(&ModelFile::parse(SHIPPED_MODEL)?.card).backbone);
    if !project.backbone.is_empty() && project.backbone != own {
        bail!("the project names the network {}; this program has {own}", project.backbone);
    }
    let mut project = Project { backbone: own, ..project };
    project.check().with_context(|| arguments.project.display().to_string())?;
    let (environment, package) = python(arguments)?;
    let folder = RunFolder::create(&arguments.run, &project)?;
    let features = folder.path().join("held-out.parquet");
    embed_folder(&held_out, &features, arguments.threads)?;
    check_held_out(&features, &project).with_context(|| held_out.display().to_string())?;
    project.judge = judge_command(folder.path(), &features)?;
    let folder = RunFolder::create(folder.path(), &project)?;
    let flower_port = free_port()?;
    let mut application = Application::start(&environment, &package, &folder, flower_port)?;
    let token = Token::new()?;
    let limits = Limits { per_minute: arguments.rate, is_behind_proxy: arguments.behind_proxy };
    let seconds = (FAREWELL * project.deadline_seconds).min(LONGEST_FAREWELL);
    let farewell = arguments.end.then(|| Duration::from_secs_f64(seconds));
    let server =
        Server { project, folder: folder.clone(), token: token.clone(), flower_port, limits };
    let mut result = Ok(());
    serve(
        arguments.listen,
        server,
        |address| show_link(arguments.public_url.as_deref(), address, &token),
        async || result = watch(&folder, &mut application, farewell).await,
    )?;
    drop(application);
    result?;
    println!("Stopped. {}", last_words(&folder));
    Ok(ExitCode::SUCCESS)
}

/// Numbers that say something about people's pictures go over no open network by mistake.
fn check_address(arguments: &Arguments) -> Result<()> {
    let is_local = arguments.listen.ip().is_loopback();
    if !is_local && !arguments.behind_proxy && !arguments.without_encryption {
        bail!(
            "others reach {}, and nothing is encrypted there: put a proxy with HTTPS in front (--behind-proxy), or say \
             --without-encryption",
            arguments.listen
        );
    }
    Ok(())
}

fn python(arguments: &Arguments) -> Result<(Environment, Package)> {
    let package = match &arguments.package {
        Some(folder) => Package::at(folder)?,
        None => Package::unpack(&arguments.environment.join("package"))?,
    };
    let environment = match &arguments.python {
        Some(python) => Environment::at(python)?,
        None => Environment::make(&arguments.environment, &package, |text| println!("{text}"))?,
    };
    Ok((environment, package))
}

/// This program, which our application calls with each head.
fn judge_command(run: &Path, held_out: &Path) -> Result<Vec<String>> {
    let program = env::current_exe().context("the path of this program")?;
    let parts = ["federate", "judge", "--run"].map(str::to_owned);
    let mut command = vec![program.display().to_string()];
    command.extend(parts);
    command.extend([
        run.display().to_string(),
        "--held-out".into(),
        held_out.display().to_string(),
    ]);
    Ok(command)
}

/// A port of 127.0.0.1 that nobody listens on.
fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("a port for Flower")?;
    Ok(listener.local_addr()?.port())
}

fn show_link(public_url: Option<&str>, address: SocketAddr, token: &Token) {
    let base = public_url.map_or_else(|| format!("http://{address}"), str::to_owned);
    let link = format!("{}/#{}", base.trim_end_matches('/'), token.text());
    println!("{link}");
    if let Ok(code) = QrCode::new(&link) {
        println!("{}", code.render::<unicode::Dense1x2>().quiet_zone(true).build());
    }
    println!("Who has this link can take part: kiln federate join '{link}' FOLDER");
}

/// Says what happens in each round, until Ctrl-C, until Flower fails, or, with `--end`, until the rounds are over.
/// `farewell` is how long the model is handed out once the rounds have ended; none is until Ctrl-C.
async fn watch(
    folder: &RunFolder,
    application: &mut Application,
    farewell: Option<Duration>,
) -> Result<()> {
    let (mut last, mut is_running) = ([String::new(), String::new()], true);
    let mut glances = Glances::new(GLANCE)?;
    while glances.next().await {
        let state = folder.state();
        let lines =
            [describe(&state), state.best.as_ref().map(rounds::figures).unwrap_or_default()];
        for (line, _) in lines.iter().zip(&last).filter(|(line, last)| line != last) {
            println!("{line}");
        }
        last = lines;
        match application.ended().filter(|_| is_running) {
            None => {}
            Some(Err(message)) => bail!("Flower has stopped: {message}"),
            Some(Ok(())) => {
                if let Some(farewell) = farewell {
                    glances.pause(farewell).await;
                    break;
                }
                is_running = false;
                println!("The model is handed out until Ctrl-C.");
            }
        }
    }
    Ok(())
}

fn describe(state: &RoundState) -> String {
    let mut line = rounds::line(state);
    if matches!(state.phase, Phase::Sums | Phase::Update) {
        line += &format!(": {} of {} have answered", state.replied, state.asked);
    }
    let left_out: Vec<String> = state
        .left_out
        .iter()
        .map(|left| format!("{} {}", left.count, shown(&left.reason)))
        .collect();
    if !left_out.is_empty() {
        line += &format!("; left out: {}", left_out.join(", "));
    }
    if let Some(epsilon) = state.epsilon {
        line += &format!("; ε {epsilon:.2}");
    }
    line
}

fn last_words(folder: &RunFolder) -> String {
    let model = folder.model_path();
    match model.exists() {
        true => format!("The model: {}", shown(model.display())),
        false => "No model came of it.".to_owned(),
    }
}

/// Before anybody sends anything: pictures that nothing can be judged with are a mistake of the project.
fn check_held_out(features: &Path, project: &Project) -> Result<()> {
    let patterns = [glob::Pattern::escape(&features.display().to_string())];
    let counts = of_feature_files(&patterns, &project.classes)?.counts();
    let empty: Vec<&str> = project
        .classes
        .iter()
        .zip(counts)
        .filter(|(_, count)| *count == 0)
        .map(|(class, _)| class.as_str())
        .collect();
    match empty.is_empty() {
        true => Ok(()),
        false => bail!("no picture is held out of {}", empty.join(", ")),
    }
}
