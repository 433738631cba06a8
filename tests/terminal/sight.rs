//! What a person reads from the screen.

use termlens::{Color, Screen};

/// The right half of the header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// The word, such as `training`.
    pub phase: String,
    pub step: u64,
    pub goal: u64,
}

/// `▶ training  step 123/1000 …`, once all of it is there.
pub fn progress(screen: &Screen) -> Option<Progress> {
    let row = screen.row_text(0);
    let (before, after) = row.split_once("  step ")?;
    let (step, rest) = after.split_once('/')?;
    let goal = rest.split_whitespace().next()?;
    let phase = before.split_whitespace().next_back()?.to_owned();
    Some(Progress { phase, step: step.parse().ok()?, goal: goal.parse().ok()? })
}

/// The last row. A frame is written from top to bottom, so what stands here has all of its frame above it.
pub fn footer(screen: &Screen) -> String {
    screen.row_text(screen.rows() - 1)
}

/// Whether keys are commands. While a window opens, the footer below it is still that of the frame before.
pub fn takes_commands(screen: &Screen) -> bool {
    let windows = ["Are you sure?", "How many", " esc close ", " Open an experiment ", " Actions "];
    footer(screen).contains("q quit") && !windows.iter().any(|window| screen.contains(window))
}

/// Progress of a run that waits, paused or finished: then, and only then, single steps are offered.
pub fn waiting(screen: &Screen, phase: &str) -> Option<Progress> {
    let offered = footer(screen).contains(" s step ");
    progress(screen).filter(|progress| offered && progress.phase == phase)
}

/// Whether the run is paused after this very step.
pub fn paused_at(step: u64) -> impl Fn(&Screen) -> bool {
    move |screen| waiting(screen, "paused").is_some_and(|progress| progress.step == step)
}

/// The newest loss, from the legend of the chart.
pub fn training_loss(screen: &Screen) -> Option<f64> {
    screen.text().split_once("── training ")?.1.split_whitespace().next()?.parse().ok()
}

/// The numbers of a line of the input pane, `answer` or `truth`; `None` unless all are numbers.
pub fn numbers(screen: &Screen, line: &str) -> Option<Vec<f64>> {
    let text = screen.text();
    let line = text.split_once(&format!("│ {line} "))?.1.split('│').next()?;
    line.split_whitespace().map(|word| word.parse().ok()).collect()
}

/// Whether the network has answered `2 4 6 8`, and the right answer stands below.
pub fn answers_two_four_six_eight(screen: &Screen) -> bool {
    let answered = numbers(screen, "answer").is_some_and(|answer| answer.len() == 4);
    answered && numbers(screen, "truth") == Some(vec![2.0, 6.0, 10.0, 14.0])
}

/// Whether all four panes are there.
pub fn has_all_panes(screen: &Screen) -> bool {
    takes_commands(screen)
        && [" Loss ", " Parameters ", " Predictions ", " Try a sequence "].iter().all(|title| screen.contains(title))
}

/// The first cell with a colour, if any.
pub fn coloured(screen: &Screen) -> Option<(u16, u16)> {
    screen.find_by(|cell| cell.style().fg != Color::Default || cell.style().bg != Color::Default)
}
