//! A forecast: a chart of the past, the typed values and what is to come, and the next values as numbers.

mod chart;

use ratatui::{
    Frame,
    layout::Rect,
    style::Style,
    text::{Line, Span},
    widgets::Paragraph,
};
use unicode_width::UnicodeWidthStr;

use super::Theme;
use crate::{
    app::App,
    data::{Answer, Outlook, Preparation},
    evaluation::NOMINAL,
    numbers::percent,
};

/// Fewer rows than this and a chart says nothing.
const LEAST_CHART: u16 = 5;
/// Rows for a chart and a line of numbers below it.
const LEAST_WITH_CHART: u16 = LEAST_CHART + 1;
/// Columns between two values.
const GAP: usize = 2;

/// What the interval means, where one is seen in so many rows.
pub(super) fn legend(answer: &Answer, rows: u16) -> Option<String> {
    let Answer::Forecast(outlook) = answer else { return None };
    let measured = outlook.ranges.iter().flatten().any(Option::is_some);
    let seen = rows >= LEAST_WITH_CHART || outlook.moments.len() <= usize::from(rows);
    (measured && seen).then(|| format!(" dotted: {} interval ", percent(NOMINAL)))
}

pub(super) fn draw(
    frame: &mut Frame<'_>,
    area: Rect,
    app: &App,
    preparation: &Preparation,
    answer: Option<&Answer>,
    theme: Theme,
) {
    let Some(Answer::Forecast(outlook)) = answer else {
        return frame.render_widget(Line::styled(" …", theme.prediction()), area);
    };
    let entries = Entries::of(preparation, outlook);
    let with_chart = area.height >= LEAST_WITH_CHART;
    let rows = if with_chart { (area.height - LEAST_CHART).min((area.height / 3).max(1)) } else { area.height };
    let lines = entries.lines(area.width.into(), rows.into(), theme);
    let rows = if with_chart { lines.len() as u16 } else { area.height };
    let [chart, numbers] = super::super::layout::top_and_bottom(area, rows);
    frame.render_widget(Paragraph::new(lines), numbers);
    if with_chart {
        let typed = preparation.typed(app.what_if.input().value());
        let typed = typed.map_or(0, |typed| typed.steps());
        chart::draw(frame.buffer_mut(), chart, preparation, outlook, typed, theme);
    }
}

/// The next values in words, each with its time.
struct Entries {
    /// Time, values, and interval of each step.
    steps: Vec<[String; 3]>,
}

impl Entries {
    fn of(preparation: &Preparation, outlook: &Outlook) -> Self {
        let targets = outlook.values.len();
        let show = |target: usize, value: f64| {
            preparation.targets.get(target).map_or_else(String::new, |column| column.show_narrow(value))
        };
        let name = |target: usize| {
            let name = preparation.targets.get(target).map(|column| column.name.as_str()).filter(|_| targets > 1);
            name.map(|name| format!("{name} ")).unwrap_or_default()
        };
        let step = |(step, time): (usize, &String)| {
            let value = |target: usize| {
                let value = outlook.values[target].get(step).copied().unwrap_or(f64::NAN);
                format!("{}{}", name(target), show(target, value))
            };
            let range = outlook.ranges.first().filter(|_| targets == 1).and_then(|ranges| ranges.get(step).copied()?);
            [
                time.clone(),
                (0..targets).map(value).collect::<Vec<_>>().join(" "),
                range.map(|(low, high)| format!("{} – {}", show(0, low), show(0, high))).unwrap_or_default(),
            ]
        };
        Self { steps: outlook.times.iter().enumerate().map(step).collect() }
    }

    /// Step by step in as many columns as there is room for; intervals give way before a step does.
    fn lines(&self, width: usize, rows: usize, theme: Theme) -> Vec<Line<'static>> {
        let whole = Table::of(&self.steps, 3, width);
        let table = if whole.holds(rows) >= self.steps.len() { whole } else { Table::of(&self.steps, 2, width) };
        let held = table.holds(rows);
        let hidden = self.steps.len() > held;
        let shown = if hidden { held.saturating_sub(1) } else { self.steps.len() };
        let mut cells: Vec<Vec<Span<'static>>> =
            self.steps[..shown].iter().map(|step| table.cell(step, theme)).collect();
        if hidden && held > 0 {
            cells.push(vec![Span::styled(format!(" … {}", self.steps.len() - shown), theme.quiet())]);
        }
        cells.chunks(table.columns).map(|cells| cells.iter().flatten().cloned().collect()).collect()
    }
}

/// How texts are laid out below each other.
struct Table {
    /// Of each part of a step.
    widths: Vec<usize>,
    columns: usize,
}

impl Table {
    /// With the first `parts` of each step.
    fn of(steps: &[[String; 3]], parts: usize, width: usize) -> Self {
        let widest = |part: usize| steps.iter().map(|step| step[part].width()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..parts).map(widest).collect();
        let of_step = 1 + widths.iter().map(|width| width + GAP).sum::<usize>();
        // The last column needs no gap after it.
        Self { widths, columns: ((width + GAP) / of_step).max(1) }
    }

    fn holds(&self, rows: usize) -> usize {
        self.columns * rows
    }

    fn cell(&self, step: &[String; 3], theme: Theme) -> Vec<Span<'static>> {
        let styles: [Style; 3] = [theme.quiet(), theme.prediction(), theme.quiet()];
        let part = |((text, width), style): ((&String, &usize), Style)| {
            let padding = " ".repeat(width.saturating_sub(text.width()) + GAP);
            Span::styled(format!("{text}{padding}"), style)
        };
        std::iter::once(Span::raw(" ")).chain(step.iter().zip(&self.widths).zip(styles).map(part)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(steps: usize, width: usize, rows: usize) -> Vec<String> {
        let step = |step: usize| [format!("19{:02}", 60 + step), format!("{step}.5"), "1 – 2".to_owned()];
        let entries = Entries { steps: (0..steps).map(step).collect() };
        let lines = entries.lines(width, rows, Theme::new(false));
        lines.iter().map(|line| line.to_string().trim_end().to_owned()).collect()
    }

    #[test]
    fn intervals_stand_beside_the_values_where_all_have_room() {
        assert_eq!(lines(2, 20, 2), [" 1960  0.5  1 – 2", " 1961  1.5  1 – 2"]);
    }

    #[test]
    fn without_room_for_all_steps_the_first_are_shown_and_the_others_counted() {
        assert_eq!(lines(4, 24, 2), [" 1960  0.5   1961  1.5", " 1962  2.5   1963  3.5"]);
        assert_eq!(lines(9, 24, 2), [" 1960  0.5   1961  1.5", " 1962  2.5   … 6"]);
        assert_eq!(lines(9, 24, 0), Vec::<String>::new());
    }
}
