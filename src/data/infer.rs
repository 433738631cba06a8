//! A sensible experiment for a bare CSV: what its columns are, what can be asked of them, and why.

mod columns;
mod complaint;
mod forecast;
mod proposal;
mod sequences;
mod shape;
mod texts;

use thiserror::Error;

use self::columns::{Columns, Kind};
use super::{DataError, Table};
use crate::{
    experiment::{Task, nearest},
    wording::{counted, listed},
};

pub use self::proposal::Proposal;

/// What a person wants that the columns do not say.
#[derive(Debug, Clone, Default)]
pub struct Wishes {
    /// The column to be predicted.
    pub target: Option<String>,
    /// The shape of the job.
    pub task: Option<Task>,
}

/// Why there is no experiment for a CSV, in one sentence that goes on after its name.
#[derive(Debug, Error)]
pub enum InferError {
    /// The wished target is not there.
    #[error("has no column '{column}': {hint}")]
    NoSuchColumn {
        /// What was wished for.
        column: String,
        /// The nearest column, or all of them.
        hint: String,
    },
    /// The wished task does not go with the columns.
    #[error("cannot be for task = \"{task}\": {problem}")]
    Unfit {
        /// What was wished for.
        task: Task,
        /// What is missing.
        problem: String,
    },
    /// A column looks like times or numbers and cannot be read as such.
    #[error("{0}")]
    Unread(String),
    /// Nothing can be predicted.
    #[error("has neither numbers nor texts to be predicted: rnnlab reads one row a time step, or a text in each row")]
    Nothing,
    /// Two rows have one time, and nothing tells them apart.
    #[error("has the time {0} twice, and no column tells two sequences apart: leave one row out, or add such a column")]
    Repeated(String),
    /// Too little to split.
    #[error("has {}: too few to learn from and to test", counted(*.0, "row"))]
    TooFew(usize),
    /// The data are not what their columns seem to be.
    #[error(transparent)]
    Data(#[from] DataError),
}

/// Rows below which there is nothing to learn from.
const FEWEST_ROWS: usize = 8;

/// An experiment for a table, with the reason of each choice.
///
/// # Errors
/// When nothing can be predicted of it, or not what is wished for.
pub fn propose(table: &Table, wishes: &Wishes) -> Result<Proposal, InferError> {
    if table.rows() < FEWEST_ROWS {
        return Err(InferError::TooFew(table.rows()));
    }
    let columns = Columns::of(table)?;
    let target = wishes.target.as_ref().map(|name| find(table, name)).transpose()?;
    complaint::complain(&columns, target, wishes.task)?;
    let task = wishes.task.unwrap_or_else(|| task(&columns, target));
    let proposal = match task {
        Task::Generate => texts::generate(&columns, target),
        Task::Classify if columns.is_of_texts() => texts::classify(&columns, target),
        Task::Classify => sequences::classify(&columns, target),
        Task::Transform => sequences::transform(&columns, target),
        Task::Forecast => forecast::propose(&columns, target),
    };
    proposal.map_err(|error| match error {
        InferError::Nothing => complaint::unread_numbers(&columns).map_or(InferError::Nothing, InferError::Unread),
        error => error,
    })
}

fn find(table: &Table, name: &str) -> Result<usize, InferError> {
    let place = table.columns().iter().position(|column| column == name);
    place.ok_or_else(|| InferError::NoSuchColumn {
        column: name.to_owned(),
        hint: match nearest(name, table.columns().iter().map(String::as_str)) {
            Some(near) => format!("did you mean '{near}'?"),
            None => format!("it has {}", listed(table.columns())),
        },
    })
}

/// What is most likely meant by such columns.
fn task(columns: &Columns<'_>, target: Option<usize>) -> Task {
    if columns.is_of_texts() {
        let is_text_itself = target.is_some() && target == columns.text();
        let has_classes = target.is_some() || columns.class_of_rows().is_some();
        return if has_classes && !is_text_itself { Task::Classify } else { Task::Generate };
    }
    match target {
        Some(target) if columns.kind(target) == Kind::Text || columns.is_class(target) => Task::Classify,
        None if columns.class_of_sequences().is_some() => Task::Classify,
        _ if columns.time.is_empty() && columns.id.is_some() && columns.numbers().len() > 1 => Task::Transform,
        _ => Task::Forecast,
    }
}

fn unfit(task: Task, problem: impl Into<String>) -> InferError {
    InferError::Unfit { task, problem: problem.into() }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::experiment::Experiment;

    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

    fn proposed(csv: &str, wishes: &Wishes) -> Result<Experiment, InferError> {
        let table = Table::parse(csv.as_bytes(), Path::new("data.csv")).unwrap();
        let text = propose(&table, wishes)?.to_toml("data", "data.csv");
        Ok(Experiment::parse(&text, "data.toml").unwrap_or_else(|error| panic!("{error}\n{text}")))
    }

    fn numbers(head: &str, rows: usize, row: impl Fn(usize) -> String) -> String {
        std::iter::once(head.to_owned()).chain((0..rows).map(row)).collect::<Vec<_>>().join("\n")
    }

    #[track_caller]
    fn problem(csv: &str, wishes: &Wishes) -> String {
        proposed(csv, wishes).unwrap_err().to_string()
    }

    fn target(name: &str) -> Wishes {
        Wishes { target: Some(name.to_owned()), ..Wishes::default() }
    }

    #[test]
    fn numbers_without_a_time_are_one_series_to_be_forecast() {
        let csv = numbers("x", 60, |row| (row % 7).to_string());
        let experiment = proposed(&csv, &Wishes::default()).unwrap();
        assert_eq!((experiment.data.task, experiment.data.target), (Task::Forecast, vec!["x".to_owned()]));
    }

    #[test]
    fn sequences_with_a_number_to_each_number_are_transformed() {
        let csv = numbers("sequence,value,double", 40, |row| format!("{},{row},{}", row / 4, 2 * row));
        let data = proposed(&csv, &Wishes::default()).unwrap().data;
        assert_eq!((data.task, data.id), (Task::Transform, Some("sequence".to_owned())));
        assert_eq!((data.inputs, data.target), (vec!["value".to_owned()], vec!["double".to_owned()]));
    }

    #[test]
    fn a_text_constant_in_each_sequence_is_a_class() {
        let class = |row: usize| if (row / 8).is_multiple_of(2) { "walk" } else { "run" };
        let csv = numbers("trial,t,x,y,kind", 160, |row| {
            format!("{},{},{}.5,{},{}", row / 8, row % 8, row % 5, row % 3, class(row))
        });
        let data = proposed(&csv, &Wishes::default()).unwrap().data;
        assert_eq!((data.task, data.target), (Task::Classify, vec!["kind".to_owned()]));
        assert_eq!((data.id, data.time), (Some("trial".to_owned()), vec!["t".to_owned()]));
        assert_eq!(data.inputs, ["x", "y"]);
    }

    #[test]
    fn texts_alone_are_generated_and_texts_with_classes_are_classified() {
        let word = |row: usize| format!("w{row}o{}", row * 7 % 13);
        let csv = numbers("name", 40, word);
        assert_eq!(proposed(&csv, &Wishes::default()).unwrap().data.task, Task::Generate);
        let csv = numbers("name,kind", 40, |row| format!("{},{}", word(row), ["a", "b"][row % 2]));
        assert_eq!(proposed(&csv, &Wishes::default()).unwrap().data.task, Task::Classify);
        let wishes = Wishes { task: Some(Task::Generate), ..Wishes::default() };
        assert_eq!(proposed(&csv, &wishes).unwrap().data.inputs, ["name"]);
    }

    #[test]
    fn what_cannot_be_is_said_in_one_sentence() {
        let csv = numbers("x,y", 30, |row| format!("{row},{}", row * row));
        assert_eq!(problem(&csv, &target("z")), "has no column 'z': it has x, y");
        let classify = Wishes { task: Some(Task::Classify), ..Wishes::default() };
        assert_eq!(
            problem(&csv, &classify),
            "cannot be for task = \"classify\": no column says which rows are one sequence"
        );
        assert_eq!(problem("x\n1\n2\n", &Wishes::default()), "has 2 rows: too few to learn from and to test");
        let twice = numbers("day,x", 20, |row| format!("2012-01-{:02},{row}.5", row / 2 + 1));
        assert_eq!(
            problem(&twice, &Wishes::default()),
            "has the time 2012-01-01 twice, and no column tells two sequences apart: leave one row out, or add such a \
             column"
        );
    }

    #[test]
    fn a_column_that_was_meant_otherwise_is_told_and_no_other_job_is_made_of_it() {
        let any = Wishes::default();
        let dates = numbers("date,x", 20, |row| format!("{}:30:00,{row}.5", row + 1));
        assert_eq!(
            problem(&dates, &any),
            "has '1:30:00' in column 'date', line 2, which is no time that rnnlab reads: write times as 2012-01-31, \
             2012-01-31 10:00, 1949-01, 1959-Q1, 2001-W05, or as whole numbers"
        );
        let either = numbers("t,x,y", 20, |row| format!("{row},{row}.5,\"{},000\"", row + 1));
        let words = "data.csv, line 2: column 'y' has '1,000', which may be 1000 with a ',' between thousands, or 1.000 with \
                     decimals, and no cell of the column says which: write 1000 or 1.000";
        assert_eq!([problem(&either, &any), problem(&either, &target("y"))], [words, words]);
        let large = numbers("t,x", 20, |row| format!("{row},{row}e39"));
        assert_eq!(
            problem(&large, &any),
            "has '1e39' in column 'x', line 3, which is too large: a network reads numbers up to 3.4028235e38"
        );
        let odd = numbers("t,x", 20, |row| if row == 7 { "7,?".to_owned() } else { format!("{row},{row}.5") });
        assert_eq!(
            problem(&odd, &any),
            "has 19 numbers in column 'x', and '?' in line 9: leave a cell empty where there is no number"
        );
        assert_eq!(
            problem(&odd.replace('?', "inf"), &any),
            "has 19 numbers in column 'x', and 'inf' in line 9: leave a cell empty where there is no number"
        );
        let total = numbers("t,x", 20, |row| if row == 19 { "Total,5.5".to_owned() } else { format!("{row},{row}.5") });
        assert_eq!(
            problem(&total, &any),
            "has 19 numbers in column 't', and 'Total' in line 21: leave a cell empty where there is no number"
        );
        let commas = numbers("t;x", 20, |row| if row == 7 { "7;n".to_owned() } else { format!("{row};{row},5") });
        assert_eq!(
            problem(&commas, &any),
            "has 19 numbers in column 'x', and 'n' in line 9: leave a cell empty where there is no number"
        );
        let units = numbers("t,x", 20, |row| format!("{row},{row} kg"));
        assert_eq!(
            problem(&units, &any),
            "has '0 kg' in column 'x', line 2, which is not read as a number: write all numbers of the column alike, such as \
             1000.5, and leave units out"
        );
        let constant = numbers("t,x", 20, |row| format!("{row},5"));
        assert_eq!(problem(&constant, &any), "has nothing to be predicted: column 'x' is '5' in all rows");
    }

    #[test]
    fn numbers_with_thousands_or_a_decimal_comma_are_numbers() {
        for row in ["{n};{n},5", "{n};{n}.234,5", "{n};{n},50 %"] {
            let csv = numbers("t;x", 60, |n| {
                row.replace("{n}", &(n % 9 + 1).to_string()).replacen(&(n % 9 + 1).to_string(), &n.to_string(), 1)
            });
            let data = proposed(&csv, &Wishes::default()).unwrap().data;
            assert_eq!((data.task, data.target), (Task::Forecast, vec!["x".to_owned()]), "{row}");
        }
    }

    #[test]
    fn the_index_that_pandas_writes_is_neither_input_nor_target() {
        for name in ["", "Unnamed: 0"] {
            let csv = numbers(&format!("{name},x"), 60, |row| format!("{row},{}", row * row % 7));
            let data = proposed(&csv, &Wishes::default()).unwrap().data;
            assert_eq!((data.inputs, data.target), (vec!["x".to_owned()], vec!["x".to_owned()]));
        }
    }

    #[test]
    fn a_bad_date_among_good_ones_is_named_with_its_line() {
        let day = |row: usize| {
            let date =
                if row == 250 { "2020-02-30".to_owned() } else { format!("20{:02}-01-{:02}", row / 28, row % 28 + 1) };
            format!("{date},{row}.5")
        };
        assert_eq!(
            problem(&numbers("when,x", 300, day), &Wishes::default()),
            "has '2020-02-30' in column 'when', line 252, which is not a day as in most rows"
        );
        let either = numbers("date,x", 12, |row| format!("01/{:02}/2020,{row}", row + 1));
        assert_eq!(
            problem(&either, &Wishes::default()),
            "has '01/02/2020' in column 'date', line 3, which can be 2020-02-01 or 2020-01-02, and no other row says \
             which: write days as 2012-01-31"
        );
    }

    #[test]
    fn times_of_every_kind_are_found_in_a_bare_csv() {
        let dated = |head: &str, time: &dyn Fn(usize) -> String| {
            let csv = numbers(head, 60, |row| format!("{},{}.5", time(row), row * 7 % 11));
            proposed(&csv, &Wishes::default()).unwrap().data
        };
        let name = |row: usize| MONTHS[row % 12];
        let cases: [(&str, &dyn Fn(usize) -> String); 8] = [
            ("month", &|row| format!("{} {}", name(row), 2000 + row / 12)),
            ("m", &|row| format!("{} {}", 1991 + row / 12, name(row))),
            ("day", &|row| format!("{}-Jan-{:02}", row % 28 + 1, row / 28)),
            ("when", &|row| {
                format!(
                    "{:02} Jan 2020 {}:00 {} UTC",
                    row / 24 + 1,
                    (row % 12 + 11) % 12 + 1,
                    ["AM", "PM"][row / 12 % 2]
                )
            }),
            ("year", &|row| format!("{}.0", 1749 + row)),
            ("time", &|row| format!("{:.3}", 1949.0 + row as f64 / 12.0)),
            ("date", &|row| format!("{}{:02}", 2000 + row / 12, row % 12 + 1)),
            ("unix_time", &|row| (1_577_836_800 + row * 3600).to_string()),
        ];
        for (column, time) in cases {
            let data = dated(&format!("{column},x"), time);
            assert_eq!(
                (data.task, data.time, data.target),
                (Task::Forecast, vec![column.to_owned()], vec!["x".to_owned()])
            );
        }
        let cells = dated("date,time,x", &|row| format!("{:02}.01.2020,{}:30", row / 24 + 1, row % 24));
        assert_eq!(cells.time, ["date", "time"]);
        let hours = dated("date,hour,x", &|row| format!("2020-01-{:02},{}", row / 24 + 1, row % 24));
        assert_eq!(hours.time, ["date", "hour"]);
        let parts = dated("year,month,day,hour,x", &|row| format!("2020,1,{},{}", row / 24 + 1, row % 24));
        assert_eq!(parts.time, ["year", "month", "day", "hour"]);
    }

    #[test]
    fn names_that_would_break_out_of_a_comment_or_a_string_stay_in_it() {
        let csv = numbers("\"t\n1\",\"a\nhidden = 3 #\",\"\u{1b}[2J\u{7f}\u{202e}\"", 300, |row| {
            format!("{row},{row}.5,{}", row % 7)
        });
        let data = proposed(&csv, &Wishes::default()).unwrap().data;
        assert_eq!(data.inputs, ["\u{1b}[2J\u{7f}\u{202e}", "t\n1", "a\nhidden = 3 #"]);
    }

    #[test]
    fn a_column_of_parts_is_the_split() {
        let part = |row: usize| ["train", "validation", "test"][row / 4 % 3];
        let csv = numbers("id,part,x,y", 60, |row| format!("{},{},{row},{}", row / 4, part(row), row + 1));
        let experiment = proposed(&csv, &Wishes::default()).unwrap();
        assert_eq!(experiment.split, crate::experiment::Split::Column("part".to_owned()));
        assert_eq!(experiment.data.inputs, ["x"]);
    }

    #[test]
    fn names_that_toml_would_not_take_bare_are_quoted() {
        let csv = numbers("\"the \"\"date\"\"\",a b,c.d", 60, |row| {
            format!("1999-{:02}-{:02},{}.5,{}", row / 28 + 1, row % 28 + 1, row % 9, (row * 3) % 11)
        });
        let data = proposed(&csv, &target("c.d")).unwrap().data;
        assert_eq!((data.time, data.target), (vec!["the \"date\"".to_owned()], vec!["c.d".to_owned()]));
    }
}
