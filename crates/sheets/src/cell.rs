//! What a sheet is made of: cells, rows, sheets, merged areas, and the limits that a file must keep to.

/// How large a file may be before it is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The file as it lies on the disk.
    pub file_bytes: u64,
    /// The file after inflating, and the memory that its cells may take (each on its own).
    pub expanded_bytes: u64,
    /// Rows with content, per sheet.
    pub rows: usize,
    /// The rightmost column with content.
    pub columns: usize,
    /// Characters in one cell.
    pub cell_chars: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { file_bytes: 64 << 20, expanded_bytes: 1 << 30, rows: 2_000_000, columns: 256, cell_chars: 32_767 }
    }
}

/// One cell as the file holds it; a formula is its last computed value.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing was entered.
    Empty,
    /// Text, untrimmed.
    Text(String),
    /// A number without a date format.
    Number(f64),
    /// A number with a date format: the Excel serial in the 1900 system, whatever the file used.
    Date(f64),
    /// TRUE or FALSE.
    Bool(bool),
    /// A formula that failed: `#REF!`, `#N/A` …
    Fault(String),
}

impl Cell {
    /// Whether a person would call it blank (white space counts as nothing).
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.chars().all(crate::values::is_space),
            _ => false,
        }
    }
}

/// One row with content.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The number that Excel shows at the left, from 1.
    pub number: usize,
    /// From column A on; shorter than the sheet when the rest is empty.
    pub cells: Vec<Cell>,
}

impl Row {
    /// The cell in a 0-based column; empty beyond the end.
    pub fn cell(&self, index: usize) -> &Cell {
        self.cells.get(index).unwrap_or(&Cell::Empty)
    }
}

/// One sheet of a workbook.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sheet {
    /// The name on its tab; for CSV the file name.
    pub name: String,
    /// Rows with content in ascending order; blank rows are left out.
    pub rows: Vec<Row>,
    /// Merged areas. Cells hold what the file holds (the value is in the top left cell only), because repeating a sum
    /// of money over the rows that it covers would count it several times; headers are expanded by `find_table`.
    pub merged: Vec<Area>,
}

/// A merged area, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Area {
    /// First row number, from 1.
    pub top: usize,
    /// Last row number, from 1.
    pub bottom: usize,
    /// First column, from 0.
    pub left: usize,
    /// Last column, from 0.
    pub right: usize,
}

impl Area {
    /// Whether the area covers this row number and 0-based column.
    pub fn covers(&self, row: usize, column: usize) -> bool {
        (self.top..=self.bottom).contains(&row) && (self.left..=self.right).contains(&column)
    }
}

/// The letters that Excel shows above a 0-based column: 0 is A, 26 is AA.
pub fn column_letters(index: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = index + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + (rest % 26) as u8));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::column_letters;

    #[test]
    fn letters() {
        for (index, letters) in
            [(0, "A"), (25, "Z"), (26, "AA"), (255, "IV"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")]
        {
            assert_eq!(column_letters(index), letters);
        }
    }
}
