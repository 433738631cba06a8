//! A column before and after its preparation, with what was found in it, done to it and fitted.

use ratatui::{
    Frame,
    layout::{Constraint, Layout, Rect},
    text::{Line, Span},
};

use super::{series, split, title};
use crate::{
    app::App,
    data::{ColumnReport, Histogram, Part, Statistics},
    training::RunInfo,
    tui::{
        Theme,
        view::{
            fit, histogram,
            list::{List, pair},
            pane,
        },
    },
    wording::counted,
};

/// From this width on the words stand beside the pictures.
const BESIDE: u16 = 100;
/// From this height on there are two charts.
const TWO_CHARTS: u16 = 14;
/// Columns of the words.
const WORDS: u16 = 44;
const LEAST_WORDS: u16 = 30;
/// Rows below which there are no pictures, and below which there is no split under them.
const LEAST: (u16, u16) = (10, 20);

/// Where everything stands.
struct Areas {
    words: Option<Rect>,
    pictures: Option<Rect>,
    split: Option<Rect>,
}

impl Areas {
    fn of(area: Rect, info: &RunInfo) -> Self {
        if area.height < LEAST.0 {
            return Self { words: Some(area), pictures: None, split: None };
        }
        let split = if area.height >= LEAST.1 { split::ROWS } else { 0 };
        let [above, below] = Layout::vertical([Constraint::Fill(1), Constraint::Length(split)]).areas(area);
        let words = match info.excerpt.symbols.is_empty() {
            // Of texts the symbols are half of the picture.
            false if area.width >= 2 * LEAST_WORDS => area.width / 2,
            _ if area.width >= BESIDE => WORDS,
            _ => 0,
        };
        let [words, pictures] = Layout::horizontal([Constraint::Length(words), Constraint::Fill(1)]).areas(above);
        let some = |area: Rect| (!area.is_empty()).then_some(area);
        Self { words: some(words), pictures: Some(pictures), split: some(below) }
    }
}

/// What of it is lines.
pub(super) fn lists(area: Rect, app: &App, info: &RunInfo, theme: Theme) -> Vec<List> {
    let areas = Areas::of(area, info);
    let words = areas.words.map(|area| words(area, app, info, theme));
    words.into_iter().chain(areas.split.map(|area| split::list(area, app, info, theme))).collect()
}

/// Draws what of it is a picture.
pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, app: &App, info: &RunInfo, theme: Theme) {
    let Some(area) = Areas::of(area, info).pictures else { return };
    let excerpt = &info.excerpt;
    if !excerpt.series.is_empty() {
        return series::draw(frame, area, app, info, TWO_CHARTS, theme);
    }
    match column(app, info) {
        Some((column, report)) => {
            let verb = series::verb(&report.role);
            let pictures = [
                ("in the file, training rows ".to_owned(), &column.before),
                (format!("as the network {verb} it "), &column.after),
            ];
            let direction = if area.width >= area.height * 3 { Layout::horizontal } else { Layout::vertical };
            let areas: [Rect; 2] = direction([Constraint::Fill(1); 2]).areas(area);
            for ((about, found), area) in pictures.into_iter().zip(areas) {
                one(frame, area, &column.name, &about, found.as_ref(), theme);
            }
        }
        None => one(frame, area, "Lengths", "training sequences, in steps ", excerpt.lengths.as_ref(), theme),
    }
}

fn one(frame: &mut Frame<'_>, area: Rect, name: &str, about: &str, found: Option<&Histogram>, theme: Theme) {
    let block = pane(title(name, about.to_owned(), theme), theme.frame(false));
    let inner = block.inner(area);
    frame.render_widget(block, area);
    if let Some(found) = found {
        histogram::draw(frame.buffer_mut(), inner, found, theme.part(Part::Train), theme);
    }
}

/// The column that is looked at, and what is told of it.
fn column<'a>(app: &App, info: &'a RunInfo) -> Option<(&'a crate::data::ColumnExcerpt, &'a ColumnReport)> {
    let columns = &info.excerpt.columns;
    let place = app.looking.column.min(columns.len().saturating_sub(1));
    columns.get(place).zip(info.ledger.columns.get(place))
}

fn words(area: Rect, app: &App, info: &RunInfo, theme: Theme) -> List {
    let width = usize::from(area.width.saturating_sub(3));
    let Some((_, report)) = column(app, info) else { return of_symbols(area, info, theme) };
    let quiet = |name: &'static str| Span::styled(name, theme.quiet());
    let mut facts: Vec<(&'static str, String)> = vec![
        ("role", report.role.clone()),
        ("values", report.values.to_string()),
        ("missing", report.missing.to_string()),
        ("filled", report.filled.to_string()),
        ("outliers", report.outliers.to_string()),
    ];
    let steps = report.steps.iter().map(|step| ("done", step.clone()));
    facts.extend(steps.enumerate().map(|(place, (name, step))| (if place == 0 { name } else { "" }, step)));
    facts.push(("fitted on", fitted_on(info)));
    for (name, found) in [("in file", &report.before), ("prepared", &report.after)] {
        facts.extend(statistics(name, found));
    }
    let lines = facts.into_iter().flat_map(|(name, value)| pair(quiet(name), &value, width)).collect();
    let count = info.excerpt.columns.len();
    let place = app.looking.column.min(count.saturating_sub(1)) + 1;
    let of = if count > 1 { format!("column {place} of {count} ") } else { String::new() };
    List::new(area, title(&fit(&report.name, 20), of, theme), lines)
}

/// The rows that constants were fitted on.
pub(super) fn fitted_on(info: &RunInfo) -> String {
    let training = info.ledger.parts.iter().find(|report| report.part == Part::Train);
    let Some(training) = training else { return "the training rows".to_owned() };
    let rows = counted(training.rows, "training row");
    match (&training.times, training.sequences) {
        (Some([first, last]), 0..=1) => format!("{rows}, {first} to {last}"),
        (Some([first, last]), sequences) => format!("{rows} of {sequences} series, {first} to {last}"),
        (None, sequences) => format!("{rows} of {}", counted(sequences, "sequence")),
    }
}

fn statistics(name: &'static str, found: &Statistics) -> Vec<(&'static str, String)> {
    let number = |value: Option<f64>| found.show(value);
    vec![
        (name, format!("mean {}, deviation {}", number(found.mean), number(found.deviation))),
        ("", format!("from {} to {}", number(found.min), number(found.max))),
        ("", format!("quartiles {} {} {}", number(found.q1), number(found.median), number(found.q3))),
    ]
}

/// How often each symbol is in the training texts.
fn of_symbols(area: Rect, info: &RunInfo, theme: Theme) -> List {
    let symbols = &info.excerpt.symbols;
    let most = symbols.first().map_or(1, |(_, count)| *count).max(1);
    let digits = most.to_string().len();
    let names = symbols.iter().map(|(symbol, _)| unicode_width::UnicodeWidthStr::width(symbol.as_str()).min(12));
    let names = names.max().unwrap_or(1);
    let room = usize::from(area.width.saturating_sub(2)).saturating_sub(names + digits + 4);
    let line = |(symbol, count): &(String, usize)| {
        let symbol = if symbol.trim().is_empty() { "␣".repeat(symbol.chars().count()) } else { fit(symbol, names) };
        let space = " ".repeat(names.saturating_sub(unicode_width::UnicodeWidthStr::width(symbol.as_str())));
        let bar = "▆".repeat((count * room).div_ceil(most).min(room));
        let words = format!(" {symbol}{space} {count:>digits$} ");
        Line::from(vec![Span::raw(words), Span::styled(bar, theme.part(Part::Train))])
    };
    List::new(
        area,
        title("Symbols", "in the training texts, by how often ".to_owned(), theme),
        symbols.iter().map(line).collect(),
    )
}
