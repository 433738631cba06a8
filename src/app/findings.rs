//! What of the pages Data and Evaluate is looked at.

use super::{App, Tab};
use crate::{data::Part, evaluation::Evaluation};

/// What of the pages Data and Evaluate is looked at. A place that the data do not have stands for the last one there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Looking {
    /// The view of the page Data.
    pub data: DataView,
    /// The column that is drawn there, by its place.
    pub column: usize,
    /// The series that is drawn there, by its place.
    pub series: usize,
    /// The part whose examples are shown there.
    pub part: Part,
    /// The example that is shown there, by its place among those at hand.
    pub example: usize,
    /// The view of the page Evaluate.
    pub evaluate: EvaluateView,
    /// The target whose errors are drawn there, by its place.
    pub target: usize,
}

impl Default for Looking {
    fn default() -> Self {
        Self {
            data: DataView::default(),
            column: 0,
            series: 0,
            part: Part::Train,
            example: 0,
            evaluate: EvaluateView::default(),
            target: 0,
        }
    }
}

/// What else to look at on the pages Data and Evaluate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the table of keys says what each does")]
pub enum Browse {
    NextView,
    PreviousView,
    NextColumn,
    PreviousColumn,
    NextExample,
    PreviousExample,
    NextPart,
}

/// A view of the page Data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DataView {
    /// What was found and done, column by column.
    #[default]
    Columns,
    /// A column before and after its preparation.
    Prepared,
    /// Examples one by one.
    Examples,
}

/// A view of the page Evaluate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EvaluateView {
    /// Figures of the network and the baselines.
    #[default]
    Figures,
    /// What is left of the truths.
    Residuals,
    /// The largest of these.
    Largest,
    /// Whether probabilities, or intervals, keep their promise.
    Calibration,
    /// What went wrong though the network was sure.
    Mistakes,
}

impl DataView {
    /// All of them, in their order.
    pub const ALL: [Self; 3] = [Self::Columns, Self::Prepared, Self::Examples];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Columns => "columns",
            Self::Prepared => "charts",
            Self::Examples => "examples",
        }
    }
}

impl EvaluateView {
    /// Those that an evaluation has something for, in their order.
    #[must_use]
    pub fn of(evaluation: &Evaluation) -> Vec<Self> {
        let found = &evaluation.findings;
        let views = [
            (Self::Figures, true),
            (Self::Residuals, !found.residuals.is_empty()),
            (Self::Largest, found.residuals.iter().any(|of| !of.largest.is_empty())),
            (Self::Calibration, found.calibration.is_some() || !found.coverages.is_empty()),
            (Self::Mistakes, !found.mistakes.is_empty()),
        ];
        views.into_iter().filter(|(_, has)| *has).map(|(view, _)| view).collect()
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Figures => "figures",
            Self::Residuals => "errors",
            Self::Largest => "largest",
            Self::Calibration => "calibration",
            Self::Mistakes => "mistakes",
        }
    }
}

impl App {
    /// What the page Evaluate is about: the test examples, or the validation examples where there are none.
    #[must_use]
    pub fn evaluation(&self) -> Option<&Evaluation> {
        let (_, judgement) = self.run.judgement.as_ref()?;
        judgement.test.as_ref().or(judgement.validation.as_ref())
    }

    /// The view of the page Evaluate: the figures, where there is nothing for the one that was chosen.
    #[must_use]
    pub fn evaluate_view(&self) -> EvaluateView {
        let chosen = self.looking.evaluate;
        let is_there = self.evaluation().is_some_and(|evaluation| EvaluateView::of(evaluation).contains(&chosen));
        if is_there { chosen } else { EvaluateView::Figures }
    }
}

/// How many columns of numbers there are to draw.
pub(super) fn columns(app: &App) -> usize {
    app.run.info.as_ref().map_or(0, |info| info.excerpt.columns.len())
}

/// How many series there are to draw.
pub(super) fn series(app: &App) -> usize {
    app.run.info.as_ref().map_or(0, |info| info.excerpt.series.len())
}

/// How many examples of a part there are to show.
pub(super) fn examples(app: &App, part: Part) -> usize {
    app.run.info.as_ref().map_or(0, |info| info.excerpt.examples[part as usize].len())
}

/// The name of the next view of the page.
pub(super) fn next_view(app: &App) -> Option<&'static str> {
    match app.tab {
        Tab::Data if app.run.info.is_some() => Some(DataView::ALL[around(app.looking.data as usize, true, 3)].name()),
        Tab::Evaluate => {
            let views = EvaluateView::of(app.evaluation()?);
            let place = views.iter().position(|view| *view == app.evaluate_view())?;
            (views.len() > 1).then(|| views[around(place, true, views.len())].name())
        }
        _ => None,
    }
}

/// What the next column is called, where there are several to draw.
pub(super) fn next_column(app: &App) -> Option<&'static str> {
    match app.tab {
        Tab::Data => (columns(app) > 1).then_some("column"),
        Tab::Evaluate if matches!(app.evaluate_view(), EvaluateView::Residuals | EvaluateView::Largest) => {
            (app.evaluation()?.findings.residuals.len() > 1).then_some("target")
        }
        _ => None,
    }
}

/// What the next example is called, or the next series where curves are drawn.
pub(super) fn next_example(app: &App) -> Option<&'static str> {
    match (app.tab, app.looking.data) {
        (Tab::Data, DataView::Examples) => (examples(app, app.looking.part) > 1).then_some("example"),
        (Tab::Data, _) => (series(app) > 1).then_some("series"),
        _ => None,
    }
}

/// What the next part is called, where there are examples of several.
pub(super) fn next_example_part(app: &App) -> Option<&'static str> {
    let is_shown = app.tab == Tab::Data && app.looking.data == DataView::Examples;
    let several = Part::ALL.iter().filter(|part| examples(app, **part) > 0).count() > 1;
    (is_shown && several).then_some("part")
}

/// The place after another of `count`, the first after the last; or before it, the last before the first.
#[must_use]
pub(super) fn around(place: usize, forward: bool, count: usize) -> usize {
    let (place, count) = (place.min(count.saturating_sub(1)), count.max(1));
    if forward { (place + 1) % count } else { (place + count - 1) % count }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_go_round_and_one_that_is_not_there_is_the_last() {
        assert_eq!([around(0, true, 3), around(2, true, 3), around(0, false, 3)], [1, 0, 2]);
        assert_eq!([around(9, true, 3), around(9, false, 3), around(0, true, 0)], [0, 1, 0]);
    }
}
