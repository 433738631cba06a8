//! Questions in the middle of the screen.

use ratatui::{
    Frame,
    layout::{Position, Rect},
    text::Line,
    widgets::{Clear, Paragraph},
};
use unicode_width::UnicodeWidthStr;

use super::{Theme, pane};
use crate::{
    app::{Action, App, Mode, Phase, Question, Then},
    wording::{counted, visible},
};

/// The words that answer a question, and what they do.
const YES: (&str, Action) = ("y yes", Action::Yes);
const NO: (&str, Action) = ("n no", Action::No);
const BETWEEN: &str = " · ";

/// A question as it is drawn.
pub(super) struct Dialog {
    title: &'static str,
    lines: Vec<String>,
    /// Columns before the cursor, in the second line.
    cursor: Option<u16>,
}

impl Dialog {
    /// The question that is asked, if any.
    pub(super) fn of(app: &App) -> Option<Self> {
        match &app.mode {
            Mode::AskSteps { input, default } => {
                let finished = app.run.phase == Phase::Finished;
                let what = if finished { "How many more steps?" } else { "How many steps, then pause?" };
                let lines = [what.to_owned(), format!("› {}", input.value()), format!("without a number: {default}")];
                Some(Self { title: " Steps ", lines: lines.to_vec(), cursor: Some(2 + input.visual_cursor() as u16) })
            }
            Mode::Confirm(question) => Some(Self::confirm(app, question)),
            _ => None,
        }
    }

    /// Asks before something that a person may not mean.
    fn confirm(app: &App, question: &Question) -> Self {
        let (what, more) = match question {
            Question::Stop(then) => {
                let what = match then {
                    Then::Quit => "Stop training and leave?".to_owned(),
                    Then::StartOver => "Stop training and start over with the next seed?".to_owned(),
                    Then::Resume(run, _) => format!("Stop training and go on with {}?", visible(run)),
                    Then::Open(experiment) if experiment.name == app.run.experiment.name => {
                        format!("Stop training and start a new run of {}?", experiment.name)
                    }
                    Then::Open(experiment) => format!("Stop training and open {}?", experiment.name),
                };
                (what, saved_in(app))
            }
            Question::Delete(run) => {
                (format!("Delete {}?", visible(run)), "Its weights and metrics cannot be brought back.".to_owned())
            }
            Question::GoBack(step) => {
                let since = counted(app.run.step.saturating_sub(*step) as usize, "step");
                let undone = format!("The {since} since are undone; their losses stay in a file of the run.");
                (format!("Train on from step {step}?"), undone)
            }
        };
        let answers = format!("{}{BETWEEN}{}", YES.0, NO.0);
        Self { title: " Are you sure? ", lines: vec![what, more, answers], cursor: None }
    }

    /// The window on a screen of this size.
    pub(super) fn window(&self, area: Rect) -> Rect {
        let widest = self.lines.iter().map(|line| line.chars().count()).max().unwrap_or(0) as u16 + 4;
        area.centered(widest.min(area.width).into(), (self.lines.len() as u16 + 2).min(area.height).into())
    }

    pub(super) fn draw(&self, frame: &mut Frame<'_>, area: Rect, theme: Theme) {
        let window = self.window(area);
        let inner = self.inner(area);
        frame.render_widget(Clear, window);
        frame.render_widget(pane(Line::styled(self.title, theme.strong()), theme.frame(true)), window);
        let lines: Vec<_> = self.lines.iter().map(|line| Line::raw(line.as_str())).collect();
        frame.render_widget(Paragraph::new(lines), inner);
        if let Some(cursor) = self.cursor {
            let column = (inner.x + cursor).min(inner.right().saturating_sub(1));
            frame.set_cursor_position(Position::new(column, inner.y + 1));
        }
    }

    /// What the word that is drawn in a cell answers.
    pub(super) fn answer_at(&self, area: Rect, at: Position) -> Option<Action> {
        let inner = self.inner(area);
        let is_answers = self.cursor.is_none() && inner.contains(at) && at.y - inner.y + 1 == self.lines.len() as u16;
        let column = usize::from(at.x.checked_sub(inner.x)?);
        let no = YES.0.width() + BETWEEN.width();
        let word =
            |from: usize, word: (&str, Action)| (from..from + word.0.width()).contains(&column).then_some(word.1);
        word(0, YES).or_else(|| word(no, NO)).filter(|_| is_answers)
    }

    fn inner(&self, area: Rect) -> Rect {
        let inner = pane(Line::default(), ratatui::style::Style::new()).inner(self.window(area));
        Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner }
    }
}

fn saved_in(app: &App) -> String {
    if let Some(unsaved) = app.unsaved() {
        return unsaved;
    }
    match app.run.info.as_ref().and_then(|info| info.directory.as_ref()) {
        Some(directory) => format!("The run is saved in {}.", directory.display()),
        None => "The run is saved.".to_owned(),
    }
}
