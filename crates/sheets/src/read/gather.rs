//! Gathers the cells of one sheet, in whatever order they come, and refuses what goes beyond the limits.

use crate::{Area, Cell, Limits, Row, Sheet, SheetError};

/// How much memory all sheets of a workbook together may still take. A shared text of 30,000 characters costs ten
/// bytes in the file each time it is used; only counting what we keep stops that.
pub(super) struct Budget {
    left: u64,
}

impl Budget {
    pub(super) fn new(limits: &Limits) -> Self {
        Self { left: limits.expanded_bytes }
    }
}

/// A sheet in the making.
pub(super) struct Gather<'a> {
    sheet: Sheet,
    limits: &'a Limits,
    budget: &'a mut Budget,
    in_order: bool,
}

impl<'a> Gather<'a> {
    pub(super) fn new(name: &str, limits: &'a Limits, budget: &'a mut Budget) -> Self {
        let sheet = Sheet { name: name.to_owned(), ..Sheet::default() };
        Self { sheet, limits, budget, in_order: true }
    }

    /// Adds a cell; `row` from 1, `column` from 0. Empty cells are left out.
    pub(super) fn put(&mut self, row: usize, column: usize, cell: Cell) -> Result<(), SheetError> {
        let text = match &cell {
            Cell::Empty => return Ok(()),
            Cell::Text(text) if text.is_empty() => return Ok(()),
            Cell::Text(text) | Cell::Fault(text) => text.len(),
            _ => 0,
        };
        let sheet = || self.sheet.name.clone();
        if column >= self.limits.columns {
            return Err(SheetError::TooManyColumns { sheet: sheet(), row, column, limit: self.limits.columns });
        }
        if let Cell::Text(text) = &cell
            && text.len() > self.limits.cell_chars
            && text.chars().count() > self.limits.cell_chars
        {
            return Err(SheetError::CellTooLong { sheet: sheet(), row, column, limit: self.limits.cell_chars });
        }
        let last = self.sheet.rows.last().map(|last| last.number);
        let mut cost = text as u64;
        if last != Some(row) {
            if self.sheet.rows.len() >= self.limits.rows {
                return Err(SheetError::TooManyRows { sheet: sheet(), row, limit: self.limits.rows });
            }
            self.in_order &= last.is_none_or(|last| last < row);
            cost += size_of::<Row>() as u64;
        }
        let width = if last == Some(row) { self.sheet.rows.last().map_or(0, |last| last.cells.len()) } else { 0 };
        cost += ((column + 1).saturating_sub(width) * size_of::<Cell>()) as u64;
        if cost > self.budget.left {
            return Err(SheetError::TooMuch { sheet: sheet(), row, limit: self.limits.expanded_bytes });
        }
        self.budget.left -= cost;
        if last != Some(row) {
            // Most rows are as wide as the one before.
            let cells = Vec::with_capacity(self.sheet.rows.last().map_or(column + 1, |last| last.cells.len()));
            self.sheet.rows.push(Row { number: row, cells });
        }
        let cells = &mut self.sheet.rows.last_mut().expect("a row was pushed just above").cells;
        if column < cells.len() {
            cells[column] = cell;
        } else {
            cells.resize(column, Cell::Empty);
            cells.push(cell);
        }
        Ok(())
    }

    /// Notes a merged area. One that ends before it begins, as only a damaged file has it, covers nothing.
    pub(super) fn merge(&mut self, area: Area) {
        if area.top <= area.bottom && area.left <= area.right {
            self.sheet.merged.push(area);
        }
    }

    /// How far it got, for messages.
    pub(super) fn last_row(&self) -> usize {
        self.sheet.rows.last().map_or(0, |row| row.number)
    }

    pub(super) fn finish(mut self) -> Sheet {
        if !self.in_order {
            // Some generators write rows out of order or in pieces; the later piece wins.
            self.sheet.rows.sort_by_key(|row| row.number);
            self.sheet.rows.dedup_by(|later, kept| {
                let same = later.number == kept.number;
                if same {
                    let width = kept.cells.len().max(later.cells.len());
                    kept.cells.resize(width, Cell::Empty);
                    for (index, cell) in later.cells.drain(..).enumerate() {
                        if cell != Cell::Empty {
                            kept.cells[index] = cell;
                        }
                    }
                }
                same
            });
        }
        self.sheet
    }
}
