use super::rounds;
use crate::features::feature_source;
use crate::federation::{Client, Link, SentFile, of_feature_files, of_folder};
use crate::interrupt;
use crate::output::{check_place, write_whole};
use crate::shipped::SHIPPED_MODEL;
use crate::shown::shown;
use crate::threads::Threads;
use crate::today::now;
use anyhow::{Context, Result, bail};
use clap::Args;
use kiln_core::{
    Error,
    error::FederationFault,
    federation::{
        Answer, Head, Invitation, Node, Participant, Phase, Pictures, Project, Received, Sent,
        Transport, backbone_name,
    },
    format::ModelFile,
};
use std::{
    io::{self, BufRead, Write},
    path::PathBuf,
    process::ExitCode,
    time::Instant,
};

#[derive(Args)]
pub struct Arguments {
    /// The link that the organiser has sent.
    link: Link,
    /// A folder with one sub-folder per class, called as the project's classes are. Some of them are enough.
    #[arg(required_unless_present = "features")]
    folder: Option<PathBuf>,
    /// Features that `kiln embed` has written, instead of a folder: files, folders of them, or patterns in quotation
    /// marks such as `'features/*.parquet'`.
    #[arg(long, value_name = "FILES", num_args = 1.., conflicts_with = "folder")]
    features: Vec<String>,
    /// Agree to what is shown, without being asked.
    #[arg(long)]
    yes: bool,
    /// Write everything that is sent to this file as well, one JSON object a line.
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,
    /// Where the model is written that comes of it.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    threads: Threads,
}

/// Pauses between two questions whether there is something to do, in seconds: short while there may be, long while
/// Between two looks whether a sign of life is due, in seconds.
const LONGEST_SILENCE: f64 = 20.0;
/// nobody asks.
const SHORTEST_PAUSE: f64 = 1.0;
const LONGEST_PAUSE: f64 = 60.0;
/// However long nobody asked, a round must not be over before this device hears of it.
const PAUSES_IN_A_ROUND: f64 = 4.0;
/// The status of a node that the server does not know.
const UNAUTHORISED: u16 = 401;

pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    interrupt::listen()?;
    for place in [&arguments.save, &arguments.output].into_iter().flatten() {
        check_place(place)?;
    }
    let mut client = Client::new(arguments.link.clone())?;
    let Invitation { project, state, taking_part, .. } = client.invitation()?;
    let own = backbone_name(&feature_source(&ModelFile::parse(SHIPPED_MODEL)?.card).backbone);
    if project.backbone != own {
        return Err(Error::from(FederationFault::OtherBackbone).into());
    }
    if matches!(state.phase, Phase::Finished | Phase::Stopped) {
        println!("The project is over: {}", rounds::line(&state));
        return finish(arguments, &mut client, &project, None);
    }
    show(&project, taking_part, &arguments.link);
    if !arguments.yes && !is_agreed()? {
        println!("Nothing was sent.");
        return Ok(ExitCode::SUCCESS);
    }
    let pictures = match &arguments.folder {
        Some(folder) => of_folder(folder, &project.classes, arguments.threads)?,
        None => of_feature_files(&arguments.features, &project.classes)?,
    };
    say_counts(&project, &pictures)?;
    let sent = arguments.save.as_deref().map(SentFile::create).transpose()?;
    let participant = Participant::new(project.clone(), pictures.clone(), kiln_core::device::cpu());
    let mut client = pollster::block_on(take_part(client, participant, &project, sent))?;
    finish(arguments, &mut client, &project, Some(&pictures))
}

fn show(project: &Project, taking_part: usize, link: &Link) {
    let Project { title, who, contact, purpose, classes, rounds, minimum_pictures, .. } = project;
    println!("{}", shown(title));
    println!("  asked by:  {} ({})", shown(who), shown(contact));
    println!("  what for:  {}", shown(purpose));
    println!("  classes:   {}", shown(classes.join(", ")));
    println!("  take part: {taking_part} now, {} at least", project.minimum);
    println!();
    println!("Your pictures stay here. What is sent to {}:", shown(&link.base));
    println!(
        "  - of each class with at least {minimum_pictures} pictures the sum of their features (1280 numbers) and their count;"
    );
    println!(
        "  - in each of up to {rounds} rounds the change that your pictures make to the model."
    );
    println!("The organiser can see your numbers, and they say something about your pictures.");
    if link.is_open_to_others() {
        println!("The link is not encrypted: whoever is on the way can see them as well.");
    }
}

fn is_agreed() -> Result<bool> {
    print!("Take part? [y/N] ");
    io::stdout().flush()?;
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line)?;
    Ok(matches!(line.trim().to_lowercase().as_str(), "y" | "yes"))
}

fn say_counts(project: &Project, pictures: &Pictures) -> Result<()> {
    let minimum = project.minimum_pictures;
    let counts = pictures.counts();
    if counts.iter().all(|count| *count < minimum) {
        return Err(Error::from(FederationFault::TooFewPictures { minimum }).into());
    }
    for (class, count) in project.classes.iter().zip(counts) {
        let note =
            if (1..minimum).contains(&count) { ", too few: nothing is sent of it" } else { "" };
        println!("{}: {count} pictures{note}", shown(class));
    }
    Ok(())
}

/// Answers until the project is over.
async fn take_part(
    client: Client,
    mut participant: Participant,
    project: &Project,
    mut sent: Option<SentFile>,
) -> Result<Client> {
    let public_key = client.public_key().to_owned();
    let mut node = Node::join(client, &public_key).await?;
    println!("Joined. Ctrl-C leaves; what was sent before counts.");
    let longest = LONGEST_PAUSE.min(project.deadline_seconds / PAUSES_IN_A_ROUND);
    let (mut pause, mut last) = (SHORTEST_PAUSE, String::new());
    loop {
        // A server that is busy for a moment is asked again.
        if let Ok(invitation) = node.transport().invitation() {
            let line = rounds::line(&invitation.state);
            if line != last {
                println!("{line}");
                last = line;
            }
            if matches!(invitation.state.phase, Phase::Finished | Phase::Stopped) {
                if let Some(best) = &invitation.state.best {
                    println!("{}", rounds::figures(best));
                }
                return Ok(node.into_transport());
            }
        }
        match node.pull().await {
            Ok(Some(received)) => {
                answer(&mut node, &mut participant, &received, sent.as_mut()).await?;
                pause = SHORTEST_PAUSE;
            }
            Ok(None) => {
                let chance = node.transport().chance();
                wait_alive(&mut node, pause * (0.5 + chance)).await?;
                pause = (pause * 1.5).min(longest);
            }
            Err(error) => go_on_after(error)?,
        }
    }
}

/// Waits with signs of life in between: Flower forgets a device of which it has heard nothing for two minutes.
async fn wait_alive(node: &mut Node<Client>, seconds: f64) -> Result<()> {
    let mut left = seconds;
    while left > 0.0 {
        node.transport().wait(left.min(LONGEST_SILENCE)).await?;
        left -= LONGEST_SILENCE;
        node.keep_alive().await?;
    }
    Ok(())
}

/// What is wrong with one request is no reason to leave.
fn go_on_after(error: anyhow::Error) -> Result<()> {
    match error.downcast_ref::<Error>() {
        Some(Error::Federation(FederationFault::Refused { status: UNAUTHORISED, .. })) => {
            bail!(
                "the organiser's server does not know this device any more: it was started anew; join again"
            )
        }
        Some(Error::Federation(
            FederationFault::Late
            | FederationFault::Damaged { .. }
            | FederationFault::TooLarge { .. },
        )) => {
            println!("{error}");
            Ok(())
        }
        _ => Err(error),
    }
}

async fn answer(
    node: &mut Node<Client>,
    participant: &mut Participant,
    received: &Received,
    sent: Option<&mut SentFile>,
) -> Result<()> {
    let begun = Instant::now();
    let (answer, outcome) = participant.answer(received.run_id(), &received.records).await;
    let seconds = begun.elapsed().as_secs_f64();
    // Written before it is sent: what leaves is in the file.
    if let Some(file) = sent {
        file.add(&now(), &answer)?;
    }
    if let Err(error) = node.reply(received, &answer, seconds).await {
        return go_on_after(error);
    }
    let num_bytes = match &answer {
        Answer::Content(_) => answer.to_bytes().len(),
        Answer::Refusal(reason) => reason.len(),
    };
    match outcome {
        Ok(Sent::Sums(count)) => println!("sent: sums of {count} pictures ({num_bytes} bytes)"),
        Ok(Sent::Update(round, count)) => {
            println!(
                "sent: the update of round {round}, learnt from {count} pictures ({num_bytes} bytes)"
            );
        }
        Err(error) => println!("not sent: {error}"),
    }
    Ok(())
}

/// Fetches the model, and says how good it is on the pictures here.
fn finish(
    arguments: &Arguments,
    client: &mut Client,
    project: &Project,
    pictures: Option<&Pictures>,
) -> Result<ExitCode> {
    let Some(bytes) = client.model()? else {
        println!("No model came of it.");
        return Ok(ExitCode::SUCCESS);
    };
    let model = ModelFile::parse(&bytes).context("the model of the project")?;
    let head = Head::from_weights(&model.weights, project.classes.len())?;
    if let Some(pictures) = pictures {
        let (correct, count) = pictures.num_correct(&head);
        println!("On your own {count} pictures the model is right for {correct}.");
    }
    match &arguments.output {
        Some(path) => {
            write_whole(path, &bytes)?;
            println!("{}", shown(path.display()));
        }
        None => println!("With --output FILE the model is kept."),
    }
    Ok(ExitCode::SUCCESS)
}
