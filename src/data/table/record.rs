//! The records of a CSV (RFC 4180) with the lines they stand on.
//!
//! The csv crate reads an unclosed quote to the end of the file, skips blank lines and counts no lines that end in a carriage
//! return alone, without a word; here each is seen. A test holds that the cells are the same otherwise.

use std::io::{BufRead, Read};

use crate::{data::limits::LONGEST_ROW, wording::brief};

/// What cannot be read, and the line that is to blame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Broken {
    pub line: u64,
    pub problem: String,
}

/// What comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// A record whose first line is this.
    Record(u64),
    /// A line without anything.
    Blank(u64),
    /// Nothing.
    End,
}

/// A cell in quotes that runs over a line break.
#[derive(Debug, Clone, Copy)]
struct Run {
    opened: u64,
    closed: u64,
}

/// Where the reading is in a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before a cell.
    Start,
    /// In a cell without quotes.
    Plain,
    /// In quotes that opened on this line.
    Quoted(u64),
    /// Behind the closing quote of quotes that opened on this line.
    Closed(u64),
}

/// Reads one record after the other.
pub(super) struct Records<R> {
    source: R,
    separator: u8,
    line_end: u8,
    /// Lines that have been read.
    line: u64,
    text: Vec<u8>,
    cells: Vec<u8>,
    ends: Vec<usize>,
    /// The first cell of this record that runs over a line break.
    run: Option<Run>,
    /// The first of the file, and whether there are more.
    first_run: Option<Run>,
    has_more_runs: bool,
    /// Columns of the header.
    columns: usize,
}

impl<R: BufRead> Records<R> {
    pub(super) fn new(source: R, separator: u8, line_end: u8) -> Self {
        Self {
            source,
            separator,
            line_end,
            line: 0,
            text: Vec::new(),
            cells: Vec::new(),
            ends: Vec::new(),
            run: None,
            first_run: None,
            has_more_runs: false,
            columns: 0,
        }
    }

    /// Says how many columns the header has: lines of so many cells in a quote are rows.
    pub(super) fn set_columns(&mut self, columns: usize) {
        self.columns = columns;
    }

    /// The cells of the record that was read, with nothing taken off.
    pub(super) fn cells(&self) -> impl Iterator<Item = &[u8]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, &end)| &self.cells[start..end])
    }

    /// Reads the next record.
    ///
    /// # Errors
    /// When it is too long, a quote is not closed, or the source fails.
    pub(super) fn next(&mut self) -> Result<Next, Broken> {
        self.cells.clear();
        self.ends.clear();
        self.run = None;
        let line = self.line + 1;
        let (mut state, mut length) = (State::Start, 0);
        loop {
            let ending = self.read_line(line, length, state)?;
            if self.text.is_empty() {
                return self.at_end(state);
            }
            length += self.text.len() as u64;
            let content = self.text.len() - ending;
            if state == State::Start && self.text[..content].iter().all(|&byte| byte == b' ') {
                return Ok(Next::Blank(line));
            }
            let text = std::mem::take(&mut self.text);
            let before = state;
            state = self.scan(&text[..content], state)?;
            if let State::Quoted(opened) = state {
                if before == state {
                    self.check_swallowed(&text[..content], opened)?;
                }
                self.cells.extend_from_slice(&text[content..]);
                self.text = text;
                continue;
            }
            self.text = text;
            self.ends.push(self.cells.len());
            return Ok(Next::Record(line));
        }
    }

    /// The complaint about this record, or about a cell of it that runs over a line break where there is one: what is wrong
    /// is then most likely its quote.
    pub(super) fn broken(&self, line: u64, problem: String) -> Broken {
        self.run.map_or(Broken { line, problem }, runs_on)
    }

    /// Reads a line with its end into `text`; says how many bytes the end has.
    fn read_line(&mut self, begin: u64, length: u64, state: State) -> Result<usize, Broken> {
        let line = if let State::Quoted(opened) = state { opened } else { begin };
        self.text.clear();
        // One more, so that a row of just the length still ends.
        let rest = (LONGEST_ROW + 1).saturating_sub(length);
        let read = self.source.by_ref().take(rest).read_until(self.line_end, &mut self.text);
        read.map_err(|error| Broken { line, problem: error.to_string() })?;
        let ending = match &self.text[..] {
            [.., b'\r', b'\n'] => 2,
            [.., last] if *last == self.line_end => 1,
            _ => 0,
        };
        if ending == 0 && self.text.len() as u64 == rest {
            let problem = format!(
                "the row that begins here is longer than {LONGEST_ROW} bytes: is a quote (\") not closed, or are there too many columns?"
            );
            return Err(Broken { line, problem });
        }
        self.line += u64::from(!self.text.is_empty());
        Ok(ending)
    }

    fn at_end(&self, state: State) -> Result<Next, Broken> {
        match (state, self.first_run) {
            (State::Quoted(line), _) => {
                let problem =
                    "a quote (\") opens here and is not closed up to the end of the file: close it".to_owned();
                Err(Broken { line, problem })
            }
            (_, Some(run)) if !self.has_more_runs => Err(runs_on(run)),
            _ => Ok(Next::End),
        }
    }

    /// Reads the content of a line.
    fn scan(&mut self, text: &[u8], mut state: State) -> Result<State, Broken> {
        let mut rest = text.iter().copied().peekable();
        while let Some(byte) = rest.next() {
            state = match (state, byte) {
                (State::Quoted(_), b'"') if rest.next_if_eq(&b'"').is_some() => {
                    self.cells.push(byte);
                    state
                }
                (State::Quoted(opened), b'"') => self.close(opened),
                (State::Quoted(_), _) => {
                    self.cells.push(byte);
                    state
                }
                (_, _) if byte == self.separator => {
                    self.ends.push(self.cells.len());
                    State::Start
                }
                // Some programs write a space after each separator.
                (State::Start, b' ') => {
                    self.cells.push(byte);
                    state
                }
                (State::Start, b'"') => {
                    self.cells.truncate(self.ends.last().copied().unwrap_or(0));
                    State::Quoted(self.line)
                }
                (State::Closed(_), b' ' | b'\t') => state,
                (State::Closed(opened), _) => return Err(self.goes_on(opened)),
                (State::Start | State::Plain, _) => {
                    self.cells.push(byte);
                    State::Plain
                }
            };
        }
        Ok(state)
    }

    fn close(&mut self, opened: u64) -> State {
        if opened != self.line {
            let run = Some(Run { opened, closed: self.line });
            self.has_more_runs = self.first_run.is_some();
            self.first_run = self.first_run.or(run);
            self.run = self.run.or(run);
        }
        State::Closed(opened)
    }

    /// That something follows a closing quote.
    fn goes_on(&self, opened: u64) -> Broken {
        if let Some(run) = self.run {
            return runs_on(run);
        }
        let start = self.ends.last().copied().unwrap_or(0);
        let cell = String::from_utf8_lossy(&self.cells[start..]).into_owned();
        let problem = format!(
            "column {} has text after the quote (\") that closes '{}': write a quote within a cell twice (\"\")",
            self.ends.len() + 1,
            brief(&cell)
        );
        Broken { line: opened, problem }
    }

    /// Refuses a quote that holds a whole row of the table.
    fn check_swallowed(&self, text: &[u8], opened: u64) -> Result<(), Broken> {
        let cells = || text.split(|&byte| byte == self.separator);
        let is_number = |cell: &[u8]| std::str::from_utf8(cell).is_ok_and(|cell| cell.trim().parse::<f64>().is_ok());
        if self.columns > 1 && cells().count() == self.columns && cells().any(is_number) {
            let problem = format!(
                "a quote (\") opens here and is not closed before line {}, which is a row: close it",
                self.line
            );
            return Err(Broken { line: opened, problem });
        }
        Ok(())
    }
}

fn runs_on(Run { opened, closed }: Run) -> Broken {
    let problem = format!(
        "a quote (\") opens here and closes only in line {closed}: close it where its cell ends, or write the cell without line \
         breaks"
    );
    Broken { line: opened, problem }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Result<Vec<(u64, Vec<String>)>, Broken> {
        let mut records = Records::new(text.as_bytes(), b',', b'\n');
        let mut found = Vec::new();
        loop {
            match records.next()? {
                Next::Record(line) => {
                    let cells: Vec<_> =
                        records.cells().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect();
                    records.set_columns(cells.len());
                    found.push((line, cells));
                }
                Next::Blank(_) => {}
                Next::End => return Ok(found),
            }
        }
    }

    #[track_caller]
    fn broken(text: &str) -> (u64, String) {
        let Broken { line, problem } = read(text).unwrap_err();
        (line, problem)
    }

    #[test]
    fn quotes_left_open_are_an_error_with_their_line() {
        let to_the_end = "a quote (\") opens here and is not closed up to the end of the file: close it".to_owned();
        for text in ["a,b\nx,\"y\nz,w\n", "a,b\nx,\"", "a,b\nx,\"y\"\"\nz,w\n"] {
            assert_eq!(broken(text), (2, to_the_end.clone()), "{text}");
        }
        assert_eq!(broken("a,\"b\nx,y\n"), (1, to_the_end));
        let row =
            |line| format!("a quote (\") opens here and is not closed before line {line}, which is a row: close it");
        assert_eq!(broken("a,b\nx,\"y\n3,4\nx,\"y\n"), (2, row(3)));
        assert_eq!(broken("a,b\n\"1,2\nx,4\n5,6\n"), (2, row(3)));
    }

    #[test]
    fn the_only_quote_over_a_line_break_is_an_error() {
        let only = |line| {
            format!(
                "a quote (\") opens here and closes only in line {line}: close it where its cell ends, or write the cell \
                 without line breaks"
            )
        };
        assert_eq!(broken("a,b\nx,\"y\nz\"\nx,y\n"), (2, only(3)));
        assert_eq!(broken("a,b\nx,\"y\nz\",\"w\"v\n"), (2, only(3)));
        assert_eq!(broken("a,b\nx,\"y\nz,\"w\n"), (2, only(3)));
        let several = read("a,b\nx,\"y\nz\"\nx,\"y\n\n1\"\nv,w\n").unwrap();
        assert_eq!(several.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [1, 2, 4, 7]);
        assert_eq!(several[2].1, ["x", "y\n\n1"]);
    }

    #[test]
    fn text_after_a_closing_quote_is_an_error_quotes_within_a_cell_are_not() {
        assert_eq!(
            broken("a,b\nx,\"5\" pipe\"\n"),
            (
                2,
                "column 2 has text after the quote (\") that closes '5': write a quote within a cell twice (\"\")"
                    .to_owned()
            )
        );
        let cells = |text: &str| read(text).unwrap().remove(0).1;
        assert_eq!(cells("5\" pipe,\"a\"\"b\" ,c\"\n"), ["5\" pipe", "a\"b", "c\""]);
        assert_eq!(cells("a, \"b, c\", d\n"), ["a", "b, c", " d"]);
    }

    proptest! {
        #[test]
        fn the_cells_are_those_of_the_csv_crate(
            rows in prop::collection::vec(prop::collection::vec("[a-c\", \r\n]{0,6}", 3), 1..8), end in "\n|\r\n",
        ) {
            let mut writer = csv::WriterBuilder::new()
                .terminator(if end == "\n" { csv::Terminator::Any(b'\n') } else { csv::Terminator::CRLF })
                .from_writer(Vec::new());
            // A cell over several lines is fine where it is not the only one.
            let all = std::iter::repeat_n(vec!["x\ny".to_owned(); 3], 2).chain(rows).collect::<Vec<_>>();
            for row in &all {
                writer.write_record(row).unwrap();
            }
            let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
            let read: Vec<_> = read(&text).unwrap().into_iter().map(|(_, cells)| cells).collect();
            prop_assert_eq!(read, all);
        }
    }
}
