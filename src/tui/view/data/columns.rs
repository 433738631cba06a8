//! Column by column: what was found and what was done.

use ratatui::{
    layout::Rect,
    style::Style,
    text::{Line, Span},
};
use unicode_width::UnicodeWidthStr;

use super::title;
use crate::{
    data::{ColumnReport, Statistics},
    tui::{
        Theme,
        view::{fit, list::List, wrap},
    },
};

/// Columns for a name at the most.
const LONGEST_NAME: usize = 14;
/// Between two cells.
const SPACE: &str = "  ";

/// A column of the table: its heading, its cells, and whether it can be left out.
struct Cells {
    heading: &'static str,
    texts: Vec<String>,
    left: bool,
    says_nothing: bool,
}

/// The table, and the place of the column that each of its lines is about. `chosen` is the one that is drawn beside it,
/// `fitted_on` says on which rows.
pub(super) fn table(
    area: Rect,
    reports: &[ColumnReport],
    chosen: Option<usize>,
    fitted_on: &str,
    theme: Theme,
) -> (List, Vec<usize>) {
    let width = usize::from(area.width.saturating_sub(2));
    let cells = fitting(cells(reports), width);
    let widths: Vec<usize> = cells.iter().map(Cells::width).collect();
    let row = |text: &dyn Fn(&Cells) -> String| -> String {
        let padded = cells.iter().zip(&widths).map(|(cells, &width)| {
            let text = text(cells);
            let space = " ".repeat(width.saturating_sub(text.width()));
            if cells.left { text + &space } else { space + &text }
        });
        format!(" {}", padded.collect::<Vec<_>>().join(SPACE))
    };
    let steps: Vec<String> = reports.iter().map(done).collect();
    let taken = 1 + widths.iter().sum::<usize>() + SPACE.len() * widths.len();
    let beside = steps.iter().all(|steps| taken + steps.width() <= width);
    let mut heading = row(&|cells| cells.heading.to_owned());
    if beside && steps.iter().any(|steps| !steps.is_empty()) {
        heading += "  what was done";
    }
    let mut lines = Vec::new();
    let mut places = Vec::new();
    for (place, steps) in steps.iter().enumerate() {
        let text = row(&|cells| cells.texts[place].clone());
        let style = if chosen == Some(place) { theme.strong() } else { Style::new() };
        if beside {
            lines.push(Line::from(vec![
                Span::styled(text, style),
                Span::raw(SPACE),
                Span::styled(steps.clone(), theme.quiet()),
            ]));
        } else {
            lines.push(Line::styled(text, style));
            let steps = wrap(steps, width.saturating_sub(4)).into_iter().filter(|line| !line.is_empty());
            lines.extend(steps.map(|line| Line::styled(format!("   {line}"), theme.quiet())));
        }
        places.resize(lines.len(), place);
    }
    let about = fit(&format!("fitted on {fitted_on}"), width.saturating_sub(10)) + " ";
    let head = vec![Line::styled(heading, theme.quiet())];
    (List { area, title: title("Columns", about, theme), head, lines }, places)
}

/// What was done. That a missing value would have been an error is nothing that was.
pub(super) fn done(report: &ColumnReport) -> String {
    let steps = report.steps.iter().map(String::as_str).filter(|step| *step != "missing: error");
    steps.collect::<Vec<_>>().join(" · ")
}

impl Cells {
    fn width(&self) -> usize {
        self.texts.iter().map(|text| text.width()).max().unwrap_or(0).max(self.heading.width())
    }
}

fn cells(reports: &[ColumnReport]) -> Vec<Cells> {
    let cells = |heading, left, of: &dyn Fn(&ColumnReport) -> String| Cells {
        heading,
        texts: reports.iter().map(of).collect(),
        left,
        says_nothing: false,
    };
    let counts = |heading, of: &dyn Fn(&ColumnReport) -> usize| Cells {
        heading,
        texts: reports.iter().map(|report| of(report).to_string()).collect(),
        left: false,
        says_nothing: reports.iter().all(|report| of(report) == 0),
    };
    vec![
        cells("column", true, &|report| fit(&report.name, LONGEST_NAME)),
        cells("role", true, &|report| role(&report.role).to_owned()),
        counts("values", &|report| report.values),
        counts("missing", &|report| report.missing),
        counts("filled", &|report| report.filled),
        counts("outliers", &|report| report.outliers),
        cells("mean ± deviation", false, &|report| spread(&report.before)),
        cells("prepared", false, &|report| format!("→ {}", spread(&report.after))),
    ]
}

/// Without the last counts that are all 0, as far as there is no room for them.
fn fitting(mut cells: Vec<Cells>, width: usize) -> Vec<Cells> {
    while 1 + cells.iter().map(|cells| cells.width() + SPACE.len()).sum::<usize>() > width + SPACE.len() {
        let Some(place) = cells.iter().rposition(|cells| cells.says_nothing) else { break };
        cells.remove(place);
    }
    cells
}

fn role(role: &str) -> &str {
    if role == "input and target" { "both" } else { role }
}

fn spread(statistics: &Statistics) -> String {
    format!("{} ± {}", statistics.show(statistics.mean), statistics.show(statistics.deviation))
}
