//! Experiments that say the next values of a series.

use super::{
    Columns, InferError, Kind, Proposal,
    proposal::{quoted, quoted_all},
    shape::Shape,
    unfit,
};
use crate::{
    data::{Dataset, Form, Frequency, Part, Series, windows},
    experiment::{Calendar, Experiment, Task, Transform},
};

/// A season of more steps is left to the calendar and the window, not taken out by a difference.
const LONGEST_DIFFERENCE: usize = 24;
/// A season of more steps is no window.
const LONGEST_WINDOW: usize = 60;
/// Steps of the past that are read where there is no season.
const WINDOW: usize = 24;
/// Training rows for every input, at least.
const ROWS_FOR_AN_INPUT: usize = 50;
/// Columns that are read, at most.
const MOST_INPUTS: usize = 16;
/// Days from which on the day of the year repeats itself.
const TWO_YEARS: usize = 730;

pub(super) fn propose(columns: &Columns<'_>, target: Option<usize>) -> Result<Proposal, InferError> {
    let target = target.or_else(|| columns.numbers().last().copied()).ok_or(InferError::Nothing)?;
    if matches!(columns.kind(target), Kind::Text | Kind::Nothing) {
        return Err(unfit(Task::Forecast, format!("column '{}' has no numbers", columns.name(target))));
    }
    let numbers: Vec<usize> = std::iter::once(target)
        .chain(columns.numbers().into_iter().filter(|&column| column != target))
        .take(MOST_INPUTS)
        .collect();
    let dataset = look(columns, &numbers)?;
    Ok(Found::of(columns, &numbers, &dataset)?.proposal())
}

/// The series as they are: nothing is done to them but gaps filled.
fn look(columns: &Columns<'_>, numbers: &[usize]) -> Result<Dataset, InferError> {
    let name = |&column: &usize| columns.name(column);
    let inputs = quoted_all(&numbers.iter().map(name).collect::<Vec<_>>());
    let id = columns.id.map_or(String::new(), |id| format!("id = {}\n", quoted(columns.name(id))));
    let time = match &columns.time[..] {
        [] => String::new(),
        time => format!("time = {}\n", quoted_all(&time.iter().map(name).collect::<Vec<_>>())),
    };
    let text = format!(
        "name = \"look\"\n[data]\nfile = \"look.csv\"\ntask = \"forecast\"\n{id}{time}target = {}\ninputs = {inputs}\n\
         window = 1\n[prepare]\nmissing = \"linear\"\n[split]\nby = \"time\"\nvalidation = 0.2\ntest = 0.2\n",
        quoted(columns.name(numbers[0]))
    );
    let experiment = Experiment::parse(&text, "look").map_err(|error| unfit(Task::Forecast, error.to_string()))?;
    Ok(windows::load(columns.table, &experiment)?)
}

/// What was found in the series, and what follows from it.
struct Found<'a> {
    columns: &'a Columns<'a>,
    dataset: &'a Dataset,
    target: usize,
    /// The columns that are read, the target first, and how each moves.
    inputs: Vec<(usize, Shape)>,
    /// Other columns of numbers that are not read.
    unread: usize,
    frequency: Option<Frequency>,
    /// Training rows of the longest series.
    training: usize,
    season: usize,
}

impl<'a> Found<'a> {
    fn of(columns: &'a Columns<'a>, numbers: &[usize], dataset: &'a Dataset) -> Result<Self, InferError> {
        let longest = dataset.series.iter().max_by_key(|series| series.rows());
        let series: &Series = longest.ok_or(InferError::Nothing)?;
        let training = series.parts.iter().filter(|part| **part == Part::Train).count();
        let season = dataset.preparation.season;
        let of_source = |place: usize| {
            let others = dataset.series.iter().filter(|other| other.rows() < series.rows());
            let all: Vec<f64> = series.raw.columns[place]
                .iter()
                .chain(others.flat_map(|other| &other.raw.columns[place]))
                .copied()
                .collect();
            Shape::of(&all, training, season)
        };
        let all: Vec<(usize, Shape)> =
            numbers.iter().enumerate().map(|(place, &column)| (column, of_source(place))).collect();
        let rows: usize = dataset.series.iter().map(|series| series.rows() * 3 / 5).sum();
        let enough = rows >= ROWS_FOR_AN_INPUT * all.len();
        let inputs = if enough { all.clone() } else { all[..1].to_vec() };
        let frequency = dataset.preparation.frequency.clone();
        let unread = all.len() - inputs.len();
        Ok(Self { columns, dataset, target: numbers[0], inputs, unread, frequency, training, season })
    }

    fn seasonal_difference(&self) -> Option<usize> {
        let fits = |season: &usize| (2..=LONGEST_DIFFERENCE).contains(season) && season * 4 <= self.training;
        Some(self.season).filter(fits)
    }

    fn transforms(&self, (column, shape): (usize, Shape)) -> Vec<Transform> {
        shape.transforms(self.seasonal_difference().filter(|_| column == self.target))
    }

    fn proposal(&self) -> Proposal {
        let name = self.columns.name(self.target);
        let mut proposal = Proposal::new(format!("The next value of {name}"));
        self.data(&mut proposal);
        self.prepare(&mut proposal);
        proposal.section("split");
        proposal.key("by", &quoted("time"), "the future is not known while learning");
        proposal.key("validation", &0.2, "a fifth is watched while training, and says how sure a forecast is");
        proposal.key("test", &0.2, "the last fifth says at the end how good it is");
        self.training(&mut proposal);
        proposal
    }

    fn data(&self, proposal: &mut Proposal) {
        let columns = self.columns;
        let name = columns.name(self.target);
        proposal.section("data");
        proposal.key("task", &quoted("forecast"), "numbers in the order of time: the next one is asked for");
        if let Some(id) = columns.id {
            let series = self.dataset.series.len();
            proposal.find("series", format!("{series}, told apart by '{}'", columns.name(id)));
            proposal.key("id", &quoted(columns.name(id)), format!("rows with the same are one of {series} series"));
        }
        if let Some(time) = self.dataset.ledger.time.as_ref().filter(|_| !columns.time.is_empty()) {
            let names: Vec<&str> = columns.time.iter().map(|&column| columns.name(column)).collect();
            let gaps = if time.irregular {
                "no rows are made up".to_owned()
            } else if time.gaps > 0 {
                format!("{} steps without a row", time.gaps)
            } else {
                "no gaps".to_owned()
            };
            let times = format!("{}, {} to {}, {gaps}", time.rhythm, time.first, time.last);
            proposal.find("time", format!("column '{}': {times}", names.join("' and '")));
            proposal.key("time", &quoted_all(&names), times);
        } else {
            proposal.find("time", "no column: rows are counted");
        }
        let last = "the last column of numbers, unless --target names one";
        let only = columns.numbers().len() == 1;
        proposal.find("target", format!("column '{name}'"));
        proposal.key("target", &quoted(name), if only { "the only column of numbers" } else { last });
        if !only {
            let names: Vec<&str> = self.inputs.iter().map(|(column, _)| columns.name(*column)).collect();
            let reason = match self.unread {
                0 => "all columns of numbers".to_owned(),
                unread => format!("{unread} more columns are too many for {} training rows", self.training),
            };
            proposal.key("inputs", &quoted_all(&names), reason);
        }
        let (window, reason) = self.window();
        let season = if self.season > 1 { format!("{} steps", self.season) } else { "none".to_owned() };
        proposal.find("season", season);
        proposal.key("window", &window, reason);
        proposal.key(
            "horizon",
            &1,
            "steps ahead; 12 would say twelve at once, or one by one with strategy = \"recursive\"",
        );
    }

    fn window(&self) -> (usize, String) {
        // What differences use up, and some windows to learn from.
        let lost: usize = self.transforms(self.inputs[0]).iter().map(|transform| lag(*transform)).sum();
        let most = (self.training.saturating_sub(lost) / 3).max(1);
        match self.season {
            season @ 2..=LONGEST_WINDOW if season <= most => {
                (season.max(12).min(most), format!("rows that are read: a season has {season}"))
            }
            _ if most < WINDOW => {
                (most, format!("rows that are read: as many as {} training rows allow", self.training))
            }
            _ => (WINDOW, "rows that are read: a guess, for there is no season of such a length".to_owned()),
        }
    }

    fn prepare(&self, proposal: &mut Proposal) {
        proposal.section("prepare");
        let ledger = &self.dataset.ledger;
        let gaps = ledger.time.as_ref().map_or(0, |time| time.gaps);
        let names: Vec<&str> = self.inputs.iter().map(|(column, _)| self.columns.name(*column)).collect();
        let read = ledger.columns.iter().filter(|column| names.contains(&column.name.as_str()));
        let missing: usize = read.map(|column| column.missing).sum();
        if gaps + missing > 0 {
            proposal.find("missing", format!("{missing} values, {gaps} of the steps have no row"));
            let reason =
                format!("{missing} values are missing, {gaps} steps have no row: on a line between neighbours");
            proposal.key("missing", &quoted("linear"), reason);
        }
        let alone = self.inputs.len() == 1;
        if let ([target], true) = (&self.inputs[..], alone) {
            self.transform(proposal, *target);
        }
        proposal.key("scale", &quoted("standard"), "to mean 0 and deviation 1, a size that is learned well");
        let calendar = self.calendar();
        if !calendar.is_empty() {
            let words: Vec<String> = calendar.iter().map(|calendar| quoted(&calendar.to_string())).collect();
            let reason = "where in its cycle a row is, as sine and cosine";
            proposal.key("calendar", &format!("[{}]", words.join(", ")), reason);
        }
        for &input in self.inputs.iter().filter(|_| !alone) {
            if !self.transforms(input).is_empty() {
                proposal.section(format!("prepare.columns.{}", quoted(self.columns.name(input.0))));
                self.transform(proposal, input);
            }
        }
    }

    fn transform(&self, proposal: &mut Proposal, input: (usize, Shape)) {
        let word = |transform: &Transform| match transform {
            Transform::Log => quoted("log"),
            Transform::Difference(lag) => format!("{{ difference = {lag} }}"),
        };
        let words: Vec<String> = self.transforms(input).iter().map(word).collect();
        if !words.is_empty() {
            let reason = input.1.reason(self.seasonal_difference().filter(|_| input.0 == self.target));
            if input.0 == self.target {
                proposal.find("shape", reason.clone());
            }
            proposal.key("transform", &format!("[{}]", words.join(", ")), reason);
        }
    }

    /// What of the time is worth reading: a season that no difference takes out.
    fn calendar(&self) -> Vec<Calendar> {
        let steps = self.frequency.as_ref().map(Frequency::season).unwrap_or_default();
        let is_within_days = self.frequency.as_ref().is_some_and(Frequency::is_within_days);
        let taken_out = self.transforms(self.inputs[0]).contains(&Transform::Difference(self.season));
        let is_dated = matches!(self.columns.form(), Some(Form::Day | Form::DateTime));
        let rows = self.dataset.series.iter().map(|series| series.rows()).max().unwrap_or(0);
        match steps[..] {
            [week, _] if is_dated && !is_within_days => {
                let of_week = (self.season == week && !taken_out) || rows < TWO_YEARS;
                let weekday = Some(Calendar::Weekday).filter(|_| of_week);
                weekday.into_iter().chain(Some(Calendar::DayOfYear).filter(|_| rows >= TWO_YEARS)).collect()
            }
            [52] if is_dated => vec![Calendar::DayOfYear],
            [52] => vec![Calendar::Week],
            [_, _] if is_within_days => vec![Calendar::Hour, Calendar::Weekday],
            [_] if self.season > 1 && !taken_out => vec![Calendar::Month],
            _ => Vec::new(),
        }
    }

    fn training(&self, proposal: &mut Proposal) {
        let rows = self.dataset.series.iter().map(|series| series.rows() * 3 / 5).sum::<usize>();
        let (hidden, batch) = match rows {
            0..300 => (16, 16),
            300..2000 => (32, 32),
            _ => (32, 64),
        };
        proposal.section("model");
        proposal.key("cell", &quoted("lstm"), "or gru, rnn");
        proposal.key("hidden", &hidden, format!("units: few, for {rows} training rows"));
        proposal.key("init", &quoted("pytorch"), "small first weights, as for any longer sequence");
        proposal.section("training");
        proposal.key("optimizer", &quoted("adamw"), "adam with weight decay apart from the gradient");
        proposal.key("weight_decay", &0.01, "");
        proposal.key("learning_rate", &0.005, "");
        proposal.key("schedule", &quoted("plateau"), "half of it whenever validation stands still");
        proposal.key("batch", &batch, "windows a step");
        proposal.key("epochs", &60, "at most");
        proposal.key("patience", &12, "epochs without a better validation loss end it, and the best weights stay");
        proposal.key("clip", &"1.0", "no step is torn off by one odd window");
    }
}

fn lag(transform: Transform) -> usize {
    match transform {
        Transform::Log => 0,
        Transform::Difference(lag) => lag,
    }
}
