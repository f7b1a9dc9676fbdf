//! What we write, we read back: exports in both formats, and the template.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use hangji_sheets::{
    Cell, Column, EXAMPLE_MARKS, Guide, Limits, Out, OutColumn, OutKind, Skip, Writer, find_table, read, template,
    values,
};
use proptest::prelude::*;

/// A folder of its own for each use.
fn folder() -> PathBuf {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let name = format!("hangji-sheets-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let folder = std::env::temp_dir().join(name);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn column(title: &str, kind: OutKind) -> OutColumn {
    OutColumn { title: title.into(), width: 16, note: None, options: Vec::new(), kind, required: false }
}

fn columns() -> Vec<OutColumn> {
    vec![
        column("姓名", OutKind::Text),
        column("人口", OutKind::Whole),
        column("投资", OutKind::Money),
        column("日期", OutKind::Date),
        column("备注", OutKind::Text),
    ]
}

type Record = (String, i64, i64, String, String);

fn round_trip(csv: bool, title: Option<&str>, records: &[Record]) {
    let folder = folder();
    let path = folder.join(if csv { "out.csv" } else { "out.xlsx" });
    let columns = columns();
    let mut writer = if csv {
        Writer::csv(&path, &columns).unwrap()
    } else {
        Writer::xlsx(&path, "台账", title, &columns).unwrap()
    };
    for (name, people, fen, day, remark) in records {
        writer.row(&[Out::Text(name), Out::Whole(*people), Out::Fen(*fen), Out::Date(day), Out::Text(remark)]).unwrap();
    }
    writer.finish().unwrap();
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1, "nothing is left beside the file");
    let wanted: Vec<Column> = columns
        .iter()
        .map(|column| Column { key: column.title.clone(), titles: vec![column.title.clone()], required: true })
        .collect();
    let sheets = read(&path, &Limits::default()).unwrap();
    let header = sheets[0].rows.iter().position(|row| row.cell(0) == &Cell::Text("姓名".into())).unwrap();
    // Straight from the sheet: find_table would rightly take a record named 合计 for a total.
    let rows = &sheets[0].rows[header + 1..];
    assert_eq!(rows.len(), records.len());
    for (row, (name, people, fen, day, remark)) in rows.iter().zip(records) {
        let text = |index: usize| match row.cell(index) {
            Cell::Text(text) => text.clone(),
            Cell::Empty => String::new(),
            other => panic!("{other:?}"),
        };
        assert_eq!(&text(0), name);
        assert_eq!(values::whole(row.cell(1)), Ok(Some(*people)));
        assert_eq!(values::money_fen(row.cell(2), None), Ok(Some(*fen)));
        assert_eq!(&values::date(row.cell(3)).unwrap().unwrap().to_string(), day);
        assert_eq!(&text(4), remark);
    }
    if !records.is_empty() {
        assert_eq!(find_table(sheets, &wanted).unwrap().columns.len(), 5);
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn awkward_texts() {
    let texts = [
        "=1+1",
        "+86 139",
        "-5",
        "-x",
        "@cmd",
        "'=x",
        "''=x",
        "'quoted",
        "\t=1",
        "\n=1",
        "＝1+1",
        "＠x",
        "a\nb",
        "\"q\"",
        "a,b",
        "a;b",
        "a\tb",
        "010",
        "_x0041_",
        "<b>&amp;",
        "0.10",
        "640502198001011234",
        "张　三",
        "true",
        "#N/A",
        "http://x.cn",
        "sep=;",
    ];
    let records: Vec<Record> =
        texts.iter().map(|text| ((*text).to_owned(), -1, -105, "2013-05-01".to_owned(), (*text).to_owned())).collect();
    round_trip(true, None, &records);
    round_trip(false, Some("=标题"), &records);
    round_trip(false, None, &[]);
    round_trip(true, None, &[]);
}

#[test]
fn a_failed_export_leaves_nothing() {
    let folder = folder();
    for csv in [true, false] {
        let path = folder.join("out");
        let mut writer = if csv {
            Writer::csv(&path, &columns()).unwrap()
        } else {
            Writer::xlsx(&path, "a", None, &columns()).unwrap()
        };
        assert!(writer.row(&[Out::Empty]).is_err());
        drop(writer);
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0);
    }
    assert!(Writer::csv(&folder.join("no/such/folder.csv"), &columns()).is_err());
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn control_characters_become_visible() {
    let folder = folder();
    let path = folder.join("out.xlsx");
    let mut writer = Writer::xlsx(
        &path,
        "a/b:很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长",
        None,
        &columns()[..1],
    )
    .unwrap();
    writer.row(&[Out::Text("a\u{1}b\r\nc")]).unwrap();
    writer.finish().unwrap();
    let sheets = read(&path, &Limits::default()).unwrap();
    assert_eq!(sheets[0].rows[1].cell(0), &Cell::Text("a\u{FFFD}b\nc".into()));
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn the_template_is_understood_by_the_reader() {
    let folder = folder();
    let path = folder.join("模板.xlsx");
    let mut columns = columns();
    columns[0].required = true;
    columns[0].note = Some("与身份证一致".into());
    columns[1].options = vec!["1".into(), "2".into()];
    columns[4].options = (0..200).map(|index| format!("选项{index}")).collect();
    let example = [Out::Text("张三"), Out::Whole(3), Out::Fen(120_050), Out::Date("2013-05-01"), Out::Text("无")];
    let lines = ["第一步：填写姓名".to_owned(), "姓名".to_owned()];
    let wanted: Vec<Column> = columns
        .iter()
        .map(|column| Column { key: column.title.clone(), titles: vec![column.title.clone()], required: true })
        .collect();
    for (mark, sheet) in EXAMPLE_MARKS.into_iter().zip(["填写说明", "Guide"]) {
        let guide = Guide { mark, sheet, lines: &lines };
        template(&path, "台账", Some("走访台账"), &columns, &example, &guide).unwrap();
        let sheets = read(&path, &Limits::default()).unwrap();
        assert_eq!(sheets[1].name, sheet);
        let table = find_table(sheets, &wanted).unwrap();
        assert_eq!(table.header_row, 2);
        assert_eq!(table.columns[0].title, "*姓名");
        assert_eq!(table.rows, []);
        assert_eq!(table.skipped, [(3, Skip::Example)], "{mark}");
    }
    std::fs::remove_dir_all(folder).unwrap();
}

fn record() -> impl Strategy<Value = Record> {
    // Everything but control characters, which become visible on their way out.
    let text = "(\\PC|\n|\t){0,12}";
    (text, -1_000_000_000_000i64..1_000_000_000_000, -100_000_000_000_000i64..100_000_000_000_000, 0i64..70_000, text)
        .prop_map(|(name, people, fen, day, remark)| {
            let day = jiff::civil::date(1905, 1, 1).checked_add(jiff::Span::new().days(day)).unwrap();
            (name, people, fen, day.to_string(), remark)
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn csv_round_trip(records in prop::collection::vec(record(), 0..8)) {
        round_trip(true, None, &records);
    }

    #[test]
    fn xlsx_round_trip(records in prop::collection::vec(record(), 0..8)) {
        round_trip(false, Some("标题"), &records);
    }
}
