//! `rnnlab runs` with the names of runs: beside each other.

use rnnlab::run::RunDirectory;

use crate::lab::Lab;

fn runs(lab: &Lab) -> Vec<RunDirectory> {
    RunDirectory::list(&lab.path().join("runs")).unwrap()
}

/// The words of the first line that begins with a name.
fn row(text: &str, name: &str) -> Vec<String> {
    let line = text.lines().find(|line| line.starts_with(&format!("{name} ")));
    assert!(line.is_some(), "no {name} in\n{text}");
    line.unwrap().split_whitespace().map(str::to_owned).collect()
}

#[test]
fn runs_are_compared_by_their_figures_and_the_hyperparameters_in_which_they_differ() {
    let lab = Lab::new();
    lab.run(&["train", "--json", "--set", "epochs=5"]);
    lab.run(&["train", "--json", "--set", "epochs=6", "--set", "hidden=7", "--set", "pace=100"]);
    let runs = runs(&lab);
    let (first, second) = (runs[0].name(), runs[1].name());
    runs[1].write_note("fewer units").unwrap();
    let text = lab.run(&["runs", &first, "last"]);
    assert_eq!(row(&text, "run"), ["run", &first, &second]);
    assert_eq!(row(&text, "steps"), ["steps", "5/5", "6/6"]);
    assert_eq!(row(&text, "model.hidden"), ["model.hidden", "10", "7"]);
    assert_eq!(row(&text, "training.epochs"), ["training.epochs", "5", "6"]);
    assert_eq!(row(&text, "note"), ["note", "–", "fewer", "units"]);
    assert_eq!(row(&text, "test RMSE").len(), 4);
    assert!(!text.contains("training.seed") && !text.contains("training.pace"), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");

    let lines = lab.json(&["runs", &first, &second, "--json"]);
    assert_eq!(
        (&lines[0]["differs"]["model.hidden"], &lines[1]["differs"]["model.hidden"]),
        (&"10".into(), &"7".into())
    );
    assert_eq!((&lines[1]["run"], &lines[1]["note"]), (&second.clone().into(), &"fewer units".into()));
    assert_eq!(lines[1]["state"], "finished");
    assert!(lines[0]["test"]["rmse"].is_f64() && lines[0]["differs"].as_object().unwrap().len() == 2, "{}", lines[0]);
    assert!(text.contains(&format!("{second}  no better than last value\n")), "{text}");
    assert!(lab.run(&["runs"]).contains("fewer units"));
}

#[test]
fn a_picture_of_the_tab_runs_shows_those_of_the_directory_and_adds_none() {
    let lab = Lab::new();
    for epochs in ["epochs=5", "epochs=6"] {
        lab.run(&["train", "--json", "--set", epochs]);
    }
    lab.run(&["screenshot", "series-sum", "--steps", "3", "--tab", "runs", "-o", "runs.svg"]);
    let (svg, runs) = (lab.read("runs.svg"), runs(&lab));
    assert!(runs.iter().all(|run| svg.contains(&run.name())) && svg.contains(">training.epochs<"));
    assert_eq!(runs.len(), 2);
}

#[test]
fn a_run_that_is_not_there_is_told_and_one_that_is_damaged_is_listed_with_its_reason() {
    let lab = Lab::new();
    lab.run(&["train", "--json", "--set", "epochs=2"]);
    assert_eq!(
        lab.fails(&["runs", "last", "none"]),
        "rnnlab: there is no run 'none' in runs: `rnnlab runs` lists them"
    );
    let run = runs(&lab).remove(0);
    std::fs::write(run.file("summary.json"), "{}").unwrap();
    let text = lab.run(&["runs"]);
    assert!(text.contains("summary.json is damaged or not rnnlab's: missing field"), "{text}");
    let lines = lab.json(&["runs", "--json"]);
    assert_eq!((&lines[0]["state"], &lines[0]["running"]), (&"damaged".into(), &false.into()));
    assert!(lines[0]["problem"].as_str().unwrap().contains("summary.json"), "{}", lines[0]);
    let text = lab.run(&["runs", "last"]);
    assert_eq!(row(&text, "state"), ["state", "damaged"]);
    assert!(text.contains("missing field"), "{text}");
}
