//! A person who looks at all runs: compares two, writes about one, goes on with it, and deletes the other.

use rnnlab::run::RunDirectory;
use termlens::{Key, Screen};

use crate::{
    lab::{ENDLESS, Lab},
    sight::{footer, progress, takes_commands, waiting},
};

/// With room for the names of runs in the legend.
const SIZE: (u16, u16) = (120, 36);

fn finished_at(steps: u64) -> impl Fn(&Screen) -> bool {
    move |screen| waiting(screen, "finished").is_some_and(|progress| progress.step == steps)
}

fn open_runs(lab: &mut Lab) {
    lab.keys("5");
    lab.wait("the list", |screen| screen.contains(" Runs (") && footer(screen).contains("space mark"));
}

#[test]
fn two_runs_are_overlaid_one_gets_a_note_and_goes_on_and_the_other_is_deleted() {
    let mut lab = Lab::open(&["--set", "epochs=30", "--set", "pace=max"]);
    lab.wait("the first end", finished_at(30));
    lab.quit_at_once();
    let args = ["--set", "epochs=40", "--set", "pace=max", "--set", "hidden=7"];
    let mut lab = Lab::open_in(lab.close_terminal(), &args, |terminal| terminal.size(SIZE.0, SIZE.1));
    lab.wait("the second end", finished_at(40));
    let names: Vec<String> = lab.runs().iter().map(RunDirectory::name).collect();
    open_runs(&mut lab);
    lab.press(Key::Down);
    let legends = [format!("── A {}", names[0]), format!("── B {}", names[1])];
    let both =
        |screen: &Screen| legends.iter().all(|legend| screen.contains(legend)) && screen.contains("model.hidden");
    let overlaid = lab.wait("the losses of both", both);
    let row = |name: &str| overlaid.text().lines().find(|line| line.contains(name)).map(str::to_owned);
    let words: Vec<String> = row("model.hidden").unwrap().split_whitespace().map(str::to_owned).collect();
    assert!(words.windows(3).any(|three| three == ["model.hidden", "10", "7│"]), "{words:?}");
    assert!(row("training.epochs").is_some(), "{overlaid}");

    lab.keys("n");
    lab.wait("a line for the note", |screen| footer(screen).contains("enter keep"));
    lab.keys("q is no command");
    lab.press(Key::Enter);
    let noted = |screen: &Screen| takes_commands(screen) && screen.contains("  q is no command");
    lab.wait("the note in the list", noted);
    lab.press(Key::Enter);
    lab.wait("the first run", |screen| finished_at(30)(screen) && screen.contains("Parameters"));
    assert_eq!(lab.runs()[0].note(), "q is no command");

    open_runs(&mut lab);
    lab.press(Key::Home);
    lab.keys("d");
    let question = format!("Delete {}?", names[1]);
    lab.wait("a question", |screen| screen.contains(&question));
    lab.keys("n");
    lab.wait("the list as it was", |screen| takes_commands(screen) && screen.contains("(2 runs)"));
    lab.keys("dy");
    lab.wait("one run", |screen| takes_commands(screen) && screen.contains("(1 run)"));
    lab.keys("d");
    lab.wait("why not the open one", |screen| screen.contains("is open: open another run before you delete it"));
    lab.quit_at_once();
    assert_eq!(lab.runs().iter().map(RunDirectory::name).collect::<Vec<_>>(), names[..1]);
}

#[test]
fn a_run_that_another_process_writes_is_compared_but_neither_taken_over_nor_deleted() {
    let mut first = Lab::open(ENDLESS);
    first.see("steps", |screen| progress(screen).filter(|progress| progress.step >= 20));
    let name = first.runs()[0].name();
    let mut second = first.beside(&["--set", "epochs=5"]);
    second.wait("an end", finished_at(5));
    open_runs(&mut second);
    second.press(Key::Down);
    let legend = format!("── A {name}");
    second.wait("the other's losses", |screen| screen.contains(&legend) && screen.contains("running"));
    let words = format!("is being written by process {}: wait until that ends, or end it", first.pid());
    second.press(Key::Enter);
    second.wait("why not", |screen| screen.contains(&words));
    second.keys("g");
    second.wait("the list again", |screen| !screen.contains(&words));
    second.keys("d");
    second.wait("a question", |screen| screen.contains("Are you sure?"));
    second.keys("y");
    second.wait("why not that either", |screen| screen.contains(&words));
    second.quit_at_once();
    assert_eq!(first.runs().len(), 2);
    first.keys(" ");
    first.see("a pause", |screen| waiting(screen, "paused"));
    first.quit_at_once();
}
