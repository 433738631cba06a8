//! The page Evaluate: how good the network is beside what no learning gets, on the same examples.

mod autocorrelation;
mod bars;
mod calibration;
mod confusion;
mod course;
mod errors;
mod figures;
mod largest;
mod mistakes;
mod panes;
mod steps;

use ratatui::{
    Frame,
    layout::{Constraint, Layout, Rect},
    text::{Line, Span},
    widgets::{Paragraph, Wrap},
};

use self::panes::Pane;
use super::{Theme, layout::TWO_COLUMNS, list::List, pane};
use crate::{
    app::{App, EvaluateView, Phase},
    evaluation::Evaluation,
};

/// Columns for the figures by step ahead.
const STEPS: u16 = 28;
/// From this size on more stands beside the figures.
const BESIDE: (u16, u16) = (110, 24);
/// A matrix of more classes needs more columns.
const FEW_CLASSES: usize = 10;
const BESIDE_MANY: u16 = 160;
/// Rows that a chart needs, frame and all.
const LEAST_CHART: u16 = 8;

pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, app: &App, theme: Theme) {
    let Some(evaluation) = app.evaluation() else { return nothing(frame, area, app, theme) };
    for list in lists(area, app, theme) {
        list.draw(frame, app.scroll, theme);
    }
    let page = Page::of(area, app, evaluation);
    let chart = page.figures.and_then(|area| Areas::of(area, app, evaluation, theme).chart);
    if let (Some(area), Some(course)) = (chart, &evaluation.course) {
        course::draw(frame, area, course, evaluation, theme);
    }
    for (pane, area) in page.panes {
        pane.draw(frame, area, app, evaluation, theme);
    }
}

/// The panes that scroll.
pub(super) fn lists(area: Rect, app: &App, theme: Theme) -> Vec<List> {
    let Some(evaluation) = app.evaluation() else { return Vec::new() };
    let page = Page::of(area, app, evaluation);
    let mut lists = page.figures.map_or_else(Vec::new, |area| figure_lists(area, app, evaluation, theme));
    lists.extend(page.panes.iter().filter_map(|(pane, area)| pane.list(*area, app, evaluation, theme)));
    lists
}

fn figure_lists(area: Rect, app: &App, evaluation: &Evaluation, theme: Theme) -> Vec<List> {
    let areas = Areas::of(area, app, evaluation, theme);
    let mut lists = vec![figures::list(areas.figures, app, evaluation, theme)];
    if let Some(area) = areas.details {
        lists.extend(details(area, app, evaluation, theme));
    } else if let Some(list) = details(area, app, evaluation, theme).filter(|_| area.width < TWO_COLUMNS) {
        // In one column all stands below each other.
        lists[0].lines.extend([vec![Line::default(), list.title], list.head, list.lines].concat());
    }
    lists
}

/// What stands where: the figures, with more beside them where there is room, or another view.
struct Page {
    figures: Option<Rect>,
    panes: Vec<(Pane, Rect)>,
}

impl Page {
    fn of(area: Rect, app: &App, evaluation: &Evaluation) -> Self {
        if app.evaluate_view() != EvaluateView::Figures {
            return Self { figures: None, panes: panes::of_view(area, app, evaluation) };
        }
        let columns = [Constraint::Fill(3), Constraint::Fill(2)];
        let [figures, beside] = Layout::horizontal(columns).areas(area);
        let many = evaluation.classes.as_ref().is_some_and(|report| report.by_class.len() > FEW_CLASSES);
        let least = if many { BESIDE_MANY } else { BESIDE.0 };
        let has_room = area.width >= least && area.height >= BESIDE.1;
        match panes::beside_figures(beside, app, evaluation) {
            panes if has_room && !panes.is_empty() => Self { figures: Some(figures), panes },
            _ => Self { figures: Some(area), panes: Vec::new() },
        }
    }
}

/// More of the same figures: class by class, step by step, or model by model.
fn details(area: Rect, app: &App, evaluation: &Evaluation, theme: Theme) -> Option<List> {
    match (&evaluation.classes, &evaluation.course) {
        (Some(report), _) => Some(confusion::list(area, report, &app.preparation()?.classes, theme)),
        (None, Some(_)) if evaluation.by_step.is_empty() => None,
        (None, Some(_)) => Some(steps::list(area, evaluation, theme)),
        (None, None) => Some(bars::list(area, evaluation, theme)),
    }
}

/// Says why there are no figures, and what to do.
fn nothing(frame: &mut Frame<'_>, area: Rect, app: &App, theme: Theme) {
    let words = match (&app.run.phase, &app.run.info) {
        (Phase::Failed(_), _) => "the weights were not measured before the run failed",
        _ if app.run.measuring => "measuring …",
        (_, None) => "waiting for the training to begin",
        (_, Some(info)) if info.examples[1..] == [0, 0] => {
            "no validation and no test examples: leave some to `validation` and `test` under [split], or write \
             'validation' and 'test' into its column"
        }
        _ => "press m to measure the network",
    };
    let block = pane(Line::styled(" Evaluation ", theme.strong()), theme.frame(false));
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let inner = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
    frame.render_widget(Paragraph::new(words).style(theme.quiet()).wrap(Wrap { trim: true }), inner);
}

/// Where each pane stands.
struct Areas {
    figures: Rect,
    /// The course of a forecast.
    chart: Option<Rect>,
    details: Option<Rect>,
}

impl Areas {
    fn of(area: Rect, app: &App, evaluation: &Evaluation, theme: Theme) -> Self {
        let wanted = figures::list(area, app, evaluation, theme).lines.len() as u16 + 2;
        let (chart, details) = (evaluation.course.is_some(), details(area, app, evaluation, theme).is_some());
        if area.width < TWO_COLUMNS {
            return Self::in_one_column(area, chart, wanted);
        }
        let [figures, below] = top(area, wanted.min(area.height.saturating_sub(LEAST_CHART)));
        let steps = if chart && details { STEPS } else { 0 };
        let [left, right] = Layout::horizontal([Constraint::Fill(1), Constraint::Length(steps)]).areas(below);
        match (chart, details) {
            (true, true) => Self { figures, chart: Some(left), details: Some(right) },
            (true, false) => Self { figures, chart: Some(below), details: None },
            (false, true) => Self { figures, chart: None, details: Some(below) },
            (false, false) => Self { figures: area, chart: None, details: None },
        }
    }

    fn in_one_column(area: Rect, chart: bool, wanted: u16) -> Self {
        let chart = chart && area.height >= wanted.min(LEAST_CHART) + LEAST_CHART;
        let figures = if chart { wanted.min(area.height - LEAST_CHART) } else { area.height };
        let [figures, below] = top(area, figures);
        Self { figures, chart: chart.then_some(below), details: None }
    }
}

fn top(area: Rect, rows: u16) -> [Rect; 2] {
    Layout::vertical([Constraint::Length(rows), Constraint::Fill(1)]).areas(area)
}

/// A title and what is to be said beside it.
fn title(name: &str, about: String, theme: Theme) -> Line<'static> {
    Line::from(vec![Span::styled(format!(" {name} "), theme.strong()), Span::styled(about, theme.quiet())])
}
