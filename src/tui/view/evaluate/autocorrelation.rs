//! Whether errors follow one another.

use ratatui::{
    Frame,
    layout::{Constraint, Layout, Rect},
    style::Style,
    symbols::Marker,
    text::{Line, Span},
    widgets::{
        Paragraph, Widget,
        canvas::{Canvas, Line as CanvasLine},
    },
};

use super::panes::sentences;
use crate::{
    app::{App, Scale},
    evaluation::{Autocorrelation, Residuals},
    tui::{
        Theme,
        view::{
            axis::Axis,
            chart::{self, Room},
            pane,
        },
    },
    wording::counted,
};

/// Dots that a line between is drawn with, one of so many.
const DOTTED: usize = 3;

pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, app: &App, of: &Residuals, theme: Theme) {
    let Some(memory) = &of.autocorrelation else { return };
    let about = format!("1 step ahead, {} in a row, band ±{:.2} ", counted(memory.count, "window"), memory.band);
    let title = Line::from(vec![Span::styled(" Autocorrelation ", theme.strong()), Span::styled(about, theme.quiet())]);
    let block = pane(title, theme.frame(false));
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let season = app.preparation().map_or(1, |preparation| preparation.season);
    let is_outside = memory.outside().next().is_some();
    let style = if is_outside { theme.notice() } else { Style::new() };
    let lines = sentences(&[(memory.in_words(season), style)], inner.width);
    let [above, below] = Layout::vertical([Constraint::Length(lines.len() as u16), Constraint::Fill(1)]).areas(inner);
    frame.render_widget(Paragraph::new(lines), above);
    bars(frame, below, memory, theme);
}

fn bars(frame: &mut Frame<'_>, area: Rect, memory: &Autocorrelation, theme: Theme) {
    let Room { labels, plot, below } = Room::of(area, 1);
    if plot.is_empty() {
        return;
    }
    let largest = memory.values.iter().fold(memory.band * 1.2, |largest, value| largest.max(value.abs()));
    let axis = Axis::new(Scale::Linear, -largest, largest, (plot.height / 2).into());
    let dots = f64::from(plot.width * 2 - 1);
    let lags = memory.values.len();
    // Lag 0 is the axis itself.
    let column = |lag: usize| (lag as f64 / (lags + 1) as f64 * dots).round();
    let level = |at: f64, style: Style, every: usize| {
        (0..plot.width as usize * 2).step_by(every).map(move |x| {
            let color = style.fg.unwrap_or_default();
            CanvasLine { x1: x as f64, y1: at, x2: x as f64, y2: at, color }
        })
    };
    Canvas::default()
        .marker(Marker::Braille)
        .x_bounds([0.0, dots])
        .y_bounds(axis.bounds)
        .paint(|context| {
            for edge in [-memory.band, memory.band] {
                level(edge, theme.baseline(), DOTTED).for_each(|line| context.draw(&line));
            }
            level(0.0, theme.quiet(), 1).for_each(|line| context.draw(&line));
            context.layer();
            for (place, value) in memory.values.iter().enumerate() {
                let outside = value.abs() > memory.band;
                let style = if outside { theme.notice() } else { theme.prediction() };
                let (color, x) = (style.fg.unwrap_or_default(), column(place + 1));
                for x in [x, x + 1.0] {
                    context.draw(&CanvasLine { x1: x, y1: 0.0, x2: x, y2: *value, color });
                }
            }
        })
        .render(plot, frame.buffer_mut());
    chart::draw_value_axis(frame.buffer_mut(), labels, &axis, theme);
    let shown = usize::from(below.width / 6).clamp(1, lags);
    let every = lags.div_ceil(shown);
    let ticks = (1..=lags).filter(|lag| *lag == 1 || lag % every == 0);
    let names: Vec<_> = ticks.map(|lag| (column(lag) / dots, lag.to_string())).collect();
    let unit = " lag";
    let room = ratatui::layout::Rect { width: below.width.saturating_sub(unit.len() as u16), ..below };
    chart::draw_labels(frame.buffer_mut(), below, room, &names, theme);
    frame.buffer_mut().set_string(room.right(), room.y, unit, theme.quiet());
}
