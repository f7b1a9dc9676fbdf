//! Messy tables of the kind that arrive: title rows, two-level headers, totals, synonyms, old formats, odd encodings.
#![expect(clippy::unwrap_used, reason = "tests")]

use hangji_sheets::{Cell, Column, Limits, Sheet, SheetError, Skip, Table, find_table, read, read_bytes, values};
use rust_xlsxwriter::{Format, Workbook, Worksheet};

fn column(key: &str, titles: &[&str], required: bool) -> Column {
    Column { key: key.into(), titles: titles.iter().map(|title| (*title).to_owned()).collect(), required }
}

fn wanted() -> Vec<Column> {
    vec![
        column("name", &["姓名", "户主姓名", "Name"], true),
        column("day", &["走访日期", "日期", "Date"], true),
        column("planned", &["投资/计划", "计划投资"], false),
        column("spent", &["投资/实际", "实际投资"], false),
        column("people", &["人口", "家庭人口"], false),
    ]
}

fn workbook(fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(book.add_worksheet());
    book.save_to_buffer().unwrap()
}

fn sheets(bytes: Vec<u8>) -> Vec<Sheet> {
    read_bytes("走访.xlsx", bytes, &Limits::default()).unwrap()
}

fn csv(text: &str) -> Result<Table, SheetError> {
    find_table(read_bytes("走访.csv", text.as_bytes().to_vec(), &Limits::default()).unwrap(), &wanted())
}

fn keys(table: &Table) -> Vec<(&str, usize)> {
    table.columns.iter().map(|found| (found.key.as_str(), found.index)).collect()
}

fn messy() -> Vec<u8> {
    workbook(|sheet| {
        let plain = Format::new();
        let date = Format::new().set_num_format("yyyy\"年\"m\"月\"d\"日\"");
        sheet.merge_range(0, 0, 0, 6, "沙坡头区2013年走访台账", &plain).unwrap();
        sheet.write_string(1, 0, "填报单位：滨河镇").unwrap().write_string(1, 5, "单位：万元").unwrap();
        for (index, title) in ["序号", "姓　名*", "走访日期："].into_iter().enumerate() {
            sheet.merge_range(3, index as u16, 4, index as u16, title, &plain).unwrap();
        }
        sheet.merge_range(3, 3, 3, 4, "投资（元）", &plain).unwrap();
        sheet.write_string(4, 3, "计划").unwrap().write_string(4, 4, "实际").unwrap();
        sheet.merge_range(3, 5, 4, 5, "家庭\n人口（人）", &plain).unwrap();
        sheet.merge_range(3, 6, 4, 6, "备注", &plain).unwrap();
        sheet.write_string(5, 1, "示例：张三").unwrap();
        sheet.write_number(6, 0, 1.0).unwrap().write_string(6, 1, "马建国").unwrap();
        sheet.write_number_with_format(6, 2, 41395.0, &date).unwrap().write_string(6, 3, "１，２００").unwrap();
        sheet.write_formula(6, 5, rust_xlsxwriter::Formula::new("=2+3").set_result("5")).unwrap();
        sheet.write_formula(6, 6, rust_xlsxwriter::Formula::new("=A0").set_result("#REF!")).unwrap();
        sheet.write_string(7, 1, " 　").unwrap();
        sheet
            .write_number(9, 0, 2.0)
            .unwrap()
            .write_string(9, 1, "李桂兰")
            .unwrap()
            .write_string(9, 2, "2013.6.2")
            .unwrap();
        sheet.write_string(10, 1, "姓　名*").unwrap().write_string(10, 2, "走访日期：").unwrap();
        sheet.write_number(11, 0, 3.0).unwrap().write_string(11, 1, "王五").unwrap();
        sheet.write_string(12, 0, "合  计").unwrap().write_number(12, 3, 1200.0).unwrap();
        sheet.write_string(13, 0, "填表人：赵六").unwrap();
    })
}

#[test]
fn messy_workbook() {
    let table = find_table(sheets(messy()), &wanted()).unwrap();
    assert_eq!(keys(&table), [("name", 1), ("day", 2), ("planned", 3), ("spent", 4), ("people", 5)]);
    assert_eq!(table.header_row, 5);
    assert_eq!(table.columns[2].unit.as_deref(), Some("元"), "the group's unit");
    assert_eq!(table.columns[4].unit.as_deref(), Some("人"));
    assert_eq!(table.unit.as_deref(), Some("万元"));
    assert_eq!(table.unknown, [(0, "序号".to_owned()), (6, "备注".to_owned())]);
    assert_eq!(table.rows.iter().map(|row| row.number).collect::<Vec<_>>(), [7, 10, 12]);
    assert_eq!(
        table.skipped,
        [(6, Skip::Example), (8, Skip::Blank), (11, Skip::RepeatedHeader), (13, Skip::Total), (14, Skip::Note)]
    );
    let row = &table.rows[0];
    assert_eq!(values::date(row.cell(2)).unwrap().unwrap().to_string(), "2013-05-01");
    assert_eq!(values::money_fen(row.cell(3), table.columns[2].unit.as_deref()), Ok(Some(120_000)));
    assert_eq!(values::whole(row.cell(5)), Ok(Some(5)));
    assert!(matches!(row.cell(6), Cell::Fault(fault) if fault == "#REF!"));
}

#[test]
fn old_and_open_formats() {
    for file in ["visits.xls", "visits.ods"] {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(file);
        let table = find_table(read(&path, &Limits::default()).unwrap(), &wanted()).unwrap();
        assert_eq!(table.sheet, "走访台账", "{file}");
        assert_eq!(keys(&table), [("name", 0), ("day", 1), ("planned", 2), ("spent", 3)], "{file}");
        assert_eq!(table.columns[3].unit.as_deref(), Some("万元"), "{file}");
        assert_eq!(table.rows.iter().map(|row| row.number).collect::<Vec<_>>(), [4, 6], "{file}");
        assert_eq!(table.skipped, [(7, Skip::Total)], "{file}");
        let days: Vec<_> =
            table.rows.iter().map(|row| values::date(row.cell(1)).unwrap().unwrap().to_string()).collect();
        assert_eq!(days, ["2013-05-01", "2013-06-02"], "{file}");
        assert_eq!(values::money_fen(table.rows[0].cell(2), Some("万元")), Ok(Some(2_320_490_000)), "{file}");
    }
}

#[test]
fn the_1904_system() {
    // rust_xlsxwriter cannot write it, so the flag is put into the finished file.
    let bytes = workbook(|sheet| {
        let date = Format::new().set_num_format("yyyy-mm-dd");
        sheet.write_number_with_format(0, 0, 39_933.0, &date).unwrap();
    });
    let bytes = rezip(bytes, |name, text| match name {
        "xl/workbook.xml" => text.replace("<workbookPr ", "<workbookPr date1904=\"1\" "),
        _ => text,
    });
    let sheet = sheets(bytes).remove(0);
    assert_eq!(values::date(sheet.rows[0].cell(0)).unwrap().unwrap().to_string(), "2013-05-01");
}

fn rezip(bytes: Vec<u8>, change: impl Fn(&str, String) -> String) -> Vec<u8> {
    use std::io::{Cursor, Read, Write};
    let mut from = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..from.len() {
        let mut part = from.by_index(index).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        to.start_file(&name, zip::write::SimpleFileOptions::default()).unwrap();
        to.write_all(change(&name, text).as_bytes()).unwrap();
    }
    to.finish().unwrap().into_inner()
}

#[test]
fn a_huge_declared_range_costs_nothing() {
    let bytes = workbook(|sheet| {
        sheet.write_string(0, 0, "姓名").unwrap().write_string(1_048_575, 255, "远").unwrap();
    });
    let bytes = rezip(bytes, |_, text| text.replace("ref=\"A1:IV1048576\"", "ref=\"A1:XFD1048576\""));
    let sheet = sheets(bytes).remove(0);
    assert_eq!(sheet.rows.iter().map(|row| row.number).collect::<Vec<_>>(), [1, 1_048_576]);
}

#[test]
fn limits_name_the_place() {
    let wide = workbook(|sheet| {
        sheet.write_string(2, 300, "宽").unwrap();
    });
    let error = read_bytes("a.xlsx", wide, &Limits::default()).unwrap_err();
    assert!(matches!(error, SheetError::TooManyColumns { row: 3, column: 300, .. }), "{error}");
    assert!(error.to_string().contains("KO3") && error.zh().contains("KO3"));
    let many = read_bytes("a.csv", "a\n".repeat(11).into_bytes(), &Limits { rows: 10, ..Limits::default() });
    assert!(matches!(many, Err(SheetError::TooManyRows { row: 11, limit: 10, .. })));
    let long = read_bytes("a.csv", "x,很长很长".into(), &Limits { cell_chars: 3, ..Limits::default() });
    assert!(matches!(long, Err(SheetError::CellTooLong { row: 1, column: 1, .. })));
    let large = read_bytes("a.csv", "12345".into(), &Limits { file_bytes: 4, ..Limits::default() });
    assert!(matches!(large, Err(SheetError::FileTooLarge { .. })));
}

#[test]
fn csv_in_every_dress() {
    let text = "姓名,走访日期,人口\n马建国,2013-05-01,\"3\"\n";
    let utf16: Vec<u8> = [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let big: Vec<u8> = [0xFE, 0xFF].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect();
    let dresses: Vec<Vec<u8>> = vec![
        text.into(),
        format!("\u{FEFF}{text}").into(),
        text.replace('\n', "\r\n").into(),
        text.replace('\n', "\r").into(),
        text.replace(',', ";").into(),
        text.replace(',', "\t").into(),
        format!("sep=;\r\n{}", text.replace(',', ";")).into(),
        encoding_rs::GB18030.encode(text).0.into_owned(),
        utf16,
        big,
    ];
    for (index, bytes) in dresses.into_iter().enumerate() {
        let table = find_table(read_bytes("a.csv", bytes, &Limits::default()).unwrap(), &wanted()).unwrap();
        assert_eq!(keys(&table), [("name", 0), ("day", 1), ("people", 2)], "{index}");
        assert_eq!(values::whole(table.rows[0].cell(2)), Ok(Some(3)), "{index}");
    }
}

#[test]
fn csv_row_numbers_are_those_of_excel() {
    let table = csv("姓名,日期\n\"马\n建国\",2013-05-01\n\n\"李\"\"桂\"\"兰\" 女,2013-05-02\n").unwrap();
    assert_eq!(table.rows.iter().map(|row| row.number).collect::<Vec<_>>(), [2, 4]);
    assert_eq!(table.rows[1].cell(0), &Cell::Text("李\"桂\"兰 女".into()));
}

#[test]
fn bad_csv_is_refused_with_its_line() {
    let limits = Limits::default();
    let open = read_bytes("a.csv", "姓名,日期\n\"马建国,1\n".into(), &limits);
    assert!(matches!(open, Err(SheetError::OpenQuote { line: 2, .. })), "{open:?}");
    let mut bytes = encoding_rs::GB18030.encode("姓名\n马建国\n").0.into_owned();
    bytes.extend(b"\xFF\xFF\n");
    assert!(matches!(read_bytes("a.csv", bytes, &limits), Err(SheetError::Encoding { line: 3, .. })));
    assert!(matches!(read_bytes("a.csv", b"a\0b".to_vec(), &limits), Err(SheetError::NotAWorkbook { .. })));
    assert!(matches!(read_bytes("a.csv", Vec::new(), &limits), Err(SheetError::Nothing { .. })));
    assert!(matches!(read_bytes("a.csv", b"\r\n\r\n".to_vec(), &limits), Err(SheetError::Nothing { .. })));
}

#[test]
fn two_level_header_in_csv() {
    let table = csv("台账,,,\n姓名,走访日期,投资,\n,,计划,实际\n马建国,2013-05-01,1,2\n,,,\n").unwrap();
    assert_eq!(keys(&table), [("name", 0), ("day", 1), ("planned", 2), ("spent", 3)]);
    assert_eq!(table.rows.len(), 1);
}

#[test]
fn headers_that_cannot_be_used() {
    let missing = csv("姓名,电话\n马建国,1\n");
    assert!(matches!(missing, Err(SheetError::NoHeader { .. })), "{missing:?}");
    let Err(error) = csv("姓名,人口,电话\n马建国,3,1\n") else { panic!("accepted") };
    let SheetError::MissingColumns { missing, seen, row: 1, .. } = &error else { panic!("{error:?}") };
    assert_eq!(missing, &["走访日期"]);
    assert_eq!(seen, &["姓名", "人口", "电话"]);
    let twice = csv("姓名,日期,户主姓名\n马建国,2013-05-01,李\n");
    assert!(matches!(twice, Err(SheetError::DuplicateColumn { first: 0, second: 2, .. })), "{twice:?}");
    assert!(twice.unwrap_err().zh().contains("A 列和 C 列"));
    assert!(csv("姓名,日期,户主姓名\n马建国,2013-05-01,\n").is_ok(), "an empty second column is no contradiction");
    assert!(matches!(find_table(Vec::new(), &wanted()), Err(SheetError::NoHeader { .. })));
}

#[test]
fn brackets_are_ignored_when_nothing_else_fits() {
    let columns = [column("name", &["姓名"], true), column("phone", &["电话"], false)];
    let table =
        |text: &str| find_table(read_bytes("a.csv", text.into(), &Limits::default()).unwrap(), &columns).unwrap();
    assert_eq!(keys(&table("姓名,电话（手机）\n马,1\n")), [("name", 0), ("phone", 1)]);
    assert_eq!(keys(&table("姓名,电话（手机）,电话\n马,1,2\n")), [("name", 0), ("phone", 2)]);
    assert_eq!(keys(&table("姓名,电话（手机）,电话（座机）\n马,1,2\n")), [("name", 0)]);
}
