//! What the present weights make of test examples, beside the targets.

use ratatui::{
    Frame,
    layout::{Constraint, Rect},
    text::{Line, Span},
    widgets::{Cell, Paragraph, Row, Table},
};
use unicode_width::UnicodeWidthStr;

use super::{Theme, fit, pane};
use crate::{
    app::{App, Phase},
    data::{Answer, Example, Preparation},
    evaluation::metrics::{Metric, Scores},
    experiment::Task,
    training::RunInfo,
};

/// Figures that a title has room for, the first that there are.
const IN_TITLE: [Metric; 6] =
    [Metric::Accuracy, Metric::BitsPerSymbol, Metric::Rmse, Metric::Mse, Metric::MaxError, Metric::MacroF1];

pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, app: &App, theme: Theme) {
    let block = pane(title(app, area.width.into(), theme), theme.frame(false));
    let inner = block.inner(area);
    let inner = Rect { x: inner.x + 1, width: inner.width.saturating_sub(1), ..inner };
    frame.render_widget(block, area);
    match &app.run.info {
        Some(info) if info.test.is_empty() => {
            let hint = "no test examples: leave some to `test` under [split], or write 'test' into its column";
            frame.render_widget(Paragraph::new(hint).style(theme.quiet()), inner);
        }
        Some(info) => {
            let pairs: Vec<_> = info.test.iter().zip(&app.run.answers).collect();
            table(frame, inner, &Texts { info, pairs }, theme);
        }
        None => {}
    }
}

/// What the figures are taken over: of a finished run all test examples, before that those shown.
fn figures(app: &App) -> (String, Option<&Scores>) {
    let finished = app.run.judgement.as_ref().filter(|_| app.run.phase == Phase::Finished);
    if let Some(test) = finished.and_then(|(_, judgement)| judgement.test.as_ref()) {
        return ("test".to_owned(), Some(&test.scores));
    }
    let of_which = match &app.run.info {
        Some(info) if info.test.len() < info.examples[2] => {
            format!("{} of {} test", info.test.len(), info.examples[2])
        }
        _ => "test".to_owned(),
    };
    (of_which, app.run.scores.as_ref())
}

/// The title and as many figures as there is room for.
fn title(app: &App, width: usize, theme: Theme) -> Line<'static> {
    let (of_which, scores) = figures(app);
    let mut title =
        Line::from(vec![Span::styled(" Predictions ", theme.strong()), Span::raw(format!("({of_which}) "))]);
    for metric in IN_TITLE {
        let Some(value) = scores.and_then(|scores| scores.get(metric)) else { continue };
        let figure = Span::styled(format!("· {} {} ", metric.short(), metric.format(value)), theme.quiet());
        if title.width() + figure.width() + 2 <= width {
            title.push_span(figure);
        }
    }
    title
}

fn table(frame: &mut Frame<'_>, area: Rect, texts: &Texts<'_>, theme: Theme) {
    let columns = Columns::of(texts, area.width.into());
    let heading = Row::new(["input", "target", "prediction", columns.error]).style(theme.quiet());
    let rows = texts.rows(columns.decimals).map(|row| columns.row(row, theme));
    let table = Table::new(rows, columns.widths.map(|width| Constraint::Length(width as u16)));
    frame.render_widget(table.header(heading).column_spacing(columns.spacing as u16), area);
}

/// Test examples and the answers to them, as texts.
struct Texts<'a> {
    info: &'a RunInfo,
    pairs: Vec<(&'a Example, &'a Answer)>,
}

impl Texts<'_> {
    /// Input, target, answer and error of each example.
    fn rows(&self, decimals: usize) -> impl Iterator<Item = [String; 4]> + '_ {
        let preparation: &Preparation = &self.info.preparation;
        self.pairs.iter().map(move |(example, answer)| {
            [
                preparation.show(&preparation.prompt(example)),
                preparation.show_target(example),
                preparation.show_answer(answer, decimals),
                preparation.show_error(example, answer),
            ]
        })
    }

    /// Columns of the widest text in a place of the rows.
    fn widest(&self, place: usize, decimals: usize) -> usize {
        self.rows(decimals).map(|row| row[place].width()).max().unwrap_or(0)
    }

    /// Headings of the error, the longest first.
    fn headings(&self) -> [&'static str; 2] {
        match (self.info.preparation.task, &self.info.preparation.vocabulary) {
            (Task::Classify, _) => ["right class", "right"],
            (_, Some(_)) => ["right", "right"],
            _ => ["max error", "error"],
        }
    }
}

/// How the table is fitted into its room: spacing and decimals give way before a number does, but not the first decimal,
/// for a prediction that looks like its target and is not would deceive.
struct Columns {
    /// Of input, target, prediction and error.
    widths: [usize; 4],
    spacing: usize,
    decimals: usize,
    /// Heading of the error.
    error: &'static str,
}

impl Columns {
    fn of(texts: &Texts<'_>, room: usize) -> Self {
        let [long, short] = texts.headings();
        let (input, target) = (texts.widest(0, 2).max("input".len()), texts.widest(1, 2).max("target".len()));
        let error_width = |heading: &str| heading.len().max(texts.widest(3, 2));
        for (error, spacing, decimals) in [(long, 2, 2), (short, 2, 2), (short, 1, 2), (short, 1, 1)] {
            let prediction = texts.widest(2, decimals).max("prediction".len());
            let widths = [input, target, prediction, error_width(error)];
            let wanted = widths.iter().sum::<usize>() + 3 * spacing;
            if wanted <= room {
                // What is left over stands between prediction and error.
                return Self {
                    widths: [input, target, prediction + room - wanted, widths[3]],
                    spacing,
                    decimals,
                    error,
                };
            }
        }
        let (error, spacing, decimals) = (short, 1, 1);
        let left = room.saturating_sub(error_width(error) + 3 * spacing);
        let input = input.min(left / 4);
        let target = target.min((left - input) / 2);
        Self { widths: [input, target, left - input - target, error_width(error)], spacing, decimals, error }
    }

    fn row(&self, [input, target, answer, error]: [String; 4], theme: Theme) -> Row<'static> {
        Row::new([
            Cell::new(fit(&input, self.widths[0])),
            Cell::new(fit(&target, self.widths[1])).style(theme.truth()),
            Cell::new(fit(&answer, self.widths[2])).style(theme.prediction()),
            Cell::new(Line::from(error).right_aligned()),
        ])
    }
}
