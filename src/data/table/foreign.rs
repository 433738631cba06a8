//! Files that are no CSV, told by their first bytes: what each is, and how it becomes one.

use std::path::Path;

/// Formats with the bytes that their files begin with, and how they become a CSV.
const BY_FIRST_BYTES: [(&[u8], &str, &str); 21] = [
    (b"PK\x03\x04", "a ZIP archive", "unpack it first"),
    (b"PK\x05\x06", "a ZIP archive", "unpack it first"),
    (b"\xd0\xcf\x11\xe0", "an Excel workbook (.xls)", SPREADSHEET),
    (
        b"PAR1",
        "a Parquet file",
        "convert it with pandas: pd.read_parquet(\"data.parquet\").to_csv(\"data.csv\", index=False)",
    ),
    (
        b"ARROW1",
        "an Arrow (Feather) file",
        "convert it with pandas: pd.read_feather(\"data.feather\").to_csv(\"data.csv\", index=False)",
    ),
    (
        b"FEA1",
        "a Feather file",
        "convert it with pandas: pd.read_feather(\"data.feather\").to_csv(\"data.csv\", index=False)",
    ),
    (b"ORC", "an ORC file", "convert it with pandas: pd.read_orc(\"data.orc\").to_csv(\"data.csv\", index=False)"),
    (b"Obj\x01", "an Avro file", "convert it to CSV"),
    (
        b"SQLite format 3\0",
        "an SQLite database",
        "export a table: sqlite3 -header -csv data.db \"select * from t\" > data.csv",
    ),
    (
        b"\x89HDF\r\n\x1a\n",
        "an HDF5 file",
        "convert it with pandas: pd.read_hdf(\"data.h5\").to_csv(\"data.csv\", index=False)",
    ),
    (
        b"\x93NUMPY",
        "a NumPy array (.npy)",
        "convert it: pd.DataFrame(np.load(\"data.npy\")).to_csv(\"data.csv\", index=False)",
    ),
    (b"\x80\x02", PICKLE, FROM_PICKLE),
    (b"\x80\x03", PICKLE, FROM_PICKLE),
    (b"\x80\x04", PICKLE, FROM_PICKLE),
    (b"\x80\x05", PICKLE, FROM_PICKLE),
    (b"BZh", "a bzip2 archive", "unpack it first: bunzip2"),
    (b"\xfd7zXZ\0", "an xz archive", "unpack it first: unxz"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive", "unpack it first: unzstd"),
    (b"7z\xbc\xaf", "a 7-Zip archive", "unpack it first"),
    (b"%PDF", "a PDF document", "copy its table into a spreadsheet and save it as CSV"),
    (b"MATLAB 5.0", "a MATLAB file", "convert it with writetable in MATLAB"),
];

const SPREADSHEET: &str = "save the sheet as CSV in the spreadsheet, or convert it with pandas: pd.read_excel(\"data.xlsx\").to_csv(\"data.csv\", \
     index=False)";
const FROM_NPZ: &str =
    "convert an array of it with pandas: pd.DataFrame(np.load(\"data.npz\")[\"x\"]).to_csv(\"data.csv\", index=False)";
const PICKLE: &str = "a Python pickle";
const FROM_PICKLE: &str = "convert it with pandas: pd.read_pickle(\"data.pkl\").to_csv(\"data.csv\", index=False)";

/// Why a file that begins with these bytes is no CSV, if it is none; `name` is what it is called.
pub(super) fn recognised(head: &[u8], name: &str) -> Option<String> {
    let (what, remedy) = by_encoding(head)
        .or_else(|| by_first_bytes(head, name))
        .or_else(|| by_first_characters(head))
        .or_else(|| by_nul(head))?;
    Some(format!("this is {what}, and rnnlab reads CSV: {remedy}"))
}

fn by_first_bytes(head: &[u8], name: &str) -> Option<(&'static str, &'static str)> {
    if head.starts_with(b"PK\x03\x04") {
        let has = |word: &[u8]| head.windows(word.len()).any(|window| window == word);
        let ending = Path::new(name).extension().unwrap_or_default().to_ascii_lowercase();
        if ending == "xlsx" || ending == "xlsm" || has(b"[Content_Types].xml") || has(b"xl/") {
            return Some(("an Excel workbook (.xlsx)", SPREADSHEET));
        }
        if ending == "ods" || has(b"application/vnd.oasis.opendocument.spreadsheet") {
            return Some(("an OpenDocument spreadsheet (.ods)", SPREADSHEET));
        }
        if ending == "npz" {
            return Some(("an archive of NumPy arrays (.npz)", FROM_NPZ));
        }
    }
    let found = BY_FIRST_BYTES.iter().find(|(magic, ..)| head.starts_with(magic));
    found.map(|(_, what, remedy)| (*what, *remedy))
}

/// Text in two or four bytes a character.
fn by_encoding(head: &[u8]) -> Option<(&'static str, &'static str)> {
    let nul_at = |odd: usize| {
        let pairs = head.chunks_exact(2).take(64);
        pairs.len() >= 2 && pairs.clone().all(|pair| pair[odd] == 0 && pair[1 - odd] != 0)
    };
    match head {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => {
            Some(("text in UTF-32", "save it as UTF-8, or convert it: iconv -f UTF-32 -t UTF-8 data.csv > utf8.csv"))
        }
        _ if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") || nul_at(0) || nul_at(1) => {
            Some(("text in UTF-16", "save it as UTF-8, or convert it: iconv -f UTF-16 -t UTF-8 data.csv > utf8.csv"))
        }
        _ => None,
    }
}

/// Text of another form.
fn by_first_characters(head: &[u8]) -> Option<(&'static str, &'static str)> {
    let mut characters = head.iter().copied().filter(|byte| !byte.is_ascii_whitespace());
    match (characters.next()?, characters.next()) {
        (b'{', Some(b'"' | b'}')) | (b'[', Some(b'{' | b'[' | b'"' | b'0'..=b'9' | b'-' | b']')) => Some((
            "JSON",
            "convert it with pandas: pd.read_json(\"data.json\").to_csv(\"data.csv\", index=False), with lines=True for JSON lines",
        )),
        (b'<', Some(b'!' | b'?' | b'a'..=b'z' | b'A'..=b'Z')) => {
            Some(("a web page or XML", "download the table itself as CSV, or save the page's table from a spreadsheet"))
        }
        _ => None,
    }
}

/// Bytes that are in no text.
fn by_nul(head: &[u8]) -> Option<(&'static str, &'static str)> {
    let line = head.split(|&byte| byte == b'\n').next()?;
    line.contains(&0).then_some(("a binary file", "convert it to CSV with the program that wrote it"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_formats_are_named_with_the_way_to_a_csv() {
        for (head, name, what) in [
            (b"PK\x03\x04\x14\0[Content_Types].xml" as &[u8], "a.csv", "an Excel workbook (.xlsx)"),
            (b"PK\x03\x04\x14\0", "Data.XLSX", "an Excel workbook (.xlsx)"),
            (b"PK\x03\x04\x14\0", "a.ods", "an OpenDocument spreadsheet (.ods)"),
            (b"PK\x03\x04\x14\0", "a.npz", "an archive of NumPy arrays (.npz)"),
            (b"PK\x03\x04\x14\0", "a.zip", "a ZIP archive"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.xls", "an Excel workbook (.xls)"),
            (b"PAR1\x15\x04", "a", "a Parquet file"),
            (b"ARROW1\0\0", "a", "an Arrow (Feather) file"),
            (b"SQLite format 3\0", "a.csv", "an SQLite database"),
            (b"\x93NUMPY\x01\0", "a", "a NumPy array (.npy)"),
            (b"\x80\x04\x95", "a", "a Python pickle"),
            (b"BZh91AY", "a.csv.bz2", "a bzip2 archive"),
            (b"[{\"a\": 1}]", "a.json", "JSON"),
            (b"{\"a\": 1}\n{\"a\": 2}\n", "a.csv", "JSON"),
            (b"\n<!DOCTYPE html>", "a.csv", "a web page or XML"),
            (b"\xff\xfea\0,\0b\0", "a.csv", "text in UTF-16"),
            (b"a\0,\0b\0\n\0", "a.csv", "text in UTF-16"),
            (b"\xff\xfe\0\0a\0\0\0", "a.csv", "text in UTF-32"),
            (b"\0\0\0\n\0", "a.csv", "a binary file"),
        ] {
            let words = recognised(head, name).unwrap();
            assert!(words.starts_with(&format!("this is {what}, and rnnlab reads CSV: ")), "{words}");
        }
        for csv in
            ["a,b\n1,2\n", "[x],y\n1,2\n", "<5,>5\n1,2\n", "größe\n1\n", "a,b\n1,\0\n", "", "PK\n1\n", "{n}\n1\n"]
        {
            assert_eq!(recognised(csv.as_bytes(), "a.csv"), None, "{csv}");
        }
    }
}
