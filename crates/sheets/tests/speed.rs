//! How fast: `cargo test --release -p hangji-sheets --test speed -- --ignored --nocapture`.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::time::Instant;

use hangji_sheets::{Column, Limits, Out, OutColumn, OutKind, Writer, find_table, read};

const ROWS: usize = 100_000;

#[test]
#[ignore = "measures; run it in release"]
#[expect(clippy::too_many_lines, reason = "one table in three formats")]
fn a_hundred_thousand_rows() {
    let folder = std::env::temp_dir().join(format!("hangji-sheets-speed-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let kinds = [
        OutKind::Text,
        OutKind::Text,
        OutKind::Date,
        OutKind::Whole,
        OutKind::Money,
        OutKind::Text,
        OutKind::Text,
        OutKind::Whole,
    ];
    let columns: Vec<OutColumn> = kinds
        .iter()
        .enumerate()
        .map(|(index, kind)| OutColumn {
            title: format!("列{index}"),
            width: 12,
            note: None,
            options: Vec::new(),
            kind: *kind,
            required: false,
        })
        .collect();
    let wanted: Vec<Column> = columns
        .iter()
        .map(|column| Column { key: column.title.clone(), titles: vec![column.title.clone()], required: true })
        .collect();
    for file in ["speed.xlsx", "titled.xlsx", "speed.csv"] {
        let path = folder.join(file);
        let start = Instant::now();
        let mut writer = match file {
            "speed.csv" => Writer::csv(&path, &columns).unwrap(),
            "speed.xlsx" => Writer::xlsx(&path, "表", None, &columns).unwrap(),
            _ => Writer::xlsx(&path, "表", Some("合并的标题"), &columns).unwrap(),
        };
        for row in 0..ROWS {
            let name = format!("张三{row}");
            writer
                .row(&[
                    Out::Text(&name),
                    Out::Text("640502198001011234"),
                    Out::Date("2013-05-01"),
                    Out::Whole(row as i64),
                    Out::Fen(232_049),
                    Out::Text("滨河镇沙坡头村第三网格"),
                    Out::Text("反映灌溉渠道年久失修，已转交水务站办理"),
                    Out::Whole(5),
                ])
                .unwrap();
        }
        writer.finish().unwrap();
        let wrote = start.elapsed();
        let start = Instant::now();
        let sheets = read(&path, &Limits::default()).unwrap();
        let was_read = start.elapsed();
        let start = Instant::now();
        let table = find_table(sheets, &wanted).unwrap();
        assert_eq!(table.rows.len(), ROWS);
        let size = std::fs::metadata(&path).unwrap().len();
        println!("{file}: {size} bytes, written {wrote:?}, read {was_read:?}, table {:?}", start.elapsed());
    }
    std::fs::remove_dir_all(folder).unwrap();
}
