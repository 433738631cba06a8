//! The page Runs: all runs of the directory, and below them the curves of some and what these differ in.

mod beside;
mod overlay;
mod table;

use std::borrow::Cow;

use ratatui::{
    Frame,
    layout::{Constraint, Layout, Position, Rect},
    style::Style,
};

use super::{Theme, header};
use crate::{
    app::{App, Target},
    evaluation::Report,
    run::Overview,
};

/// Below this there is the list alone.
const LEAST: (u16, u16) = (60, 16);
/// Rows of the list, frame and heading included, at the least.
const LEAST_LIST: u16 = 7;

pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, app: &App, theme: Theme) {
    let [list, curves, beside] = panes(area, app);
    table::draw(frame, list, app, theme);
    if !curves.is_empty() {
        overlay::draw(frame, curves, app, theme);
        beside::draw(frame, beside, app, theme);
    }
}

/// What stands in a cell of the page, if it is something to point at.
pub(super) fn target(app: &App, area: Rect, at: Position) -> Option<Target> {
    let [list, ..] = panes(area, app);
    list.contains(at).then(|| table::target(app, list, at)).flatten()
}

/// List, curves and figures; the last two empty where there is no room for them.
fn panes(area: Rect, app: &App) -> [Rect; 3] {
    if area.width < LEAST.0 || area.height < LEAST.1 {
        return [area, Rect::ZERO, Rect::ZERO];
    }
    let wanted = u16::try_from(app.runs.all().len()).unwrap_or(u16::MAX).saturating_add(3);
    let most = (area.height * 2 / 5).max(LEAST_LIST);
    let rows = [Constraint::Length(wanted.clamp(LEAST_LIST, most)), Constraint::Fill(1)];
    let [list, below] = Layout::vertical(rows).areas(area);
    let [curves, beside] = Layout::horizontal([Constraint::Fill(3), Constraint::Fill(2)]).areas(below);
    [list, curves, beside]
}

/// The letter and the style of each run that is compared.
fn letter(place: usize, theme: Theme) -> (char, Style) {
    (char::from(b'A' + place as u8), theme.overlaid(place))
}

/// What there is to say of a run now: of the open one by what the training says, of others as they were read.
struct Figures<'a> {
    state: &'static str,
    steps: Option<u64>,
    goal: Option<u64>,
    loss: Option<f64>,
    validation_loss: Option<f64>,
    seconds: Option<f64>,
    /// How good the weights of the last step are, where these were measured.
    report: Option<Cow<'a, Report>>,
}

impl<'a> Figures<'a> {
    fn of(app: &App, row: &'a Overview) -> Self {
        if app.run.is(row) {
            let run = &app.run;
            let measured = run.judgement.as_ref().filter(|_| !run.is_judgement_old());
            return Self {
                state: run.phase.label().1,
                steps: Some(run.step),
                goal: Some(run.goal),
                loss: run.loss.last(),
                validation_loss: run.validation_loss.last(),
                seconds: run.metrics.map(|metrics| metrics.seconds),
                report: measured.and_then(|(_, judgement)| Report::of(judgement)).map(Cow::Owned),
            };
        }
        let curve = app.runs.curve(row).and_then(Result::ok);
        Self {
            state: row.state.word(),
            steps: row.steps(),
            goal: row.summary.as_ref().map(|summary| summary.goal),
            loss: row.loss(),
            validation_loss: curve.and_then(|curve| curve.validation.last()),
            seconds: row.seconds(),
            // What was measured of other weights says nothing of these.
            report: (row.summary.as_ref())
                .filter(|summary| row.steps() == Some(summary.steps))
                .and_then(|summary| summary.report.as_ref())
                .map(Cow::Borrowed),
        }
    }

    fn steps(&self) -> String {
        let steps = self.steps.map_or("–".to_owned(), |steps| steps.to_string());
        self.goal.map_or(steps.clone(), |goal| format!("{steps}/{goal}"))
    }

    fn time(&self) -> String {
        self.seconds.map_or("–".to_owned(), header::duration)
    }
}
