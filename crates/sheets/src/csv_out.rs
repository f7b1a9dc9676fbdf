//! CSV as Excel in China opens it: UTF-8 with a byte order mark, CRLF, nothing that runs as a formula.

use std::io::{self, Write};

use crate::out::{clean, decimal, yuan};
use crate::{Out, OutColumn};

/// What a formula begins with: in full width, too, and behind a tab or line end, which some spreadsheets pass over.
const BEGINS: [char; 11] = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n'];

/// Whether a spreadsheet would take text for a formula, perhaps after apostrophes of ours.
pub(crate) fn looks_like_formula(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(BEGINS)
}

pub(crate) fn head(out: &mut impl Write, columns: &[OutColumn]) -> io::Result<()> {
    out.write_all("\u{FEFF}".as_bytes())?;
    let titles: Vec<Out<'_>> = columns.iter().map(|column| Out::Text(&column.title)).collect();
    row(out, &titles)
}

pub(crate) fn row(out: &mut impl Write, cells: &[Out<'_>]) -> io::Result<()> {
    for (index, cell) in cells.iter().enumerate() {
        if index > 0 {
            out.write_all(b",")?;
        }
        match cell {
            Out::Empty => {}
            Out::Whole(number) => write!(out, "{number}")?,
            Out::Decimal(scaled, decimals) => out.write_all(decimal(*scaled, *decimals).as_bytes())?,
            Out::Fen(fen) => out.write_all(yuan(*fen).as_bytes())?,
            Out::Text(text) | Out::Date(text) => field(out, &clean(text))?,
        }
    }
    out.write_all(b"\r\n")
}

fn field(out: &mut impl Write, text: &str) -> io::Result<()> {
    let guard = if looks_like_formula(text) && !is_number(text) { "'" } else { "" };
    // Also the delimiters that we do not use, so that no reader guesses them.
    if text.contains([',', ';', '\t', '"', '\n', '|']) || text.starts_with(' ') || text.ends_with(' ') {
        write!(out, "\"{guard}{}\"", text.replace('"', "\"\""))
    } else {
        write!(out, "{guard}{text}")
    }
}

/// A plain number such as -5 or +3.20 runs nothing.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    [whole, fraction].iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_a_spreadsheet_could_run_stands_bare() {
        for text in ["=1", "＝1", "\t=1", "\n=1", "\r=1", "@x", "＠x", "＋1", "'=1", "-x"] {
            let mut out = Vec::new();
            field(&mut out, text).expect("memory");
            let out = String::from_utf8(out).expect("text");
            assert!(out.trim_start_matches('"').starts_with('\''), "{out:?}");
        }
        let mut out = Vec::new();
        field(&mut out, "-3.20").expect("memory");
        assert_eq!(out, b"-3.20", "a number runs nothing");
    }
}
