//! Streams a table into .xlsx or .csv in constant memory; a failed export leaves no file.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use crate::out::{clean, decimal, yuan};
use crate::partial::{Partial, failed};
use crate::{Out, OutColumn, OutKind, SheetError, csv_out};

/// Beyond fifteen digits a spreadsheet loses the rest.
const EXACT: u64 = 1_000_000_000_000_000;

/// Writes row after row.
pub struct Writer {
    partial: Partial,
    columns: usize,
    kind: Kind,
}

enum Kind {
    Xlsx { file: File, book: Box<Workbook>, formats: Vec<Format>, next: u32 },
    Csv(BufWriter<File>),
}

impl Writer {
    /// A workbook with one sheet: the title over the columns if there is one, the header, then the rows.
    pub fn xlsx(path: &Path, sheet_name: &str, title: Option<&str>, columns: &[OutColumn]) -> Result<Self, SheetError> {
        let (partial, file) = Partial::create(path)?;
        let wrong = |error: XlsxError| failed(path, error);
        let mut book = Box::new(Workbook::new());
        // Beside the target: that place must hold the file anyway, /tmp may not.
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        book.set_tempdir(folder).map_err(wrong)?;
        let sheet = book.add_worksheet_with_constant_memory().map_err(wrong)?;
        let titles: Vec<String> = columns.iter().map(|column| column.title.clone()).collect();
        let next = head(sheet, sheet_name, title, columns, &titles).map_err(wrong)?;
        let formats = columns.iter().map(|column| body_format(column.kind)).collect();
        Ok(Self { partial, columns: columns.len(), kind: Kind::Xlsx { file, book, formats, next } })
    }

    /// A CSV file in UTF-8 with a byte order mark.
    pub fn csv(path: &Path, columns: &[OutColumn]) -> Result<Self, SheetError> {
        let (partial, file) = Partial::create(path)?;
        let mut out = BufWriter::with_capacity(1 << 16, file);
        csv_out::head(&mut out, columns).map_err(|error| failed(path, error))?;
        Ok(Self { partial, columns: columns.len(), kind: Kind::Csv(out) })
    }

    /// One row, with as many cells as there are columns. After an error the file is beyond repair: drop the writer.
    pub fn row(&mut self, cells: &[Out<'_>]) -> Result<(), SheetError> {
        let path = self.partial.target();
        if cells.len() != self.columns {
            return Err(failed(path, format!("a row of {} cells under {} columns", cells.len(), self.columns)));
        }
        match &mut self.kind {
            Kind::Csv(out) => csv_out::row(out, cells).map_err(|error| failed(path, error)),
            Kind::Xlsx { book, formats, next, .. } => {
                let row = *next;
                let sheet = book.worksheet_from_index(0).map_err(|error| failed(path, error))?;
                for (column, (cell, format)) in cells.iter().zip(formats).enumerate() {
                    put(sheet, row, column as u16, cell, format)
                        .map_err(|error| failed(path, format!("row {}: {error}", row + 1)))?;
                }
                *next += 1;
                Ok(())
            }
        }
    }

    /// Completes the file and gives it its name.
    pub fn finish(self) -> Result<(), SheetError> {
        let Self { partial, kind, .. } = self;
        let path = partial.target();
        let file = match kind {
            Kind::Csv(out) => out.into_inner().map_err(|error| failed(path, error.error()))?,
            Kind::Xlsx { file, mut book, .. } => save(&mut book, file, path)?,
        };
        partial.commit(&file)
    }
}

/// Writes a workbook into an open file.
pub(crate) fn save(book: &mut Workbook, file: File, path: &Path) -> Result<File, SheetError> {
    let mut out = BufWriter::with_capacity(1 << 16, file);
    book.save_to_writer(&mut out).map_err(|error| failed(path, error))?;
    out.flush().map_err(|error| failed(path, error))?;
    out.into_inner().map_err(|error| failed(path, error.error()))
}

/// Names the sheet, sets up its columns and writes title and header; gives the row below.
pub(crate) fn head(
    sheet: &mut Worksheet,
    name: &str,
    title: Option<&str>,
    columns: &[OutColumn],
    titles: &[String],
) -> Result<u32, XlsxError> {
    sheet.set_name(sheet_name(name))?;
    for (index, column) in columns.iter().enumerate() {
        sheet.set_column_width(index as u16, f64::from(column.width))?;
        sheet.set_column_format(index as u16, &body_format(column.kind))?;
    }
    let mut row = 0;
    if let Some(title) = title {
        let format = Format::new()
            .set_bold()
            .set_font_size(14)
            .set_align(FormatAlign::Center)
            .set_align(FormatAlign::VerticalCenter);
        if columns.len() > 1 {
            sheet.merge_range(row, 0, row, columns.len() as u16 - 1, &clean(title), &format)?;
        } else {
            sheet.write_string_with_format(row, 0, clean(title), &format)?;
        }
        sheet.set_row_height(row, 28)?;
        row += 1;
    }
    let format = Format::new()
        .set_bold()
        .set_background_color(0xF3_EC_E4)
        .set_border(FormatBorder::Thin)
        .set_text_wrap()
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter);
    for (index, title) in titles.iter().enumerate() {
        sheet.write_string_with_format(row, index as u16, clean(title), &format)?;
    }
    sheet.set_freeze_panes(row + 1, 0)?;
    Ok(row + 1)
}

pub(crate) fn body_format(kind: OutKind) -> Format {
    Format::new().set_num_format(match kind {
        OutKind::Text => "@".to_owned(),
        OutKind::Whole | OutKind::Decimal(0) => "0".to_owned(),
        OutKind::Decimal(decimals) => format!("0.{}", "0".repeat(decimals.min(18) as usize)),
        OutKind::Money => "#,##0.00".to_owned(),
        OutKind::Date => "yyyy-mm-dd".to_owned(),
    })
}

/// Writes one cell; what a spreadsheet number cannot hold exactly becomes text.
pub(crate) fn put(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &Out<'_>,
    format: &Format,
) -> Result<(), XlsxError> {
    match cell {
        Out::Empty | Out::Text("") => return Ok(()),
        Out::Text(text) => sheet.write_string_with_format(row, column, clean(text), format)?,
        Out::Whole(number) if number.unsigned_abs() < EXACT => {
            sheet.write_number_with_format(row, column, *number as f64, format)?
        }
        Out::Whole(number) => sheet.write_string_with_format(row, column, number.to_string(), format)?,
        // The nearest double to a decimal of fifteen digits is read back as that decimal.
        Out::Fen(fen) if fen.unsigned_abs() < EXACT => {
            sheet.write_number_with_format(row, column, *fen as f64 / 100.0, format)?
        }
        Out::Fen(fen) => sheet.write_string_with_format(row, column, yuan(*fen), format)?,
        Out::Decimal(scaled, decimals) if scaled.unsigned_abs() < EXACT => {
            let number = *scaled as f64 / 10_f64.powi(*decimals as i32);
            sheet.write_number_with_format(row, column, number, format)?
        }
        Out::Decimal(scaled, decimals) => {
            sheet.write_string_with_format(row, column, decimal(*scaled, *decimals), format)?
        }
        Out::Date(day) => match ExcelDateTime::parse_from_str(day) {
            Ok(date) if day.len() == 10 => sheet.write_datetime_with_format(row, column, &date, format)?,
            _ => sheet.write_string_with_format(row, column, clean(day), format)?,
        },
    };
    Ok(())
}

/// A name that Excel accepts: 31 characters, without the ones that mean something in references.
fn sheet_name(name: &str) -> String {
    let safe: String = clean(name).chars().map(|c| if "[]:*?/\\'\n\t".contains(c) { ' ' } else { c }).collect();
    let mut short = String::new();
    // Excel counts UTF-16 units.
    for c in safe.trim().chars() {
        if short.encode_utf16().count() + c.len_utf16() > 31 {
            break;
        }
        short.push(c);
    }
    if short.is_empty() { "Sheet1".to_owned() } else { short }
}
