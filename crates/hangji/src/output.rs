//! Printing tables as columns for people or as CSV.

use std::io::{self, Write as _};

use crate::args::Format;

/// Prints rows under a header. `Format::Json` is the caller's, who knows the shape.
///
/// # Errors
/// If standard output is closed.
pub fn print(header: &[&str], rows: &[Vec<String>], format: Format) -> io::Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    if format == Format::Csv {
        writeln!(out, "{}", header.join(","))?;
        for row in rows {
            let cells: Vec<String> = row.iter().map(|c| csv_cell(c)).collect();
            writeln!(out, "{}", cells.join(","))?;
        }
        return out.flush();
    }
    let widths: Vec<usize> = (0..header.len())
        .map(|i| rows.iter().map(|r| width(&r[i])).chain([width(header[i])]).max().unwrap_or(0))
        .collect();
    let mut line = |cells: &mut dyn Iterator<Item = &str>| -> io::Result<()> {
        let padded: Vec<String> =
            cells.zip(&widths).map(|(c, w)| format!("{c}{}", " ".repeat(w.saturating_sub(width(c))))).collect();
        writeln!(out, "{}", padded.join("  ").trim_end())
    };
    line(&mut header.iter().copied())?;
    for row in rows {
        line(&mut row.iter().map(String::as_str))?;
    }
    out.flush()
}

/// A cell of a CSV line, quoted where needed.
pub fn csv_cell(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

/// Columns a text takes on a terminal: Chinese characters take two.
fn width(text: &str) -> usize {
    text.chars().map(|c| if c >= '\u{1100}' { 2 } else { 1 }).sum()
}
