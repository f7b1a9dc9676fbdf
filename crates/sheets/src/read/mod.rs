//! Reads an untrusted file: decides by content what it is, guards against bombs, and hands it to the right reader.
//! May read the one file it is given; writes nothing.

mod csv;
mod gather;
mod ods;
mod sniff;
mod xls;
mod xlsx;
mod zip_guard;

use std::io::Read as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use crate::{Cell, Limits, Sheet, SheetError};
use sniff::Kind;

/// Reads all sheets of a file; the format is decided by its content, not by its name.
pub fn read(path: &Path, limits: &Limits) -> Result<Vec<Sheet>, SheetError> {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    let io = |error: std::io::Error| SheetError::Io { file: name.clone(), detail: error.to_string() };
    let mut bytes = Vec::new();
    // One byte more than allowed tells "too large" without trusting the size that the file system claims.
    std::fs::File::open(path)
        .and_then(|file| file.take(limits.file_bytes.saturating_add(1)).read_to_end(&mut bytes))
        .map_err(io)?;
    read_bytes(&name, bytes, limits)
}

/// The same for bytes that are already in memory; `name` is used in messages and as the sheet name of a CSV.
pub fn read_bytes(name: &str, bytes: Vec<u8>, limits: &Limits) -> Result<Vec<Sheet>, SheetError> {
    if bytes.len() as u64 > limits.file_bytes {
        return Err(SheetError::FileTooLarge { file: name.to_owned(), limit: limits.file_bytes });
    }
    if bytes.is_empty() {
        return Err(SheetError::Nothing { file: name.to_owned() });
    }
    // The parsers meet bytes from strangers: a panic in one of them is that file's problem, not ours.
    catch_unwind(AssertUnwindSafe(|| read_kind(name, bytes, limits)))
        .unwrap_or_else(|_| Err(damaged(name, "it breaks the reader")))
}

fn read_kind(name: &str, bytes: Vec<u8>, limits: &Limits) -> Result<Vec<Sheet>, SheetError> {
    match sniff::kind(name, &bytes)? {
        Kind::Zip => {
            let census = zip_guard::inspect(name, &bytes, limits)?;
            match sniff::zip_kind(name, &census)? {
                sniff::ZipKind::Xlsx => xlsx::read(name, bytes, &census, limits),
                sniff::ZipKind::Ods => ods::read(name, bytes, limits),
            }
        }
        Kind::Ole => xls::read(name, bytes, limits),
        Kind::Text => csv::read(name, &bytes, limits),
    }
}

fn damaged(name: &str, detail: impl ToString) -> SheetError {
    SheetError::Damaged { file: name.to_owned(), detail: detail.to_string() }
}

/// A date or a date and time in ISO 8601 as a serial; anything else stays text.
fn iso_cell(text: &str) -> Cell {
    let moment = text
        .parse::<jiff::civil::DateTime>()
        .or_else(|_| text.parse::<jiff::civil::Date>().map(|date| date.at(0, 0, 0, 0)));
    match moment.ok().and_then(crate::values::serial_of) {
        Some(serial) => Cell::Date(serial),
        None => Cell::Text(text.to_owned()),
    }
}
