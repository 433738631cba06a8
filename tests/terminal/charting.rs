//! A person who looks closely at the curve, and comes back.

use termlens::{Key, Screen};

use crate::{
    lab::Lab,
    sight::{numbers, progress, takes_commands, waiting},
};

/// The title of the chart.
fn title(screen: &Screen) -> String {
    screen.row_text(2)
}

#[test]
fn the_chart_is_zoomed_read_and_seen_whole_again_while_steps_go_on() {
    let mut lab = Lab::open(&["--set", "epochs=1000000000", "--set", "pace=max"]);
    lab.see("steps", |screen| progress(screen).filter(|progress| progress.step > 200));
    lab.keys("+");
    let zoomed = lab.see("the last half", |screen| title(screen).contains("steps ").then(|| title(screen)));
    let before = lab.see("where the run is", progress).step;
    lab.see("more steps", |screen| progress(screen).filter(|progress| progress.step > before + 200));
    assert_eq!(lab.see("the title", |screen| Some(title(screen))), zoomed, "a person's view stays");
    lab.press(Key::Left);
    lab.wait("what the cursor reads", |screen| screen.contains("╰ step ") && screen.contains(" train"));
    lab.press(Key::Esc);
    lab.wait("no cursor", |screen| !screen.contains("╰ step "));
    lab.keys("0");
    lab.wait("all steps", |screen| !title(screen).contains("steps "));
    lab.keys("c");
    lab.wait("another figure", |screen| title(screen).contains("Gradient norm"));
    lab.signal("TERM");
    assert_eq!(lab.exit_code(), Some(130));
}

#[test]
fn every_tab_opens_for_each_of_the_four_tasks() {
    for job in ["series-sum", "us-macro", "japanese-vowels", "surnames-generate"] {
        let mut lab = Lab::open(&[job, "--set", "epochs=1000000", "--set", "pace=20"]);
        lab.see("steps", |screen| progress(screen).filter(|progress| progress.step > 0));
        for (key, title) in
            [("2", " Data "), ("3", " after "), ("4", " Evaluation (test, after"), ("5", " Runs ("), ("1", " Loss ")]
        {
            lab.keys(key);
            lab.wait(&format!("{title} of {job}"), |screen| screen.contains(title) && takes_commands(screen));
        }
        lab.signal("TERM");
        assert_eq!(lab.exit_code(), Some(130));
    }
}

#[test]
fn a_person_looks_back_keeps_a_mark_and_trains_on_from_there_on_a_branch() {
    let mut lab = Lab::open(&["--set", "epochs=1000", "--set", "pace=max"]);
    lab.see("the end", |screen| waiting(screen, "finished"));
    lab.keys("i2 4 6 8");
    lab.press(Key::Enter);
    // Of what is typed each piece is answered: all of it are four numbers.
    let answer = |screen: &Screen| numbers(screen, "answer").filter(|answer| answer.len() == 4);
    let now = lab.see("the answer", answer);
    lab.keys("k");
    lab.wait("the mark", |screen| screen.contains("kept a mark at step 1000"));
    lab.keys("t");
    lab.wait("a look back", |screen| screen.row_text(0).contains("◀ looking back"));
    lab.press(Key::Home);
    lab.wait("the first step", |screen| screen.row_text(1).contains(" step 0 of 1000"));
    let then = lab.see("another answer", |screen| answer(screen).filter(|answer| *answer != now));
    lab.press(Key::Right);
    let step = lab.see("a later mark", |screen| {
        let row = screen.row_text(1);
        let step = row.split(" step ").nth(1)?.split(' ').next()?.parse::<u64>().ok().filter(|&step| step > 0)?;
        answer(screen).filter(|answer| *answer != then).map(|_| step)
    });
    // Back to now: all is as it was.
    lab.press(Key::Esc);
    lab.see("now", |screen| waiting(screen, "finished").and_then(|_| answer(screen)).filter(|answer| *answer == now));
    lab.keys("t");
    lab.wait("a look back", |screen| screen.row_text(0).contains("◀ looking back"));
    lab.press(Key::Home);
    lab.press(Key::Right);
    lab.wait("the same mark", |screen| screen.row_text(1).contains(&format!(" step {step} of 1000")));
    lab.press(Key::Enter);
    lab.wait("the question", |screen| screen.contains(&format!("Train on from step {step}?")));
    lab.keys("y");
    lab.wait("the branch, and the end once more", |screen| {
        waiting(screen, "finished").is_some_and(|progress| progress.step == 1000) && screen.contains("gone back from")
    });
    let log = std::fs::read_to_string(lab.runs()[0].file("interventions.jsonl")).unwrap();
    assert!(log.contains(&format!("{{\"step\":1000,\"change\":{{\"rewind\":{step}}}}}")), "{log}");
    lab.quit_at_once();
}
