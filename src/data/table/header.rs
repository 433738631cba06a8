//! What the first lines of a CSV say: the end of a line, the separator, the names of the columns; and what stands there instead
//! of a header.

use std::collections::HashSet;

use crate::{
    data::{TimeFormat, UnknownFormat, limits::MOST_COLUMNS},
    wording::{brief, counted, listed},
};

/// What may separate cells. On a tie the last wins, and comma is the commonest.
const SEPARATORS: [u8; 4] = [b'|', b'\t', b';', b','];

/// How a CSV is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Layout {
    pub separator: u8,
    pub line_end: u8,
}

impl Layout {
    /// The layout of a file that begins with these lines.
    ///
    /// # Errors
    /// When the first of them is no header: its number, and what it is.
    pub(super) fn of(head: &[u8]) -> Result<Self, (u64, String)> {
        let line_end = line_end(head);
        let lines = (1..).zip(head.split(|&byte| byte == line_end));
        let lines: Vec<(u64, &[u8])> = lines.filter(|(_, line)| !line.trim_ascii().is_empty()).take(3).collect();
        let Some((&(number, header), rows)) = lines.split_first() else {
            return Ok(Self { separator: b',', line_end });
        };
        let rows: Vec<&[u8]> = rows.iter().map(|(_, row)| *row).collect();
        let separator = separator(header, rows.first().copied());
        match not_a_header(header, &rows, separator) {
            Some(problem) => Err((number, problem)),
            None => Ok(Self { separator, line_end }),
        }
    }
}

/// The names of the columns, without the empty ones at the end.
///
/// # Errors
/// When there are none, too many, or the line is a row.
pub(super) fn names<'a>(cells: impl Iterator<Item = &'a str>) -> Result<Vec<String>, String> {
    let mut names: Vec<String> = cells.map(|cell| cell.trim().to_owned()).collect();
    if names.iter().all(String::is_empty) {
        return Err("the first line names the columns, and there is none".to_owned());
    }
    if names.len() > MOST_COLUMNS {
        let count = names.len();
        return Err(format!("there are {count} columns, and rnnlab reads {MOST_COLUMNS}: leave out those without use"));
    }
    if are_values(&names) {
        return Err(format!(
            "the first line names the columns, and there are numbers ({}): write a line with names above it",
            listed(&names)
        ));
    }
    while names.last().is_some_and(String::is_empty) {
        names.pop();
    }
    let mut seen = HashSet::new();
    match names.iter().find(|name| !seen.insert(*name)) {
        Some(name) if name.is_empty() => {
            let empty = (1..).zip(&names).filter(|(_, name)| name.is_empty()).map(|(number, _)| number.to_string());
            Err(format!(
                "columns {} have no name: give each a name, and take out a title above the header",
                listed(&empty.collect::<Vec<_>>())
            ))
        }
        Some(name) => Err(format!("two columns are called '{}': give each its own name", brief(name))),
        None => Ok(names),
    }
}

/// Whether a first line is a row of numbers and times. pandas names columns without a name 0, 1, 2 and so on.
fn are_values(cells: &[String]) -> bool {
    let is_number = |cell: &String| cell.parse::<f64>().is_ok_and(f64::is_finite);
    // A day that could be one of two is a time too.
    let is_time =
        |cell: &String| !matches!(TimeFormat::detect(&[], std::slice::from_ref(cell)), Err(UnknownFormat::NoTime(_)));
    let named = || cells.iter().filter(|cell| !cell.is_empty());
    let counts = named().count() > 1 && named().enumerate().all(|(number, cell)| *cell == number.to_string());
    named().any(is_number) && named().all(|cell| is_number(cell) || is_time(cell)) && !counts
}

/// The byte that ends a line: a line feed, or on old Macs a carriage return.
fn line_end(head: &[u8]) -> u8 {
    let mut is_quoted = false;
    let end = head.iter().position(|&byte| {
        is_quoted ^= byte == b'"';
        !is_quoted && matches!(byte, b'\r' | b'\n')
    });
    match end.map(|end| &head[end..]) {
        Some([b'\r', b'\n', ..] | []) | None => b'\n',
        Some([end, ..]) => *end,
    }
}

/// The separator that the header has most of outside quotes; one that the first row has as often goes before others.
fn separator(header: &[u8], row: Option<&[u8]>) -> u8 {
    let agrees =
        |separator: u8, count: usize| count > 0 && row.is_some_and(|row| outside_quotes(row, separator) == count);
    let rank = |separator: &u8| {
        let count = outside_quotes(header, *separator);
        (agrees(*separator, count), count)
    };
    SEPARATORS.into_iter().max_by_key(rank).unwrap_or(b',')
}

/// How often a byte stands outside quotes.
fn outside_quotes(line: &[u8], wanted: u8) -> usize {
    let mut is_quoted = false;
    let counts = line.iter().filter(|&&byte| {
        is_quoted ^= byte == b'"';
        !is_quoted && byte == wanted
    });
    counts.count()
}

/// Why the first line is no header, by the two rows below it.
fn not_a_header(header: &[u8], rows: &[&[u8]], separator: u8) -> Option<String> {
    let count = outside_quotes(header, separator);
    let first = rows.first()?;
    if header.trim_ascii().starts_with(b"#") && outside_quotes(first, separator) != count {
        return Some("this is a comment where the header is expected: take out the lines above the header".to_owned());
    }
    if header.len() <= 6 && header.starts_with(b"sep=") {
        return Some("this line is for Excel alone: take it out, so that the header is the first line".to_owned());
    }
    if count > 0 {
        return None;
    }
    // Commas stand in texts too; the number of cells tells of them.
    let is_of_rows = |separator: &&u8| {
        let count = outside_quotes(first, **separator);
        **separator != b','
            && count > 0
            && rows.len() == 2
            && rows.iter().all(|row| outside_quotes(row, **separator) == count)
    };
    if let Some(separator) = SEPARATORS.iter().find(is_of_rows) {
        return Some(format!(
            "the rows below have {} with '{}' between them, and this line has one: is it a title? Take out the lines above the \
             header",
            counted(outside_quotes(first, *separator) + 1, "cell"),
            char::from(*separator).escape_default()
        ));
    }
    are_spaced(header, rows).then(|| {
        "the cells are separated by spaces, and rnnlab reads commas, semicolons, tabs and '|': convert it with pandas, \
         pd.read_csv(\"data.txt\", sep=r\"\\s+\").to_csv(\"data.csv\", index=False)"
            .to_owned()
    })
}

/// Whether rows are numbers with spaces between them, as many as the header has words. 1 000 is one number.
fn are_spaced(header: &[u8], rows: &[&[u8]]) -> bool {
    let words = |line: &[u8]| String::from_utf8_lossy(line).split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let count = words(header).len();
    let is_row = |row: &&[u8]| {
        let words = words(row);
        let is_group = words.iter().skip(1).all(|word| word.len() == 3 && !word.contains('.'));
        words.len() == count && !is_group && words.iter().all(|word| word.parse::<f64>().is_ok())
    };
    count > 1 && !header.contains(&b'"') && rows.iter().all(is_row)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn separator_of(head: &str) -> char {
        char::from(Layout::of(head.as_bytes()).unwrap().separator)
    }

    #[test]
    fn the_separator_is_that_of_the_unquoted_part_of_the_header() {
        for (head, expected) in [
            ("a,b\n1,2\n", ','),
            ("\"a,b,c\";d\n1;2\n", ';'),
            ("\"a;b;c;d\",e\n1,2\n", ','),
            ("\"x, \"\"y\"\", z\"\tb\n1\t2\n", '\t'),
            ("a|b|c\n1|2|3\n", '|'),
            ("t;temp, C;wind, m\n1;2;3\n", ';'),
            ("a;b\n1,5;2,0\n", ';'),
            ("x\n1\n2\n", ','),
            ("text\nwell, yes\n", ','),
        ] {
            assert_eq!(separator_of(head), expected, "{head}");
        }
    }

    #[test]
    fn lines_end_in_a_line_feed_or_as_on_old_macs_in_a_carriage_return() {
        for (head, end) in
            [("a\r\n1\r\n", b'\n'), ("a\n1\r2\n", b'\n'), ("a,b\r1,2\r", b'\r'), ("a", b'\n'), ("\"a\rb\"\n1\n", b'\n')]
        {
            assert_eq!(Layout::of(head.as_bytes()).unwrap().line_end, end, "{head:?}");
        }
    }

    #[test]
    fn what_stands_above_the_header_is_told() {
        let problem = |head: &str| Layout::of(head.as_bytes()).unwrap_err();
        let comment = "this is a comment where the header is expected: take out the lines above the header";
        assert_eq!(problem("\n# made in 2012\nt,x\n1,2\n"), (2, comment.to_owned()));
        let excel = "this line is for Excel alone: take it out, so that the header is the first line";
        assert_eq!(problem("sep=;\r\nt;x\r\n1;2\r\n"), (1, excel.to_owned()));
        assert_eq!(
            problem("Sales of 2012\n\nt;x\n1;2\n"),
            (
                1,
                "the rows below have 2 cells with ';' between them, and this line has one: is it a title? Take out the lines \
                 above the header"
                    .to_owned()
            )
        );
        assert_eq!(
            problem("t x\n1 2.5\n2 3.5\n").1,
            "the cells are separated by spaces, and rnnlab reads commas, semicolons, tabs and '|': convert it with pandas, \
             pd.read_csv(\"data.txt\", sep=r\"\\s+\").to_csv(\"data.csv\", index=False)"
        );
        for head in ["# t,x\n1,2\n", "net sales\n1 000\n2 000\n", "a b\nx; y\nz\n"] {
            assert!(Layout::of(head.as_bytes()).is_ok(), "{head}");
        }
    }

    #[test]
    fn a_header_of_numbers_is_a_row() {
        let problem = |cells: &[&str]| names(cells.iter().copied()).unwrap_err();
        let words = |cells| {
            format!(
                "the first line names the columns, and there are numbers ({cells}): write a line with names above it"
            )
        };
        assert_eq!(problem(&["1", "2.5"]), words("1, 2.5"));
        assert_eq!(problem(&["2012-01-31", "7"]), words("2012-01-31, 7"));
        assert_eq!(problem(&["0"]), words("0"));
        for cells in
            [&["0", "1", "2"] as &[&str], &["", "0", "1"], &["id", "1", "2"], &["Jan 1949", "Feb 1949"], &["nan"]]
        {
            assert!(names(cells.iter().copied()).is_ok(), "{cells:?}");
        }
    }

    #[test]
    fn names_are_there_once_and_separators_at_the_end_make_none() {
        assert_eq!(
            names(["", "x", "", "y"].into_iter()).unwrap_err(),
            "columns 1, 3 have no name: give each a name, and take out a title above the header"
        );
        assert_eq!(names(["", "x", " ", ""].into_iter()).unwrap(), ["", "x"]);
    }
}
