//! Reads .xlsx and .xlsm as a stream of cells, so that a declared range of a million rows costs nothing.

use std::io::Cursor;

use calamine::{DataRef, Dimensions, Reader, SheetType, Xlsx, XlsxError};

use super::gather::{Budget, Gather};
use super::zip_guard::Census;
use super::{damaged, iso_cell};
use crate::{Area, Cell, Limits, Seems, Sheet, SheetError};

/// Days between the epochs of the 1904 and the 1900 system.
pub(super) const DAYS_1904: f64 = 1462.0;

/// Listing one part many times over would have it read as often.
const MOST_SHEETS: usize = 1_000;

pub(super) fn read(name: &str, bytes: Vec<u8>, census: &Census, limits: &Limits) -> Result<Vec<Sheet>, SheetError> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| explain(name, error))?;
    if book.sheets_metadata().len() > MOST_SHEETS {
        return Err(damaged(name, format!("it lists more than {MOST_SHEETS} sheets")));
    }
    let shift = if book.has_1904_epoch() { DAYS_1904 } else { 0.0 };
    let mut budget = Budget::new(limits);
    let mut sheets = Vec::new();
    let listed: Vec<_> =
        book.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet).cloned().collect();
    for listed in listed {
        let mut gather = Gather::new(&listed.name, limits, &mut budget);
        let mut cells = match book.worksheet_cells_reader(&listed.name) {
            Ok(cells) => cells,
            Err(XlsxError::NotAWorksheet(_)) => continue,
            Err(error) => return Err(explain(name, error)),
        };
        loop {
            let cell = match cells.next_cell() {
                Ok(Some(cell)) => cell,
                Ok(None) => break,
                Err(error) => {
                    let detail = format!("sheet “{}” after row {}: {error}", listed.name, gather.last_row());
                    return Err(damaged(name, detail));
                }
            };
            let (row, column) = cell.get_position();
            let value = match cell.get_value() {
                DataRef::Empty => continue,
                DataRef::Int(number) => Cell::Number(*number as f64),
                DataRef::Float(number) => Cell::Number(*number),
                DataRef::String(text) => Cell::Text(text.clone()),
                DataRef::SharedString(text) => Cell::Text((*text).to_owned()),
                DataRef::Bool(value) => Cell::Bool(*value),
                DataRef::DateTime(date) if date.is_datetime() => Cell::Date(date.as_f64() + shift),
                DataRef::DateTime(date) => Cell::Number(date.as_f64()),
                DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => iso_cell(text),
                DataRef::Error(fault) => Cell::Fault(fault.to_string()),
            };
            gather.put(row as usize + 1, column as usize, value)?;
        }
        drop(cells);
        if census.merges {
            for area in book.merge_cells_by_sheet_name(&listed.name).map_err(|error| explain(name, error))? {
                gather.merge(area_of(area));
            }
        }
        sheets.push(gather.finish());
    }
    Ok(sheets)
}

/// calamine counts from 0.
pub(super) fn area_of(area: Dimensions) -> Area {
    Area {
        top: area.start.0 as usize + 1,
        bottom: area.end.0 as usize + 1,
        left: area.start.1 as usize,
        right: area.end.1 as usize,
    }
}

fn explain(name: &str, error: XlsxError) -> SheetError {
    match error {
        XlsxError::Password => SheetError::NotAWorkbook { file: name.to_owned(), seems: Seems::Encrypted },
        error => damaged(name, error),
    }
}
