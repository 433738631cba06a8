//! A person who changes how the network learns while it learns, and takes it back.

use termlens::{Key, Screen};

use crate::{
    lab::Lab,
    sight::{footer, progress, takes_commands, waiting},
};

fn log(lab: &Lab) -> String {
    std::fs::read_to_string(lab.runs()[0].file("interventions.jsonl")).unwrap()
}

fn rate(screen: &Screen) -> Option<String> {
    let row = (0..screen.rows()).map(|row| screen.row_text(row)).find(|row| row.contains("learning rate "))?;
    row.split("learning rate ").nth(1)?.split_whitespace().next().map(str::to_owned)
}

#[test]
fn a_learning_rate_is_edited_in_the_midst_of_a_run_and_taken_back_with_the_steps_since() {
    let mut lab = Lab::open(&["--set", "epochs=1000000000", "--set", "pace=max"]);
    lab.see("steps", |screen| progress(screen).filter(|progress| progress.step > 50));
    lab.keys(" ");
    let edited_at = lab.see("a pause", |screen| waiting(screen, "paused")).step;
    lab.keys("e");
    lab.wait("the editor", |screen| footer(screen).contains("esc back"));
    lab.keys("0");
    lab.wait("what is wrong, as it is typed", |screen| screen.contains("0 is not a number above 0"));
    lab.press(Key::Ctrl('u'));
    lab.keys("0.01");
    lab.press(Key::Enter);
    lab.press(Key::Esc);
    lab.wait("the new rate and its mark", |screen| {
        takes_commands(screen) && rate(screen).as_deref() == Some("0.01") && screen.contains("▲")
    });
    lab.keys("s");
    lab.see("a step with it", |screen| waiting(screen, "paused").filter(|now| now.step == edited_at + 1));
    lab.keys("u");
    lab.see("all as it was", |screen| {
        waiting(screen, "paused").filter(|now| now.step == edited_at && rate(screen).as_deref() == Some("0.001"))
    });
    let rewind = format!("{{\"step\":{},\"change\":{{\"rewind\":{edited_at}}}}}", edited_at + 1);
    assert!(log(&lab).lines().any(|line| line == rewind), "{}", log(&lab));
    lab.quit_at_once();
}

#[test]
fn another_number_of_hidden_units_needs_a_new_run_which_is_asked_for() {
    let mut lab = Lab::open(&["--set", "epochs=1000000000"]);
    lab.see("steps", |screen| progress(screen).filter(|progress| progress.step > 0));
    lab.keys("e");
    lab.wait("the editor", |screen| footer(screen).contains("esc back"));
    (0..14).for_each(|_| lab.press(Key::Down));
    lab.wait("the hidden units", |screen| screen.contains("› hidden"));
    lab.keys("+");
    lab.wait("twice as many", |screen| screen.contains("esc asks whether"));
    lab.press(Key::Esc);
    lab.wait("the question", |screen| screen.contains("Are you sure?"));
    lab.keys("y");
    lab.wait("a larger network", |screen| screen.contains("1→20→1") && takes_commands(screen));
    assert_eq!(lab.runs().len(), 2);
    lab.signal("TERM");
    assert_eq!(lab.exit_code(), Some(130));
}
