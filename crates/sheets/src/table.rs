//! Finds the table inside a sheet: the header row, the columns that were asked for, and the rows that are data.

use std::collections::{BTreeMap, HashMap};

use crate::title::{bare_title, line_unit};
use crate::values::is_space;
use crate::{Area, Cell, Row, Sheet, SheetError, normal_title, title_unit};

/// A header stands among the first rows or nowhere.
const HEADER_ROWS: usize = 30;
/// A header has a few levels, not more.
const DEEPEST: usize = 4;
const TOTALS: &[&str] =
    &["合计", "小计", "总计", "共计", "累计", "本页合计", "本页小计", "total", "subtotal", "grandtotal"];
const EXAMPLES: &[&str] = &["示例", "样例", "填写示例", "Example:"];
const NOTES: &[&str] = &["填写说明", "填报说明", "填表说明"];
/// These end a form; only with a colon, because they are good titles and names otherwise.
const SIGNATURES: &[&str] =
    &["注", "备注", "说明", "填表人", "制表人", "填报人", "审核人", "审批人", "单位负责人", "负责人签字"];

/// A column that the caller wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The caller's name for it.
    pub key: String,
    /// The canonical title, then synonyms; for two-level headers also `parent/child`.
    pub titles: Vec<String>,
    /// Whether the table is useless without it.
    pub required: bool,
}

/// A column that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The caller's name for it.
    pub key: String,
    /// The 0-based column.
    pub index: usize,
    /// The title as it stands in the file.
    pub title: String,
    /// The unit in that title, or in the group title above it: `万元`.
    pub unit: Option<String>,
}

/// Why a row below the header is no data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Skip {
    /// Only white space.
    Blank,
    /// A total.
    Total,
    /// The header again, as at a page break, or its lower half.
    RepeatedHeader,
    /// An example from a template.
    Example,
    /// A remark or a line of signatures.
    Note,
}

/// The table that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The sheet it is on.
    pub sheet: String,
    /// The row number of the header.
    pub header_row: usize,
    /// The columns that were asked for, in the file's order.
    pub columns: Vec<Found>,
    /// Titles that nobody asked for, with their 0-based columns.
    pub unknown: Vec<(usize, String)>,
    /// The rows of data.
    pub rows: Vec<Row>,
    /// Rows that are no data, with their numbers. Rows without any content are not in the sheet and not here.
    pub skipped: Vec<(usize, Skip)>,
    /// A unit announced above the header (`单位：万元`); for amounts whose column has no unit of its own.
    pub unit: Option<String>,
    /// Merged areas below the header: a cell that is covered is empty in `rows`.
    pub merged: Vec<Area>,
}

/// The wanted columns by each of their titles.
pub(crate) fn by_title(columns: &[Column]) -> HashMap<String, usize> {
    let mut keys = HashMap::new();
    for (index, column) in columns.iter().enumerate() {
        for title in &column.titles {
            keys.entry(normal_title(title)).or_insert(index);
        }
    }
    keys
}

/// Finds the header that matches best on any sheet and takes the table below it.
pub fn find_table(sheets: Vec<Sheet>, columns: &[Column]) -> Result<Table, SheetError> {
    let keys = by_title(columns);
    let mut best: Option<(usize, usize, Header)> = None;
    let mut seen = Vec::new();
    for (at, sheet) in sheets.iter().enumerate() {
        let titles = exposed(sheet);
        for row in 0..titles.len() {
            let header = Header::of(&titles, row, &keys);
            let named: Vec<String> =
                titles[row].iter().filter(|title| !title.is_empty()).map(|title| one_line(title)).collect();
            if named.len() > seen.len() {
                seen = named;
            }
            if header.fits(columns) && best.as_ref().is_none_or(|(_, _, other)| header.score() > other.score()) {
                best = Some((at, row, header));
            }
        }
    }
    let Some((at, row, header)) = best else {
        let required: Vec<&Column> = columns.iter().filter(|column| column.required).collect();
        let wanted = if required.is_empty() { columns.iter().collect() } else { required };
        seen.truncate(40);
        return Err(SheetError::NoHeader { wanted: wanted.iter().map(|column| canonical(column)).collect(), seen });
    };
    let sheet = sheets.into_iter().nth(at).unwrap_or_default();
    take(sheet, row, header, columns)
}

/// The title by which the user knows a column.
fn canonical(column: &Column) -> String {
    column.titles.first().unwrap_or(&column.key).clone()
}

/// The titles of the first rows, merged values repeated in every cell they cover.
pub(crate) fn exposed(sheet: &Sheet) -> Vec<Vec<String>> {
    let rows = &sheet.rows[..sheet.rows.len().min(HEADER_ROWS)];
    let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let mut titles: Vec<Vec<String>> =
        rows.iter().map(|row| (0..width).map(|column| title_text(row.cell(column))).collect()).collect();
    let last = rows.last().map_or(0, |row| row.number);
    for area in sheet.merged.iter().filter(|area| area.top <= last && area.left < width) {
        let Some(top) = rows.iter().position(|row| row.number == area.top) else { continue };
        let value = titles[top][area.left].clone();
        for (_, titles) in rows.iter().zip(&mut titles).skip(top).take_while(|(row, _)| row.number <= area.bottom) {
            for title in titles.iter_mut().take(area.right.saturating_add(1)).skip(area.left) {
                if title.is_empty() {
                    title.clone_from(&value);
                }
            }
        }
    }
    titles
}

fn title_text(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => text.trim_matches(is_space).to_owned(),
        Cell::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

pub(crate) fn one_line(title: &str) -> String {
    title.split(is_space).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// What a row would mean as a header.
pub(crate) struct Header {
    /// For each column of the sheet, which wanted column it is.
    pub(crate) matched: Vec<Option<usize>>,
    pub(crate) titles: Vec<String>,
    pub(crate) units: Vec<Option<String>>,
    /// Wanted columns that are matched at all, and by a cell of this very row.
    total: usize,
    own: usize,
}

impl Header {
    pub(crate) fn of(titles: &[Vec<String>], row: usize, keys: &HashMap<String, usize>) -> Self {
        let names = &titles[row];
        let above = |column: usize| row.checked_sub(1).map_or("", |above| titles[above][column].as_str());
        // A group title covers the columns to its right; CSV has no merged cells to say so.
        let group = |column: usize| (0..=column).rev().map(above).find(|title| !title.is_empty()).unwrap_or("");
        let mut matched: Vec<Option<usize>> = (0..names.len())
            .map(|column| {
                let (own, parent) = (&names[column], group(column));
                if own.is_empty() {
                    return None;
                }
                let both = normal_title(&format!("{parent}/{own}"));
                let both = if parent.is_empty() || parent == own { None } else { keys.get(&both) };
                both.or_else(|| keys.get(&normal_title(own))).copied()
            })
            .collect();
        // Second try, without any brackets, for what is still missing and only if there is one candidate.
        let mut bare: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for column in 0..names.len() {
            if matched[column].is_none()
                && !names[column].is_empty()
                && let Some(key) = keys.get(&bare_title(&names[column]))
                && !matched.contains(&Some(*key))
            {
                bare.entry(*key).or_default().push(column);
            }
        }
        for (key, columns) in bare {
            if let [column] = columns[..] {
                matched[column] = Some(key);
            }
        }
        let own = distinct(&matched);
        let mut shown = names.clone();
        if own > 0 {
            // The title of a column without a lower half stands in the row above.
            for column in 0..names.len() {
                if names[column].is_empty()
                    && let Some(key) = keys.get(&normal_title(above(column)))
                    && !matched.contains(&Some(*key))
                {
                    matched[column] = Some(*key);
                    shown[column] = above(column).to_owned();
                }
            }
        }
        let units =
            (0..names.len()).map(|column| title_unit(&shown[column]).or_else(|| title_unit(group(column)))).collect();
        Self { total: distinct(&matched), matched, titles: shown, units, own }
    }

    pub(crate) fn score(&self) -> (usize, usize) {
        (self.total, self.own)
    }

    /// The columns of the sheet that are a wanted one; `body` is what stands below.
    pub(crate) fn places(&self, wanted: usize, body: &[Row]) -> Vec<usize> {
        let mut places: Vec<usize> =
            (0..self.matched.len()).filter(|index| self.matched[*index] == Some(wanted)).collect();
        if places.len() > 1 {
            // A title merged over two columns, or a second column that nobody filled in, is no contradiction.
            let first = places[0];
            places.retain(|index| body.iter().any(|row| !row.cell(*index).is_blank()));
            if places.is_empty() {
                places.push(first);
            }
        }
        places
    }

    pub(crate) fn fits(&self, columns: &[Column]) -> bool {
        let required = columns.iter().any(|column| column.required);
        let has = |wanted: &usize| columns[*wanted].required || !required;
        self.own > 0 && (self.total >= 2 || self.total * 2 >= columns.len()) && self.matched.iter().flatten().any(has)
    }
}

fn distinct(matched: &[Option<usize>]) -> usize {
    let mut keys: Vec<usize> = matched.iter().flatten().copied().collect();
    keys.sort_unstable();
    keys.dedup();
    keys.len()
}

/// Names the columns and cuts the sheet into header and body.
fn take(sheet: Sheet, row: usize, header: Header, columns: &[Column]) -> Result<Table, SheetError> {
    let number = sheet.rows[row].number;
    let seen = || header.titles.iter().filter(|title| !title.is_empty()).map(|title| one_line(title)).collect();
    let mut found = Vec::new();
    let mut missing = Vec::new();
    for (wanted, column) in columns.iter().enumerate() {
        match header.places(wanted, &sheet.rows[row + 1..])[..] {
            [] if column.required => missing.push(canonical(column)),
            [] => {}
            [index] => found.push(Found {
                key: column.key.clone(),
                index,
                title: header.titles[index].clone(),
                unit: header.units[index].clone(),
            }),
            [first, second, ..] => {
                let title = one_line(&header.titles[first]);
                return Err(SheetError::DuplicateColumn { sheet: sheet.name, row: number, title, first, second });
            }
        }
    }
    if !missing.is_empty() {
        return Err(SheetError::MissingColumns { sheet: sheet.name, row: number, missing, seen: seen() });
    }
    let unknown = (0..header.titles.len())
        .filter(|index| !header.titles[*index].is_empty() && header.matched[*index].is_none())
        .map(|index| (index, one_line(&header.titles[index])))
        .collect();
    Ok(cut(sheet, row, found, unknown))
}

/// Cuts off the header and what is no data; `row` is the header's place among the sheet's rows.
pub(crate) fn cut(sheet: Sheet, row: usize, mut found: Vec<Found>, unknown: Vec<(usize, String)>) -> Table {
    let number = sheet.rows[row].number;
    found.sort_by_key(|found| found.index);
    let unit = sheet.rows[..row].iter().flat_map(|row| &row.cells).find_map(|cell| line_unit(&title_text(cell)));
    // A title merged downwards makes the rows that it covers part of the header; a remark merged beside the whole
    // table does not.
    let halves = sheet
        .merged
        .iter()
        .filter(|area| area.bottom <= number + DEEPEST && found.iter().any(|found| area.covers(number, found.index)));
    let bottom = halves.map(|area| area.bottom).max().unwrap_or(number);
    let mut skipped = Vec::new();
    let mut rows = sheet.rows;
    rows.drain(..=row);
    rows.retain(|row| {
        let why = if row.number <= bottom { Some(Skip::RepeatedHeader) } else { no_data(row, &found) };
        skipped.extend(why.map(|why| (row.number, why)));
        why.is_none()
    });
    let mut merged = sheet.merged;
    merged.retain(|area| area.top > bottom);
    Table { sheet: sheet.name, header_row: number, columns: found, unknown, rows, skipped, unit, merged }
}

/// Why a row is no data, if so.
pub(crate) fn no_data(row: &Row, found: &[Found]) -> Option<Skip> {
    let mut filled = row.cells.iter().filter(|cell| !cell.is_blank());
    let Some(first) = filled.next() else { return Some(Skip::Blank) };
    if let Cell::Text(text) = first {
        let text = text.trim_matches(is_space);
        if EXAMPLES.iter().any(|mark| text.starts_with(mark)) {
            return Some(Skip::Example);
        }
        let signed = |mark: &&str| text.strip_prefix(*mark).is_some_and(|rest| rest.starts_with(['：', ':']));
        if NOTES.iter().any(|mark| text.starts_with(mark)) || SIGNATURES.iter().any(signed) {
            return Some(Skip::Note);
        }
    }
    // A serial number or the name of a place may stand before the word.
    if is_total(first) || filled.take(2).any(is_total) {
        return Some(Skip::Total);
    }
    let same = |found: &&Found| matches!(row.cell(found.index), Cell::Text(text) if text.trim_matches(is_space) == found.title);
    let repeated = found.iter().filter(same).count();
    (repeated >= 2 || (repeated == 1 && found.len() == 1)).then_some(Skip::RepeatedHeader)
}

fn is_total(cell: &Cell) -> bool {
    let Cell::Text(text) = cell else { return false };
    if text.len() > 40 {
        return false;
    }
    let word: String = text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    TOTALS.contains(&word.as_str())
}
