//! A person at the dashboard.

use std::collections::HashSet;

use termlens::{Color, Key, Screen};

use crate::{
    lab::{ENDLESS, Lab, saved},
    sight::{
        answers_two_four_six_eight, coloured, footer, has_all_panes, numbers, paused_at, progress, takes_commands,
        training_loss, waiting,
    },
};

#[test]
fn a_person_watches_pauses_asks_resumes_resizes_and_quits() {
    let mut lab = Lab::open(ENDLESS);
    assert!(lab.settings().contains("-icanon"), "keys come one by one");
    watches_the_loss_fall(&mut lab);
    let paused = pauses(&mut lab);
    asks(&mut lab);
    types_what_is_no_number(&mut lab, paused);
    resumes(&mut lab, paused);
    resizes(&mut lab);
    lab.read_help();
    quits_while_training(&mut lab, paused);
}

fn watches_the_loss_fall(lab: &mut Lab) {
    let both = |screen: &Screen| {
        let progress = progress(screen).filter(|progress| progress.phase == "training")?;
        Some((progress.step, training_loss(screen)?))
    };
    let (step, loss) = lab.see("a step and its loss", both);
    let (later, fallen) = lab.see("a smaller loss", |screen| both(screen).filter(|(_, fallen)| *fallen < 0.8 * loss));
    assert!(later > step, "loss {loss} at step {step}, {fallen} at {later}");
}

/// Gives the step that the run is paused at.
fn pauses(lab: &mut Lab) -> u64 {
    lab.keys(" ");
    let paused = lab.see("a pause", |screen| waiting(screen, "paused"));
    let after = lab.read_help();
    assert_eq!(progress(&after), Some(paused.clone()), "{after}");
    paused.step
}

fn asks(lab: &mut Lab) {
    lab.keys("i");
    lab.wait("the input pane", |screen| footer(screen).contains("enter keep"));
    lab.keys("2 4 6 8");
    lab.wait("an answer and the truth", answers_two_four_six_eight);
}

/// Whatever is typed into the input pane is text, also what would be a command outside.
fn types_what_is_no_number(lab: &mut Lab, paused: u64) {
    lab.keys(" qs r");
    let screen = lab.wait("text that is no number", |screen| screen.contains("› 2 4 6 8 qs r"));
    let (row, column) = screen.find("8 qs r").unwrap();
    for (at, marked) in [false, false, true, true, false, true].into_iter().enumerate() {
        let style = screen.cell(row, column + at as u16).unwrap().style();
        let red = style.fg == Color::Indexed(1);
        assert_eq!((style.underline, red), (marked, marked), "character {at}\n{}", screen.with_styles());
    }
    let screen = lab.wait("what is wrong", |screen| screen.contains("'qs' is not a number"));
    assert_eq!(numbers(&screen, "answer"), None, "{screen}");
    assert_eq!(progress(&screen).map(|p| (p.phase, p.step)), Some(("paused".to_owned(), paused)), "{screen}");
    lab.press(Key::Ctrl('u'));
    lab.wait("an empty line", |screen| !screen.contains("2 4 6 8") && !screen.contains("is not a number"));
    lab.press(Key::Esc);
    lab.wait("the hint", |screen| screen.contains("press i and type numbers") && takes_commands(screen));
    assert_eq!(lab.runs().len(), 1, "nothing was started over");
}

fn resumes(lab: &mut Lab, paused: u64) {
    lab.keys(" ");
    lab.see("further steps", |screen| progress(screen).filter(|p| p.phase == "training" && p.step > paused));
}

fn resizes(lab: &mut Lab) {
    lab.resize(40, 10);
    let small = lab.wait("a small dashboard", takes_commands);
    assert!(small.contains(" Loss ") && !small.contains(" Parameters "), "{small}");
    lab.resize(80, 24);
    lab.wait("all panes", has_all_panes);
}

fn quits_while_training(lab: &mut Lab, paused: u64) {
    lab.keys("q");
    let question = lab.wait("a question", |screen| screen.contains("Stop training and leave?"));
    assert!(question.contains("The run is saved in"), "{question}");
    lab.keys("y");
    assert_eq!(lab.exit_code(), Some(0));
    let runs = lab.runs();
    assert_eq!(runs.len(), 1);
    assert!(saved(&runs[0]).unwrap().steps > paused);
}

#[test]
fn while_paused_one_step_is_one_step_and_twenty_five_are_twenty_five() {
    let mut lab = Lab::open(ENDLESS);
    lab.see("steps", |screen| progress(screen).filter(|progress| progress.step > 0));
    lab.keys(" ");
    let paused = lab.see("a pause", |screen| waiting(screen, "paused")).step;
    lab.keys("s");
    lab.wait("one more step", paused_at(paused + 1));
    assert!(paused_at(paused + 1)(&lab.read_help()));
    lab.keys("n");
    lab.wait("a question", |screen| screen.contains("How many steps, then pause?"));
    // There is a number already.
    lab.press(Key::Ctrl('u'));
    lab.keys("25x");
    lab.wait("digits only", |screen| screen.contains("› 25 "));
    lab.press(Key::Enter);
    lab.wait("25 more steps", paused_at(paused + 26));
    assert!(paused_at(paused + 26)(&lab.read_help()));
    lab.quit_at_once();
    assert_eq!(saved(&lab.runs()[0]).unwrap().steps, paused + 26);
}

#[test]
fn a_finished_run_answers_goes_on_and_starts_over_with_the_next_seed() {
    let mut lab = Lab::open(&["--set", "epochs=50", "--set", "pace=max"]);
    let finished_at =
        |steps| move |screen: &Screen| waiting(screen, "finished").is_some_and(|p| (p.step, p.goal) == (steps, steps));
    lab.wait("the end", finished_at(50));
    asks(&mut lab);
    lab.press(Key::Enter);
    lab.wait("the commands again", takes_commands);
    lab.keys("n");
    lab.wait("a question", |screen| screen.contains("How many more steps?"));
    lab.press(Key::Enter);
    lab.wait("the later end", finished_at(100));
    lab.keys("r");
    let screen = lab.wait("the end of the next run", finished_at(50));
    assert_eq!(seed(&screen), Some("2".to_owned()), "{screen}");
    lab.wait("the sequence asked of the next run too", answers_two_four_six_eight);
    lab.quit_at_once();
    let steps: Vec<_> = lab.runs().iter().map(|run| saved(run).unwrap().steps).collect();
    assert_eq!(steps, [100, 50]);
}

/// The seed in the parameter pane.
fn seed(screen: &Screen) -> Option<String> {
    Some(screen.text().split_once("│ seed ")?.1.split_whitespace().next()?.to_owned())
}

#[test]
fn without_colours_marks_and_words_remain() {
    let plain = Lab::open_as(ENDLESS, |terminal| terminal.env("NO_COLOR", "1"));
    for (mut lab, colours) in [(plain, false), (Lab::open(ENDLESS), true)] {
        let mut screens = vec![lab.wait("a curve", |screen| training_loss(screen).is_some())];
        lab.keys(" ");
        screens.push(lab.wait("a pause", |screen| screen.contains("‖ paused") && waiting(screen, "paused").is_some()));
        asks(&mut lab);
        lab.keys(" x");
        screens.push(lab.wait("what is wrong", |screen| screen.contains("'x' is not a number")));
        lab.press(Key::Esc);
        lab.wait("the commands again", takes_commands);
        lab.keys("n");
        screens.push(lab.wait("a question", |screen| screen.contains("How many steps")));
        lab.press(Key::Esc);
        lab.wait("the commands again", takes_commands);
        lab.keys("?");
        screens.push(lab.wait("the help", |screen| screen.contains(" esc close ")));
        let seen: HashSet<bool> = screens.iter().map(|screen| coloured(screen).is_some()).collect();
        assert_eq!(seen, HashSet::from([colours]), "{}", screens[2].with_styles());
        lab.press(Key::Esc);
        lab.wait("the commands again", takes_commands);
        lab.quit_at_once();
    }
}

#[test]
fn a_window_that_is_made_small_and_large_again_at_once_is_painted_whole() {
    let mut lab = Lab::open(ENDLESS);
    lab.see("steps", |screen| progress(screen).filter(|progress| progress.step > 0));
    lab.keys(" ");
    lab.see("a pause", |screen| waiting(screen, "paused"));
    let whole = lab.wait("all panes", has_all_panes).text();
    for _ in 0..20 {
        lab.resize(60, 20);
        lab.resize(80, 24);
        lab.wait("the same as before", |screen| screen.text() == whole);
    }
    lab.quit_at_once();
}
