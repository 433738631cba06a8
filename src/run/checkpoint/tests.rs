use super::*;
use crate::{
    data::Dataset,
    training::{Learner, TorchLearner, Trainer},
};

/// Of a run some steps on its way, with a best epoch.
fn checkpoint() -> Checkpoint {
    let mut experiment = Experiment::open("series-sum-generated").unwrap();
    experiment.model.hidden = 2;
    experiment.training.batch = crate::experiment::Batch::Count(700);
    let dataset = Arc::new(Dataset::load(&experiment).unwrap());
    let (learner, _) = TorchLearner::new(&experiment, &dataset).unwrap();
    let mut trainer = Trainer::new(learner, Arc::clone(&dataset), &experiment).unwrap();
    (0..4).for_each(|_| drop(trainer.step(0.0).unwrap()));
    Checkpoint {
        snapshot: Snapshot { interventions: 3, seconds: 1.5, ..trainer.snapshot().unwrap() },
        preparation: Preparation::clone(&dataset.preparation),
        fingerprint: dataset.fingerprint(),
        experiment,
    }
}

fn header(bytes: &[u8]) -> usize {
    8 + u64::from_le_bytes(*bytes.first_chunk::<8>().unwrap()) as usize
}

#[test]
fn what_is_written_is_read_back_to_the_last_bit_and_leaves_no_other_file() {
    let dir = tempfile::tempdir().unwrap();
    let (path, checkpoint) = (dir.path().join(Checkpoint::LAST), checkpoint());
    assert!(checkpoint.snapshot.best.is_some() && checkpoint.snapshot.place.best.is_some());
    checkpoint.write(&path).unwrap();
    let mut read = Checkpoint::read(&path).unwrap();
    let sorted = |tensors: &[NamedTensor]| {
        let mut tensors = tensors.to_vec();
        tensors.sort_by(|a, b| a.name.cmp(&b.name));
        tensors
    };
    assert_eq!(read.snapshot.weights, sorted(&checkpoint.snapshot.weights));
    assert_eq!(read.snapshot.best.as_deref(), checkpoint.snapshot.best.as_deref().map(sorted).as_deref());
    (read.snapshot.weights, read.snapshot.best) =
        (checkpoint.snapshot.weights.clone(), checkpoint.snapshot.best.clone());
    assert_eq!(read, checkpoint);
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
}

#[test]
fn a_file_that_is_cut_off_anywhere_in_its_header_or_soon_after_is_refused_in_one_sentence() {
    let whole = checkpoint().to_bytes().unwrap();
    let header = header(&whole);
    let lengths = (0..header + 64).chain([whole.len() - 1]);
    for length in lengths {
        let words = Checkpoint::from_bytes(whole[..length].to_vec()).unwrap_err();
        assert!(!words.is_empty() && !words.contains('\n'), "{length} bytes: {words}");
    }
}

#[test]
fn a_file_with_any_byte_of_its_header_or_some_of_its_numbers_changed_is_refused_in_one_sentence() {
    let whole = checkpoint().to_bytes().unwrap();
    let header = header(&whole);
    let places = (0..header).chain((header..whole.len()).step_by(7)).chain([whole.len() - 1]);
    for (place, change) in places.zip([1_u8, 0x20, 0x80].into_iter().cycle()) {
        let mut bytes = whole.clone();
        bytes[place] ^= change;
        let words = Checkpoint::from_bytes(bytes).expect_err(&format!("byte {place}"));
        assert!(!words.contains('\n'), "byte {place}: {words}");
    }
}

#[test]
fn each_damage_has_its_words() {
    let whole = checkpoint().to_bytes().unwrap();
    let replaced = |from: &str, to: &str| {
        assert_eq!(from.len(), to.len());
        let place = whole.windows(from.len()).position(|window| window == from.as_bytes()).unwrap();
        let mut bytes = whole.clone();
        bytes[place..place + from.len()].copy_from_slice(to.as_bytes());
        bytes
    };
    let sealed = |mut bytes: Vec<u8>| {
        Checkpoint::seal(&mut bytes);
        Checkpoint::from_bytes(bytes).unwrap_err()
    };
    assert_eq!(
        sealed(replaced("rnnlab 3", "rnnlab 2")),
        "its format is 'rnnlab 2', and this rnnlab reads 'rnnlab 3': train it again"
    );
    assert_eq!(sealed(replaced("\"format\"", "\"formal\"")), "its metadata has no 'format'");
    assert_eq!(sealed(replaced("optimizer.first", "optimizer.fast_")), "'optimizer.first' is missing");
    assert_eq!(
        sealed(replaced("\"interventions\":\"3\"", "\"interventions\":\"x\"")),
        "its 'interventions' is not a number"
    );
    assert_eq!(
        sealed(replaced("\"place\":\"{", "\"place\":\"[")),
        "its 'place' cannot be read: invalid type: string \"step\", expected u64 at line 1 column 7"
    );
    assert_eq!(
        sealed(replaced("\"dtype\":\"F32\"", "\"dtype\":\"I32\"")),
        "'best.head.bias' is I32 where 32-bit numbers are expected"
    );
    let mut changed = whole.clone();
    *changed.last_mut().unwrap() ^= 1;
    assert_eq!(Checkpoint::from_bytes(changed).unwrap_err(), "its bytes are not those that were written");
}

#[test]
fn a_checkpoint_of_another_experiment_does_not_fit_and_says_so() {
    let (mut checkpoint, dataset) = (checkpoint(), Dataset::load(&Experiment::open("series-sum").unwrap()).unwrap());
    let (mut learner, _) = TorchLearner::new(&Experiment::open("series-sum").unwrap(), &dataset).unwrap();
    checkpoint.snapshot.moments.first.pop();
    assert!(learner.load(&checkpoint.snapshot.weights).is_err());
    assert!(learner.restore(&checkpoint.snapshot.moments).is_err());
}
