//! `rnnlab new`.

use crate::lab::Lab;

/// Every so-manieth row of a built-in dataset, in a file of the test's own.
fn thin_out(lab: &Lab, experiment: &str, file: &str, every: usize) -> String {
    lab.run(&["experiments", "--write", experiment]);
    let text = lab.read(file);
    let mut lines = text.lines();
    let head = lines.next().unwrap();
    let rows: Vec<&str> = lines.step_by(every).collect();
    format!("{head}\n{}\n", rows.join("\n"))
}

fn skill(lab: &Lab, arguments: &[&str]) -> f64 {
    let end = lab.json(&[&["train", "--json", "--every", "100000"], arguments].concat()).pop().unwrap();
    end["skill"].as_f64().unwrap()
}

#[test]
fn a_monthly_series_becomes_a_forecast_that_is_better_than_its_baselines() {
    let lab = Lab::new();
    lab.run(&["experiments", "--write", "airpassengers"]);
    lab.run(&["new", "airpassengers.csv", "-o", "mine.toml"]);
    let text = lab.read("mine.toml");
    for setting in [
        "file = \"airpassengers.csv\"",
        "task = \"forecast\"",
        "time = \"month\"",
        "target = \"passengers\"",
        "window = 12",
        "transform = [\"log\", { difference = 1 }, { difference = 12 }]",
        "by = \"time\"",
        "validation = 0.2",
    ] {
        assert!(text.lines().any(|line| line.starts_with(setting)), "'{setting}' is not in\n{text}");
    }
    assert!(lab.run(&["check", "mine.toml"]).contains("a season of 12"));
    assert!(skill(&lab, &["mine.toml"]) > 0.0);
}

#[test]
fn surnames_with_a_language_become_classes_of_texts() {
    let lab = Lab::new();
    let csv = thin_out(&lab, "surnames", "surnames.csv", 20);
    lab.write("names.csv", &csv);
    let text = lab.run(&["new", "names.csv"]);
    assert!(text.ends_with("wrote names.toml: read it, then `rnnlab names.toml`\n"), "{text}");
    let text = lab.read("names.toml");
    assert!(text.contains("symbols = \"characters\"") && text.contains("target = \"language\""), "{text}");
    assert!(skill(&lab, &["names.toml", "--set", "epochs=8", "--set", "hidden=32"]) > 0.0);
}

#[test]
fn steps_of_utterances_become_classes_of_sequences() {
    let lab = Lab::new();
    lab.run(&["new", "japanese_vowels_train.csv"]);
    let text = lab.read("japanese_vowels_train.toml");
    for setting in ["id = \"utterance\"", "time = \"step\"", "target = \"speaker\""] {
        assert!(text.lines().any(|line| line.starts_with(setting)), "'{setting}' is not in\n{text}");
    }
    let shorter = ["--set", "epochs=8", "--set", "hidden=16"];
    assert!(skill(&lab, &[&["japanese_vowels_train.toml"], &shorter[..]].concat()) > 0.0);
}

#[test]
fn gaps_are_filled_days_get_their_calendar_and_a_trend_a_difference() {
    let lab = Lab::new();
    lab.run(&["new", "co2_weekly.csv"]);
    let text = lab.read("co2_weekly.toml");
    assert!(text.contains("missing = \"linear\"") && text.contains("transform = [{ difference = 1 }]"), "{text}");
    lab.run(&["new", "seattle_weather.csv", "--target", "temp_max"]);
    let text = lab.read("seattle_weather.toml");
    assert!(text.contains("calendar = [\"day-of-year\"]"), "{text}");
    assert!(text.contains("inputs = [\"temp_max\", \"precipitation\", \"temp_min\", \"wind\"]"), "{text}");
}

#[test]
fn every_setting_of_choice_has_its_reason() {
    let lab = Lab::new();
    for csv in ["airpassengers.csv", "us_macro.csv", "surnames.csv", "japanese_vowels_train.csv", "series-sum.csv"] {
        lab.run(&["new", csv]);
        let text = lab.read(&csv.replace(".csv", ".toml"));
        let lines: Vec<&str> = text.lines().collect();
        for key in ["task", "inputs", "target", "window", "id", "time", "symbols", "by", "test", "hidden", "scale"] {
            let place = lines.iter().position(|line| line.starts_with(&format!("{key} = ")));
            let is_explained = |at: usize| lines[at].contains(" # ") || lines[at - 1].starts_with("# ");
            assert!(place.is_none_or(is_explained), "{key} of {csv} has no reason");
        }
        assert!(lines.iter().all(|line| line.chars().count() <= 112 || line.starts_with("inputs")), "{text}");
    }
}

#[test]
fn a_file_that_is_there_is_not_overwritten() {
    let lab = Lab::new();
    lab.write("surnames.toml", "mine");
    assert_eq!(
        lab.fails(&["new", "surnames.csv"]),
        "rnnlab: surnames.toml is there already: move it away, or give another name with --output"
    );
    assert_eq!(lab.read("surnames.toml"), "mine");
}

#[test]
fn what_no_experiment_can_be_made_of_is_said_and_nothing_is_written() {
    let lab = Lab::new();
    lab.write("little.csv", "x\n1\n2\n");
    for (arguments, sentence) in [
        (vec!["new", "gone.csv"], "cannot read gone.csv: No such file or directory (os error 2)"),
        (vec!["new", "little.csv"], "little.csv has 2 rows: too few to learn from and to test"),
        (
            vec!["new", "surnames.csv", "--target", "langage"],
            "surnames.csv has no column 'langage': did you mean 'language'?",
        ),
        (
            vec!["new", "airpassengers.csv", "--task", "classify"],
            "airpassengers.csv cannot be for task = \"classify\": no column says which rows are one sequence",
        ),
    ] {
        assert_eq!(lab.fails(&arguments), format!("rnnlab: {sentence}"), "{arguments:?}");
    }
    assert_eq!(std::fs::read_dir(lab.path()).unwrap().count(), 1);
    lab.command(&["new", "surnames.csv", "--task", "sing"]).assert().code(2);
}

#[test]
fn data_in_another_folder_are_named_in_full() {
    let lab = Lab::new();
    lab.run(&["experiments", "--write", "sunspots"]);
    std::fs::create_dir(lab.path().join("inner")).unwrap();
    lab.run(&["new", "sunspots_monthly.csv", "-o", "inner/mine.toml"]);
    let file = lab.path().canonicalize().unwrap().join("sunspots_monthly.csv");
    assert!(lab.read("inner/mine.toml").contains(&format!("file = \"{}\"", file.display())));
    lab.run(&["check", "inner/mine.toml"]);
}
