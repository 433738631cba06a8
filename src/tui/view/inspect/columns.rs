//! How the steps of a sequence stand side by side.

use std::ops::Range;

use unicode_width::UnicodeWidthStr;

use crate::{
    app::{App, Seen},
    data::{Input, Shown},
    numbers::NumberStyle,
    wording::visible,
};

/// Cells that a step takes at the most.
const WIDEST: usize = 8;
/// Significant digits of the range of what is read.
const LABEL_DIGITS: usize = 3;

/// Columns of values in a row of cells: each in as many cells as there is room for, or several in one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Columns {
    count: usize,
    /// Cells of one column; 0 where several share a cell.
    pub(super) width: usize,
    cells: usize,
}

impl Columns {
    pub(super) fn new(count: usize, room: usize) -> Self {
        let width = room.checked_div(count).unwrap_or(0).min(WIDEST);
        Self { count, width, cells: if width > 0 { count * width } else { room.min(count) } }
    }

    /// Cells that are taken.
    pub(super) fn cells(&self) -> usize {
        self.cells
    }

    /// The columns that stand in a cell.
    pub(super) fn at(&self, cell: usize) -> Range<usize> {
        match cell.checked_div(self.width) {
            Some(column) => column..column + 1,
            None => cell * self.count / self.cells..(cell + 1) * self.count / self.cells,
        }
    }

    /// What stands below the columns: each label at the first cell of its column, where need be only every second,
    /// third, …
    pub(super) fn labels(&self, labels: &[String]) -> String {
        let widest = labels.iter().map(|label| label.width()).max().unwrap_or(0).max(1);
        // Symbols of one cell need no space between them.
        let needed = if widest == 1 { 1 } else { widest + 1 };
        let first = |column: usize| if self.width > 0 { column * self.width } else { column * self.cells / self.count };
        let (mut line, mut end) = (String::new(), 0);
        if self.count == 0 {
            return line;
        }
        let every =
            (1..=labels.len().max(1)).find(|&every| first(every.min(self.count)) >= needed).unwrap_or(labels.len());
        // Counted from the end: the last step is the one that the others are seen from.
        let is_labelled = |column: &usize| (labels.len() - 1 - column).is_multiple_of(every.max(1));
        for (column, label) in labels.iter().enumerate().filter(|(column, _)| is_labelled(column)) {
            let start = first(column);
            if start < end || start + label.width() > self.cells.max(label.width()) {
                continue;
            }
            line.extend(std::iter::repeat_n(' ', start - end));
            line.push_str(label);
            end = start + label.width();
        }
        line
    }
}

impl Seen {
    /// What is read at each step, in as few characters as tell it: a symbol, a number, or which step it is. Where so many steps
    /// stand in one column, that of the first of them.
    pub(super) fn labels(&self, app: &App, stride: usize) -> Vec<String> {
        let steps = self.question.input.steps();
        let vocabulary = app.preparation().and_then(|preparation| preparation.vocabulary.as_ref());
        let at = (0..steps).step_by(stride.max(1));
        match (&self.question.input, &self.question.shown, vocabulary) {
            (Input::Symbols(symbols), _, Some(vocabulary)) => {
                at.map(|step| label(vocabulary.symbol(symbols[step]))).collect()
            }
            (_, Shown::Numbers(numbers), _) if numbers.features() == 1 && numbers.steps() == steps => {
                let style = NumberStyle::of_values(numbers.values().iter().copied(), LABEL_DIGITS);
                at.map(|step| style.format_short(numbers.values()[step], 2)).collect()
            }
            // The last step of a window is the last that is known.
            (_, Shown::Window { .. }, _) => at.map(|step| lag(steps - 1 - step)).collect(),
            _ => at.map(|step| (step + 1).to_string()).collect(),
        }
    }
}

fn label(symbol: &str) -> String {
    if symbol == " " { "␣".to_owned() } else { visible(symbol).into_owned() }
}

/// A step so many before the last.
fn lag(steps: usize) -> String {
    if steps == 0 { "t".to_owned() } else { format!("-{steps}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(texts: &[&str], room: usize) -> String {
        Columns::new(texts.len(), room).labels(&texts.iter().map(ToString::to_string).collect::<Vec<_>>())
    }

    #[test]
    fn every_column_is_in_a_cell_and_every_cell_has_one() {
        for (count, room) in (1..40).flat_map(|count| (1..60).map(move |room| (count, room))) {
            let columns = Columns::new(count, room);
            assert!(columns.cells() <= room);
            let mut next = 0;
            for cell in 0..columns.cells() {
                let at = columns.at(cell);
                assert!(!at.is_empty() && at.end <= count, "{count} in {room}");
                assert!(at.start == next || at.end == next, "{count} in {room}");
                next = at.end;
            }
            assert_eq!(next, count);
        }
    }

    #[test]
    fn labels_stand_below_their_columns_as_many_as_there_is_room_for() {
        assert_eq!(labels(&["a", "b", "c"], 3), "abc");
        assert_eq!(labels(&["a", "b", "c"], 9), "a  b  c");
        assert_eq!(labels(&["10", "20", "30", "40"], 16), "10  20  30  40");
        assert_eq!(labels(&["10", "20", "30", "40"], 8), "  20  40");
        assert_eq!(labels(&["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"], 5), " 4");
    }
}
