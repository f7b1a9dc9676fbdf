//! The workbook that people fill in: header with marks and notes, drop-downs, an example row, a guide on a second sheet.

use std::path::Path;

use rust_xlsxwriter::{DataValidation, Format, FormatAlign, Formula, Note, Workbook, XlsxError};

use crate::out::{clean, decimal, yuan};
use crate::partial::{Partial, failed};
use crate::write::{body_format, head, put, save};
use crate::{Out, OutColumn, SheetError, column_letters};

/// What a template tells those who fill it in, in their language.
#[derive(Debug, Clone)]
pub struct Guide<'g> {
    /// Stands before the first cell of the example row: one of [`EXAMPLE_MARKS`].
    pub mark: &'g str,
    /// The name of the guide's sheet.
    pub sheet: &'g str,
    /// The guide, a line a cell.
    pub lines: &'g [String],
}

/// What may stand before the first cell of the example row; `find_table` skips rows that begin with one.
pub const EXAMPLE_MARKS: [&str; 2] = ["示例：", "Example: "];

/// Rows below the header that have drop-downs.
const ROWS: u32 = 2000;
/// A list inside a validation may have 255 characters; a longer one needs cells to refer to.
const INLINE: usize = 255;

/// Writes a template. `example` has as many cells as there are columns, or none for no example row; the first one is
/// marked so that the reader skips the row even if nobody deletes it.
pub fn template(
    path: &Path,
    sheet_name: &str,
    title: Option<&str>,
    columns: &[OutColumn],
    example: &[Out<'_>],
    guide: &Guide<'_>,
) -> Result<(), SheetError> {
    let (partial, file) = Partial::create(path)?;
    let mut book = build(sheet_name, title, columns, example, guide).map_err(|error| failed(path, error))?;
    let file = save(&mut book, file, path)?;
    partial.commit(&file)
}

fn build(
    sheet_name: &str,
    title: Option<&str>,
    columns: &[OutColumn],
    example: &[Out<'_>],
    guide: &Guide<'_>,
) -> Result<Workbook, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let titles: Vec<String> = columns
        .iter()
        .map(|column| if column.required { format!("*{}", column.title) } else { column.title.clone() })
        .collect();
    let first = head(sheet, sheet_name, title, columns, &titles)?;
    let mut long_lists = Vec::new();
    for (index, column) in columns.iter().enumerate() {
        let place = index as u16;
        if let Some(note) = &column.note {
            sheet.insert_note(first - 1, place, &Note::new(clean(note)).add_author_prefix(false))?;
        }
        if column.options.is_empty() {
            continue;
        }
        let length: usize = column.options.iter().map(|option| option.encode_utf16().count() + 1).sum();
        let rule = DataValidation::new();
        let rule = if length <= INLINE && !column.options.iter().any(|option| option.contains([',', '"'])) {
            rule.allow_list_strings(&column.options)?
        } else {
            let letters = column_letters(long_lists.len());
            long_lists.push(&column.options);
            rule.allow_list_formula(Formula::new(format!(
                "='{LISTS}'!${letters}$1:${letters}${}",
                column.options.len()
            )))
        };
        sheet.add_data_validation(first, place, first + ROWS - 1, place, &rule)?;
    }
    for (index, cell) in example.iter().enumerate().take(columns.len()) {
        let format = body_format(columns[index].kind).set_italic().set_font_color(0x80_80_80);
        if index == 0 {
            sheet.write_string_with_format(first, 0, format!("{}{}", guide.mark, shown(cell)), &format)?;
        } else {
            put(sheet, first, index as u16, cell, &format)?;
        }
    }
    if !guide.lines.is_empty() {
        let sheet = book.add_worksheet();
        sheet.set_name(guide.sheet)?;
        sheet.set_column_width(0, 100)?;
        let format = Format::new().set_text_wrap().set_align(FormatAlign::Top);
        for (row, line) in guide.lines.iter().enumerate() {
            sheet.write_string_with_format(row as u32, 0, clean(line), &format)?;
        }
    }
    if !long_lists.is_empty() {
        let sheet = book.add_worksheet();
        sheet.set_name(LISTS)?;
        sheet.set_hidden(true);
        for (column, options) in long_lists.iter().enumerate() {
            for (row, option) in options.iter().enumerate() {
                sheet.write_string(row as u32, column as u16, clean(option))?;
            }
        }
    }
    Ok(book)
}

/// The hidden sheet for long drop-down lists.
const LISTS: &str = "选项";

fn shown(cell: &Out<'_>) -> String {
    match cell {
        Out::Empty => String::new(),
        Out::Text(text) | Out::Date(text) => clean(text).into_owned(),
        Out::Whole(number) => number.to_string(),
        Out::Decimal(scaled, decimals) => decimal(*scaled, *decimals),
        Out::Fen(fen) => yuan(*fen),
    }
}
