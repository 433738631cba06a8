//! Tables of small CSVs.

use std::path::Path;

use super::*;

fn table(text: &str) -> Result<Table, DataError> {
    Table::parse(text.as_bytes(), Path::new("data.csv"))
}

#[test]
fn commas_semicolons_and_tabs_separate_alike() {
    for text in ["a,b\n1,2\n", "a;b\n1;2\n", "a\tb\n1\t2\n", "\u{feff}a,b\r\n1,2\r\n", "\"a\",\"b\"\n\"1\",\"2\""] {
        let table = table(text).unwrap();
        let column = table.column("b", "inputs").unwrap();
        assert!((table.number(0, column).unwrap() - 2.0).abs() < f64::EPSILON, "{text:?}");
    }
}

#[test]
fn each_error_says_file_line_and_what_to_do() {
    let words = |result: Result<Table, DataError>| result.unwrap_err().to_string();
    assert_eq!(words(table("")), "data.csv, line 1: the file is empty: its first line names the columns");
    assert_eq!(words(table(",,\n")), "data.csv, line 1: the first line names the columns, and there is none");
    assert_eq!(words(table("a,a\n1,2\n")), "data.csv, line 1: two columns are called 'a': give each its own name");
    assert_eq!(words(table("a,b\n1,2\n3\n")), "data.csv, line 3: has 1 cell where the header has 2");
    assert_eq!(
        words(table("a,b\n1,2,3\n")),
        "data.csv, line 2: has 3 cells where the header has 2: a cell with a ',' in it needs quotes around it"
    );
    assert_eq!(
        words(table("Sales\na,b\n1,2\n")),
        "data.csv, line 2: has 2 cells where the header has 1: is there a title above the header, or a ',' in a text \
         without quotes around it?"
    );
    let bytes = Table::parse(b"a\ncaf\xe9\n", Path::new("data.csv"));
    assert_eq!(
        words(bytes),
        "data.csv, line 2: column 'a' is not UTF-8 text, but may be Windows-1252 (Latin-1), 'café': save the file as \
         UTF-8, or convert it, iconv -f WINDOWS-1252 -t UTF-8 data.csv > utf8.csv"
    );
    let table = table("value,sum\n1,x\n2,1e40\n").unwrap();
    let sum = table.column("sum", "target").unwrap();
    assert_eq!(
        table.number(0, sum).unwrap_err().to_string(),
        "data.csv, line 2: column 'sum' has 'x', which is not a finite number"
    );
    assert_eq!(
        table.number(1, sum).unwrap_err().to_string(),
        "data.csv, line 3: column 'sum' has '1e40', which is not a finite number"
    );
    assert_eq!(
        table.column("valu", "inputs").unwrap_err().to_string(),
        "data.csv has no column 'valu' (inputs): did you mean 'value'?"
    );
}

#[test]
fn a_cell_that_says_so_is_missing() {
    let table = table("x\n\"\"\nNA\nNaN\nnull\n0\n").unwrap();
    let missing: Vec<_> = (0..5).map(|row| table.number(row, 0).unwrap().is_nan()).collect();
    assert_eq!(missing, [true, true, true, true, false]);
}

#[test]
fn rows_of_one_id_are_one_sequence_wherever_they_stand() {
    let table = table("id,x\nb,1\na,2\nb,3\n").unwrap();
    assert_eq!(table.sequences(Some(0)), [vec![0, 2], vec![1]]);
    assert_eq!(table.sequences(None), [vec![0, 1, 2]]);
}

#[test]
fn rows_beyond_the_limit_are_refused_with_their_line() {
    let mut table = table("x\n").unwrap();
    table.lines = vec![0; MOST_ROWS - 1];
    assert_eq!(table.push(7, &["1"]), Ok(()));
    assert_eq!(
        table.push(8, &["1"]).unwrap_err(),
        "this is row 20000001 below the header, and rnnlab reads 20000000: take fewer, the last for instance, or one of \
         several"
    );
}

fn cells(table: &Table) -> Vec<Vec<&str>> {
    let row = |row| (0..table.columns().len()).map(|column| table.text(row, column)).collect();
    (0..table.rows()).map(row).collect()
}

#[test]
fn separators_at_the_end_of_lines_make_no_column() {
    for text in ["a,b,\n1,2,\n3,4,\n", "a,b\n1,2,\n3,4,,\n", "a,b,\n1,2\n3,4\n", "a,b,,\n1,2,,\n3,4\n"] {
        let table = table(text).unwrap();
        assert_eq!(
            (table.columns(), cells(&table)),
            (&["a".to_owned(), "b".to_owned()][..], vec![vec!["1", "2"], vec!["3", "4"]]),
            "{text}"
        );
    }
}

#[test]
fn a_column_without_a_name_is_kept_if_it_is_the_only_one() {
    let index = table(",x\n0,5\n1,6\n").unwrap();
    assert_eq!(
        (index.columns(), cells(&index)),
        (&[String::new(), "x".to_owned()][..], vec![vec!["0", "5"], vec!["1", "6"]])
    );
    assert_eq!(table("x,\n5,0\n").unwrap().columns(), ["x", ""]);
    assert_eq!(
        table("x,,\n5,,\n6,,7\n").unwrap_err().to_string(),
        "data.csv, line 3: column 3 has '7' and no name in the header: give it one, or take out a title above the \
         header"
    );
}

#[test]
fn blank_lines_are_rows_where_there_is_one_column() {
    let one = table("x\n1\n\n  \n4\n\n\n").unwrap();
    assert_eq!((cells(&one), one.line(3)), (vec![vec!["1"], vec![""], vec![""], vec!["4"]], 5));
    let two = table("\nx,y\n\n1,2\n\n3,z\n").unwrap();
    assert_eq!(two.rows(), 2);
    assert_eq!(
        two.number(1, 1).unwrap_err().to_string(),
        "data.csv, line 6: column 'y' has 'z', which is not a finite number"
    );
}

#[test]
fn a_cell_below_another_of_several_lines_has_its_own_line() {
    let table = table("x,note,y\n1,\"a\nb\",2\n2,\"a\n\nb\",z\n").unwrap();
    assert_eq!(
        table.number(1, 2).unwrap_err().to_string(),
        "data.csv, line 6: column 'y' has 'z', which is not a finite number"
    );
}

#[test]
fn lines_of_an_old_mac_are_lines() {
    let table = table("x,y\r1,2\r\r3,z\r").unwrap();
    assert_eq!(table.rows(), 2);
    assert_eq!(
        table.number(1, 1).unwrap_err().to_string(),
        "data.csv, line 4: column 'y' has 'z', which is not a finite number"
    );
}

#[test]
fn a_number_that_may_be_two_is_asked_about() {
    let german = table("t;x;y\n1;1.000;3,5\n2;2.500;4,25\n").unwrap();
    assert_eq!(
        german.number(0, 1).unwrap_err().to_string(),
        "data.csv, line 2: column 'x' has '1.000', which may be 1000 with a '.' between thousands, or 1.000 with decimals, \
         and no cell of the column says which: write 1000 or 1.000"
    );
    assert_eq!(german.number(1, 2).unwrap().to_bits(), 4.25_f64.to_bits());
    let either = table("x\n7\n\"1,000\"\n").unwrap();
    assert_eq!(
        either.number(1, 0).unwrap_err().to_string(),
        "data.csv, line 3: column 'x' has '1,000', which may be 1000 with a ',' between thousands, or 1.000 with decimals, \
         and no cell of the column says which: write 1000 or 1.000"
    );
    assert!(either.number(0, 0).is_ok());
    let mixed = table("x\n\"1,234.5\"\n2\nz\n").unwrap();
    assert_eq!(
        mixed.number(2, 0).unwrap_err().to_string(),
        "data.csv, line 4: column 'x' has 'z', which is not a finite number as the others are, such as '1,234.5' in line 2"
    );
}

#[test]
fn an_archive_is_read_and_a_damaged_one_is_told() {
    use std::io::Write;

    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(b"a,b\n1,2\n").unwrap();
    let bytes = encoder.finish().unwrap();
    let table = |bytes: &[u8]| Table::parse(bytes, Path::new("data.csv.gz"));
    assert_eq!(cells(&table(&bytes).unwrap()), [["1", "2"]]);
    let words = table(&bytes[..bytes.len() - 9]).unwrap_err().to_string();
    let (_, reason) = words.split_once(" (").unwrap();
    let (reason, _) = reason.rsplit_once(')').unwrap();
    assert_eq!(
        words,
        format!("data.csv.gz, line 1: the gzip archive is damaged or cut off ({reason}): test it with gunzip -t")
    );
}
