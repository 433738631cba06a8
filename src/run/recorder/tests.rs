use super::*;
use crate::{
    data::Dataset,
    evaluation::Judgement,
    training::{Change, Learner, TorchLearner, Trainer},
};

/// A run in a directory of its own, and what is needed to record it.
struct Bench {
    dir: tempfile::TempDir,
    run: RunDirectory,
    about: About,
    start: Snapshot,
}

impl Bench {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut experiment = Experiment::open("series-sum").unwrap();
        experiment.model.hidden = 1;
        let dataset = Arc::new(Dataset::load(&experiment).unwrap());
        let (learner, device) = TorchLearner::new(&experiment, &dataset).unwrap();
        let start = Trainer::new(learner, Arc::clone(&dataset), &experiment).unwrap().snapshot().unwrap();
        let run = RunDirectory::create(dir.path(), &experiment).unwrap();
        let (preparation, fingerprint) = (Arc::clone(&dataset.preparation), dataset.fingerprint());
        Self { dir, run, about: About { experiment, preparation, fingerprint, device }, start }
    }

    fn open(&self, from: Option<&Snapshot>) -> (RunRecorder, Past) {
        let lock = RunLock::take(&self.run).unwrap();
        RunRecorder::open(self.run.clone(), lock, self.about.clone(), from).unwrap()
    }

    /// The state after so many steps and changes.
    fn at(&self, step: u64, interventions: u64) -> Snapshot {
        let mut snapshot = self.start.clone();
        (snapshot.place.step, snapshot.interventions) = (step, interventions);
        snapshot
    }

    fn text(&self, file: &str) -> String {
        fs::read_to_string(self.run.file(file)).unwrap()
    }

    fn steps(&self, file: &str) -> Vec<u64> {
        self.text(file).lines().skip(1).map(|line| step_of(line.as_bytes()).unwrap()).collect()
    }
}

fn record(recorder: &mut RunRecorder, steps: std::ops::Range<u64>) {
    for step in steps {
        let validation_loss = step.is_multiple_of(2).then_some(0.5);
        let (loss, learning_rate, gradient_norm) = (1.0 / 3.0, 0.1, f64::MIN_POSITIVE);
        let metrics = StepMetrics {
            step,
            epoch: step / 2,
            loss,
            validation_loss,
            validation_accuracy: validation_loss,
            learning_rate,
            gradient_norm,
            seconds: 0.25,
        };
        recorder.record(&metrics).unwrap();
    }
}

#[test]
fn a_run_that_goes_on_has_the_marks_of_its_own_course_and_not_those_it_went_back_from() {
    let bench = Bench::new();
    let (mut recorder, _) = bench.open(None);
    // Marks at 2, 4 and 8; a change before 4; back from 9 to 4; a mark at 6 of the new course.
    for (step, made) in [(2, 0), (4, 1), (8, 1)] {
        recorder.keep_mark(&bench.at(step, made)).unwrap();
    }
    recorder.intervene(0, &changed(4, Change::LearningRate(0.1)), &[]).unwrap();
    recorder.intervene(1, &changed(9, Change::Rewind(4)), &[]).unwrap();
    recorder.keep_mark(&bench.at(6, 2)).unwrap();
    recorder.save(&bench.at(10, 2)).unwrap();
    drop(recorder);
    fs::write(bench.run.file(MARKS).join("5.safetensors"), "no checkpoint").unwrap();
    let (_, past) = bench.open(Some(&bench.at(10, 2)));
    assert_eq!(past.marks.iter().map(|mark| mark.place.step).collect::<Vec<_>>(), [6, 4, 2]);
}

#[test]
fn the_marks_of_a_course_are_gone_once_the_run_is_saved_behind_them() {
    let bench = Bench::new();
    let (mut recorder, _) = bench.open(None);
    record(&mut recorder, 0..10);
    for step in [2, 4, 8] {
        recorder.keep_mark(&bench.at(step, 0)).unwrap();
    }
    recorder.save(&bench.at(10, 0)).unwrap();
    recorder.rewind(4, 1).unwrap();
    assert!(recorder.mark(8).is_some(), "not before the checkpoint that does without it");
    recorder.save(&bench.at(4, 1)).unwrap();
    assert_eq!([2, 4, 8].map(|step| recorder.mark(step).is_some()), [true, true, false]);
}

fn changed(step: u64, change: Change) -> Intervention {
    Intervention { step, change }
}

#[test]
fn a_run_that_goes_on_has_each_step_once_and_gives_the_earlier_ones_back() {
    let bench = Bench::new();
    let (mut recorder, past) = bench.open(None);
    assert!(past.steps.is_empty() && past.script.is_empty());
    record(&mut recorder, 0..10);
    recorder.save(&bench.at(10, 0)).unwrap();
    record(&mut recorder, 10..14);
    drop(recorder);
    assert_eq!(bench.steps(METRICS), (0..14).collect::<Vec<_>>());
    let (mut recorder, past) = bench.open(Some(&bench.at(10, 0)));
    assert_eq!(past.steps.len(), 10);
    assert_eq!((past.steps[4].validation_loss, past.steps[5].validation_loss), (Some(0.5), None));
    assert_eq!((past.steps[4].validation_accuracy, past.steps[5].validation_accuracy), (Some(0.5), None));
    assert_eq!(past.steps[9].gradient_norm.to_bits(), f64::MIN_POSITIVE.to_bits());
    record(&mut recorder, 10..12);
    drop(recorder);
    assert_eq!(bench.steps(METRICS), (0..12).collect::<Vec<_>>());
}

#[test]
fn changes_after_the_checkpoint_are_to_be_made_again_and_a_new_one_stands_before_or_instead_of_them() {
    let bench = Bench::new();
    let (mut recorder, _) = bench.open(None);
    let first = changed(3, Change::LearningRate(0.2));
    let later = [changed(12, Change::Dropout(0.1)), changed(20, Change::Epochs(9))];
    recorder.intervene(0, &first, &[]).unwrap();
    recorder.save(&bench.at(10, 1)).unwrap();
    recorder.intervene(1, &later[0], &[]).unwrap();
    recorder.intervene(2, &later[1], &[]).unwrap();
    drop(recorder);
    let (mut recorder, past) = bench.open(Some(&bench.at(10, 1)));
    assert_eq!((past.interventions, &past.course[..]), (1, &[first][..]));
    assert_eq!(past.script, later);
    // A pause changes nothing of what is to come.
    let pause = changed(11, Change::Pause);
    recorder.intervene(1, &pause, &later).unwrap();
    let line = |change: &Intervention| serde_json::to_string(change).unwrap() + "\n";
    assert_eq!(bench.text(INTERVENTIONS), [first, pause, later[0], later[1]].iter().map(line).collect::<String>());
    let other = changed(11, Change::LearningRate(0.3));
    recorder.intervene(2, &other, &[]).unwrap();
    assert_eq!(bench.text(INTERVENTIONS), [first, pause, other].iter().map(line).collect::<String>());
}

#[test]
fn what_a_run_goes_back_behind_is_put_aside_with_the_next_checkpoint_and_not_before() {
    let bench = Bench::new();
    let (mut recorder, _) = bench.open(None);
    record(&mut recorder, 0..10);
    recorder.rewind(6, 1).unwrap();
    record(&mut recorder, 6..8);
    assert_eq!(bench.steps(METRICS), (0..10).collect::<Vec<_>>());
    recorder.save(&bench.at(6, 1)).unwrap();
    drop(recorder);
    assert_eq!(bench.steps(METRICS), (0..8).collect::<Vec<_>>());
    assert_eq!(bench.steps("branch-1.csv"), (6..10).collect::<Vec<_>>());
    assert!(bench.text("branch-1.csv").starts_with(HEADER));
}

#[test]
fn what_is_put_aside_is_on_disk_before_the_checkpoint_that_does_without_it() {
    let bench = Bench::new();
    let (mut recorder, _) = bench.open(None);
    record(&mut recorder, 0..10);
    recorder.rewind(6, 1).unwrap();
    // No checkpoint can be written here, as by a process that is killed before it is.
    fs::create_dir(bench.run.file(Checkpoint::LAST)).unwrap();
    assert!(recorder.save(&bench.at(6, 1)).is_err());
    assert_eq!(bench.steps("branch-1.csv"), (6..10).collect::<Vec<_>>());
    assert_eq!(bench.steps(METRICS), (0..10).collect::<Vec<_>>());
}

#[test]
fn what_a_killed_process_left_half_written_is_removed_by_the_next_one() {
    let bench = Bench::new();
    fs::create_dir(bench.run.file(MARKS)).unwrap();
    let left = [bench.run.file(".tmpA1b2C3"), bench.run.file(MARKS).join(".tmpD4e5F6")];
    for path in &left {
        fs::write(path, "half of a").unwrap();
    }
    let _open = bench.open(None);
    assert!(left.iter().all(|path| !path.exists()));
}

#[test]
fn a_mark_is_found_again_by_its_step_and_the_newest_of_two_counts() {
    let bench = Bench::new();
    let (mut recorder, _) = bench.open(None);
    assert!(recorder.mark(5).is_none());
    recorder.keep_mark(&bench.at(5, 0)).unwrap();
    recorder.keep_mark(&bench.at(5, 7)).unwrap();
    assert_eq!(recorder.mark(5).unwrap().interventions, 7);
    fs::write(bench.run.file(MARKS).join("5.safetensors"), "no checkpoint").unwrap();
    assert!(recorder.mark(5).is_none());
}

#[test]
fn the_weights_of_the_best_epoch_have_a_file_of_their_own() {
    let bench = Bench::new();
    let (mut recorder, _) = bench.open(None);
    recorder.save(&bench.at(4, 0)).unwrap();
    assert!(!bench.run.file(Checkpoint::BEST).exists());
    let mut snapshot = bench.at(9, 0);
    let mut best = snapshot.weights.clone();
    best[0].values[0] = 42.0;
    snapshot.best = Some(best.into());
    snapshot.place.best = Some(crate::training::BestEpoch { epoch: 3, step: 3, validation_loss: 0.5 });
    recorder.save(&snapshot).unwrap();
    let read = Checkpoint::read(&bench.run.file(Checkpoint::BEST)).unwrap().snapshot;
    assert_eq!((read.place.step, read.place.epoch, read.best), (3, 3, None));
    assert_eq!(read.moments, Moments::default(), "those of a later step do not belong to it");
    let of = |weights: &[crate::model::NamedTensor], name: &str| {
        weights.iter().find(|weight| weight.name == name).unwrap().values[0].to_bits()
    };
    let name = snapshot.weights[0].name.clone();
    assert_eq!(of(&read.weights, &name), 42.0_f32.to_bits());
    assert_ne!(
        of(&Checkpoint::read(&bench.run.file(Checkpoint::LAST)).unwrap().snapshot.weights, &name),
        42.0_f32.to_bits()
    );
}

#[test]
fn a_directory_that_somebody_removed_is_made_anew_with_everything_unless_the_one_it_stood_in_is_gone_too() {
    let bench = Bench::new();
    let (mut recorder, _) = bench.open(None);
    recorder.intervene(0, &changed(0, Change::Pause), &[]).unwrap();
    record(&mut recorder, 0..5);
    recorder.save(&bench.at(5, 1)).unwrap();
    fs::remove_dir_all(bench.run.path()).unwrap();
    record(&mut recorder, 5..9);
    recorder.save(&bench.at(9, 1)).unwrap();
    assert_eq!(bench.steps(METRICS), (0..9).collect::<Vec<_>>());
    assert_eq!(bench.run.experiment().unwrap(), bench.about.experiment);
    assert_eq!(bench.text(INTERVENTIONS), "{\"step\":0,\"change\":\"pause\"}\n");
    assert!(RunLock::take(&bench.run).is_err(), "it is still locked");
    fs::remove_dir_all(bench.dir.path()).unwrap();
    let words = recorder.save(&bench.at(9, 1)).unwrap_err();
    assert!(words.starts_with(&format!("cannot write {}: ", bench.run.path().display())), "{words}");
    fs::create_dir(bench.dir.path()).unwrap();
    recorder.save(&bench.at(9, 1)).unwrap();
    assert_eq!(bench.steps(METRICS), (0..9).collect::<Vec<_>>());
}

#[test]
fn a_log_of_changes_that_is_none_is_refused_with_its_line() {
    let bench = Bench::new();
    fs::write(bench.run.file(INTERVENTIONS), "{\"step\":0,\"change\":\"pause\"}\n{\"step\":1}\n").unwrap();
    let lock = RunLock::take(&bench.run).unwrap();
    let words = RunRecorder::open(bench.run.clone(), lock, bench.about.clone(), None).unwrap_err().to_string();
    let path = bench.run.file(INTERVENTIONS).display().to_string();
    assert_eq!(words, format!("{path} is damaged or not rnnlab's: line 2: missing field `change` at line 1 column 10"));
}

#[test]
fn where_a_run_ended_is_read_back_with_why_it_could_not_go_on() {
    let bench = Bench::new();
    let (mut recorder, _) = bench.open(None);
    let figures = Figures {
        steps: 5,
        goal: 9,
        loss: Some(0.5),
        best: None,
        judgement: Judgement::default(),
        seconds: 1.5,
        divergence: Some("the loss is no finite number at step 5".to_owned()),
    };
    recorder.conclude(&figures).unwrap();
    let summary = bench.run.summary().unwrap().unwrap();
    assert_eq!((summary.steps, summary.goal, summary.divergence), (5, 9, figures.divergence));
}

#[test]
fn the_state_of_a_learner_fits_its_own_kind_alone() {
    let bench = Bench::new();
    let other = Experiment::open("series-sum").unwrap();
    let dataset = Dataset::load(&other).unwrap();
    let (mut learner, _) = TorchLearner::new(&other, &dataset).unwrap();
    assert!(learner.load(&bench.start.weights).is_err());
}
