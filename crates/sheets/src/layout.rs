//! A table whose sheet, header row and columns a person names: what the reader would take ([`look`]) and the table as it
//! was decided ([`table_at`]). Takes the same rows and units as `find_table` when the guess is left as it is.

use crate::table::{Header, by_title, cut, exposed, no_data, one_line};
use crate::{Cell, Column, Found, Sheet, SheetError, Table, normal_title};

/// Where a table is and which column is which.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// The sheet, counted from 0.
    pub sheet: usize,
    /// The row number of the header, as Excel shows it.
    pub header_row: usize,
    /// The 0-based column in the file and the caller's name for it.
    pub columns: Vec<(usize, String)>,
}

/// A column of the file.
#[derive(Debug, Clone, PartialEq)]
pub struct Heading {
    /// The 0-based column.
    pub index: usize,
    /// Its title in one line; may be empty where only cells stand.
    pub title: String,
    /// The unit in the title or in the group title above.
    pub unit: Option<String>,
    /// The first values below it.
    pub samples: Vec<Cell>,
    /// Which of the wanted columns it is taken for.
    pub key: Option<String>,
}

/// What the reader would take as the table.
#[derive(Debug, Clone, PartialEq)]
pub struct Look {
    /// The sheet, counted from 0.
    pub sheet: usize,
    /// The row number of the header.
    pub header_row: usize,
    /// The columns that have a title or a value.
    pub headings: Vec<Heading>,
    /// Rows with content below the header.
    pub rows: usize,
}

/// Values shown of each column.
const SAMPLES: usize = 3;
/// Rows searched for them.
const SEARCHED: usize = 200;

/// Looks for the header that matches best, on one sheet if it is named, and at one row if that is named. Where nothing
/// matches, the row with the most titles is offered. None if there is no such sheet or row.
#[must_use]
pub fn look(sheets: &[Sheet], columns: &[Column], sheet: Option<usize>, header_row: Option<usize>) -> Option<Look> {
    let keys = by_title(columns);
    let mut best: Option<Candidate> = None;
    for (at, each) in sheets.iter().enumerate().filter(|(at, _)| sheet.is_none_or(|wanted| wanted == *at)) {
        let titles = exposed(each);
        for (row, names) in titles.iter().enumerate() {
            if header_row.is_some_and(|wanted| each.rows[row].number != wanted) {
                continue;
            }
            let header = Header::of(&titles, row, &keys);
            let fits = header.fits(columns);
            let filled = names.iter().filter(|title| !title.is_empty()).count();
            let points = (fits, if fits { header.score() } else { (filled, 0) });
            if best.as_ref().is_none_or(|other| points > other.points) {
                best = Some(Candidate { points, sheet: at, row, header });
            }
        }
    }
    let Candidate { sheet, row, header, .. } = best?;
    Some(seen(&sheets[sheet], sheet, row, &header, columns))
}

/// A row that may be the header.
struct Candidate {
    /// Whether it fits, and how well.
    points: (bool, (usize, usize)),
    sheet: usize,
    row: usize,
    header: Header,
}

/// What stands under a header.
fn seen(sheet: &Sheet, at: usize, row: usize, header: &Header, columns: &[Column]) -> Look {
    let body = &sheet.rows[row + 1..];
    let mut keys: Vec<Option<&str>> = vec![None; header.titles.len()];
    for (wanted, column) in columns.iter().enumerate() {
        for place in header.places(wanted, body) {
            keys[place] = Some(&column.key);
        }
    }
    let width = body.iter().take(SEARCHED).map(|row| row.cells.len()).max().unwrap_or(0).max(header.titles.len());
    let headings = (0..width).map(|index| {
        let cells = body.iter().take(SEARCHED).filter(|row| no_data(row, &[]).is_none()).map(|row| row.cell(index));
        Heading {
            index,
            title: header.titles.get(index).map(|title| one_line(title)).unwrap_or_default(),
            unit: header.units.get(index).cloned().flatten(),
            samples: cells.filter(|cell| !cell.is_blank()).take(SAMPLES).cloned().collect(),
            key: keys.get(index).copied().flatten().map(str::to_owned),
        }
    });
    let headings = headings.filter(|heading| !heading.title.is_empty() || !heading.samples.is_empty()).collect();
    Look { sheet: at, header_row: sheet.rows[row].number, headings, rows: body.len() }
}

/// The rows of a sheet among which a header may stand: number and the texts in it.
#[must_use]
pub fn first_rows(sheet: &Sheet) -> Vec<(usize, Vec<String>)> {
    let titles = exposed(sheet).into_iter();
    let text = |names: Vec<String>| names.iter().filter(|name| !name.is_empty()).map(|name| one_line(name)).collect();
    sheet.rows.iter().zip(titles).map(|(row, names)| (row.number, text(names))).collect()
}

/// What makes two headers the same: their titles in order, as titles are compared.
#[must_use]
pub fn signature(look: &Look) -> String {
    let each = look.headings.iter().filter(|heading| !heading.title.is_empty());
    each.map(|heading| format!("{}:{}", heading.index, normal_title(&heading.title))).collect::<Vec<_>>().join("\u{1f}")
}

/// Takes the table that a person has named. `columns` are those that may be asked for: those required must be there.
///
/// # Errors
/// If there is no such sheet or row, a required column is missing, or two columns are meant for one.
pub fn table_at(sheets: Vec<Sheet>, columns: &[Column], layout: &Layout) -> Result<Table, SheetError> {
    let nowhere = || SheetError::NoSuchRow { sheet: layout.sheet, row: layout.header_row };
    let sheet = sheets.into_iter().nth(layout.sheet).ok_or_else(nowhere)?;
    let titles = exposed(&sheet);
    let row = sheet.rows.iter().take(titles.len()).position(|row| row.number == layout.header_row);
    let row = row.ok_or_else(nowhere)?;
    let header = Header::of(&titles, row, &by_title(columns));
    let title = |index: usize| header.titles.get(index).cloned().unwrap_or_default();
    let mut found: Vec<Found> = Vec::with_capacity(layout.columns.len());
    for (index, key) in &layout.columns {
        if let Some(other) = found.iter().find(|other| other.key == *key) {
            let (title, (first, second)) = (one_line(&title(*index)), (other.index, *index));
            return Err(SheetError::DuplicateColumn {
                sheet: sheet.name,
                row: layout.header_row,
                title,
                first,
                second,
            });
        }
        let unit = header.units.get(*index).cloned().flatten();
        found.push(Found { key: key.clone(), index: *index, title: title(*index), unit });
    }
    let lacks = |column: &&Column| column.required && !found.iter().any(|found| found.key == column.key);
    let missing: Vec<String> =
        columns.iter().filter(lacks).map(|column| column.titles.first().unwrap_or(&column.key).clone()).collect();
    if !missing.is_empty() {
        let seen = header.titles.iter().filter(|title| !title.is_empty()).map(|title| one_line(title)).collect();
        return Err(SheetError::MissingColumns { sheet: sheet.name, row: layout.header_row, missing, seen });
    }
    let unknown = (0..header.titles.len())
        .filter(|index| !header.titles[*index].is_empty() && !found.iter().any(|found| found.index == *index))
        .map(|index| (index, one_line(&header.titles[index])))
        .collect();
    Ok(cut(sheet, row, found, unknown))
}
