//! Tables and sentences that fit a terminal of 80 columns.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use crate::wording::visible;

/// Columns of the narrowest terminal that everything is laid out for.
pub(super) const WIDTH: usize = 80;
/// Between two columns of a table.
const GAP: usize = 2;

/// A table: its head, and its rows of as many cells.
#[derive(Debug, Clone, Default)]
pub(super) struct Grid {
    rows: Vec<Vec<String>>,
    /// How many columns are words, at the left of their columns; the others are numbers.
    words: usize,
}

impl Grid {
    /// A table whose first columns, so many, are words.
    pub(super) fn new<T: Into<String>>(words: usize, head: impl IntoIterator<Item = T>) -> Self {
        let mut grid = Self { rows: Vec::new(), words };
        grid.push(head);
        grid
    }

    pub(super) fn push<T: Into<String>>(&mut self, row: impl IntoIterator<Item = T>) {
        // What is made visible is as wide as it then is.
        self.rows.push(row.into_iter().map(|cell| visible(&cell.into()).into_owned()).collect());
    }

    /// Writes the table. Columns that do not fit beside the others come in tables of their own below, each again with the
    /// words at its left.
    pub(super) fn write(&self, out: &mut impl Write) -> io::Result<()> {
        for (place, columns) in self.blocks().iter().enumerate() {
            if place > 0 {
                writeln!(out)?;
            }
            let lines = self.rows.iter().map(|row| self.line(row, columns));
            // A head of several lines may need fewer of them here.
            lines.filter(|line| !line.is_empty()).try_for_each(|line| writeln!(out, "{line}"))?;
        }
        Ok(())
    }

    /// Writes the table in lines as long as they are, as a list of names wants it.
    pub(super) fn write_wide(&self, out: &mut impl Write) -> io::Result<()> {
        let all: Vec<usize> = (0..self.rows[0].len()).collect();
        self.rows.iter().try_for_each(|row| writeln!(out, "{}", self.line(row, &all)))
    }

    fn width(&self, column: usize) -> usize {
        self.rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.width()).max().unwrap_or(0)
    }

    /// The columns of each table.
    fn blocks(&self) -> Vec<Vec<usize>> {
        let words: Vec<usize> = (0..self.words).collect();
        let of_words: usize = words.iter().map(|&column| self.width(column) + GAP).sum();
        let mut blocks = vec![words.clone()];
        let mut used = of_words;
        for column in self.words..self.rows[0].len() {
            let width = self.width(column);
            if used + width > WIDTH && blocks.last().is_some_and(|block| block.len() > self.words) {
                blocks.push(words.clone());
                used = of_words;
            }
            used += width + GAP;
            if let Some(block) = blocks.last_mut() {
                block.push(column);
            }
        }
        blocks
    }

    fn line(&self, row: &[String], columns: &[usize]) -> String {
        let mut line = String::new();
        for (place, &column) in columns.iter().enumerate() {
            let cell = row.get(column).map_or("", String::as_str);
            let space = " ".repeat(self.width(column) - cell.width());
            if place > 0 {
                line.push_str(&" ".repeat(GAP));
            }
            if column < self.words {
                line.extend([cell, &space]);
            } else {
                line.extend([&space, cell]);
            }
        }
        line.truncate(line.trim_end().len());
        line
    }
}

/// Writes a name, and a text beside it that goes on below itself where the line is full.
pub(super) fn write_beside(out: &mut impl Write, name: &str, indent: usize, text: &str) -> io::Result<()> {
    let (name, text) = (visible(name), visible(text));
    let mut line = format!("{name}{}", " ".repeat(indent.saturating_sub(name.width())));
    let mut is_empty = true;
    for word in text.split(' ') {
        if !is_empty && line.width() + 1 + word.width() > WIDTH {
            writeln!(out, "{}", line.trim_end())?;
            line = " ".repeat(indent);
            is_empty = true;
        }
        if !is_empty {
            line.push(' ');
        }
        line.push_str(word);
        is_empty = false;
    }
    writeln!(out, "{}", line.trim_end())
}

/// So many places of a longer list, at equal distances, the first and the last among them.
pub(super) fn spread(all: usize, most: usize) -> Vec<usize> {
    if all <= most {
        return (0..all).collect();
    }
    (0..most).map(|place| place * (all - 1) / (most - 1)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> String {
        let mut out = Vec::new();
        write(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn words_stand_left_and_numbers_right() {
        let mut grid = Grid::new(1, ["metric", "R²"]);
        grid.push(["RMSE", "12.5"]);
        assert_eq!(written(|out| grid.write(out)), "metric    R²\nRMSE    12.5\n");
    }

    #[test]
    fn columns_that_do_not_fit_come_below_with_the_words_again() {
        let names: Vec<String> = (0..12).map(|at| format!("column-{at:02}")).collect();
        let mut grid = Grid::new(1, std::iter::once("row".to_owned()).chain(names));
        grid.push(std::iter::once("first").chain(["1"; 12]));
        let text = written(|out| grid.write(out));
        assert!(text.lines().all(|line| line.len() <= WIDTH), "{text}");
        assert_eq!(text.lines().filter(|line| line.starts_with("first")).count(), 2, "{text}");
        assert_eq!(text.matches("column-").count(), 12);
    }

    #[test]
    fn a_long_text_goes_on_below_itself() {
        let text = written(|out| write_beside(out, "name", 6, &["word"; 30].join(" ")));
        assert!(text.lines().all(|line| line.len() <= WIDTH));
        assert!(text.lines().skip(1).all(|line| line.starts_with("      word")), "{text}");
        assert_eq!(written(|out| write_beside(out, "name", 6, "")), "name\n");
    }

    #[test]
    fn some_places_of_a_long_list_are_its_first_its_last_and_others_between() {
        assert_eq!(spread(3, 12), [0, 1, 2]);
        assert_eq!(spread(24, 4), [0, 7, 15, 23]);
    }
}
