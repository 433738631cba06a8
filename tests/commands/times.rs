//! Times as a person writes them: kept in every output, and gaps, odd times and empty tails told apart.

use crate::lab::{Lab, cells};

/// An experiment on `data.csv` with columns t and y, trained for a moment.
fn trained(lab: &Lab, csv: &str, keys: &str) {
    lab.write("data.csv", csv);
    let toml = format!(
        "name = \"data\"\n[data]\nfile = \"data.csv\"\ntask = \"forecast\"\ntime = \"t\"\ntarget = \"y\"\nwindow = 3\n\
         {keys}\n[split]\nby = \"time\"\nvalidation = 0.3\ntest = 0.2\n[training]\nepochs = 2\n"
    );
    lab.write("data.toml", &toml);
    lab.run(&["train", "data.toml", "--json", "--every", "100000"]);
}

fn csv(times: &[String]) -> String {
    let rows: Vec<String> = times.iter().enumerate().map(|(at, time)| format!("{time},{}", at * 7 % 11)).collect();
    format!("t,y\n{}\n", rows.join("\n"))
}

/// Days of 2024, counted from 1.
fn days(first: i32, count: i32) -> Vec<String> {
    let before = jiff::civil::date(2023, 12, 31);
    (first..first + count).map(|day| before.saturating_add(jiff::Span::new().days(day)).to_string()).collect()
}

/// The times that a forecast says, as text, as JSON and as rows of a CSV.
fn said(lab: &Lab) -> [Vec<String>; 3] {
    let text = lab.run(&["predict", "last"]);
    let answered = lab.run(&["predict", "last", "data.csv"]);
    let known = lab.read("data.csv").lines().count();
    let json = lab.json(&["predict", "last", "--json"]).remove(0);
    let lines = text.lines().skip(1).map(|line| line.split("  ").next().unwrap().trim().to_owned());
    [
        lines.collect(),
        json["time"].as_array().unwrap().iter().map(|time| time.as_str().unwrap().to_owned()).collect(),
        cells(&answered)[known..].iter().map(|row| row[0].to_owned()).collect(),
    ]
}

#[test]
fn forecasts_are_dated_by_the_rule_and_in_the_spelling_of_the_file() {
    let month_ends = |row: u32| {
        let (year, month) = (2015 + row / 12, row % 12);
        let leap = u32::from(year % 4 == 0);
        let last = [31, 28 + leap, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month as usize];
        format!("{year}-{:02}-{last}", month + 1)
    };
    let half_seconds = |row: u32| format!("2024-01-01T00:00:{:02}.{}00Z", row / 2, row % 2 * 5);
    let hours = |row: u32| format!("{:02}.03.2020 {}:00 +0100", row / 24 + 1, row % 24);
    let cases: [(Vec<String>, [&str; 2]); 4] = [
        ((0..26).map(month_ends).collect(), ["2017-03-31", "2017-04-30"]),
        ((0..26).map(half_seconds).collect(), ["2024-01-01T00:00:13.000Z", "2024-01-01T00:00:13.500Z"]),
        ((0..26).map(hours).collect(), ["02.03.2020 2:00 +0100", "02.03.2020 3:00 +0100"]),
        ((3..29).map(|day| format!("{day}-Jan-99")).collect(), ["29-Jan-99", "30-Jan-99"]),
    ];
    for (times, expected) in cases {
        let lab = Lab::new();
        trained(&lab, &csv(&times), "horizon = 2");
        for times in said(&lab) {
            assert_eq!(times, expected);
        }
    }
}

#[test]
fn a_gap_in_a_csv_is_filled_as_in_training_or_refused_with_its_lines() {
    let lab = Lab::new();
    trained(&lab, &csv(&days(1, 40)), "horizon = 1\n[prepare]\nmissing = \"linear\"");
    let gappy: Vec<String> = days(1, 6).into_iter().chain(days(9, 3)).collect();
    lab.write("gappy.csv", &csv(&gappy));
    let answered = lab.run(&["predict", "last", "gappy.csv"]);
    let rows = cells(&answered);
    assert_eq!(rows.len(), 11);
    assert_eq!((rows[7][0], rows[10][0]), ("2024-01-09", "2024-01-12"));
    // The last known value is three steps before, and with a horizon of one no error was measured so far ahead.
    assert_eq!(rows[7][2..].iter().map(|cell| cell.is_empty()).collect::<Vec<_>>(), [false, true, true], "{answered}");
    let strict = Lab::new();
    trained(&strict, &csv(&days(1, 40)), "horizon = 1");
    strict.write("gappy.csv", &csv(&gappy));
    assert_eq!(
        strict.fails(&["predict", "last", "gappy.csv"]),
        "rnnlab: gappy.csv, line 7: 2 steps have no row, after line 7: add the rows, with empty cells where no value is \
         known, or train with `missing` under [prepare], such as \"linear\", which fills them"
    );
}

#[test]
fn rows_that_are_left_out_leave_the_next_row_without_an_answer() {
    let lab = Lab::new();
    trained(&lab, &csv(&days(1, 40)), "horizon = 1\n[prepare]\nmissing = \"drop\"");
    let text = csv(&days(1, 9)).replace("2024-01-06,2\n", "2024-01-06,\n");
    assert!(text.contains("2024-01-06,\n"), "{text}");
    lab.write("left_out.csv", &text);
    let output = lab.command(&["predict", "last", "left_out.csv"]).assert().success().get_output().clone();
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(
        told,
        "rnnlab: 1 row is left out: a value or the text is missing, or the row is beyond the horizon, so the answer is empty (line 7)\n"
    );
    let answered = String::from_utf8(output.stdout).unwrap();
    let rows = cells(&answered);
    let has_answer = |row: usize| !rows[row][2].is_empty();
    assert_eq!([5, 6, 7, 8].map(has_answer), [true, false, false, true], "{answered}");
}

#[test]
fn a_csv_at_other_steps_than_the_training_is_refused() {
    let lab = Lab::new();
    trained(&lab, &csv(&days(1, 40)), "horizon = 1\n[prepare]\nmissing = \"linear\"");
    let weekly: Vec<String> = (0..9).map(|week| days(1 + 7 * week, 1).remove(0)).take(4).collect();
    lab.write("weekly.csv", &csv(&weekly));
    assert_eq!(
        lab.fails(&["predict", "last", "weekly.csv"]),
        "rnnlab: weekly.csv, line 2: the times from here on are 'weekly', and those of the training were 'daily': give \
         rows as the run learned them"
    );
}

#[test]
fn rows_in_another_order_have_the_same_answers_and_repeats_are_refused() {
    let lab = Lab::new();
    trained(&lab, &csv(&days(1, 40)), "horizon = 1");
    let text = csv(&days(1, 8));
    lab.write("sorted.csv", &text);
    let mut rows: Vec<&str> = text.lines().skip(1).collect();
    rows.reverse();
    lab.write("reversed.csv", &format!("t,y\n{}\n", rows.join("\n")));
    let (sorted, reversed) =
        (lab.run(&["predict", "last", "sorted.csv"]), lab.run(&["predict", "last", "reversed.csv"]));
    let (mut sorted, mut reversed): (Vec<&str>, Vec<&str>) = (sorted.lines().collect(), reversed.lines().collect());
    sorted.sort_unstable();
    reversed.sort_unstable();
    assert_eq!(sorted, reversed);
    lab.write("twice.csv", &format!("{text}2024-01-03,5\n"));
    assert!(
        lab.fails(&["predict", "last", "twice.csv"]).contains("twice.csv, line 10: the time 2024-01-03 is there twice")
    );
}

#[test]
fn a_forecast_starts_after_the_last_observed_value() {
    let lab = Lab::new();
    let with_tail = |count: i32, empty: i32| {
        let rows: Vec<String> = days(count + 1, empty).iter().map(|day| format!("{day},")).collect();
        format!("{}{}\n", csv(&days(1, count)), rows.join("\n"))
    };
    trained(&lab, &with_tail(28, 2), "horizon = 3\n[prepare]\nmissing = \"forward\"");
    let object = lab.json(&["predict", "last", "--json"]).remove(0);
    assert_eq!(object["time"], serde_json::json!(["2024-01-29", "2024-01-30", "2024-01-31"]));
    let answered = lab.run(&["predict", "last", "data.csv"]);
    let rows = cells(&answered);
    assert_eq!(rows.len(), 1 + 30 + 1, "two of the three steps have rows already");
    assert!(rows[29..].iter().all(|row| row[1].is_empty() && !row[2].is_empty()), "{answered}");
}

#[test]
fn irregular_times_are_named_and_no_rows_are_made_up() {
    let lab = Lab::new();
    let time = |row: u64| {
        let minute = row * 30 + row * row * 7919 % 29;
        format!("2024-01-{:02} {:02}:{:02}", minute / 1440 + 1, minute / 60 % 24, minute % 60)
    };
    let times: Vec<String> = (0..300).map(time).collect();
    lab.write("jitter.csv", &csv(&times));
    let text = lab.run(&["new", "jitter.csv"]);
    assert!(text.contains("irregular: median "), "{text}");
    let checked = lab.run(&["check", "jitter.toml"]).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(checked.contains("irregular: median ") && checked.contains(" min, 5th to 95th percentile "), "{checked}");
    assert!(checked.contains("300 rows") && checked.contains("no season"), "{checked}");
    assert!(checked.contains("no rows are made up, and forecasts are dated by the median step"), "{checked}");
    lab.run(&["train", "jitter.toml", "--json", "--set", "epochs=1"]);
    assert!(lab.run(&["predict", "last"]).starts_with("about "));
}

#[test]
fn hours_of_a_clock_that_is_changed_are_neither_repeats_nor_gaps() {
    let lab = Lab::new();
    let autumn = (0..72).map(|hour| (24 + hour / 24, hour % 24));
    let rows = autumn.flat_map(|(day, hour)| {
        let twice = if (day, hour) == (25, 2) { 2 } else { 1 };
        (0..twice).map(move |_| format!("2020-10-{day} {hour:02}:00"))
    });
    trained(&lab, &csv(&rows.collect::<Vec<_>>()), "horizon = 1");
    lab.run(&["new", "data.csv", "-o", "proposed.toml"]);
    assert!(lab.read("proposed.toml").contains("hourly, 2020-10-24 00:00 to 2020-10-26 23:00, no gaps"));
    let checked = lab.run(&["check", "data.toml"]).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(checked.contains("hourly, 2020-10-24 00:00 to 2020-10-26 23:00; no gaps"), "{checked}");
    assert_eq!(said(&lab).map(|times| times[0].clone()), ["2020-10-27 00:00"; 3].map(str::to_owned));
}

#[test]
fn parts_of_a_time_in_columns_are_written_into_each() {
    let lab = Lab::new();
    let rows: Vec<String> =
        (0..40).map(|row| format!("2024,1,{},{},{}", row / 24 + 1, row % 24, row * 7 % 11)).collect();
    lab.write("parts.csv", &format!("year,month,day,hour,y\n{}\n", rows.join("\n")));
    lab.run(&["new", "parts.csv"]);
    assert!(lab.read("parts.toml").contains("time = [\"year\", \"month\", \"day\", \"hour\"]"));
    lab.run(&["train", "parts.toml", "--json", "--set", "epochs=2", "--set", "window=3"]);
    let answered = lab.run(&["predict", "last", "parts.csv"]);
    assert_eq!(cells(&answered)[41][..4], ["2024", "1", "2", "16"]);
}
