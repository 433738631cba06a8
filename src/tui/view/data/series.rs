//! A column of a series by time: as the file has it, and as the network reads or answers it.

use std::ops::Range;

use ratatui::{
    Frame,
    layout::{Constraint, Layout, Rect},
    text::{Line, Span},
};
use unicode_width::UnicodeWidthStr;

use super::title;
use crate::{
    app::App,
    data::{Part, SeriesExcerpt},
    training::RunInfo,
    tui::{
        Theme,
        view::{
            chart::{self, Curve, Layer, Pen, Room},
            fit, pane,
        },
    },
};

/// Rows under a plot: the parts of the split, and times.
const BELOW: u16 = 2;

/// What is drawn: a column of a series.
struct Chosen<'a> {
    info: &'a RunInfo,
    series: &'a SeriesExcerpt,
    /// Place of the series, and of the column.
    at: (usize, usize),
}

/// Draws one chart, or from a height of `two` on two of them.
pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, app: &App, info: &RunInfo, two: u16, theme: Theme) {
    let excerpt = &info.excerpt;
    let last = |place: usize, count: usize| place.min(count.saturating_sub(1));
    let at = (last(app.looking.series, excerpt.series.len()), last(app.looking.column, excerpt.columns.len()));
    let Some(series) = excerpt.series.get(at.0).filter(|series| series.columns.len() > at.1) else { return };
    let chosen = Chosen { info, series, at };
    if area.height < two {
        return chosen.before(frame, area, theme);
    }
    let [above, below] = Layout::vertical([Constraint::Fill(1); 2]).areas(area);
    chosen.before(frame, above, theme);
    chosen.after(frame, below, theme);
}

impl Chosen<'_> {
    fn before(&self, frame: &mut Frame<'_>, area: Rect, theme: Theme) {
        let curves = &self.series.columns[self.at.1];
        let mut layers = Vec::new();
        let mut about = title(&self.info.excerpt.columns[self.at.1].name, self.of_how_many(), theme);
        about.push_span(Span::styled("in the file ", theme.quiet()));
        if let Some(treated) = &curves.treated {
            about.push_span(Span::styled("── filled or held back ", theme.notice()));
            layers.push(Layer::Curves(vec![Curve::through(0, treated, Pen::Solid, theme.notice())]));
        }
        layers.push(Layer::Curves(self.by_part(&curves.before, theme)));
        self.draw(frame, area, &layers, about, theme);
    }

    fn after(&self, frame: &mut Frame<'_>, area: Rect, theme: Theme) {
        let ledger = &self.info.ledger.columns[self.at.1];
        let (verb, steps) = (verb(&ledger.role), super::columns::done(ledger));
        let name = &self.info.excerpt.columns[self.at.1].name;
        let room = usize::from(area.width).saturating_sub(name.width() + 5);
        let long = format!("as the network {verb} it: {steps}");
        let about = if steps.is_empty() || room < 40 { format!("as the network {verb} it") } else { fit(&long, room) };
        let layers = [Layer::Curves(self.by_part(&self.series.columns[self.at.1].after, theme))];
        self.draw(frame, area, &layers, title(name, about + " ", theme), theme);
    }

    fn of_how_many(&self) -> String {
        match (self.info.series.len(), self.info.series.get(self.at.0)) {
            (count @ 2.., Some(series)) => format!("of '{}', {} of {count} series ", series.raw.name, self.at.0 + 1),
            _ => String::new(),
        }
    }

    /// A curve for each stretch of rows of one part, of as many values as the series has been thinned to.
    fn by_part(&self, values: &[f64], theme: Theme) -> Vec<Curve<'static>> {
        let place = |row: usize| row * values.len() / self.series.rows.max(1);
        let curve = |(part, rows): &(Part, Range<usize>)| {
            let places = place(rows.start)..place(rows.end);
            Curve::through(places.start, &values[places.clone()], Pen::Solid, theme.part(*part))
        };
        self.series.stretches.iter().map(curve).collect()
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, layers: &[Layer<'_>], title: Line<'_>, theme: Theme) {
        let block = pane(title, theme.frame(false));
        let inner = block.inner(area);
        frame.render_widget(block, area);
        let values = self.series.columns[self.at.1].before.len();
        let steps = chart::up_to(values.saturating_sub(1));
        let Some((low, high)) = chart::range(layers, steps).filter(|_| inner.height > BELOW) else { return };
        let (Room { labels, plot, below }, axis) = Room::of_values(inner, BELOW, low, high);
        let buffer = frame.buffer_mut();
        chart::draw(buffer, plot, layers, &axis, steps);
        chart::draw_value_axis(buffer, labels, &axis, theme);
        let [parts, times] = Layout::vertical([Constraint::Length(1); 2]).areas(below);
        for (part, rows) in &self.series.stretches {
            draw_part(frame, parts, *part, rows, self.series.rows.saturating_sub(1), theme);
        }
        if let Some(series) = self.info.series.get(self.at.0) {
            let moment = |row: usize| self.info.preparation.time_text(series.raw.moments[row]);
            chart::draw_names(frame.buffer_mut(), times, self.series.rows, moment, theme);
        }
    }
}

/// What the network does with a column.
pub(super) fn verb(role: &str) -> &'static str {
    if role == "target" { "answers" } else { "reads" }
}

/// The name of a part under its rows, in brackets of its width.
fn draw_part(frame: &mut Frame<'_>, area: Rect, part: Part, rows: &Range<usize>, last: usize, theme: Theme) {
    let column = |row: usize| row * usize::from(area.width.saturating_sub(1)) / last.max(1);
    let (from, to) = (column(rows.start), column(rows.end.min(last)).max(column(rows.start)));
    let width = if rows.end > last { to + 1 - from } else { to - from };
    let name = part.to_string();
    let text = match width {
        0 => return,
        1 => "│".to_owned(),
        _ if name.width() + 2 <= width => {
            let line = width - 2 - name.width();
            format!("├{}{name}{}┤", "─".repeat(line / 2), "─".repeat(line - line / 2))
        }
        // Its first letter, where there is no room for more.
        3.. => format!("├{:─<line$}┤", &name[..1], line = width - 2),
        _ => "├┤".to_owned(),
    };
    frame.buffer_mut().set_string(area.x + from as u16, area.y, text, theme.part(part));
}
