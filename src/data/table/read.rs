//! A CSV read row by row into a table.

use std::{
    io::{self, BufRead, Cursor, Read},
    path::Path,
};

use super::{
    DataError, Table, foreign, header,
    header::Layout,
    record::{Broken, Next, Records},
};
use crate::{
    data::limits::LONGEST_ROW,
    wording::{brief, counted},
};

/// Rows between two words on how far the reading has come.
const ROWS_BETWEEN_NEWS: usize = 1 << 14;
/// Lines that the layout is told from: a header and two rows, and blank lines between them.
const FIRST_LINES: usize = 8;

/// Reads the text of a CSV; `path` is what errors call it, and `tell` is called now and then.
pub(super) fn read(mut source: impl BufRead, path: &Path, tell: &mut dyn FnMut()) -> Result<Table, DataError> {
    let problem = |line, problem| DataError::Malformed { path: path.to_owned(), line, problem };
    let head = first_lines(&mut source).map_err(|error| problem(1, error.to_string()))?;
    if let Some(sentence) = foreign::recognised(&head, &path.display().to_string()) {
        return Err(DataError::Foreign { path: path.to_owned(), sentence });
    }
    let head = head.strip_prefix("\u{feff}".as_bytes()).map(<[u8]>::to_vec).unwrap_or(head);
    let layout = Layout::of(&head).map_err(|(line, sentence)| problem(line, sentence))?;
    let records = Records::new(Cursor::new(head).chain(source), layout.separator, layout.line_end);
    let mut rows = Rows {
        records,
        separator: layout.separator,
        table: Table::empty(path),
        names: Vec::new(),
        width: 0,
        is_unnamed_used: false,
    };
    rows.read(tell).map_err(|Broken { line, problem: sentence }| problem(line, sentence))?;
    Ok(rows.table)
}

/// The bytes that a file begins with.
fn first_lines(source: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    for _ in 0..FIRST_LINES {
        // An old Mac's file is one line here.
        let rest = LONGEST_ROW.saturating_sub(head.len() as u64);
        source.by_ref().take(rest).read_until(b'\n', &mut head)?;
    }
    Ok(head)
}

/// Rows on their way into a table.
struct Rows<R> {
    records: Records<R>,
    separator: u8,
    table: Table,
    /// Names of the columns.
    names: Vec<String>,
    /// Cells of the header, those without a name at its end among them.
    width: usize,
    /// Whether the first column without a name at the end of the header has a value.
    is_unnamed_used: bool,
}

impl<R: BufRead> Rows<R> {
    fn read(&mut self, tell: &mut dyn FnMut()) -> Result<(), Broken> {
        self.header()?;
        // In a file of one column a blank line is a row without a value, unless nothing follows it.
        let mut blank = Vec::new();
        loop {
            match self.records.next()? {
                Next::End => break,
                Next::Blank(line) if self.width == 1 => blank.push(line),
                Next::Blank(_) => {}
                Next::Record(line) => {
                    for line in blank.drain(..) {
                        self.table.push(line, &[""]).map_err(|problem| Broken { line, problem })?;
                    }
                    if self.table.rows().is_multiple_of(ROWS_BETWEEN_NEWS) {
                        tell();
                    }
                    self.row(line).map_err(|problem| self.records.broken(line, problem))?;
                }
            }
        }
        let unnamed = self.is_unnamed_used.then(String::new);
        self.table.set_columns(self.names.drain(..).chain(unnamed).collect());
        Ok(())
    }

    fn header(&mut self) -> Result<(), Broken> {
        let line = loop {
            match self.records.next()? {
                Next::Blank(_) => {}
                Next::Record(line) => break line,
                Next::End => {
                    let problem = "the file is empty: its first line names the columns".to_owned();
                    return Err(Broken { line: 1, problem });
                }
            }
        };
        let cells = texts(&self.records).map_err(|bad| self.records.broken(line, not_utf8(None, &bad)))?;
        let names = header::names(cells.iter().copied()).map_err(|problem| self.records.broken(line, problem))?;
        self.width = cells.len();
        // A column without a name may have values, if it is the only one.
        let has_spare = self.width == names.len() + 1 && !names.iter().any(String::is_empty);
        self.table.stride = names.len() + usize::from(has_spare);
        self.names = names;
        self.records.set_columns(self.width);
        Ok(())
    }

    fn row(&mut self, line: u64) -> Result<(), String> {
        let cells = texts(&self.records).map_err(|bad| not_utf8(self.names.get(bad.column), &bad))?;
        let named = self.names.len();
        if let ([name], [cell]) = (&self.names[..], &cells[..])
            && self.table.rows() == 0
            && are_quoted_as_a_whole(name, cell)
        {
            return Err(format!(
                "the header '{}' and this row are one cell each: take out the quotes around whole lines",
                brief(name)
            ));
        }
        let used = cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
        if cells.len() < named || used > self.width {
            return Err(self.wrong_count(cells.len()));
        }
        if let Some(cell) = cells.get(used.wrapping_sub(1)).filter(|_| used > self.table.stride) {
            return Err(format!(
                "column {used} has '{}' and no name in the header: give it one, or take out a title above the header",
                brief(cell)
            ));
        }
        self.is_unnamed_used |= used > named;
        self.table.push(line, &cells)
    }

    fn wrong_count(&self, count: usize) -> String {
        let separator = char::from(self.separator).escape_default();
        let way = match self.width {
            1 => format!(": is there a title above the header, or a '{separator}' in a text without quotes around it?"),
            width if count > width => format!(": a cell with a '{separator}' in it needs quotes around it"),
            _ => String::new(),
        };
        format!("has {} where the header has {}{way}", counted(count, "cell"), self.width)
    }
}

/// A cell that is not UTF-8.
struct Bad {
    column: usize,
    text: String,
}

/// The cells of the record that was read, without the spaces around them.
fn texts<R: BufRead>(records: &Records<R>) -> Result<Vec<&str>, Bad> {
    records.cells().enumerate().map(|(column, cell)| text(column, cell)).collect()
}

fn text(column: usize, cell: &[u8]) -> Result<&str, Bad> {
    // Each byte is a character of Latin-1.
    let bad = |_| Bad { column, text: cell.iter().copied().map(char::from).collect() };
    std::str::from_utf8(cell).map(str::trim).map_err(bad)
}

fn not_utf8(column: Option<&String>, bad: &Bad) -> String {
    let column = column.map_or_else(|| format!("{}", bad.column + 1), |name| format!("'{}'", brief(name)));
    format!(
        "column {column} is not UTF-8 text, but may be Windows-1252 (Latin-1), '{}': save the file as UTF-8, or convert it, \
         iconv -f WINDOWS-1252 -t UTF-8 data.csv > utf8.csv",
        brief(bad.text.trim())
    )
}

/// Whether a header and a row of one cell each have the same separators within: a spreadsheet has quoted its lines.
fn are_quoted_as_a_whole(name: &str, cell: &str) -> bool {
    [',', ';', '\t'].into_iter().any(|separator| {
        let count = |text: &str| text.matches(separator).count();
        count(name) > 0 && count(name) == count(cell)
    })
}
