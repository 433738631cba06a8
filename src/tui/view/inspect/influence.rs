//! What each step weighs in the answer, as bars.

use ratatui::{
    Frame,
    layout::{Constraint, Layout, Rect},
    text::Line,
};

use super::{columns::Columns, spark::bar};
use crate::{
    app::{App, Scale, Seen},
    experiment::Task,
    tui::{
        Theme,
        view::{axis::figure, layout::top_and_bottom},
    },
    wording::visible,
};

/// Columns for the numbers of the axis.
const AXIS: u16 = 9;
/// Powers of ten that a logarithmic axis has at the most.
const DECADES: f64 = 8.0;

pub(super) fn about(app: &App, seen: &Seen) -> String {
    let output = seen.inspection.influence.output;
    let preparation = app.preparation();
    let symbol =
        || preparation.and_then(|of| of.vocabulary.as_ref()).map(|known| known.symbol(output as u32).to_owned());
    let said = match (preparation.map(|of| of.task), symbol()) {
        (Some(Task::Classify), _) => {
            let class = preparation.and_then(|of| of.classes.get(output)).cloned().unwrap_or_default();
            format!("the likeliest class, '{}'", visible(&class))
        }
        (Some(Task::Forecast), _) => "the first step ahead".to_owned(),
        (Some(Task::Generate), Some(symbol)) => format!("the likeliest next symbol, '{}'", visible(&symbol)),
        (_, Some(symbol)) => format!("the last answer, '{}'", visible(&symbol)),
        _ => "the last answer".to_owned(),
    };
    format!("influence on {said}")
}

pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, app: &App, seen: &Seen, theme: Theme) {
    let influence = &seen.inspection.influence;
    let rows = [Constraint::Length(1), Constraint::Fill(1), Constraint::Length(1)];
    let [title, middle, below] = Layout::vertical(rows).areas(area);
    let axis = if area.width > 4 * AXIS { AXIS } else { 0 };
    let [left, bars] = Layout::horizontal([Constraint::Length(axis), Constraint::Fill(1)]).areas(middle);
    let columns = Columns::new(influence.by_step.len(), bars.width.into());
    // Of steps that share a cell the largest is shown: none that matters is lost.
    let largest_of = |cell: usize| influence.by_step[columns.at(cell)].iter().copied().fold(0.0, f32::max);
    let values: Vec<f64> = (0..columns.cells()).map(|cell| f64::from(largest_of(cell))).collect();
    let range = Range::of(&values, app.inspect.scale);
    for (cell, &value) in values.iter().enumerate() {
        // Wide bars have a gap between them.
        let is_gap = columns.width > 2 && cell % columns.width == columns.width - 1;
        for (row, character) in bar(range.share(value), bars.height.into()).into_iter().enumerate() {
            let place = (bars.x + cell as u16, bars.y + row as u16);
            if let Some(drawn) = frame.buffer_mut().cell_mut(place).filter(|_| !is_gap) {
                drawn.set_char(character).set_style(theme.prediction());
            }
        }
    }
    let words = if app.inspect.scale == Scale::Log { ", logarithmic" } else { "" };
    frame.render_widget(Line::styled(format!("|∂ answer / ∂ x[t]|{words}"), theme.quiet()), title);
    if axis > 0 && range.high > 0.0 {
        let [_, lowest] = top_and_bottom(left, 1);
        frame.render_widget(Line::styled(format!("{:>8} ", figure(range.low)), theme.quiet()), lowest);
        let highest = Rect { height: 1.min(left.height), ..left };
        frame.render_widget(Line::styled(format!("{:>8} ", figure(range.high)), theme.quiet()), highest);
    }
    let labels = columns.labels(&seen.labels(app, influence.stride));
    frame.render_widget(Line::styled(labels, theme.quiet()), Rect { x: bars.x, width: bars.width, ..below });
}

/// The ends of the axis.
struct Range {
    low: f64,
    high: f64,
    scale: Scale,
}

impl Range {
    fn of(values: &[f64], scale: Scale) -> Self {
        let seen = || values.iter().copied().filter(|value| value.is_finite() && *value > 0.0);
        let high = seen().fold(0.0, f64::max);
        let least = seen().fold(high, f64::min);
        let low = match scale {
            Scale::Linear => 0.0,
            // Below the smallest, so that its bar is seen.
            Scale::Log => (least / 2.0).max(high * 10_f64.powf(-DECADES)),
        };
        Self { low, high, scale }
    }

    fn share(&self, value: f64) -> f64 {
        match self.scale {
            _ if value <= 0.0 || self.high <= 0.0 => 0.0,
            Scale::Linear => value / self.high,
            Scale::Log => (value / self.low).ln() / (self.high / self.low).ln(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_logarithmic_axis_shows_what_a_linear_one_cannot() {
        let values = [1.0, 1e-4, 0.0];
        let linear = Range::of(&values, Scale::Linear);
        let log = Range::of(&values, Scale::Log);
        let texts = |range: &Range| values.map(|value| format!("{:.4}", range.share(value)));
        assert_eq!(texts(&linear), ["1.0000", "0.0001", "0.0000"]);
        assert_eq!(texts(&log), ["1.0000", "0.0700", "0.0000"]);
    }

    #[test]
    fn where_nothing_has_influence_there_are_no_bars() {
        for scale in [Scale::Linear, Scale::Log] {
            assert!(Range::of(&[0.0, f64::NAN], scale).share(0.0) <= 0.0);
        }
    }
}
