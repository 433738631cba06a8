//! Disks that are full, directories that cannot be written or are gone: it is said, training goes on, saving is tried
//! again, and what was saved is whole.

use std::{
    fs::{self, File},
    io::Write,
    os::{fd::AsRawFd, unix::fs::symlink},
    path::PathBuf,
    process::{Command, Stdio},
};

use rnnlab::run::RunDirectory;

use crate::{
    lab::{ENDLESS, Lab, Program, recorded, saved, text},
    protect::Protected,
};

/// Waits until the program has said that it cannot save, in these words.
#[track_caller]
fn says_that_it_cannot_save(program: &Program, path: &str, reason: &str) {
    let words = program.error();
    let told = words.strip_prefix("rnnlab: not saved: cannot write ").unwrap_or_else(|| panic!("{words}"));
    assert!(told.contains(path) && told.contains(reason), "{words}");
    assert!(words.ends_with("Training goes on and saving is tried again"), "{words}");
}

/// Waits until it has said that it can save once more.
#[track_caller]
fn says_that_it_has_saved_again(program: &Program) {
    let words = program.error();
    assert!(words.starts_with("rnnlab: saved again at step "), "{words}");
}

/// Ends a training, and looks whether all of it is on the disk.
#[track_caller]
fn ends_with_nothing_lost(program: Program, run: &RunDirectory) {
    program.signal("TERM");
    let end = program.end();
    assert_eq!((end.code, end.errors.as_str()), (Some(130), ""), "{end:?}");
    let steps = saved(run).unwrap();
    assert!(end.last.starts_with(&format!("stopped after {steps} steps; saved in ")), "{end:?}");
    assert_eq!(recorded(run), (0..steps).collect::<Vec<_>>());
    assert_eq!(run.summary().unwrap().unwrap().steps, steps);
}

/// A command in a place of its own, in which a directory is a disk of two megabytes; `None` where none can be had.
fn on_a_small_disk(disk: &str) -> Option<Command> {
    let mount = r#"mount -t tmpfs -o size=2m none "$0" && exec "$@""#;
    let command = || {
        let mut command = Command::new("unshare");
        command.args(["--user", "--map-root-user", "--mount", "sh", "-c", mount, disk]);
        command
    };
    let probe = command().arg("true").stdout(Stdio::null()).stderr(Stdio::null()).status();
    probe.is_ok_and(|status| status.success()).then(command)
}

/// Writes until there is no room for a byte.
fn fill(path: PathBuf) -> PathBuf {
    let mut file = File::create(&path).unwrap();
    for size in [4096, 1] {
        while file.write_all(&vec![0; size]).is_ok() {}
    }
    path
}

#[test]
fn a_disk_that_is_full_stops_no_training_harms_nothing_and_gets_everything_once_it_has_room() {
    let lab = Lab::new();
    let runs_dir = lab.path().join("runs");
    fs::create_dir(&runs_dir).unwrap();
    let Some(mut command) = on_a_small_disk(runs_dir.to_str().unwrap()) else { return };
    command.current_dir(lab.path()).arg(env!("CARGO_BIN_EXE_rnnlab")).args(ENDLESS);
    let program = Program::start(command);
    program.line().unwrap();
    // Others get at that disk through an open file, also when the program is gone.
    let disk = File::open(format!("/proc/{}/root{}", program.pid(), runs_dir.display())).unwrap();
    let disk = PathBuf::from(format!("/proc/self/fd/{}", disk.as_raw_fd()));
    let run = RunDirectory::list(&disk).unwrap().remove(0);
    let ballast = fill(disk.join("ballast"));
    says_that_it_cannot_save(&program, "/", "No space left on device (os error 28)");
    let before = saved(&run).unwrap();
    program.take_steps(100);
    assert_eq!(saved(&run), Some(before));
    let rows = recorded(&run);
    assert!(rows.iter().copied().eq(0..rows.len() as u64) && rows.len() as u64 >= before, "a row is torn");
    fs::remove_file(ballast).unwrap();
    says_that_it_has_saved_again(&program);
    ends_with_nothing_lost(program, &run);
}

#[test]
fn steps_that_cannot_be_recorded_are_recorded_once_they_can() {
    let lab = Lab::new();
    let (program, run) = lab.train();
    // A device that is always full takes the place of the file.
    fs::remove_file(run.file("metrics.csv")).unwrap();
    symlink("/dev/full", run.file("metrics.csv")).unwrap();
    says_that_it_cannot_save(&program, "metrics.csv", "No space left on device (os error 28)");
    program.take_steps(100);
    fs::remove_file(run.file("metrics.csv")).unwrap();
    says_that_it_has_saved_again(&program);
    ends_with_nothing_lost(program, &run);
}

#[test]
fn a_directory_that_is_write_protected_meanwhile_keeps_what_it_has_and_gets_the_rest_later() {
    let lab = Lab::new();
    let (program, run) = lab.train();
    let Some(protected) = Protected::new(run.path()) else { return };
    says_that_it_cannot_save(&program, "last.safetensors", "ermi");
    let before = saved(&run).unwrap();
    program.take_steps(100);
    assert_eq!(saved(&run), Some(before));
    drop(protected);
    says_that_it_has_saved_again(&program);
    ends_with_nothing_lost(program, &run);
}

#[test]
fn a_training_whose_end_cannot_be_saved_fails_and_says_why() {
    let lab = Lab::new();
    let (program, run) = lab.train();
    let Some(protected) = Protected::new(run.path()) else { return };
    says_that_it_cannot_save(&program, "last.safetensors", "ermi");
    let before = saved(&run);
    program.signal("TERM");
    let end = program.end();
    assert_eq!(end.code, Some(1), "{end:?}");
    assert!(end.errors.starts_with("rnnlab: cannot write ") && end.errors.contains("ermi"), "{end:?}");
    assert_eq!(saved(&run), before);
    drop(protected);
}

#[test]
fn a_run_that_is_removed_while_it_is_trained_comes_back_beside_the_others_with_all_its_steps() {
    let lab = Lab::new();
    let other = lab.trained();
    let program = lab.start(ENDLESS);
    program.see("a checkpoint", || lab.runs().pop().is_some_and(|run| run != other && saved(&run).is_some()));
    let run = lab.runs().pop().unwrap();
    let experiment = text(&run, "experiment.toml");
    // At once: what is removed file by file comes back in between.
    fs::rename(run.path(), lab.path().join("elsewhere")).unwrap();
    fs::remove_dir_all(lab.path().join("elsewhere")).unwrap();
    program.see("the run again", || saved(&run).is_some());
    assert_eq!(lab.runs(), [other, run.clone()]);
    assert_eq!(text(&run, "experiment.toml"), experiment);
    program.signal("TERM");
    assert_eq!(program.end().code, Some(130));
    assert_eq!(recorded(&run), (0..saved(&run).unwrap()).collect::<Vec<_>>());
}

#[test]
fn a_run_whose_whole_place_is_gone_is_saved_when_that_is_there_again() {
    let lab = Lab::new();
    let (program, run) = lab.train();
    let runs_dir = lab.path().join("runs");
    fs::rename(&runs_dir, lab.path().join("elsewhere")).unwrap();
    says_that_it_cannot_save(&program, "runs/", "No such file or directory (os error 2)");
    program.take_steps(100);
    assert!(!runs_dir.exists(), "nobody asked for another directory of this name");
    fs::create_dir(&runs_dir).unwrap();
    says_that_it_has_saved_again(&program);
    ends_with_nothing_lost(program, &run);
}
