//! Small experiments, at least one for each task, and their data.

use std::{
    path::Path,
    sync::{Arc, OnceLock},
};

use rnnlab::{
    data::{Dataset, Table},
    experiment::{
        Calendar, Experiment, Forecast, Missing, OutlierAction, OutlierMethod, Outliers, Prepare, Scale, Season, Share,
        Source, Split, Task, Transform,
    },
};

use super::bytes::Bytes;

/// The file that all of them read.
pub const DATA: &str = include_str!("../seeds/data.csv");

const JOBS: [&str; 10] = [
    "name = 'sum'\n[data]\nfile = 'data.csv'\ntask = 'transform'\nid = 'id'\ninputs = 'x'\ntarget = 'x'\nrule = 'running-sum'\n\
     [split]\nby = 'column'\ncolumn = 'part'",
    "name = 'pairs'\n[data]\nfile = 'data.csv'\ntask = 'transform'\nid = 'id'\ninputs = ['x', 'y']\ntarget = ['y', 'x']\n\
     [prepare]\nmissing = 'linear'\nscale = 'robust'\n[split]\nby = 'random'\nvalidation = 1\ntest = 1",
    "name = 'months'\n[data]\nfile = 'data.csv'\ntask = 'forecast'\ntime = 't'\ntarget = 'x'\nwindow = 4\nhorizon = 3\n\
     strategy = 'recursive'\n[prepare]\ntransform = ['log', { difference = 1 }]\nscale = 'standard'\n\
     calendar = ['month']\n[split]\nby = 'time'\nvalidation = 6\ntest = 6",
    "name = 'several'\n[data]\nfile = 'data.csv'\ntask = 'forecast'\nid = 'id'\ntime = 't'\ntarget = ['x', 'y']\n\
     inputs = ['x', 'y', 'level']\nwindow = 2\nhorizon = 2\nseason = 2\n[prepare]\nmissing = 'linear'\n\
     outliers = { method = 'hampel' }\nscale = 'minmax'\n[prepare.columns.level]\nof = 'y'\nmissing = 'mean'\n\
     [split]\nby = 'column'\ncolumn = 'part'",
    "name = 'quarters'\n[data]\nfile = 'data.csv'\ntask = 'forecast'\ntime = ['year', 'q']\ntarget = 'x'\nwindow = 2\n\
     horizon = 1\n[prepare]\nmissing = 'drop'\n[split]\nby = 'time'\nvalidation = 0.2\ntest = 0.2",
    "name = 'voices'\n[data]\nfile = 'data.csv'\ntest_file = 'test.csv'\ntask = 'classify'\nid = 'id'\ninputs = ['x', 'y']\n\
     target = 'c'\n[prepare]\nmissing = 'forward'\nscale = 'standard'\n[split]\nby = 'random'\nvalidation = 0.2",
    "name = 'names'\n[data]\nfile = 'data.csv'\ntask = 'classify'\nsymbols = 'characters'\ninputs = 'text'\ntarget = 'c'\n\
     [split]\nby = 'random'\nvalidation = 0.3\ntest = 0.3",
    "name = 'letters'\n[data]\nfile = 'data.csv'\ntask = 'generate'\nsymbols = 'characters'\ninputs = 'text'\n\
     [split]\nby = 'random'\nvalidation = 2\ntest = 2",
    "name = 'words'\n[data]\nfile = 'data.csv'\ntask = 'generate'\nsymbols = 'words'\ninputs = 'text'\n\
     [split]\nby = 'column'\ncolumn = 'part'",
    "name = 'copies'\n[data]\ntask = 'transform'\n\
     generate = { rule = 'copy-memory', sequences = 12, length = [1, 3], values = [0, 3], remember = 2 }\n\
     [split]\nby = 'random'\nvalidation = 2\ntest = 2",
];

/// An experiment and its data.
pub struct Job {
    pub experiment: Experiment,
    pub dataset: Arc<Dataset>,
}

/// All of them.
pub fn jobs() -> &'static [Job] {
    static ALL: OnceLock<Vec<Job>> = OnceLock::new();
    ALL.get_or_init(|| JOBS.iter().map(|toml| Job::new(toml)).collect())
}

impl Job {
    fn new(toml: &str) -> Self {
        let experiment = Experiment::parse(toml, "a job").expect("an experiment");
        let dataset = match &experiment.data.source {
            Source::Generate(_) => Dataset::load(&experiment),
            Source::File { test, .. } => {
                let table = || Table::parse(DATA.as_bytes(), Path::new("data.csv")).expect("a table");
                Dataset::of_tables(table(), test.as_ref().map(|_| table()), &experiment)
            }
        };
        Self { dataset: Arc::new(dataset.expect("data")), experiment }
    }
}

/// The experiment with other preparations and another split, as an experiment file could have them.
pub fn varied(experiment: &Experiment, choices: &mut Bytes<'_>) -> Experiment {
    let mut experiment = experiment.clone();
    let [preparations, splits] = [choices.byte(), choices.byte()];
    if preparations > 0 && experiment.data.symbols.is_none() {
        let columns = std::mem::take(&mut experiment.prepare.columns);
        experiment.prepare = Prepare { columns, ..prepare(experiment.data.task, preparations, choices) };
    }
    if experiment.data.task == Task::Forecast {
        let Forecast { window, horizon, season, strategy } = experiment.data.forecast;
        let steps = |choices: &mut Bytes<'_>, steps| choices.choose(&[steps, steps, 1, 2, 5, 10_000]);
        let season =
            choices.choose(&[season, Season::Auto, Season::Steps(1), Season::Steps(3), Season::Steps(i64::MAX as u64)]);
        let (window, horizon) = (steps(choices, window), steps(choices, horizon));
        experiment.data.forecast = Forecast { window, horizon, season, strategy };
    }
    let has_test_file = matches!(experiment.data.source, Source::File { test: Some(_), .. });
    let share = |byte: u8| {
        if byte.is_multiple_of(2) { Share::Count(usize::from(byte)) } else { Share::Fraction(f64::from(byte) / 256.0) }
    };
    let (validation, test) = (share(choices.byte()), share(choices.byte()));
    match splits % 4 {
        1 if experiment.data.task == Task::Forecast => experiment.split = Split::Time { validation, test },
        2 if experiment.data.id.is_some() && !has_test_file => {
            experiment.split = Split::Random { validation, test, seed: 1 }
        }
        3 if !has_test_file => experiment.split = Split::Column("part".to_owned()),
        _ => {}
    }
    experiment
}

fn prepare(task: Task, kinds: u8, choices: &mut Bytes<'_>) -> Prepare {
    let missing = choices.choose(&[
        Missing::Error,
        Missing::Drop,
        Missing::Mean,
        Missing::Median,
        Missing::Forward,
        Missing::Linear,
    ]);
    let outliers = (kinds & 1 > 0).then(|| Outliers {
        method: choices.choose(&[OutlierMethod::Iqr, OutlierMethod::ZScore, OutlierMethod::Hampel]),
        threshold: choices.choose(&[3.0, 0.1, 1e300]),
        action: choices.choose(&[OutlierAction::Clip, OutlierAction::Missing, OutlierAction::Keep]),
    });
    let log = (kinds & 2 > 0).then_some(Transform::Log);
    let differences = if task == Task::Transform { 0 } else { usize::from(kinds >> 2 & 3) };
    let differences: Vec<_> = (0..differences).map(|_| Transform::Difference(1 + choices.below(12))).collect();
    let calendars = [Calendar::Month, Calendar::Weekday, Calendar::DayOfYear, Calendar::Week, Calendar::Hour];
    let left_out = if task == Task::Forecast { usize::from(kinds >> 4) } else { calendars.len() };
    let scale = choices.choose(&[Scale::None, Scale::Standard, Scale::MinMax, Scale::Robust]);
    let transform = log.into_iter().chain(differences).collect();
    Prepare {
        missing,
        outliers,
        transform,
        scale,
        calendar: calendars.into_iter().skip(left_out).collect(),
        ..Prepare::default()
    }
}
