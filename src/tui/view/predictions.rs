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
    app::{App, Phase, headings, is_single_forecast, rows as table_rows},
    data::{Answer, Column},
    evaluation::metrics::{Metric, Scores},
    training::RunInfo,
};

/// Columns for an input that has no room.
const LEAST_INPUT: usize = 10;
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
        Some(info) => table(frame, inner, &Texts::of(info, &app.run.answers), theme),
        None => {}
    }
}

/// What the figures are taken over, and how the network stands to what no learning gets: of a finished run all test examples,
/// before that those shown.
fn figures(app: &App) -> (String, Option<String>, Option<&Scores>) {
    // A look back has other answers.
    let is_of_now = app.run.phase == Phase::Finished && app.run.sought.is_none();
    let finished = app.run.judgement.as_ref().filter(|_| is_of_now);
    if let Some(test) = finished.and_then(|(_, judgement)| judgement.test.as_ref()) {
        return ("test".to_owned(), test.verdict(), Some(&test.scores));
    }
    let of_which = match &app.run.info {
        Some(info) if info.test.len() < info.examples[2] => {
            format!("{} of {} test", info.test.len(), info.examples[2])
        }
        _ => "test".to_owned(),
    };
    (of_which, None, app.run.scores.as_ref())
}

/// The title and as many figures as there is room for.
fn title(app: &App, width: usize, theme: Theme) -> Line<'static> {
    let (of_which, verdict, scores) = figures(app);
    let mut title =
        Line::from(vec![Span::styled(" Predictions ", theme.strong()), Span::raw(format!("({of_which}) "))]);
    let figures = IN_TITLE.into_iter().filter_map(|metric| {
        Some(format!("{} {}", metric.short(), metric.format(scores.and_then(|scores| scores.get(metric))?)))
    });
    let mut parts: Vec<String> = figures.collect();
    // Beside the figure that decides.
    let place = parts.len().min(1);
    parts.splice(place..place, verdict);
    for part in parts {
        let part = Span::styled(format!("· {part} "), theme.quiet());
        if title.width() + part.width() + 2 > width {
            break;
        }
        title.push_span(part);
    }
    title
}

fn table(frame: &mut Frame<'_>, area: Rect, texts: &Texts, theme: Theme) {
    let columns = Columns::of(texts, area.width.into());
    let [input, target, prediction, ..] = texts.headings;
    let error = Line::from(columns.error).right_aligned();
    let heading = Row::new([input.into(), target.into(), prediction.into(), error]).style(theme.quiet());
    let rows = texts.rows(columns.narrow).iter().map(|row| columns.row(row, theme));
    let table = Table::new(rows, columns.widths.map(|width| Constraint::Length(width as u16)));
    frame.render_widget(table.header(heading).column_spacing(columns.spacing as u16), area);
}

/// Rows of the table: a line for each example, but of a single forecast one for each step.
pub(super) fn rows(info: &RunInfo) -> usize {
    if is_single_forecast(info) { info.preparation.horizon } else { info.test.len() }
}

/// Test examples and the answers to them, as texts.
struct Texts {
    /// Input, target, answer and error of each row, answers with all decimals and with one less.
    rows: [Vec<[String; 4]>; 2],
    /// Of the columns; the error's in full and in short.
    headings: [&'static str; 5],
}

impl Texts {
    fn of(info: &RunInfo, answers: &[Answer]) -> Self {
        let rows = |show| table_rows(info, answers, show);
        Self { rows: [rows(Column::show), rows(Column::show_narrow)], headings: headings(info) }
    }

    fn rows(&self, narrow: bool) -> &[[String; 4]] {
        &self.rows[usize::from(narrow)]
    }

    /// Columns of the widest text in a place of the rows, its heading among them.
    fn widest(&self, place: usize, narrow: bool) -> usize {
        let texts = self.rows(narrow).iter().map(|row| row[place].width());
        let heading = if place < 3 { self.headings[place].width() } else { 0 };
        texts.max().unwrap_or(0).max(heading)
    }
}

/// How the table is fitted into its room: spacing and the last decimal give way before a number does, but no other decimal,
/// for a prediction that looks like its target and is not would deceive.
struct Columns {
    /// Of input, target, prediction and error.
    widths: [usize; 4],
    spacing: usize,
    narrow: bool,
    /// Heading of the error.
    error: &'static str,
}

impl Columns {
    fn of(texts: &Texts, room: usize) -> Self {
        let [.., long, short] = texts.headings;
        let (input, target) = (texts.widest(0, false), texts.widest(1, false));
        let error_width = |heading: &str| heading.len().max(texts.widest(3, false));
        for (error, spacing, narrow) in [(long, 2, false), (short, 2, false), (short, 1, false), (short, 1, true)] {
            let prediction = texts.widest(2, narrow);
            let widths = [input, target, prediction, error_width(error)];
            let wanted = widths.iter().sum::<usize>() + 3 * spacing;
            if wanted <= room {
                // What is left over stands between prediction and error.
                return Self { widths: [input, target, prediction + room - wanted, widths[3]], spacing, narrow, error };
            }
        }
        let (error, spacing, narrow) = (short, 1, true);
        let left = room.saturating_sub(error_width(error) + 3 * spacing);
        let input = input.min((left / 4).max(LEAST_INPUT.min(left)));
        let target = target.min((left - input) / 2);
        Self { widths: [input, target, left - input - target, error_width(error)], spacing, narrow, error }
    }

    fn row(&self, [input, target, answer, error]: &[String; 4], theme: Theme) -> Row<'static> {
        Row::new([
            Cell::new(fit(input, self.widths[0])),
            Cell::new(fit(target, self.widths[1])).style(theme.truth()),
            Cell::new(fit(answer, self.widths[2])).style(theme.prediction()),
            Cell::new(Line::from(error.clone()).right_aligned()),
        ])
    }
}
