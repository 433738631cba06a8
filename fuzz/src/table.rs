//! Any bytes as a data file, read through to prepared examples, their measures and their screens.

use std::{path::Path, sync::Arc};

use rnnlab::{
    app::{App, Message, Tab, update},
    data::{Applied, Column, DataError, Dataset, Input, Part, Preparation, Table, Wishes, propose},
    evaluation::Judge,
    experiment::{Experiment, Source, Task},
    launch::info,
    training::TrainingEvent,
};

use super::{
    bytes::Bytes,
    checks::{check_screen, check_sentence},
    jobs::{DATA, Job, jobs, varied},
    network::Stub,
};

/// Stands between the file to learn from and that of the test sequences.
const NEXT_FILE: u8 = 0x1e;
/// Examples that are measured; each is asked once, and again by every baseline.
const MOST_MEASURED: usize = 64;

/// What a cell may hold.
const CELLS: [&str; 32] = [
    "",
    "NA",
    "0",
    "-0",
    "1",
    "-1",
    "10",
    "1e-3",
    "1e-45",
    "1e-300",
    "3e38",
    "-3e38",
    "1e30",
    "3.4028236e38",
    "inf",
    "train",
    "validation",
    "test",
    "a",
    "c",
    "2020-13",
    "2021-02",
    "9999-12",
    "0000-01",
    "2020-01-31",
    "2020-02-30",
    "9223372036854775807",
    "-9223372036854775808",
    "\u{1b}[2J",
    "e\u{301} 漢字 \u{202e}",
    "two\nlines",
    "\u{0}",
];

/// The first bytes choose experiment and preparation.
pub fn body(bytes: &[u8]) {
    let mut choices = Bytes(bytes);
    let files: Vec<&Job> =
        jobs().iter().filter(|job| matches!(job.experiment.data.source, Source::File { .. })).collect();
    let (job, use_of_it) = (choices.choose(&files), choices.byte());
    let experiment = varied(&job.experiment, &mut choices);
    let (learn, test) = match choices.0.iter().position(|byte| *byte == NEXT_FILE) {
        _ if use_of_it >= 128 => (written(&mut choices), written(&mut choices)),
        Some(end) => (choices.0[..end].to_vec(), choices.0[end + 1..].to_vec()),
        None => (choices.0.to_vec(), choices.0.to_vec()),
    };
    let table = |bytes: Vec<u8>| Table::parse(&bytes, Path::new("data.csv")).inspect_err(check_sentence).ok();
    let (Some(learn), Some(test)) = (table(learn), table(test)) else { return };
    match use_of_it % 4 {
        0 => check_proposal(&learn, use_of_it / 4),
        1 => check_application(&test, job),
        of_data => match load(learn, test, &experiment) {
            Ok(dataset) => {
                let manner = usize::from(use_of_it / 4) % Stub::MANNERS;
                check_dataset(&experiment, dataset, manner, of_data == 3);
            }
            Err(error) => check_sentence(&error),
        },
    }
}

/// The jobs' own file with other cells in some places: one whose form is right, so that it is read to its end.
fn written(choices: &mut Bytes<'_>) -> Vec<u8> {
    let mut rows = DATA.lines();
    let mut file = rows.next().unwrap_or_default().to_owned();
    for row in rows.take(1 + choices.below(32)) {
        let mut cells: Vec<&str> = row.split(',').collect();
        for _ in 0..choices.below(3) {
            let column = choices.below(cells.len());
            cells[column] = choices.choose(&CELLS);
        }
        let cells: Vec<String> = cells.iter().map(|cell| format!("\"{cell}\"")).collect();
        file = file + "\n" + &cells.join(",");
    }
    file.into_bytes()
}

fn load(learn: Table, test: Table, experiment: &Experiment) -> Result<Dataset, DataError> {
    let has_test_file = matches!(experiment.data.source, Source::File { test: Some(_), .. });
    Dataset::of_tables(learn, has_test_file.then_some(test), experiment)
}

/// What is proposed for a file is an experiment.
fn check_proposal(table: &Table, wish: u8) {
    let task = [None, Some(Task::Transform), Some(Task::Forecast), Some(Task::Classify), Some(Task::Generate)]
        [usize::from(wish) % 5];
    let target = table.columns().get(usize::from(wish) / 5).cloned();
    match propose(table, &Wishes { target, task }) {
        Ok(proposal) => {
            let text = proposal.to_toml("proposal", "data.csv");
            let experiment = Experiment::parse(&text, "proposal.toml");
            let experiment = experiment.unwrap_or_else(|error| panic!("{error}\n{text}"));
            let loaded = load(table.clone(), table.clone(), &experiment);
            loaded.map_or_else(|error| check_sentence(&error), |dataset| check_dataset(&experiment, dataset, 0, false));
        }
        Err(error) => check_sentence(&error),
    }
}

/// A file of a person's own for a network that was trained on another.
fn check_application(table: &Table, job: &Job) {
    let Job { experiment, dataset } = job;
    let applied = Applied::new(table, experiment, &dataset.preparation);
    let stub = Stub::new(experiment, &dataset.preparation, 0);
    let sampling = rnnlab::data::Sampling::likeliest();
    let questions = if experiment.data.task == Task::Forecast {
        applied
            .series()
            .map(|all| all.iter().filter_map(|one| asked_at_its_end(&dataset.preparation, &one.series)).collect())
    } else {
        applied.questions().map(|all| all.into_iter().map(|one| one.question).collect::<Vec<_>>())
    };
    match questions {
        Ok(questions) => {
            for question in questions.iter().take(MOST_MEASURED) {
                let answer = dataset.preparation.respond(question, sampling, |input| stub.say(input));
                let answer = answer.expect("whatever the network says is an answer");
                drop(dataset.preparation.show_answer(&answer, Column::show));
            }
        }
        Err(error) => check_sentence(&error),
    }
}

fn asked_at_its_end(preparation: &Preparation, series: &Arc<rnnlab::data::Series>) -> Option<rnnlab::data::Question> {
    let last = series.rows().checked_sub(1)?;
    preparation.ask_window(series, last).inspect_err(check_sentence).ok().flatten()
}

fn check_dataset(experiment: &Experiment, dataset: Dataset, manner: usize, is_drawn: bool) {
    for example in Part::ALL.into_iter().flat_map(|part| dataset.part(part)) {
        match &example.question.input {
            Input::Numbers(numbers) => assert!(numbers.values().iter().all(|value| value.is_finite()), "{numbers:?}"),
            Input::Symbols(symbols) => {
                let count = dataset.preparation.vocabulary.as_ref().map_or(0, rnnlab::data::Vocabulary::len);
                assert!(symbols.iter().all(|symbol| (*symbol as usize) < count), "{symbols:?}");
            }
        }
    }
    let saved = serde_json::to_string(&*dataset.preparation).expect("what was fitted can be saved");
    let read: Preparation = serde_json::from_str(&saved).unwrap_or_else(|error| panic!("{error}: {saved}"));
    assert_eq!(read, *dataset.preparation);
    assert_eq!(read.check(experiment), Ok(()));
    for example in dataset.test.iter().take(MOST_MEASURED) {
        drop(dataset.preparation.show(&dataset.preparation.prompt(example)));
        drop(dataset.preparation.show_target(example));
    }
    if dataset.validation.len() + dataset.test.len() > MOST_MEASURED {
        return;
    }
    let dataset = Arc::new(dataset);
    let judge = Judge::new(Arc::clone(&dataset));
    let stub = Stub::new(experiment, &dataset.preparation, manner);
    let judgement = judge.judge(|input| stub.say(input)).expect("whatever the network says is measured");
    if is_drawn {
        let mut app = App::new(experiment.clone());
        update(&mut app, Message::Training(TrainingEvent::Started(Box::new(info(experiment, &dataset)))));
        update(&mut app, Message::Training(TrainingEvent::Evaluated { step: 1, judgement: Box::new(judgement) }));
        for tab in Tab::ALL {
            app.tab = tab;
            check_screen(&app, (100, 40));
        }
    }
}
