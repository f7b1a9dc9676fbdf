//! Files made to hurt: nothing may panic, hang or eat the memory, and what is refused is named.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::io::{Cursor, Write};

use hangji_sheets::{Area, Limits, Seems, SheetError, read_bytes};
use proptest::prelude::*;
use rust_xlsxwriter::{Format, Workbook};

fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn small() -> Limits {
    Limits { expanded_bytes: 8 << 20, ..Limits::default() }
}

/// A workbook of one sheet around the given sheet data and shared strings.
fn xlsx(data: &str, strings: &str) -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const RELS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    archive(&[
        ("[Content_Types].xml", b"<Types/>"),
        (
            "_rels/.rels",
            format!("<Relationships xmlns=\"{RELS}\"><Relationship Id=\"r\" Type=\"{OFFICE}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>").as_bytes(),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!("<Relationships xmlns=\"{RELS}\"><Relationship Id=\"r1\" Type=\"{OFFICE}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>").as_bytes(),
        ),
        (
            "xl/workbook.xml",
            format!("<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>").as_bytes(),
        ),
        ("xl/sharedStrings.xml", strings.as_bytes()),
        ("xl/worksheets/sheet1.xml", format!("<worksheet xmlns=\"{MAIN}\"><sheetData>{data}</sheetData></worksheet>").as_bytes()),
    ])
}

#[test]
fn foreign_files_are_named() {
    let html = "<html><head></head><body><table><tr><td>姓名</td></tr></table></body></html>";
    let cases: Vec<(Vec<u8>, Seems)> = vec![
        (b"%PDF-1.7 ...".to_vec(), Seems::Pdf),
        (b"\x89PNG\r\n\x1a\n".to_vec(), Seems::Image),
        (b"\xFF\xD8\xFF\xE0".to_vec(), Seems::Image),
        (html.into(), Seems::Html),
        (format!("\u{FEFF}  {html}").into(), Seems::Html),
        (html.encode_utf16().flat_map(u16::to_le_bytes).collect(), Seems::Html),
        (b"<?xml version=\"1.0\"?><Workbook/>".to_vec(), Seems::Xml),
        (b"Rar!\x1a\x07".to_vec(), Seems::Archive),
        (archive(&[("a.txt", b"x")]), Seems::Archive),
        (archive(&[("[Content_Types].xml", b""), ("word/document.xml", b"")]), Seems::Word),
        (archive(&[("[Content_Types].xml", b""), ("ppt/presentation.xml", b"")]), Seems::Slides),
        (archive(&[("[Content_Types].xml", b""), ("xl/workbook.bin", b"")]), Seems::Xlsb),
        (archive(&[("mimetype", b"application/vnd.oasis.opendocument.text")]), Seems::Word),
        (ole("EncryptedPackage"), Seems::Encrypted),
        (ole("WordDocument"), Seems::Word),
        (ole("Other"), Seems::OtherOffice),
        (b"\x7FELF\0\0".to_vec(), Seems::Binary),
    ];
    for (bytes, expected) in cases {
        let error = read_bytes("表.xls", bytes, &Limits::default()).unwrap_err();
        assert!(
            matches!(&error, SheetError::NotAWorkbook { seems, .. } if *seems == expected),
            "{expected:?}: {error}"
        );
        assert!(error.to_string().contains("表.xls") && error.zh().contains("表.xls"));
    }
}

fn ole(stream: &str) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    file.create_stream(format!("/{stream}")).unwrap().write_all(b"x").unwrap();
    file.flush().unwrap();
    file.into_inner().into_inner()
}

#[test]
fn bombs_are_refused() {
    let zeros = vec![b' '; 32 << 20];
    let bomb = archive(&[("[Content_Types].xml", b""), ("xl/worksheets/sheet1.xml", &zeros)]);
    assert!(bomb.len() < 100_000);
    assert!(matches!(read_bytes("a.xlsx", bomb, &small()), Err(SheetError::Bomb { .. })));
    let styles = archive(&[("[Content_Types].xml", b""), ("xl/styles.xml", &"<xf/>".repeat(4 << 20).into_bytes())]);
    assert!(matches!(read_bytes("a.xlsx", styles, &Limits::default()), Err(SheetError::Bomb { .. })));
    let names: Vec<String> = (0..10_001).map(|index| format!("xl/{index}")).collect();
    let parts: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), b"".as_slice())).collect();
    assert!(matches!(read_bytes("a.xlsx", archive(&parts), &small()), Err(SheetError::Bomb { .. })));
}

#[test]
fn a_declared_size_that_lies_is_counted_anyway() {
    let mut bytes = archive(&[("[Content_Types].xml", b""), ("xl/worksheets/sheet1.xml", &vec![b' '; 32 << 20])]);
    let size = u32::to_le_bytes(32 << 20);
    for at in 0..bytes.len() - 4 {
        if bytes[at..at + 4] == size {
            bytes[at..at + 4].copy_from_slice(&u32::to_le_bytes(100));
        }
    }
    assert!(read_bytes("a.xlsx", bytes, &small()).is_err());
}

#[test]
fn a_long_text_used_often_is_counted() {
    let text = "长".repeat(30_000);
    let strings = format!("<sst uniqueCount=\"1\"><si><t>{text}</t></si></sst>");
    let cells: String =
        (1..=1000).map(|row| format!("<row r=\"{row}\"><c r=\"A{row}\" t=\"s\"><v>0</v></c></row>")).collect();
    let result = read_bytes("a.xlsx", xlsx(&cells, &strings), &small());
    assert!(matches!(result, Err(SheetError::TooMuch { .. })), "{:?}", result.map(|sheets| sheets.len()));
}

#[test]
fn a_claim_of_many_texts_is_refused() {
    for claim in ["99999999999", "99999999999999999999999"] {
        let strings = format!("<sst uniqueCount=\"{claim}\"><si><t>a</t></si></sst>");
        assert!(matches!(read_bytes("a.xlsx", xlsx("", &strings), &small()), Err(SheetError::Damaged { .. })));
    }
    let padded = format!("<sst uniqueCount{}=\"99999999999\"></sst>", " ".repeat(200_000));
    assert!(matches!(read_bytes("a.xlsx", xlsx("", &padded), &small()), Err(SheetError::Damaged { .. })));
}

#[test]
fn rows_in_disorder_are_put_in_order() {
    let data = "<row r=\"3\"><c r=\"B3\"><v>3</v></c></row><row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"3\"><c r=\"A3\"><v>4</v></c></row>";
    let sheets = read_bytes("a.xlsx", xlsx(data, "<sst></sst>"), &small()).unwrap();
    let rows: Vec<_> = sheets[0].rows.iter().map(|row| (row.number, row.cells.len())).collect();
    assert_eq!(rows, [(1, 1), (3, 2)]);
}

/// An old workbook of one sheet: the records of the globals, then those of the sheet.
fn xls(globals: &[(u16, Vec<u8>)], sheet: &[(u16, Vec<u8>)]) -> Vec<u8> {
    let put = |out: &mut Vec<u8>, kind: u16, data: &[u8]| {
        out.extend(kind.to_le_bytes());
        out.extend((data.len() as u16).to_le_bytes());
        out.extend(data);
    };
    let bof = |kind: u8| vec![0, 6, kind, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    let head = |place: u32| {
        let mut out = Vec::new();
        put(&mut out, 0x0809, &bof(5));
        put(&mut out, 0x0085, &[&place.to_le_bytes()[..], &[0, 0, 1, 0, b'S']].concat());
        globals.iter().for_each(|(kind, data)| put(&mut out, *kind, data));
        put(&mut out, 0x000A, &[]);
        out
    };
    let mut stream = head(head(0).len() as u32);
    put(&mut stream, 0x0809, &bof(0x10));
    sheet.iter().for_each(|(kind, data)| put(&mut stream, *kind, data));
    put(&mut stream, 0x000A, &[]);
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    file.create_stream("/Workbook").unwrap().write_all(&stream).unwrap();
    file.flush().unwrap();
    file.into_inner().into_inner()
}

#[test]
fn old_workbooks_are_measured_first() {
    let u16s = |values: &[u16]| values.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<u8>>();
    // One text of 5,000 characters in two records; the second begins with a new flag.
    let texts = |length: u16| {
        let (first, second) = (usize::from(length / 2), usize::from(length - length / 2));
        vec![
            (0x00FC, [&u16s(&[1, 0, 1, 0, length])[..], &[0], &vec![b'a'; first]].concat()),
            (0x003C, [&[1][..], &u16s(&vec![0x957F; second])].concat()),
        ]
    };
    let label = |row: u16, column: u16| (0x00FD, u16s(&[row, column, 0, 0, 0]));
    let good = read_bytes("a.xls", xls(&texts(5000), &[label(0, 0), label(9, 3)]), &small()).unwrap();
    let expected = format!("{}{}", "a".repeat(2500), "长".repeat(2500));
    assert_eq!(good[0].rows[1].number, 10);
    assert_eq!(good[0].rows[1].cell(3), &hangji_sheets::Cell::Text(expected));
    let many: Vec<_> = (0..1000).map(|row| label(row, 0)).collect();
    assert!(matches!(read_bytes("a.xls", xls(&texts(5000), &many), &small()), Err(SheetError::Bomb { .. })));
    let far = xls(&texts(10), &[label(0, 0), label(65_535, 65_535)]);
    assert!(matches!(read_bytes("a.xls", far, &small()), Err(SheetError::Damaged { .. })));
    for dimensions in
        [u16s(&[0, 0, 0xFFFF, 0xFFFF, 0, 0xFFFF, 0]), u16s(&[9, 0, 1, 0, 0, 1, 0]), u16s(&[0, 1, 0, 0xFFFF, 0])]
    {
        let declared = xls(&texts(10), &[(0x0200, dimensions)]);
        assert!(matches!(read_bytes("a.xls", declared, &small()), Err(SheetError::Damaged { .. })));
    }
}

#[test]
fn a_merged_area_that_ends_before_it_begins_is_none() {
    // First row, last row, first column, last column: one area that holds and two that do not.
    let areas: Vec<u8> = [3, 0, 0, 0, 1, 1, 1, 9, 2, 5, 1, 0, 0_u16].iter().flat_map(|n| n.to_le_bytes()).collect();
    let sheets = read_bytes("a.xls", xls(&[], &[(0x00E5, areas)]), &small()).unwrap();
    assert_eq!(sheets[0].merged, [Area { top: 1, bottom: 1, left: 0, right: 1 }]);
}

#[test]
fn repetition_in_ods_is_counted() {
    let content = |cell: &str| {
        format!(
            "<office:document-content><office:body><office:spreadsheet><table:table table:name=\"S\"><table:table-row table:number-rows-repeated=\"1000000\">{cell}</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
        )
    };
    let book = |cell: &str| {
        archive(&[
            ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
            ("content.xml", content(cell).as_bytes()),
        ])
    };
    let wide =
        "<table:table-cell office:value-type=\"float\" office:value=\"1\" table:number-columns-repeated=\"200\"/>";
    assert!(matches!(read_bytes("a.ods", book(wide), &small()), Err(SheetError::TooMuch { .. })));
    let empty = "<table:table-cell table:number-columns-repeated=\"16384\"/>";
    assert_eq!(read_bytes("a.ods", book(empty), &small()).unwrap()[0].rows.len(), 0);
}

fn seeds() -> Vec<Vec<u8>> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let date = Format::new().set_num_format("yyyy-mm-dd");
    sheet.merge_range(0, 0, 0, 2, "台账", &date).unwrap();
    for row in 1..20 {
        sheet.write_string(row, 0, "姓名").unwrap().write_number(row, 1, f64::from(row)).unwrap();
        sheet.write_number_with_format(row, 2, 41395.0, &date).unwrap();
    }
    let fixture = |name: &str| {
        std::fs::read(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)).unwrap()
    };
    vec![
        book.save_to_buffer().unwrap(),
        fixture("visits.ods"),
        fixture("visits.xls"),
        "姓名,日期\n\"马\",1\n".into(),
        xlsx("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row>", "<sst uniqueCount=\"1\"><si><t>a</t></si></sst>"),
    ]
}

/// Inflated content: mutations of a zip itself mostly end at its checksums.
fn content_seeds() -> (String, String) {
    let row = "<table:table-row table:number-rows-repeated=\"2\"><table:table-cell office:value-type=\"string\" table:number-columns-spanned=\"2\"><text:p>a&amp;<text:s text:c=\"3\"/>b</text:p></table:table-cell></table:table-row>";
    let ods =
        format!("<office:document-content><table:table table:name=\"S\">{row}</table:table></office:document-content>");
    let sheet = "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"e\"><v>#N/A</v></c></row><row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>a</t></is></c><c><v>1e5</v></c></row>";
    (ods, sheet.to_owned())
}

fn mutate(text: &mut Vec<u8>, changes: &[(prop::sample::Index, u8, u8)]) {
    for (at, byte, how) in changes {
        if text.is_empty() {
            return;
        }
        let at = at.index(text.len());
        match how % 4 {
            0 => text[at] = *byte,
            1 => text.truncate(at),
            2 => text.insert(at, *byte),
            _ => {
                text.remove(at);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn arbitrary_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = read_bytes("a", bytes, &small());
    }

    #[test]
    fn arbitrary_text(text in "[姓名,;\t\"'\r\n=a-]{0,80}") {
        let _ = read_bytes("a", text.into_bytes(), &small());
    }

    #[test]
    fn mutated_files(seed in 0usize..5, changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), any::<u8>()), 1..6)) {
        let mut bytes = seeds().swap_remove(seed);
        mutate(&mut bytes, &changes);
        let _ = read_bytes("a", bytes, &small());
    }

    #[test]
    fn mutated_content(changes in prop::collection::vec((any::<prop::sample::Index>(), "[<>/\"=&;0-9a ]", any::<u8>()), 1..5)) {
        let changes: Vec<_> = changes.into_iter().map(|(at, text, how)| (at, text.as_bytes()[0], how)).collect();
        let (ods, sheet) = content_seeds();
        let (mut ods, mut sheet) = (ods.into_bytes(), sheet.into_bytes());
        mutate(&mut ods, &changes);
        mutate(&mut sheet, &changes);
        let _ = read_bytes("a", archive(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", &ods)]), &small());
        let _ = read_bytes("a", xlsx(&String::from_utf8_lossy(&sheet), "<sst uniqueCount=\"1\"><si><t>a</t></si></sst>"), &small());
    }
}
