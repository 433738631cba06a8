//! The page Data: what was found in the data and done to them, as `rnnlab check` prints it.

mod classes;
mod columns;
mod example;
mod prepared;
mod series;
mod split;
mod summary;
mod symbols;

use ratatui::{
    Frame,
    layout::{Constraint, Layout, Position, Rect},
    text::{Line, Span},
    widgets::Paragraph,
};

use super::{
    Theme,
    layout::{TWO_COLUMNS, top_and_bottom},
    list::List,
    pane,
};
use crate::{
    app::{App, DataView, Phase},
    experiment::Task,
    training::RunInfo,
};

/// Columns of the summary: it needs the first, and more than the second is of no use to it.
const SUMMARY: (u16, u16) = (38, 52);
/// Rows of the upper panes and of the lower one, however much the other wants.
const LEAST_TOP: u16 = 11;
const LEAST_BELOW: u16 = 7;
/// From this size on there is more beside the columns, and from this height on the split below them.
const BESIDE: (u16, u16) = (160, 40);
const WITH_SPLIT: u16 = 30;
/// From this height on there are two charts.
const TWO_CHARTS: u16 = 20;
/// Rows that a chart takes in one column.
const CHART: u16 = 10;

pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, app: &App, theme: Theme) {
    let Some(info) = &app.run.info else {
        let failed = matches!(app.run.phase, Phase::Failed(_));
        let words = if failed { " the run failed before it began" } else { " waiting for the training to begin" };
        let block = pane(Line::styled(" Data ", theme.strong()), theme.frame(false));
        let waiting = Paragraph::new(words).style(theme.quiet()).block(block);
        return frame.render_widget(waiting, area);
    };
    for list in lists(area, app, theme) {
        list.draw(frame, app.scroll, theme);
    }
    match app.looking.data {
        DataView::Columns => {
            let page = Page::of(area, info);
            if let Some(chart) = Areas::of(page.columns, app, info, theme).chart {
                series::draw(frame, chart, app, info, TWO_CHARTS, theme);
            }
            if let Some(area) = page.examples {
                example::draw(frame, area, app, info, theme);
            }
            if let Some(area) = page.prepared {
                prepared::draw(frame, area, app, info, theme);
            }
        }
        DataView::Prepared => prepared::draw(frame, area, app, info, theme),
        DataView::Examples => example::draw(frame, area, app, info, theme),
    }
}

/// The panes that scroll.
pub(super) fn lists(area: Rect, app: &App, theme: Theme) -> Vec<List> {
    let Some(info) = &app.run.info else { return Vec::new() };
    match app.looking.data {
        DataView::Columns => {
            let page = Page::of(area, info);
            let mut lists = column_lists(page.columns, app, info, theme);
            lists.extend(page.split.map(|area| split::list(area, app, info, theme)));
            lists.extend(page.examples.and_then(|area| example::list(area, app, info, theme)));
            lists.extend(page.prepared.map_or_else(Vec::new, |area| prepared::lists(area, app, info, theme)));
            lists
        }
        DataView::Prepared => prepared::lists(area, app, info, theme),
        DataView::Examples => example::list(area, app, info, theme).into_iter().collect(),
    }
}

/// What stands where: the columns, with more beside and below them where there is room.
struct Page {
    columns: Rect,
    split: Option<Rect>,
    examples: Option<Rect>,
    prepared: Option<Rect>,
}

impl Page {
    fn of(area: Rect, info: &RunInfo) -> Self {
        let is_wide = area.width >= BESIDE.0 && area.height >= BESIDE.1;
        let beside = if is_wide { area.width * 2 / 5 } else { 0 };
        let [left, right] = Layout::horizontal([Constraint::Fill(1), Constraint::Length(beside)]).areas(area);
        let split = if area.width >= TWO_COLUMNS && area.height >= WITH_SPLIT { split::ROWS } else { 0 };
        let [columns, split] = top_and_bottom(left, split);
        let [examples, prepared] = match (is_wide, info.excerpt.series.is_empty()) {
            (false, _) => [None; 2],
            // The columns are drawn before and after beside their table already.
            (true, false) => [Some(right), None],
            (true, true) => top_and_bottom(right, right.height / 2).map(Some),
        };
        // The pictures beside have the split below them.
        let (columns, split) = if prepared.is_some() { (left, Rect::default()) } else { (columns, split) };
        Self { columns, split: (!split.is_empty()).then_some(split), examples, prepared }
    }
}

fn column_lists(area: Rect, app: &App, info: &RunInfo, theme: Theme) -> Vec<List> {
    let areas = Areas::of(area, app, info, theme);
    let mut lists = vec![summary::list(areas.summary, info, theme)];
    match (areas.side, areas.below) {
        (None, None) => {
            // In one column all stands below each other.
            let split = split::list(area, app, info, theme);
            for list in side(area, info, theme).into_iter().chain([below(area, app, info, theme), split]) {
                let heading = Line::from(list.title.spans);
                lists[0].lines.extend([vec![Line::default(), heading], list.head, list.lines].concat());
            }
        }
        (side_area, below_area) => {
            lists.extend(side_area.and_then(|area| side(area, info, theme)));
            lists.extend(below_area.map(|area| below(area, app, info, theme)));
        }
    }
    lists
}

/// What stands beside the summary, unless it is the chart of a series.
fn side(area: Rect, info: &RunInfo, theme: Theme) -> Option<List> {
    match (info.preparation.task, &info.ledger.vocabulary) {
        (Task::Forecast, _) => None,
        (Task::Classify, _) => Some(classes::list(area, info, theme)),
        (_, Some(vocabulary)) => Some(symbols::list(area, vocabulary, theme)),
        _ => Some(symbols::examples(area, info, theme)),
    }
}

/// What stands below.
fn below(area: Rect, app: &App, info: &RunInfo, theme: Theme) -> List {
    match (&info.ledger.vocabulary, info.preparation.task) {
        (None, _) => table(area, app, info, theme).0,
        (Some(vocabulary), Task::Classify) => symbols::list(area, vocabulary, theme),
        (Some(_), _) => symbols::examples(area, info, theme),
    }
}

fn table(area: Rect, app: &App, info: &RunInfo, theme: Theme) -> (List, Vec<usize>) {
    let columns = &info.ledger.columns;
    let chosen = (columns.len() > 1).then(|| app.looking.column.min(columns.len() - 1));
    columns::table(area, columns, chosen, &prepared::fitted_on(info), theme)
}

/// The column whose row in the table is drawn at a cell of the page.
pub(super) fn column_at(page: Rect, app: &App, at: Position) -> Option<usize> {
    let info = app.run.info.as_ref().filter(|info| info.preparation.vocabulary.is_none())?;
    let (theme, is_shown) = (Theme::new(false), app.looking.data == DataView::Columns);
    let below = Areas::of(Page::of(page, info).columns, app, info, theme).below;
    let (list, places) = table(below.filter(|_| is_shown)?, app, info, theme);
    places.get(list.line_at(at, app.scroll)?).copied()
}

/// Where each pane stands.
struct Areas {
    summary: Rect,
    /// The chart of a series.
    chart: Option<Rect>,
    side: Option<Rect>,
    below: Option<Rect>,
}

impl Areas {
    fn of(area: Rect, app: &App, info: &RunInfo, theme: Theme) -> Self {
        let forecast = info.preparation.task == Task::Forecast;
        if area.width < TWO_COLUMNS {
            let chart = if forecast && area.height >= 2 * CHART { CHART } else { 0 };
            let [above, rest] = Layout::vertical([Constraint::Length(chart), Constraint::Fill(1)]).areas(area);
            return Self { summary: rest, chart: (chart > 0).then_some(above), side: None, below: None };
        }
        let columns = [Constraint::Length((area.width * 2 / 5).clamp(SUMMARY.0, SUMMARY.1)), Constraint::Fill(1)];
        let [summary, _] = Layout::horizontal(columns).areas(area);
        // A table that is long gives way to what stands above it, and a short one takes no more than it needs.
        let lines = |list: &List| (list.head.len() + list.lines.len()) as u16 + 2;
        let above = lines(&summary::list(summary, info, theme)).max(LEAST_TOP);
        let most = area.height.saturating_sub(above).max(LEAST_BELOW).min(area.height);
        let below = lines(&below(area, app, info, theme)).min(most);
        let [above, below] = Layout::vertical([Constraint::Fill(1), Constraint::Length(below)]).areas(area);
        let [summary, side] = Layout::horizontal(columns).areas(above);
        Self {
            summary,
            chart: forecast.then_some(side),
            side: (!forecast).then_some(side),
            below: (below.height > 0).then_some(below),
        }
    }
}

/// A title and what is to be said beside it.
fn title(name: &str, about: String, theme: Theme) -> Line<'static> {
    Line::from(vec![Span::styled(format!(" {name} "), theme.strong()), Span::styled(about, theme.quiet())])
}

#[cfg(test)]
mod tests {
    use ratatui::{Terminal, backend::TestBackend};

    use super::*;
    use crate::{
        app::{Gesture, Message, Pointer, Tab, Target, update},
        data::Dataset,
        experiment::Experiment,
        launch,
        training::TrainingEvent,
        tui::view,
    };

    fn lines(app: &App, area: Rect) -> Vec<String> {
        let mut terminal = Terminal::new(TestBackend::new(area.width, area.height)).unwrap();
        terminal.draw(|frame| view::draw(frame, app, Theme::new(false))).unwrap();
        let cells = terminal.backend().buffer().content.chunks(area.width.into());
        cells.map(|row| row.iter().map(ratatui::buffer::Cell::symbol).collect()).collect()
    }

    #[test]
    fn a_column_is_chosen_by_a_click_on_its_row() {
        let experiment = Experiment::open("us-macro").unwrap();
        let info = launch::info(&experiment, &Dataset::load(&experiment).unwrap());
        let mut app = App::new(experiment);
        update(&mut app, Message::Training(TrainingEvent::Started(Box::new(info))));
        app.tab = Tab::Data;
        let area = Rect::new(0, 0, 120, 36);
        for (place, name) in ["unemp", "level", "realgdp", "realcons", "realinv"].into_iter().enumerate().rev() {
            let row = lines(&app, area).iter().position(|line| line.starts_with(&format!("│ {name} "))).unwrap() as u16;
            for at in [(5, row), (70, row + 1)] {
                let found = view::target(&app, area, at);
                assert_eq!(found, Some(Target::DataColumn(place)), "{name}");
                update(&mut app, Message::Pointer(Pointer { gesture: Gesture::Press, at, target: found }));
                assert_eq!(app.looking.column, place);
            }
            assert!(lines(&app, area).iter().any(|line| line.contains(&format!("╭ {name} in the file"))));
        }
        assert_eq!(view::target(&app, area, (5, 3)), None);
    }
}
