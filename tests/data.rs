//! What becomes of a file on its way to examples: times, gaps, parts, classes, symbols, and what is said of them.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

#[path = "support/written.rs"]
mod written;

use std::fmt::Write as _;

use rnnlab::data::{Dataset, Example, Input, Part, Shown, Target, Vocabulary};
use written::load;

/// A forecast of `y`, one step from two; `keys` goes on in `[data]`.
fn forecast(keys: &str, csv: &str) -> Result<Dataset, String> {
    let toml = format!("name = 'test'\n[data]\nfile = 'data.csv'\ntask = 'forecast'\ntarget = 'y'\nwindow = 2\n{keys}");
    load(&toml, &[("data.csv", csv)]).map(|(_, dataset)| dataset)
}

const BY_TIME: &str = "time = 't'\n[split]\nby = 'time'\ntest = 1\n";

/// Numbers in, numbers out; `keys` goes on in `[data]`.
fn transform(keys: &str, csv: &str) -> Result<Dataset, String> {
    let toml = format!(
        "name = 'test'\n[data]\nfile = 'data.csv'\ntask = 'transform'\nid = 'id'\ninputs = 'x'\ntarget = 'y'\n{keys}"
    );
    load(&toml, &[("data.csv", csv)]).map(|(_, dataset)| dataset)
}

const BY_COLUMN: &str = "[split]\nby = 'column'\ncolumn = 'part'\n";

/// Numbers to a class; `keys` goes on in `[data]`.
fn classify(keys: &str, files: &[(&str, &str)]) -> Result<Dataset, String> {
    let toml = format!(
        "name = 'test'\n[data]\nfile = 'data.csv'\ntask = 'classify'\nid = 'id'\ninputs = 'x'\ntarget = 'class'\n{keys}"
    );
    load(&toml, files).map(|(_, dataset)| dataset)
}

/// Texts, without or with a class; `keys` goes on in `[data]`.
fn texts(task: &str, keys: &str, csv: &str) -> Result<Dataset, String> {
    let toml = format!(
        "name = 'test'\n[data]\nfile = 'data.csv'\ntask = '{task}'\ninputs = 'text'\nsymbols = 'characters'\n{keys}"
    );
    load(&toml, &[("data.csv", csv)]).map(|(_, dataset)| dataset)
}

#[track_caller]
fn refused(dataset: Result<Dataset, String>) -> String {
    match dataset {
        Err(error) => error,
        Ok(dataset) => panic!("it was taken: {:?}", dataset.ledger),
    }
}

fn truths(examples: &[Example]) -> Vec<Vec<f64>> {
    let of_one = |example: &Example| match &example.target {
        Target::Numbers { truth, .. } => truth.values().to_vec(),
        other => panic!("no numbers: {other:?}"),
    };
    examples.iter().map(of_one).collect()
}

fn inputs(examples: &[Example]) -> Vec<Vec<f32>> {
    let of_one = |example: &Example| match &example.question.input {
        Input::Numbers(sequence) => sequence.values().to_vec(),
        Input::Symbols(symbols) => panic!("symbols: {symbols:?}"),
    };
    examples.iter().map(of_one).collect()
}

fn classes(examples: &[Example]) -> Vec<u32> {
    let of_one = |example: &Example| match example.target {
        Target::Class(class) => class,
        _ => panic!("no class"),
    };
    examples.iter().map(of_one).collect()
}

/// Rows of a time and a counted value.
fn counted(times: &[&str]) -> String {
    times.iter().enumerate().fold("t,y\n".to_owned(), |mut csv, (at, time)| {
        writeln!(csv, "{time},{at}").unwrap();
        csv
    })
}

#[test]
fn times_are_read_in_every_usual_form_and_their_frequency_is_found() {
    let cases: [(&[&str], [&str; 4]); 9] = [
        (&["2012-01-30", "2012-01-31", "2012-02-01", "2012-02-02"], ["day", "daily", "2012-01-30", "2012-02-02"]),
        (&["2012/1/1", "2012/1/8", "2012/1/15", "2012/1/22"], ["day", "weekly", "2012/1/1", "2012/1/22"]),
        (&["2012-01-01", "2012-02-01", "2012-03-01", "2012-04-01"], ["day", "monthly", "2012-01-01", "2012-04-01"]),
        (&["1949-01", "1949-02", "1949-03", "1949-04"], ["month", "monthly", "1949-01", "1949-04"]),
        (&["Jan 1949", "Feb 1949", "Mar 1949", "Apr 1949"], ["month", "monthly", "Jan 1949", "Apr 1949"]),
        (&["1959-Q3", "1959-Q4", "1960Q1", "1960 Q2"], ["quarter", "quarterly", "1959-Q3", "1960-Q2"]),
        (&["2001-W51", "2001-W52", "2002-W01", "2002W02"], ["week", "weekly", "2001-W51", "2002-W02"]),
        (
            &["2012-01-31T22:00", "2012-01-31 23:00:00", "2012-02-01T00:00Z", "2012-02-01 01:00"],
            ["date and time", "hourly", "2012-01-31 22:00", "2012-02-01 01:00"],
        ),
        (&["1749", "1750", "1751", "1752"], ["whole number", "in steps of 1", "1749", "1752"]),
    ];
    for (times, [form, frequency, first, last]) in cases {
        let time = forecast(BY_TIME, &counted(times)).unwrap().ledger.time.unwrap();
        assert_eq!([time.form, time.rhythm, time.first, time.last], [form, frequency, first, last]);
        assert_eq!((time.gaps, time.gaps_filled, time.dropped), (0, false, 0));
    }
}

#[test]
fn a_year_and_a_quarter_month_or_week_of_two_columns_are_a_time() {
    for (part, form, last) in
        [("quarter", "quarter", "1960-Q2"), ("month", "month", "1960-02"), ("Week", "week", "1960-W02")]
    {
        let csv = format!("year,{part},y\n1959,1,1\n1959,2,2\n1959,3,3\n1960,1,4\n1960,2,5\n");
        let keys = format!("time = ['year', '{part}']\n[split]\nby = 'time'\ntest = 1\n");
        let time = forecast(&keys, &csv).unwrap().ledger.time.unwrap();
        assert_eq!((time.form.as_str(), time.first.starts_with("1959"), time.last.as_str()), (form, true, last));
    }
}

#[test]
fn rows_out_of_order_are_put_in_the_order_of_time_with_their_values() {
    let csv = "t,y\n1949-04,4\n1949-01,1\n1949-05,5\n1949-02,2\n1949-03,3\n";
    let dataset = forecast(BY_TIME, csv).unwrap();
    assert_eq!(dataset.series[0].raw.columns, [[1.0, 2.0, 3.0, 4.0, 5.0]]);
    assert_eq!(dataset.series[0].raw.lines, [3, 5, 6, 2, 4]);
    assert_eq!(truths(&dataset.test), [[5.0]]);
    assert_eq!(inputs(&dataset.test), [[3.0, 4.0]]);
}

#[test]
fn the_line_of_a_time_that_is_there_twice_is_named() {
    let csv = "t,y\n1949-01,1\n1949-02,2\n1949-03,3\n1949-02,4\n";
    assert_eq!(
        refused(forecast(BY_TIME, csv)),
        "data.csv, line 5: the time 1949-02 is there twice: leave one row out, or name the column that tells the \
         sequences apart in `id` under [data]"
    );
    let with_id = "t,y,k\n1,1,a\n2,2,a\n3,3,a\n1,4,b\n2,5,b\n3,6,b\n4,7,b\n";
    assert_eq!(forecast(&format!("id = 'k'\n{BY_TIME}"), with_id).unwrap().series.len(), 2);
}

#[test]
fn times_that_cannot_be_read_are_refused_with_what_can_be() {
    assert_eq!(
        refused(forecast(BY_TIME, "t,y\nsoon,1\nlater,2\n")),
        "data.csv, line 2: column 't' has 'soon', which is no time that rnnlab reads: write times as 2012-01-31, \
         2012-01-31 10:00, 1949-01, 1959-Q1, 2001-W05, or as whole numbers"
    );
    let mut late = counted(&["1949-01"; 0]);
    for month in 0..110 {
        writeln!(late, "{}-{:02},1", 1900 + month / 12, month % 12 + 1).unwrap();
    }
    late.push_str("soon,1\n");
    assert_eq!(refused(forecast(BY_TIME, &late)), "data.csv, line 112: column 't' has 'soon', which is not a month");
    let parts = "time = ['year', 'quarter']\n[split]\nby = 'time'\n";
    let refused = refused(forecast(parts, "year,quarter,y\n1959,1,1\n1959,5,2\n"));
    assert_eq!(refused, "data.csv, line 3: column 'quarter' has '5', which is not a quarter");
}

#[test]
fn a_header_without_rows_is_refused_in_one_sentence() {
    for keys in [BY_TIME, "[split]\nby = 'time'\n", "id = 'k'\n[split]\nby = 'time'\n"] {
        assert_eq!(refused(forecast(keys, "t,y,k\n")), "data.csv, line 1: there are no rows below the header");
    }
    assert_eq!(
        refused(texts("generate", "[split]\nby = 'random'\n", "text\n")),
        "there is nothing to train on: leave some sequences to it under [split], or write 'train' into its column"
    );
}

const WITH_GAP: &str = "t,y\n1949-01,1\n1949-02,2\n1949-03,3\n1949-06,6\n1949-07,7\n1949-08,8\n";

#[test]
fn a_gap_in_time_gets_rows_without_values_where_missing_values_are_filled() {
    let dataset = forecast(&format!("{BY_TIME}[prepare]\nmissing = 'linear'\n"), WITH_GAP).unwrap();
    let series = &dataset.series[0];
    let moments: Vec<String> = series.raw.moments.iter().map(ToString::to_string).collect();
    assert_eq!(moments[2..6], ["1949-03", "1949-04", "1949-05", "1949-06"]);
    assert_eq!(format!("{:?}", series.raw.columns[0]), "[1.0, 2.0, 3.0, NaN, NaN, 6.0, 7.0, 8.0]");
    assert_eq!(series.known[0], [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]);
    assert_eq!(series.filled, [false, false, false, true, true, false, false, false]);
    let time = dataset.ledger.time.as_ref().unwrap();
    assert_eq!((time.gaps, time.gaps_filled), (2, true));
    assert_eq!(dataset.ledger.rows, 8);
    assert_eq!(dataset.ledger.warnings, [""; 0]);
    let column = &dataset.ledger.columns[0];
    assert_eq!((column.values, column.missing, column.filled), (6, 2, 2));
    // What is not in the file is never asked for: 1949-04 and 1949-05 are no targets.
    assert_eq!(truths(&dataset.train), [[3.0], [6.0], [7.0]]);
    // And what the gap becomes is not known before it is over.
    assert_eq!(inputs(&dataset.train), [[1.0, 2.0], [3.0, 3.0], [5.0, 6.0]]);
}

#[test]
fn a_gap_in_time_is_left_and_told_where_missing_values_are_not_filled() {
    let why =
        ["set `missing` under [prepare] to fill them", "missing = \"drop\" fills none, \"linear\" for instance would"];
    for (missing, why) in ["error", "drop"].into_iter().zip(why) {
        let dataset = forecast(&format!("{BY_TIME}[prepare]\nmissing = '{missing}'\n"), WITH_GAP).unwrap();
        assert_eq!(dataset.series[0].rows(), 6);
        let time = dataset.ledger.time.as_ref().unwrap();
        assert_eq!((time.gaps, time.gaps_filled), (2, false));
        let warning = format!("2 steps have no row, and the rows around them are taken as neighbours: {why}");
        assert_eq!(dataset.ledger.warnings, [warning]);
    }
}

#[test]
fn rows_that_would_fill_far_more_than_there_is_are_not_made_up() {
    let csv = "t,y\n1,1\n2,2\n3,3\n4,4\n1000000,5\n";
    let dataset = forecast(&format!("{BY_TIME}[prepare]\nmissing = 'linear'\n"), csv).unwrap();
    assert_eq!(dataset.series[0].rows(), 5);
    assert!(!dataset.ledger.time.unwrap().gaps_filled);
    let warning = "999995 steps have no row, and the rows around them are taken as neighbours: more than 10 for each row are \
                   not filled; the longest gap, of 999995 steps, is after line 5, 4";
    assert_eq!(dataset.ledger.warnings, [warning]);
}

#[test]
fn whole_sequences_are_not_filled_up_and_their_gaps_are_told() {
    let csv = "id,t,x,y,part\na,1,1,1,train\na,2,2,2,train\na,3,3,3,train\na,6,4,4,train\n";
    let dataset = transform(&format!("time = 't'\n[prepare]\nmissing = 'linear'\n{BY_COLUMN}"), csv).unwrap();
    assert_eq!(inputs(&dataset.train), [[1.0, 2.0, 3.0, 4.0]]);
    assert_eq!(dataset.ledger.warnings, ["2 steps have no row, and the rows around them are taken as neighbours"]);
}

const MISSING: &str = "t,y\n1,1\n2,2\n3,NA\n4,\n5,5\n6,null\n7,7\n";

#[test]
fn a_missing_value_is_an_error_that_names_its_line_unless_something_is_to_become_of_it() {
    assert_eq!(
        refused(forecast(BY_TIME, MISSING)),
        "data.csv, line 4: column 'y' has no value: say under [prepare] what `missing` values become, such as \"linear\""
    );
    let dataset = forecast(&format!("{BY_TIME}[prepare]\nmissing = 'drop'\n"), MISSING).unwrap();
    assert_eq!(dataset.series[0].raw.columns, [[1.0, 2.0, 5.0, 7.0]]);
    assert_eq!(dataset.series[0].raw.lines, [2, 3, 6, 8]);
    assert_eq!(dataset.ledger.time.unwrap().dropped, 3);
    let nothing = refused(forecast(&format!("{BY_TIME}[prepare]\nmissing = 'drop'\n"), "t,y\n1,\n2,NA\n"));
    assert_eq!(
        nothing,
        "data.csv: every row has a missing value, and missing = \"drop\" leaves none; fill them, with \"linear\" for \
         instance"
    );
}

#[test]
fn each_way_to_fill_is_fitted_on_training_rows_and_listed_with_its_figure() {
    for (missing, known, step) in [
        ("mean", [1.0, 2.0, 2.75, 2.75, 5.0, 2.75, 7.0], "missing: mean 2.75"),
        ("median", [1.0, 2.0, 2.5, 2.5, 5.0, 2.5, 7.0], "missing: median 2.5"),
        ("forward", [1.0, 2.0, 2.0, 2.0, 5.0, 5.0, 7.0], "missing: forward"),
        ("linear", [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0], "missing: linear"),
    ] {
        // The mean and median of 1, 2, 3 and 5: the last row tests.
        let csv = MISSING.replacen("1,1\n", "0,3\n1,1\n", 1);
        let dataset = forecast(&format!("{BY_TIME}[prepare]\nmissing = '{missing}'\n"), &csv).unwrap();
        assert_eq!(dataset.series[0].known[0][1..], known, "{missing}");
        assert_eq!(dataset.ledger.columns[0].steps, [step]);
    }
}

#[test]
fn a_series_that_begins_with_a_gap_has_no_window_before_something_is_known() {
    for missing in ["linear", "forward"] {
        let csv = "t,y\n1,\n2,\n3,\n4,4\n5,5\n6,6\n7,7\n";
        let dataset = forecast(&format!("{BY_TIME}[prepare]\nmissing = '{missing}'\n"), csv).unwrap();
        assert_eq!(truths(&dataset.train), [[5.0], [6.0]], "{missing}");
        assert_eq!(inputs(&dataset.train), [[4.0, 4.0], [4.0, 5.0]], "{missing}");
    }
}

#[test]
fn a_logarithm_of_what_has_none_names_its_line() {
    let csv = "t,y\n4,4\n1,1\n2,0\n3,3\n5,5\n";
    assert_eq!(
        refused(forecast(&format!("{BY_TIME}[prepare]\ntransform = ['log']\n"), csv)),
        "data.csv, line 4: column 'y' is 0, and only numbers above 0 have a logarithm: leave \"log\" out of `transform`"
    );
    // In a test row too, which nothing is fitted on.
    let csv = "t,y\n1,1\n2,2\n3,3\n4,4\n5,-5\n";
    assert_eq!(
        refused(forecast(&format!("{BY_TIME}[prepare]\ntransform = ['log']\n"), csv)),
        "data.csv, line 6: column 'y' is -5, and only numbers above 0 have a logarithm: leave \"log\" out of `transform`"
    );
}

#[test]
fn a_number_that_becomes_too_large_names_its_line() {
    let csv = "t,y\n1,1\n2,-3e38\n3,3e38\n4,4\n5,5\n6,6\n7,7\n";
    assert_eq!(
        refused(forecast(&format!("{BY_TIME}[prepare]\ntransform = [{{ difference = 1 }}]\n"), csv)),
        "data.csv, line 4: column 'y' is 3e38, which becomes too large for the network: leave the value out, or do without \
         the `transform` or `scale` that makes it so"
    );
}

#[test]
fn a_calendar_that_the_times_do_not_have_names_the_first_of_them() {
    let csv = counted(&["1949-01", "1949-02", "1949-03", "1949-04"]);
    assert_eq!(
        refused(forecast(&format!("{BY_TIME}[prepare]\ncalendar = ['weekday']\n"), &csv)),
        "data.csv, line 2: the time 1949-01 has no weekday: take it out of `calendar`"
    );
}

#[test]
fn a_file_with_a_byte_order_mark_other_line_ends_and_quotes_is_the_same() {
    let plain = "id,x,y,part\n\"a, b\",1,1,train\n\"a, b\",2,3,train\nc,4,4,test\n";
    let semicolons = "id;x;y;part\n\"a, b\";1;1;train\n\"a, b\";2;3;train\nc;4;4;test\n";
    let expected = transform(BY_COLUMN, plain).unwrap();
    assert_eq!(inputs(&expected.train), [[1.0, 2.0]]);
    for csv in [
        format!("\u{feff}{plain}"),
        plain.replace('\n', "\r\n"),
        semicolons.to_owned(),
        semicolons.replace(';', "\t"),
        plain.replace("1,1", "\"1\", 1 ").replace("2,3", "2.0,3e0"),
        plain.replace("\nc", "\n\nc"),
    ] {
        let dataset = transform(BY_COLUMN, &csv).unwrap();
        assert_eq!((&dataset.train, &dataset.test), (&expected.train, &expected.test), "{csv:?}");
    }
}

#[test]
fn rows_of_one_id_are_a_sequence_of_its_own_length_wherever_they_stand() {
    let csv = "id,x,y,part\na,1,1,train\nb,5,5,test\na,2,3,train\nc,7,7,train\nb,6,11,test\na,3,5,train\n";
    let dataset = transform(BY_COLUMN, csv).unwrap();
    assert_eq!(inputs(&dataset.train), [vec![1.0, 2.0, 3.0], vec![7.0]]);
    assert_eq!(truths(&dataset.train), [vec![1.0, 3.0, 5.0], vec![7.0]]);
    assert_eq!(inputs(&dataset.test), [[5.0, 6.0]]);
    let ledger = &dataset.ledger;
    assert_eq!((ledger.sequences, ledger.rows, ledger.lengths), (3, 6, [1, 2, 3]));
    let parts: Vec<_> = ledger.parts.iter().map(|p| (p.part, p.sequences, p.rows, p.examples)).collect();
    assert_eq!(parts, [(Part::Train, 2, 4, 2), (Part::Validation, 0, 0, 0), (Part::Test, 1, 2, 1)]);
}

#[test]
fn cells_and_columns_that_are_wrong_are_named() {
    let csv = "id,x,y,part\na,1,1,train\nb,2,2,testing\n";
    assert_eq!(
        refused(transform(BY_COLUMN, csv)),
        "data.csv, line 3: column 'part' has 'testing' where train, validation or test is expected"
    );
    let csv = "id,x,y,part\na,1,1,train\na,2,2,test\n";
    assert_eq!(
        refused(transform(BY_COLUMN, csv)),
        "data.csv, line 3: column 'part' says 'test' where its sequence began with 'train': a sequence is in one part only"
    );
    let csv = "id,x,y,part\na,one,1,train\n";
    assert_eq!(
        refused(transform(BY_COLUMN, csv)),
        "data.csv, line 2: column 'x' has 'one', which is not a finite number"
    );
    let csv = "id,x,z,part\na,1,1,train\n";
    assert_eq!(refused(transform(BY_COLUMN, csv)), "data.csv has no column 'y' (data.target): it has id, x, z, part");
    let csv = "id,x,y,parts\na,1,1,train\n";
    assert_eq!(
        refused(transform(BY_COLUMN, csv)),
        "data.csv has no column 'part' (split.column): did you mean 'parts'?"
    );
    assert_eq!(
        refused(transform(BY_COLUMN, "id,x,y,part\na,1,1,test\n")),
        "there is nothing to train on: leave some sequences to it under [split], or write 'train' into its column"
    );
}

#[test]
fn a_series_too_short_for_a_window_says_what_does_not_fit() {
    let csv = counted(&["1", "2", "3", "4", "5"]);
    let keys = "time = 't'\nhorizon = 2\n[split]\nby = 'time'\ntest = 1\n[prepare]\ntransform = [{ difference = 1 }]\n";
    assert_eq!(
        refused(forecast(keys, &csv)),
        "there is nothing to train on: a window of 2 and a horizon of 2, and 1 row for differences, do not fit into the \
         training part of 4 rows; make `window` or `horizon` under [data] smaller, or `validation` and `test` under [split]"
    );
}

#[test]
fn shares_that_take_all_rows_are_told_and_the_window_is_not_blamed() {
    let csv = counted(&["1", "2", "3", "4", "5"]);
    assert_eq!(
        refused(forecast("time = 't'\n[split]\nby = 'time'\ntest = 100\n", &csv)),
        "there is nothing to train on: `validation` and `test` under [split] take all of the 5 rows; make them smaller"
    );
}

#[test]
fn a_part_without_a_whole_horizon_is_told() {
    let csv = counted(&["1", "2", "3", "4", "5", "6", "7", "8"]);
    let keys = "time = 't'\nhorizon = 2\n[split]\nby = 'time'\nvalidation = 1\ntest = 2\n";
    let dataset = forecast(keys, &csv).unwrap();
    assert_eq!([dataset.train.len(), dataset.validation.len(), dataset.test.len()], [2, 0, 1]);
    assert_eq!(dataset.ledger.warnings, ["the validation part has 1 row, too few for a whole horizon: no figures"]);
    let parts: Vec<_> = dataset.ledger.parts.iter().map(|p| (p.rows, p.examples, p.times.clone().unwrap())).collect();
    let times = |first: &str, last: &str| [first.to_owned(), last.to_owned()];
    assert_eq!(parts, [(5, 2, times("1", "5")), (1, 0, times("6", "6")), (2, 1, times("7", "8"))]);
}

#[test]
fn a_column_that_says_nothing_and_numbers_that_are_too_large_are_told() {
    let csv = "id,x,y,part\na,1,1000,train\na,1,3000,train\n";
    assert_eq!(
        transform(BY_COLUMN, csv).unwrap().ledger.warnings,
        [
            "column 'x' is the same in all training rows: it says nothing",
            "the network would have to answer numbers up to 3000: say scale = \"standard\" under [prepare]"
        ]
    );
}

const VOICES: &str = "id,x,class\n1,0.1,bass\n1,0.2,bass\n2,0.3,alto\n3,0.5,bass\n3,0.6,bass\n3,0.7,bass\n";

#[test]
fn classes_are_texts_in_alphabetical_order_and_those_that_are_numbers_in_that_of_numbers() {
    let by_random = "[split]\nby = 'random'\n";
    let dataset = classify(by_random, &[("data.csv", VOICES)]).unwrap();
    assert_eq!(dataset.preparation.classes, ["alto", "bass"]);
    let mut lengths: Vec<(usize, u32)> =
        dataset.train.iter().zip(classes(&dataset.train)).map(|(e, class)| (e.question.input.steps(), class)).collect();
    lengths.sort_unstable();
    assert_eq!(lengths, [(1, 0), (2, 1), (3, 1)]);
    let numbered = VOICES.replace("bass", "10").replace("alto", "9");
    assert_eq!(classify(by_random, &[("data.csv", &numbered)]).unwrap().preparation.classes, ["9", "10"]);
}

#[test]
fn a_class_that_changes_or_is_missing_within_a_sequence_is_refused() {
    let by_random = "[split]\nby = 'random'\n";
    let changed = VOICES.replace("0.6,bass", "0.6,alto");
    assert_eq!(
        refused(classify(by_random, &[("data.csv", &changed)])),
        "data.csv, line 6: column 'class' has 'alto' where its sequence began with 'bass'"
    );
    let missing = VOICES.replace("alto", "NA");
    assert_eq!(
        refused(classify(by_random, &[("data.csv", &missing)])),
        "data.csv, line 4: column 'class' has 'NA' where a class is expected"
    );
}

#[test]
fn a_test_file_of_its_own_is_what_tests_and_its_errors_name_it() {
    let keys = "test_file = 'test.csv'\n[split]\nby = 'random'\n";
    let test = "id,x,class\n1,0.9,alto\n";
    let dataset = classify(keys, &[("data.csv", VOICES), ("test.csv", test)]).unwrap();
    assert_eq!([dataset.train.len(), dataset.validation.len(), dataset.test.len()], [3, 0, 1]);
    assert_eq!((inputs(&dataset.test), classes(&dataset.test)), (vec![vec![0.9]], vec![0]));
    let counts: Vec<_> = dataset.ledger.classes.iter().map(|c| (c.name.as_str(), c.train, c.test)).collect();
    assert_eq!(counts, [("alto", 1, 1), ("bass", 2, 0)]);
    let refused = |test: &str| refused(classify(keys, &[("data.csv", VOICES), ("test.csv", test)]));
    assert_eq!(
        refused("id,x,class\n1,up,alto\n"),
        "test.csv, line 2: column 'x' has 'up', which is not a finite number"
    );
    assert_eq!(
        refused("id,x,class\n1,1,tenor\n"),
        "the class 'tenor' is in no training sequence: leave some of it to training under [split]"
    );
    assert_eq!(refused("id,x\n1,1\n"), "test.csv has no column 'class' (data.target): it has id, x");
}

#[test]
fn a_random_split_has_the_shares_of_each_class_in_each_part_and_every_sequence_once() {
    let mut csv = "id,x,class\n".to_owned();
    for id in 0..200 {
        writeln!(csv, "{id},{id},{}", if id % 10 == 0 { "rare" } else { "common" }).unwrap();
    }
    let keys = |seed: u32| format!("[split]\nby = 'random'\nvalidation = 0.2\ntest = 40\nseed = {seed}\n");
    let dataset = classify(&keys(1), &[("data.csv", &csv)]).unwrap();
    let counts: Vec<_> =
        dataset.ledger.classes.iter().map(|c| (c.name.as_str(), c.train, c.validation, c.test)).collect();
    assert_eq!(counts, [("common", 108, 36, 36), ("rare", 12, 4, 4)]);
    let drawn = |dataset: &Dataset| Part::ALL.map(|part| inputs(dataset.part(part)).concat());
    let mut all = drawn(&dataset).concat();
    all.sort_by(f32::total_cmp);
    assert_eq!(all, (0..200_u8).map(f32::from).collect::<Vec<_>>());
    assert_eq!(drawn(&dataset), drawn(&classify(&keys(1), &[("data.csv", &csv)]).unwrap()));
    assert_ne!(drawn(&dataset), drawn(&classify(&keys(2), &[("data.csv", &csv)]).unwrap()));
}

#[test]
fn a_vocabulary_is_that_of_training_texts_and_unknown_symbols_are_counted() {
    let csv = "text,part\nab,train\nba,train\nxay,validation\nbz,test\n";
    let dataset = texts("generate", BY_COLUMN, csv).unwrap();
    let report = dataset.ledger.vocabulary.as_ref().unwrap();
    assert_eq!((report.symbols, report.unknown, report.known.as_str()), (2, 3, "a b"));
    let (end, unknown, none) = (Vocabulary::END, Vocabulary::UNKNOWN, Vocabulary::NONE);
    assert_eq!(dataset.train[0].question.input, Input::Symbols(vec![end, 2, 3]));
    assert_eq!(dataset.train[0].target, Target::Symbols(vec![2, 3, end]));
    assert_eq!(dataset.test[0].question.input, Input::Symbols(vec![end, 3, unknown]));
    assert_eq!(dataset.test[0].target, Target::Symbols(vec![3, unknown, end]));
    assert_eq!(dataset.test[0].question.shown, Shown::Text("bz".to_owned()));
    assert!(dataset.train.iter().all(|example| example.target != Target::Symbols(vec![none])));
}

#[test]
fn texts_with_a_class_are_read_symbol_by_symbol_and_have_to_be_there() {
    let keys = "target = 'language'\n[split]\nby = 'column'\ncolumn = 'part'\n";
    let csv = "text,language,part\n\"O'Neil, Jr\",Irish,train\nMüller,German,train\n";
    let dataset = texts("classify", keys, csv).unwrap();
    assert_eq!(dataset.preparation.classes, ["German", "Irish"]);
    assert_eq!(classes(&dataset.train), [1, 0]);
    assert_eq!(dataset.train[0].question.input.steps(), 10);
    assert_eq!(dataset.train[1].question.input.steps(), 6);
    let without_text = csv.replace("Müller", "");
    assert_eq!(
        refused(texts("classify", keys, &without_text)),
        "data.csv, line 3: column 'text' has no text: leave the row out"
    );
    let without_class = csv.replace("German", "");
    assert_eq!(
        refused(texts("classify", keys, &without_class)),
        "data.csv, line 3: column 'language' has '' where a class is expected"
    );
}

#[test]
fn the_ledger_says_of_each_column_what_it_is_and_what_was_done() {
    let csv = "t,y,z\n1,1,5\n2,2,5.5\n3,,6\n4,4,\n5,5,7\n6,600,7.5\n7,7,8\n8,8,8.5\n9,9,9\n";
    let keys = "time = 't'\ninputs = ['y', 'z']\n[split]\nby = 'time'\ntest = 2\n[prepare]\nmissing = 'linear'\n\
                scale = 'minmax'\noutliers = { method = 'iqr', threshold = 1.5, action = 'missing' }\n\
                [prepare.columns.z]\nmissing = 'forward'\nscale = 'none'\n";
    let dataset = forecast(keys, csv).unwrap();
    let [y, z] = &dataset.ledger.columns[..] else { panic!("two columns") };
    assert_eq!((y.name.as_str(), y.role.as_str(), z.role.as_str()), ("y", "input and target", "input"));
    assert_eq!((y.values, y.missing, y.outliers, y.filled), (8, 1, 1, 2));
    assert_eq!((z.values, z.missing, z.outliers, z.filled), (8, 1, 0, 1));
    // Training values 1 2 4 5 7 600: quartiles 2.5 and 6.5; 600 becomes 6.
    assert_eq!(
        y.steps,
        ["outliers by iqr 1.5: missing (outside -3.5 to 12.5)", "missing: linear", "minmax: (value − 1) / 6"]
    );
    assert_eq!(z.steps[1..], ["missing: forward"]);
    assert_eq!((y.before.count, y.before.max), (6, Some(600.0)));
    assert_eq!((y.after.min, y.after.max), (Some(0.0), Some(1.0)));
    let json = serde_json::to_value(&dataset.ledger).unwrap();
    assert_eq!(json["columns"][0]["steps"][1], "missing: linear");
    assert_eq!(json["time"]["rhythm"], "in steps of 1");
    assert_eq!(json["parts"][2]["part"], "test");
}

#[test]
fn generated_symbols_are_known_to_the_vocabulary_and_only_the_recalled_are_asked_for() {
    let toml = "name = 'test'\n[data]\ntask = 'transform'\n\
                generate = { rule = 'copy-memory', sequences = 20, length = [3, 3], values = [0, 7], remember = 2 }\n\
                [split]\nby = 'random'\ntest = 0.5\n";
    let (_, dataset) = load(toml, &[]).unwrap();
    assert_eq!([dataset.train.len(), dataset.test.len()], [10, 10]);
    for example in dataset.train.iter().chain(&dataset.test) {
        let (Input::Symbols(read), Target::Symbols(asked)) = (&example.question.input, &example.target) else {
            panic!("symbols")
        };
        assert!(!read.contains(&Vocabulary::UNKNOWN));
        assert!(asked[..5].iter().all(|&symbol| symbol == Vocabulary::NONE));
        assert_eq!(asked[5..], read[..2]);
    }
}

#[test]
fn a_season_is_found_in_training_rows_or_given() {
    let mut csv = "t,y\n".to_owned();
    for month in 0..96_i32 {
        let value = f64::from(month) + 20.0 * (f64::from(month) / 12.0 * std::f64::consts::TAU).sin();
        writeln!(csv, "{}-{:02},{value}", 1949 + month / 12, month % 12 + 1).unwrap();
    }
    assert_eq!(forecast(BY_TIME, &csv).unwrap().preparation.season, 12);
    assert_eq!(forecast(&format!("season = 4\n{BY_TIME}"), &csv).unwrap().preparation.season, 4);
    assert_eq!(forecast(BY_TIME, &counted(&["1", "2", "3", "4", "5", "6"])).unwrap().preparation.season, 1);
}
