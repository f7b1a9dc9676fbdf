//! A file read as a workbook, and everything done with it that an import does.

use hangji_sheets::{
    Cell, Column, Layout, Limits, Sheet, column_letters, find_table, first_rows, look, normal_title, read_bytes,
    signature, table_at, title_unit,
};

use crate::{archive, values};

/// Small, so that what grows without end is refused before it costs a second.
pub const LIMITS: Limits =
    Limits { file_bytes: 1 << 20, expanded_bytes: 8 << 20, rows: 2_000, columns: 64, cell_chars: 5_000 };

fn wanted() -> Vec<Column> {
    let column = |key: &str, titles: &[&str], required| Column {
        key: key.to_owned(),
        titles: titles.iter().map(|title| (*title).to_owned()).collect(),
        required,
    };
    vec![
        column("name", &["姓名", "户主姓名", "Name"], true),
        column("day", &["走访日期", "日期", "Date"], true),
        column("planned", &["投资/计划", "计划投资"], false),
        column("people", &["人口", "家庭人口"], false),
    ]
}

/// Reads a file and takes a table from it; what is refused must say why in both languages.
pub fn read(bytes: Vec<u8>) {
    let sheets = match read_bytes("a", bytes, &LIMITS) {
        Ok(sheets) => sheets,
        Err(error) => {
            assert!(!error.to_string().is_empty() && !error.zh().is_empty());
            return;
        }
    };
    for sheet in &sheets {
        within_limits(sheet);
        for cell in sheet.rows.iter().flat_map(|row| &row.cells) {
            values::every(cell, Some("万元"));
        }
        for title in first_rows(sheet).iter().flat_map(|(_, titles)| titles) {
            let _ = title_unit(title);
            let normal = normal_title(title);
            assert_eq!(normal_title(&normal), normal, "{title:?}");
        }
    }
    table(sheets);
}

fn within_limits(sheet: &Sheet) {
    assert!(sheet.rows.len() <= LIMITS.rows);
    assert!(sheet.rows.is_sorted_by(|a, b| a.number < b.number), "rows in disorder");
    for row in &sheet.rows {
        assert!(row.number > 0 && row.cells.len() <= LIMITS.columns);
        assert!(row.cells.iter().any(|cell| *cell != Cell::Empty), "row {} is blank", row.number);
        for cell in &row.cells {
            assert!(!matches!(cell, Cell::Text(text) if text.chars().count() > LIMITS.cell_chars));
        }
        assert!(!column_letters(row.cells.len()).is_empty());
    }
    for area in &sheet.merged {
        assert!(area.top <= area.bottom && area.left <= area.right, "{area:?}");
    }
}

/// What the reader guesses and what a person confirms without a change is the same table.
fn table(sheets: Vec<Sheet>) {
    let columns = wanted();
    let seen = look(&sheets, &columns, None, None);
    let guessed = find_table(sheets.clone(), &columns);
    let Some(seen) = seen else {
        assert!(guessed.is_err());
        return;
    };
    let _ = signature(&seen);
    let columns_seen = seen.headings.iter().filter_map(|heading| Some((heading.index, heading.key.clone()?))).collect();
    let layout = Layout { sheet: seen.sheet, header_row: seen.header_row, columns: columns_seen };
    let named = table_at(sheets, &columns, &layout);
    if let Ok(guessed) = guessed {
        let named = named.expect("what is guessed can be named");
        assert_eq!((guessed.header_row, guessed.rows, guessed.unit), (named.header_row, named.rows, named.unit));
    }
}

/// A workbook around one part of it.
#[must_use]
pub fn around(which: u8, part: &[u8]) -> Vec<u8> {
    const ODS: &[u8] = b"application/vnd.oasis.opendocument.spreadsheet";
    let mut parts: Vec<(&str, &[u8])> = PARTS.to_vec();
    match usize::from(which) % (PARTS.len() + 1) {
        0 => parts = vec![("mimetype", ODS), ("content.xml", part)],
        at => parts[at - 1].1 = part,
    }
    archive(&parts)
}

/// The parts of a workbook of one sheet; their places are the first byte of an input, less one.
pub const PARTS: [(&str, &[u8]); 7] = [
    (
        "xl/worksheets/sheet1.xml",
        br#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>41395</v></c><c r="C1" t="e"><v>#N/A</v></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>a</t></is></c><c><v>1e5</v></c></row></sheetData><mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells></worksheet>"#,
    ),
    (
        "xl/sharedStrings.xml",
        br#"<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="1" uniqueCount="1"><si><r><t xml:space="preserve">a&amp;</t></r><rPh><t>b</t></rPh></si></sst>"#,
    ),
    (
        "xl/styles.xml",
        br#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy&quot;-&quot;mm"/></numFmts><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>"#,
    ),
    (
        "xl/workbook.xml",
        br#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><workbookPr date1904="1"/><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets><definedNames><definedName name="n">S!$A$1</definedName></definedNames></workbook>"#,
    ),
    (
        "xl/_rels/workbook.xml.rels",
        br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
    ),
    (
        "_rels/.rels",
        br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
    ),
    ("[Content_Types].xml", b"<Types/>"),
];
