//! Truth and forecast by time, and where the truth was to be expected.

use ratatui::{
    Frame,
    layout::Rect,
    text::{Line, Span},
};

use crate::{
    evaluation::{Course, Evaluation},
    numbers::percent,
    tui::{
        Theme,
        view::{
            chart::{self, Curve, Layer, Pen},
            pane,
        },
    },
};

pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, course: &Course, evaluation: &Evaluation, theme: Theme) {
    let curve = |values: &[f64], pen, style| Curve::through(0, values, pen, style);
    let band = course.ranges.iter().any(Option::is_some);
    let mut layers = Vec::new();
    if band {
        let edge = |of: fn((f64, f64)) -> f64| {
            let values: Vec<f64> = course.ranges.iter().map(|range| range.map_or(f64::NAN, of)).collect();
            curve(&values, Pen::Solid, theme.quiet())
        };
        layers.push(Layer::Band([edge(|range| range.0), edge(|range| range.1)]));
    }
    layers.push(Layer::Curves(vec![
        curve(&course.truth, Pen::Solid, theme.truth()),
        curve(&course.forecast, Pen::Dashed, theme.prediction()),
    ]));
    let block = pane(title(course, evaluation, band, area.width.into(), theme), theme.frame(false));
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let name = |at: usize| course.times[at].clone();
    chart::draw_whole(frame.buffer_mut(), inner, &layers, course.times.len(), name, theme);
}

/// The names of the curves, the longest that there is room for.
fn title(course: &Course, evaluation: &Evaluation, band: bool, width: usize, theme: Theme) -> Line<'static> {
    let of_several = !evaluation.by_step.is_empty() && course.times.len() == evaluation.examples;
    let title = |ahead: &'static str, interval: &str| {
        let mut title = Line::from(Span::styled(" Forecast ", theme.strong()));
        if of_several {
            title.push_span(Span::raw(ahead));
        }
        let curves = [(Pen::Solid, theme.truth(), "truth"), (Pen::Dashed, theme.prediction(), "forecast")];
        title.extend(chart::names(&curves));
        if let Some(coverage) = evaluation.interval.filter(|_| band) {
            let nominal = percent(coverage.nominal);
            title.push_span(Span::styled(format!("⡂⠅ {nominal}{interval} "), theme.quiet()));
        }
        title
    };
    let full = title("1 step ahead ", " interval");
    if full.width() + 2 <= width { full } else { title("1 ahead ", "") }
}
