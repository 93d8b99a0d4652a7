//! `kiln embed`: what is written, by how many processes it may be, and what happens when one of them dies.

#![allow(clippy::unwrap_used, reason = "a failing step should stop the test")]

mod common;
#[path = "common/features.rs"]
mod features;

use common::{complaint, fixture, flowers, kiln, path, text};
use features::{all_rows, metadata, rewrite, rows};
use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// Flowers several times, a file that is no picture, and one that lies beside the classes.
fn archive(folder: &Path, copies: usize) -> PathBuf {
    let archive = folder.join("archive");
    for class in ["daisy", "roses"] {
        fs::create_dir_all(archive.join(class)).unwrap();
        for file in fs::read_dir(flowers().join(class)).unwrap() {
            let file = file.unwrap().path();
            for copy in 0..copies {
                let name = format!("{copy}-{}", file.file_name().unwrap().to_str().unwrap());
                fs::copy(&file, archive.join(class).join(name)).unwrap();
            }
        }
    }
    fs::copy(fixture("bad/renamed-pdf.jpg"), archive.join("roses/broken.jpg")).unwrap();
    fs::copy(fixture("pictures/bird.jpg"), archive.join("bird.jpg")).unwrap();
    archive
}

fn embed(pictures: &Path, output: &Path, more: &[&str]) -> String {
    text(&kiln(&[&["embed", path(pictures), "-o", path(output)], more].concat()))
}

#[test]
fn a_row_says_what_is_known_of_a_picture() {
    let folder = tempfile::tempdir().unwrap();
    let (archive, file) = (archive(folder.path(), 1), folder.path().join("all.parquet"));
    let said = embed(&archive, &file, &[]);
    assert!(said.contains("11 pictures, 1 that cannot be read"), "{said}");
    let found = rows(&file);
    assert_eq!(found.len(), 12);
    let row = |name: &str| found.iter().find(|row| row.path == name).unwrap();
    let broken = row("roses/broken.jpg");
    assert_eq!(broken.class.as_deref(), Some("roses"));
    assert!(broken.problem.as_deref().unwrap().starts_with("picture.not-a-picture: "));
    assert_eq!((&broken.features, &broken.sha256, broken.width), (&None, &None, None));
    let daisy = found.iter().find(|row| row.path.starts_with("daisy/0-")).unwrap();
    assert_eq!(
        (daisy.class.as_deref(), &daisy.problem, &daisy.part),
        (Some("daisy"), &None, &None)
    );
    assert_eq!(daisy.sha256.as_ref().unwrap().len(), 64);
    assert_eq!(daisy.hash.as_ref().unwrap().len(), 16);
    let values = daisy.features.as_ref().unwrap();
    assert!(values.len() == 1280 && values.iter().any(|value| *value > 0.5), "{values:?}");
    assert_eq!(row("bird.jpg").class, None);
    let pairs = metadata(&file);
    let value = |key: &str| {
        pairs.iter().find(|pair| pair.key == key).and_then(|pair| pair.value.clone()).unwrap()
    };
    assert_eq!(value("kiln.backbone.id"), "efficientnet-lite0-imagenet1k");
    assert_eq!(value("kiln.backbone.sha256").len(), 64);
    assert_eq!((value("kiln.shard"), value("kiln.float")), ("0/1".into(), "f32".into()));
    assert!(value("kiln.preprocessing").contains("224"));
    assert_eq!(value("kiln.version"), env!("CARGO_PKG_VERSION"));
    assert!(!value("kiln.arithmetic").is_empty());
}

#[test]
fn a_list_is_embedded_as_its_folder_is() {
    let folder = tempfile::tempdir().unwrap();
    let archive = archive(folder.path(), 1);
    let (of_folder, of_list) = (folder.path().join("a.parquet"), folder.path().join("b.parquet"));
    embed(&archive, &of_folder, &["--threads", "1"]);
    let gone = archive.join("daisy/gone.jpg");
    let listed = |row: &features::FeatureRow| {
        let class = row.class.as_deref().unwrap_or("");
        format!("{}\t{class}\n", archive.join(&row.path).display())
    };
    let mut list: Vec<String> = rows(&of_folder).iter().map(listed).collect();
    list.push(format!("{}\tdaisy\n", gone.display()));
    list.reverse();
    let mut child = Command::new(env!("CARGO_BIN_EXE_kiln"))
        .args(["embed", "-", "--threads", "3", "-o", path(&of_list)])
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(list.concat().as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
    let mut expected = rows(&of_folder);
    for row in &mut expected {
        row.path = archive.join(&row.path).display().to_string();
    }
    expected.sort_by(|a, b| a.path.cmp(&b.path));
    let mut found = rows(&of_list);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    // A file that went away meanwhile is a row with its problem.
    let position = found.iter().position(|row| row.path == path(&gone)).unwrap();
    assert!(found.remove(position).problem.unwrap().starts_with("file.unreadable: "));
    assert!(found == expected);
}

#[cfg(unix)]
#[test]
fn a_shard_that_was_killed_and_begun_again_makes_the_rows_of_one_run() {
    let folder = tempfile::tempdir().unwrap();
    let archive = archive(folder.path(), 8);
    let (whole, shards) = (folder.path().join("whole"), folder.path().join("shards"));
    embed(&archive, &whole, &[]);
    fs::create_dir_all(&shards).unwrap();
    let shard = |index: usize| format!("{index}/4");
    let run = |index: usize| {
        let arguments = ["embed", path(&archive), "-o", path(&shards), "--threads", "1", "--shard"];
        let mut command = Command::new(env!("CARGO_BIN_EXE_kiln"));
        command.args(arguments).arg(shard(index));
        command
    };
    let mut killed = run(2).spawn().unwrap();
    let (part, whole_shard) = (
        shards.join("part-00002-of-00004.parquet.part"),
        shards.join("part-00002-of-00004.parquet"),
    );
    let patience = Instant::now() + Duration::from_secs(60);
    while !part.exists() {
        assert!(Instant::now() < patience && killed.try_wait().unwrap().is_none());
        thread::sleep(Duration::from_millis(2));
    }
    // SIGKILL: it can do nothing about it.
    killed.kill().unwrap();
    killed.wait().unwrap();
    assert!(part.exists() && !whole_shard.exists());
    for index in 0..4 {
        assert!(run(index).status().unwrap().success());
    }
    assert!(!part.exists());
    assert_eq!(fs::read_dir(&shards).unwrap().count(), 4);
    let found = all_rows(&shards);
    assert_eq!(found.len(), 82);
    assert!(found == all_rows(&whole));

    // What is there is not done again.
    let before = fs::metadata(&whole_shard).unwrap().modified().unwrap();
    let again = embed(&archive, &shards, &["--shard", "2/4"]);
    assert!(again.contains("it is there already"), "{again}");
    assert_eq!(fs::metadata(&whole_shard).unwrap().modified().unwrap(), before);
}

#[test]
fn a_shard_that_is_started_twice_is_written_once() {
    let folder = tempfile::tempdir().unwrap();
    let (archive, output) = (archive(folder.path(), 8), folder.path().join("out"));
    let start = || {
        let arguments = ["embed", path(&archive), "-o", path(&output), "--threads", "1"];
        let mut command = Command::new(env!("CARGO_BIN_EXE_kiln"));
        command.args(arguments).stdout(Stdio::piped()).spawn().unwrap()
    };
    let all: Vec<_> = (0..3).map(|_| start()).collect();
    let said: Vec<String> =
        all.into_iter().map(|child| text(&child.wait_with_output().unwrap())).collect();
    let num_written = said.iter().filter(|said| said.contains("81 pictures, 1 that")).count();
    // One that comes late finds the file, and has nobody to wait for.
    let is_found = |said: &&String| {
        said.contains("has just written it") || said.contains("it is there already")
    };
    let num_found = said.iter().filter(is_found).count();
    assert_eq!((num_written, num_found), (1, 2), "{said:?}");
    assert_eq!(all_rows(&output).len(), 82);
    assert_eq!(fs::read_dir(&output).unwrap().count(), 1);
}

#[cfg(unix)]
#[test]
fn an_interrupted_command_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let archive = archive(folder.path(), 60);
    let (output, model) = (folder.path().join("out"), folder.path().join("model"));
    fs::create_dir_all(&output).unwrap();
    let calls: [&[&str]; 2] = [
        &["embed", path(&archive), "-o", path(&output), "--threads", "1"],
        &["train", path(&archive), "-o", path(&model), "--threads", "1"],
    ];
    for call in calls {
        let mut child = Command::new(env!("CARGO_BIN_EXE_kiln"))
            .args(call)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        thread::sleep(Duration::from_millis(700));
        assert!(child.try_wait().unwrap().is_none(), "{call:?} is still at work");
        let kill = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
        assert!(kill.success());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(130), "{call:?}");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.ends_with("kiln: stopped\n"), "{said}");
    }
    assert_eq!(fs::read_dir(&output).unwrap().count(), 0);
    assert!(!model.exists());
}

/// A limit on the size of files stands for a full disk: writing fails in the same place.
#[cfg(unix)]
#[test]
fn a_full_disk_is_said_and_nothing_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let (archive, output) = (archive(folder.path(), 8), folder.path().join("out"));
    let script = "trap '' XFSZ; ulimit -f 64; exec \"$0\" \"$@\"";
    let result = Command::new("sh")
        .args(["-c", script, env!("CARGO_BIN_EXE_kiln")])
        .args(["embed", path(&archive), "-o", path(&output)])
        .output()
        .unwrap();
    let said = complaint(&result);
    assert!(said.contains("part-00000-of-00001.parquet: "), "{said}");
    assert_eq!(fs::read_dir(&output).unwrap().count(), 0);
}

#[test]
fn what_cannot_be_meant_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (archive, output) = (archive(folder.path(), 1), folder.path().join("out"));
    let refused = |more: &[&str]| {
        let call = [&["embed", path(&archive), "-o", path(&output)], more].concat();
        let result = kiln(&call);
        assert!(!result.status.success());
        String::from_utf8_lossy(&result.stderr).into_owned()
    };
    assert!(refused(&["--shard", "5/4"]).contains("4 shards are numbered from 0 to 3"));
    assert!(refused(&["--threads", "0"]).contains("0 is not in"));
    assert!(!output.exists());
    let nowhere = complaint(&kiln(&["embed", "nowhere", "-o", path(&output)]));
    assert!(nowhere.contains("nowhere: "), "{nowhere}");
    let picture = fixture("pictures/bird.jpg");
    let no_list = complaint(&kiln(&["embed", path(&picture), "-o", path(&output)]));
    assert!(no_list.contains("bird.jpg: it is no list of paths"), "{no_list}");

    embed(&archive, &output, &[]);
    let file = output.join("part-00000-of-00001.parquet");
    assert!(refused(&["--float", "f16"]).contains("remove it, or write elsewhere"));
    fs::copy(fixture("pictures/parrot.jpg"), archive.join("daisy/new.jpg")).unwrap();
    assert!(refused(&[]).contains("pictures have been added, removed or renamed"));
    fs::remove_file(archive.join("daisy/new.jpg")).unwrap();
    rewrite(&file, "kiln.backbone.sha256", Some(&"0".repeat(64)));
    let other = refused(&[]);
    assert!(other.contains("made by another network"), "{other}");
    let whole = fs::read(&file).unwrap();
    fs::write(&file, &whole[..whole.len() / 2]).unwrap();
    assert!(refused(&[]).contains("it is damaged, or no Parquet file"));
}
