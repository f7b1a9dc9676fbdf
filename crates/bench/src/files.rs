//! Imports, beside the bare inserts of the same rows.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Instant;

use anyhow::{Result, ensure};
use hangji_platform::System;
use hangji_platform::access::Viewer;
use hangji_platform::import::{self, Options, run};
use hangji_sheets::{Out, OutColumn, OutKind, Writer};
use hangji_store::{Clock, Db, Url, V};

use crate::district::Visits;
use crate::report::{Report, Row};

const TITLES: [&str; 7] = ["所属党组织", "走访日期", "走访干部", "走访对象", "农户", "发放手册", "慰问金"];

/// Imports CSV into the database that the other measurements use.
pub fn csv(report: &mut Report, sys: &System, db: &Db, folder: &Path, visits: &Visits, rows: usize) -> Result<()> {
    let mut text = TITLES.join(",");
    for n in 0..rows {
        let v = visits.visit(n);
        let (org, day, cadre, household) = (&v.household.3, v.day, &v.cadre.1, &v.household.1);
        write!(text, "\n{org},{day},{cadre},农户,{household},{},{}元", v.handbooks, v.fen / 100)?;
    }
    let file = folder.join("visits.csv");
    std::fs::write(&file, text)?;
    let ours = timed_import(sys, db, &file, rows)?;
    let floor = bare_inserts(folder, visits, rows)?;
    let work = format!("import CSV, {rows} visits");
    report.add(Row { work, unit: "rows/s", higher: true, ours, floor: Some(floor), goal: 50_000.0 });
    Ok(())
}

/// Imports a workbook into a demo district of its own.
pub fn xlsx(report: &mut Report, sys: &System, folder: &Path, visits: &Visits, rows: usize) -> Result<()> {
    let file = folder.join("visits.xlsx");
    let columns = TITLES.map(|title| OutColumn {
        title: title.to_owned(),
        width: 12,
        note: None,
        options: Vec::new(),
        kind: OutKind::Text,
        required: false,
    });
    let mut writer = Writer::xlsx(&file, "走访", None, &columns)?;
    for n in 0..rows {
        let v = visits.visit(n);
        let day = v.day.to_string();
        writer.row(&[
            Out::Text(&v.household.3),
            Out::Date(&day),
            Out::Text(&v.cadre.1),
            Out::Text("农户"),
            Out::Text(&v.household.1),
            Out::Whole(v.handbooks),
            Out::Fen(v.fen),
        ])?;
    }
    writer.finish()?;
    let db = crate::district::demo(sys, &folder.join("xlsx.db"))?;
    let ours = timed_import(sys, &db, &file, rows)?;
    let floor = bare_inserts(folder, visits, rows)?;
    let work = format!("import xlsx, {rows} visits");
    report.add(Row { work, unit: "rows/s", higher: true, ours, floor: Some(floor), goal: 30_000.0 });
    Ok(())
}

fn timed_import(sys: &System, db: &Db, file: &Path, rows: usize) -> Result<f64> {
    let start = Instant::now();
    let file = run::File::read(file)?;
    let viewer = Viewer::operator();
    let done = import::import(db, sys, Clock::Real, &viewer, "visits", file, Options::default(), &mut |s, a, b| {
        if a == b || a == 0 {
            eprintln!("{s} {a} {:?}", start.elapsed())
        }
    })?;
    let took = start.elapsed().as_secs_f64();
    let counts = done.plan.counts();
    if let Some(row) = done.plan.rows.iter().find(|r| matches!(r.fate, import::Fate::Refuse(_))) {
        anyhow::bail!("row {} refused: {:?}", row.number, row.fate);
    }
    ensure!(counts[0] == rows, "{counts:?} instead of {rows} added");
    Ok(rows as f64 / took)
}

/// The floor: the same rows into a bare table with the same indexes by one prepared statement, in one transaction.
fn bare_inserts(folder: &Path, visits: &Visits, rows: usize) -> Result<f64> {
    let file = folder.join(format!("bare-{rows}.db"));
    drop(std::fs::remove_file(&file));
    let db = Db::open(&Url::Sqlite(file))?;
    db.write(|tx| {
        tx.batch(
            "DROP TABLE IF EXISTS v;
             CREATE TABLE v (id INTEGER PRIMARY KEY, org BIGINT, state BIGINT, date TEXT, cadre BIGINT, target TEXT,
               household BIGINT, handbooks BIGINT, consolation BIGINT);
             CREATE UNIQUE INDEX v_key ON v (household, date, cadre, org) WHERE state = 0;
             CREATE INDEX v_date ON v (date, id); CREATE INDEX v_org ON v (org, state, date);",
        )
    })?;
    let start = Instant::now();
    db.write(|tx| {
        let sql = "INSERT INTO v VALUES ($1, $2, 0, $3, $4, 'household', $5, $6, $7)";
        for n in 0..rows {
            let v = visits.visit(n);
            let day = v.day.to_string();
            let params: [V<'_>; 7] = [
                (n as i64).into(),
                v.household.2.into(),
                (&day).into(),
                v.cadre.0.into(),
                v.household.0.into(),
                v.handbooks.into(),
                v.fen.into(),
            ];
            tx.run(sql, &params)?;
        }
        Ok(())
    })?;
    Ok(rows as f64 / start.elapsed().as_secs_f64())
}
