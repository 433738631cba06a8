//! What is told of runs that are whole, under way, half written and damaged.

use std::{fs, path::Path};

use super::*;

fn run(runs_dir: &Path) -> RunDirectory {
    RunDirectory::create(runs_dir, &Experiment::open("series-sum").unwrap()).unwrap()
}

fn write_metrics(run: &RunDirectory, steps: u64) {
    let row = |step: u64| format!("{step},{step},{}.5,,0.001,1,{step}\n", steps - step);
    let rows: Vec<String> = (0..steps).map(row).collect();
    fs::write(run.file("metrics.csv"), format!("step,epoch,loss\n{}", rows.concat())).unwrap();
}

/// A summary as it stands in the file, with these keys besides.
fn write_summary(run: &RunDirectory, steps: u64, more: &str) {
    let json = format!(
        r#"{{"steps":{steps},"goal":10,"loss":0.5,"best":null,"intervals":null,"seconds":2.5,"rnnlab":"0","device":"cpu",
        "platform":"linux"{more}}}"#
    );
    fs::write(run.file(Summary::FILE), json).unwrap();
}

fn patient(runs_dir: &Path) -> RunDirectory {
    let mut experiment = Experiment::open("series-sum").unwrap();
    experiment.training.patience = Patience::Epochs(3);
    RunDirectory::create(runs_dir, &experiment).unwrap()
}

#[test]
fn a_run_is_told_by_its_summary_and_the_end_of_its_metrics() {
    let dir = tempfile::tempdir().unwrap();
    let run = run(dir.path());
    write_metrics(&run, 10);
    let report = r#","test":{"rmse":1.5},"metric":"rmse","examples":4,"baselines":{},"best_baseline":null,"skill":0.31,
        "verdict":"31 % better than last value","interval":null"#;
    write_summary(&run, 10, report);
    run.write_note("the first").unwrap();
    let seen = Overview::of(run);
    assert_eq!(
        (seen.state, seen.steps(), seen.loss(), seen.seconds()),
        (RunState::Finished, Some(10), Some(1.5), Some(9.0))
    );
    assert_eq!((seen.test(), seen.skill()), (Some((Metric::Rmse, 1.5)), Some(0.31)));
    assert_eq!(seen.verdict().as_deref(), Some("31 % better than last value"));
    assert_eq!((seen.note.as_str(), seen.problem), ("the first", None));
    assert_eq!(seen.values["training.seed"], "1");
}

#[test]
fn the_state_follows_from_lock_summary_and_metrics() {
    let table = [
        // steps in the metrics, steps and more of the summary, what that comes to
        (5, None, RunState::Stopped),
        (5, Some((5, "")), RunState::Stopped),
        (10, Some((10, "")), RunState::Finished),
        (12, Some((10, "")), RunState::Stopped),
        (5, Some((5, r#","divergence":"the loss is NaN""#)), RunState::Diverged),
    ];
    for (steps, summary, state) in table {
        let dir = tempfile::tempdir().unwrap();
        let run = run(dir.path());
        write_metrics(&run, steps);
        if let Some((steps, more)) = summary {
            write_summary(&run, steps, more);
        }
        assert_eq!(Overview::of(run.clone()).state, state, "{steps} {summary:?}");
        let _lock = RunLock::take(&run).unwrap();
        assert_eq!(Overview::of(run).state, RunState::Running);
    }
}

#[test]
fn a_run_that_patience_ended_is_finished_and_one_that_was_stopped_before_is_not() {
    for (best, state) in [(2, RunState::Finished), (4, RunState::Stopped)] {
        let dir = tempfile::tempdir().unwrap();
        let run = patient(dir.path());
        write_metrics(&run, 5);
        write_summary(&run, 5, "");
        let text = fs::read_to_string(run.file(Summary::FILE)).unwrap();
        let best = format!(r#""best":{{"epoch":{best},"step":{best},"validation_loss":1}}"#);
        fs::write(run.file(Summary::FILE), text.replace(r#""best":null"#, &best)).unwrap();
        assert_eq!(Overview::of(run).state, state, "{best}");
    }
}

#[test]
fn a_damaged_run_has_what_can_be_read_and_says_what_cannot() {
    let dir = tempfile::tempdir().unwrap();
    let run = run(dir.path());
    write_metrics(&run, 3);
    fs::write(run.file(Summary::FILE), "{").unwrap();
    let seen = Overview::of(run.clone());
    assert_eq!((seen.state, seen.steps()), (RunState::Damaged, Some(3)));
    let path = run.file(Summary::FILE).display().to_string();
    let words = seen.problem.unwrap();
    assert!(words.starts_with(&format!("{path} is damaged or not rnnlab's: EOF while parsing")), "{words}");
    fs::File::create(run.file(Summary::FILE)).unwrap().set_len(30_000_000).unwrap();
    let words = Overview::of(run.clone()).problem.unwrap();
    assert_eq!(
        words,
        format!("{path} is damaged or not rnnlab's: it holds more than 20 MB, the most that a summary may")
    );
    fs::write(run.file("experiment.toml"), "name = 3").unwrap();
    let seen = Overview::of(run);
    assert_eq!((seen.experiment.is_none(), seen.values.len(), seen.steps()), (true, 0, Some(3)));
    assert!(seen.problem.unwrap().contains("experiment.toml, line 1"));
}

#[test]
fn a_run_of_a_moment_ago_has_no_steps_yet() {
    let dir = tempfile::tempdir().unwrap();
    let seen = Overview::of(run(dir.path()));
    assert_eq!(
        (seen.steps(), seen.loss(), seen.seconds(), seen.test(), seen.verdict()),
        (None, None, None, None, None)
    );
    assert_eq!(seen.state, RunState::Stopped);
}

#[test]
fn runs_differ_in_the_keys_that_have_other_values_or_are_not_in_both() {
    let dir = tempfile::tempdir().unwrap();
    let (one, mut experiment) = (run(dir.path()), Experiment::open("series-sum").unwrap());
    experiment.training.seed = 2;
    experiment.model.hidden = 7;
    let other = RunDirectory::create(dir.path(), &experiment).unwrap();
    let third = RunDirectory::create(dir.path(), &Experiment::open("airpassengers").unwrap()).unwrap();
    let all: Vec<Overview> = [one, other, third].into_iter().map(Overview::of).collect();
    let two: Vec<&Overview> = all.iter().take(2).collect();
    let hidden = all[0].values["model.hidden"].as_str();
    assert_eq!(
        differences(&two),
        [("model.hidden", vec![Some(hidden), Some("7")]), ("training.seed", vec![Some("1"), Some("2")])]
    );
    assert_eq!(differences(&two[..1]), []);
    let all: Vec<&Overview> = all.iter().collect();
    let horizon = differences(&all).into_iter().find(|(key, _)| *key == "data.horizon").unwrap();
    assert_eq!(horizon.1[..2], [None, None]);
}
