//! Which class was taken for which, and how well each is recognised.

use ratatui::{
    layout::Rect,
    style::Style,
    text::{Line, Span},
};
use unicode_width::UnicodeWidthStr;

use super::title;
use crate::{
    evaluation::metrics::ClassReport,
    numbers::percent,
    tui::{
        Theme,
        view::{fit, list::List},
    },
};

/// Columns for an abbreviated class, and for a cell at the most.
const SHORT: usize = 3;
const WIDEST_CELL: usize = 6;
/// Columns for a class's whole name at the most.
const LONGEST_NAME: usize = 12;
/// Headings of the figures of a class, and columns for each.
const FIGURES: [(&str, usize); 4] = [("precision", 10), ("recall", 8), ("F1", 7), ("examples", 10)];
/// From this share of a class on a mistake is one to look at, and one to worry about.
const NOTICED: f64 = 0.05;
const BAD: f64 = 0.2;

pub(super) fn list(area: Rect, report: &ClassReport, classes: &[String], theme: Theme) -> List {
    let width = usize::from(area.width.saturating_sub(2));
    let matrix = Matrix::of(report, classes, width);
    let beside = matrix.width() + figures_width() <= width;
    let mut heading = matrix.heading();
    if beside {
        heading += &figure_headings();
    }
    let mut lines: Vec<Line<'static>> = (0..classes.len())
        .map(|class| {
            let mut line = matrix.row(class, theme);
            if beside {
                line.push_span(figures(report, class));
            }
            line
        })
        .collect();
    if !beside {
        let names = classes.iter().map(|name| name.width()).max().unwrap_or(0).min(LONGEST_NAME);
        lines.push(Line::default());
        lines.push(Line::styled(format!(" {:names$}{}", "", figure_headings()), theme.quiet()));
        let line = |(class, name): (usize, &String)| {
            let name = fit(name, names);
            let space = " ".repeat(names - name.width().min(names));
            Line::from(vec![Span::raw(format!(" {name}{space}")), figures(report, class)])
        };
        lines.extend(classes.iter().enumerate().map(line));
    }
    let unit = if matrix.percent { ", in % of each class" } else { "" };
    let about = format!("rows: truth, columns: answers{unit} ");
    List { area, title: title("Confusion", about, theme), head: vec![Line::styled(heading, theme.quiet())], lines }
}

fn figure_headings() -> String {
    FIGURES.map(|(heading, width)| format!("{heading:>width$}")).concat()
}

fn figures_width() -> usize {
    FIGURES.iter().map(|(_, width)| width).sum()
}

fn figures(report: &ClassReport, class: usize) -> Span<'static> {
    let figures = &report.by_class[class];
    let texts = [percent(figures.precision), percent(figures.recall), percent(figures.f1), figures.support.to_string()];
    let padded = FIGURES.iter().zip(&texts).map(|(&(_, width), text)| format!("{text:>width$}"));
    Span::raw(padded.collect::<String>())
}

/// How often each class was taken for each.
struct Matrix<'a> {
    report: &'a ClassReport,
    names: Vec<String>,
    short: Vec<String>,
    /// Columns for a cell.
    cell: usize,
    /// Counts have no room, so that cells are percentages of their rows.
    percent: bool,
}

impl<'a> Matrix<'a> {
    fn of(report: &'a ClassReport, classes: &[String], width: usize) -> Self {
        let short = abbreviations(classes);
        let digits = report.confusion.iter().flatten().max().copied().unwrap_or(0).to_string().len();
        let longest = classes.iter().map(|name| name.width()).max().unwrap_or(0).min(LONGEST_NAME);
        let room = |taken: usize| width.saturating_sub(taken + 1) / classes.len().max(1);
        // Whole names at the left and figures at the right, unless that makes the cells too narrow.
        let wide_enough = |taken: &usize| room(*taken) > digits.max(SHORT);
        let beside = Some(longest + figures_width()).filter(wide_enough);
        let whole = beside.or(Some(longest).filter(wide_enough));
        let names = match whole {
            Some(_) => classes.iter().map(|name| fit(name, longest)).collect(),
            None => short.clone(),
        };
        let cell = room(whole.unwrap_or(SHORT)).min(WIDEST_CELL);
        Self { report, names, short, cell, percent: digits >= cell }
    }

    fn name_width(&self) -> usize {
        self.names.iter().map(|name| name.width()).max().unwrap_or(0)
    }

    fn width(&self) -> usize {
        1 + self.name_width() + self.cell * self.names.len()
    }

    fn heading(&self) -> String {
        let short = self.short.iter().map(|short| format!("{:>1$}", fit(short, self.cell - 1), self.cell));
        format!(" {}{}", " ".repeat(self.name_width()), short.collect::<String>())
    }

    fn row(&self, class: usize, theme: Theme) -> Line<'static> {
        let counts = &self.report.confusion[class];
        let name = &self.names[class];
        let space = " ".repeat(self.name_width() - name.width());
        let mut line = Line::from(Span::raw(format!(" {name}{space}")));
        let support = self.report.by_class[class].support.max(1);
        for (answer, &count) in counts.iter().enumerate() {
            let share = count as f64 / support as f64;
            let text = match (count, self.percent) {
                (0, _) => "·".to_owned(),
                (_, true) => format!("{:.0}", share * 100.0),
                (count, false) => count.to_string(),
            };
            line.push_span(Span::styled(format!("{text:>0$}", self.cell), style(share, class == answer, theme)));
        }
        line
    }
}

/// What is right is green, what is often wrong yellow and red; on the diagonal or off it, it stands anyway.
fn style(share: f64, right: bool, theme: Theme) -> Style {
    match (right, share) {
        (_, 0.0) => theme.quiet(),
        (true, _) if share >= 0.5 => theme.truth().patch(theme.strong()),
        (true, _) => theme.truth(),
        (false, _) if share >= BAD => theme.error(),
        (false, _) if share >= NOTICED => theme.notice(),
        (false, _) => Style::new(),
    }
}

/// The first letters of each name; its number where these are not its own.
fn abbreviations(names: &[String]) -> Vec<String> {
    let short: Vec<String> = names.iter().map(|name| name.chars().take(SHORT).collect()).collect();
    let own = |place: usize| short.iter().filter(|other| **other == short[place]).count() == 1;
    (0..names.len()).map(|place| if own(place) { short[place].clone() } else { (place + 1).to_string() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_with_the_same_beginning_are_told_apart_by_their_numbers() {
        let names = ["Polish", "Portuguese", "Port", "7"].map(str::to_owned);
        assert_eq!(abbreviations(&names), ["Pol", "2", "3", "7"]);
    }
}
