//! What stands beside the figures, or instead of them: errors, calibration, mistakes.

use ratatui::{
    Frame,
    layout::{Constraint, Layout, Rect},
    text::Line,
};

use super::{autocorrelation, calibration, errors, largest, mistakes};
use crate::{
    app::{App, EvaluateView},
    evaluation::{Evaluation, Residuals},
    tui::{Theme, view::list::List},
};

/// From this width on panes stand side by side.
const BESIDE: u16 = 100;

/// A pane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pane {
    Errors,
    Autocorrelation,
    Coverage,
    Calibration,
    Mistakes,
    Largest,
}

impl Pane {
    const ALL: [Self; 6] =
        [Self::Errors, Self::Autocorrelation, Self::Coverage, Self::Calibration, Self::Mistakes, Self::Largest];

    fn is_there(self, app: &App, evaluation: &Evaluation) -> bool {
        let found = &evaluation.findings;
        match self {
            Self::Errors => !found.residuals.is_empty(),
            Self::Autocorrelation => residuals(app, evaluation).is_some_and(|of| of.autocorrelation.is_some()),
            Self::Coverage => !found.coverages.is_empty(),
            Self::Calibration => found.calibration.is_some(),
            Self::Mistakes => !found.mistakes.is_empty(),
            Self::Largest => residuals(app, evaluation).is_some_and(|of| !of.largest.is_empty()),
        }
    }

    fn view(self) -> EvaluateView {
        match self {
            Self::Errors | Self::Autocorrelation => EvaluateView::Residuals,
            Self::Coverage | Self::Calibration => EvaluateView::Calibration,
            Self::Mistakes => EvaluateView::Mistakes,
            Self::Largest => EvaluateView::Largest,
        }
    }

    /// Rows, frame and all, that it needs, and that it has use for.
    fn rows(self) -> (u16, u16) {
        match self {
            Self::Errors | Self::Autocorrelation => (9, u16::MAX),
            Self::Coverage | Self::Calibration => (15, 15),
            Self::Mistakes | Self::Largest => (6, u16::MAX),
        }
    }

    /// What of it is lines.
    pub(super) fn list(self, area: Rect, app: &App, evaluation: &Evaluation, theme: Theme) -> Option<List> {
        match self {
            Self::Errors if area.height < self.rows().0 => {
                residuals(app, evaluation).map(|of| errors::words_alone(area, app, of, evaluation, theme))
            }
            Self::Errors | Self::Autocorrelation => None,
            Self::Coverage => Some(calibration::of_intervals(area, evaluation, theme)),
            Self::Calibration => calibration::of_probabilities(area, evaluation, theme),
            Self::Mistakes => Some(mistakes::list(area, evaluation, theme)),
            Self::Largest => residuals(app, evaluation).map(|of| largest::list(area, of, evaluation, theme)),
        }
    }

    /// Draws what of it is a picture.
    pub(super) fn draw(self, frame: &mut Frame<'_>, area: Rect, app: &App, evaluation: &Evaluation, theme: Theme) {
        let Some(of) = residuals(app, evaluation).filter(|_| area.height >= self.rows().0) else { return };
        match self {
            Self::Errors => errors::draw(frame, area, app, of, evaluation, theme),
            Self::Autocorrelation => autocorrelation::draw(frame, area, app, of, theme),
            Self::Coverage | Self::Calibration | Self::Mistakes | Self::Largest => {}
        }
    }
}

/// The residuals that are looked at.
fn residuals<'a>(app: &App, evaluation: &'a Evaluation) -> Option<&'a Residuals> {
    let all = &evaluation.findings.residuals;
    all.get(app.looking.target.min(all.len().saturating_sub(1)))
}

/// The panes of a view, where they stand: side by side or below each other, as far as there is room.
pub(super) fn of_view(area: Rect, app: &App, evaluation: &Evaluation) -> Vec<(Pane, Rect)> {
    let wanted = |pane: &Pane| pane.view() == app.evaluate_view() && pane.is_there(app, evaluation);
    let panes: Vec<Pane> = Pane::ALL.into_iter().filter(wanted).collect();
    if area.width < BESIDE {
        return below_each_other(area, &panes);
    }
    let areas = Layout::horizontal(vec![Constraint::Fill(1); panes.len()]).split(area);
    panes.into_iter().zip(areas.iter().copied()).collect()
}

/// All panes that there is room for, below each other.
pub(super) fn beside_figures(area: Rect, app: &App, evaluation: &Evaluation) -> Vec<(Pane, Rect)> {
    let panes: Vec<Pane> = Pane::ALL.into_iter().filter(|pane| pane.is_there(app, evaluation)).collect();
    below_each_other(area, &panes)
}

/// The first has all where there is no room for more.
fn below_each_other(area: Rect, panes: &[Pane]) -> Vec<(Pane, Rect)> {
    let mut left = area.height;
    let fits = |pane: &&Pane| {
        let rest = left.checked_sub(pane.rows().0);
        left = rest.unwrap_or(left);
        rest.is_some()
    };
    let mut shown: Vec<Pane> = panes.iter().filter(fits).copied().collect();
    shown.extend(panes.first().filter(|_| shown.is_empty()).copied());
    let alone = shown.len() == 1;
    let rows = shown.iter().map(|pane| match pane.rows() {
        (least, most) if !alone && least == most => Constraint::Length(least),
        (least, _) => Constraint::Min(least),
    });
    let areas = Layout::vertical(rows.collect::<Vec<_>>()).split(area);
    shown.into_iter().zip(areas.iter().copied()).collect()
}

/// Sentences in lines of a pane's width.
pub(super) fn sentences(words: &[(String, ratatui::style::Style)], width: u16) -> Vec<Line<'static>> {
    let width = usize::from(width.saturating_sub(2));
    let lines = words.iter().flat_map(|(text, style)| {
        crate::tui::view::wrap(text, width).into_iter().map(|line| Line::styled(format!(" {line}"), *style))
    });
    lines.collect()
}
