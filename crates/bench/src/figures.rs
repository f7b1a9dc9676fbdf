//! Reading figures and their evidence.

use std::time::Instant;

use anyhow::{Result, ensure};
use hangji_platform::access::Scope;
use hangji_platform::figures::{Period, evidence as behind, read};
use hangji_platform::{System, tree};
use hangji_store::{Db, Id};

use crate::report::{Report, Row};

/// Every figure at every node for 2013: the slowest kind counts. A sample is compared with the scan.
pub fn readings(report: &mut Report, sys: &System, db: &Db, visits: usize) -> Result<()> {
    let period = Period::year(2013);
    let (mean, slowest, lookup) = db.read(|tx| {
        let nodes = tx.all("SELECT id FROM org ORDER BY depth, code", &[], |r| r.id(0))?;
        let (mut slowest, mut total, mut count) = (0f64, 0f64, 0);
        for figure in &sys.figures {
            let start = Instant::now();
            for node in &nodes {
                read::read(tx, sys, figure, *node, period)?;
            }
            let each = start.elapsed().as_secs_f64() * 1000.0 / nodes.len() as f64;
            slowest = slowest.max(each);
            total += each;
            count += 1;
        }
        for figure in &sys.figures {
            for node in nodes.iter().take(3).chain(nodes.iter().skip(40).take(3)) {
                let (kept, scanned) =
                    (read::read(tx, sys, figure, *node, period)?, read::rescan(tx, sys, figure, *node, period)?);
                ensure!(kept == scanned, "{} at {node}: kept {kept:?}, scanned {scanned:?}", figure.id);
            }
        }
        let start = Instant::now();
        for node in &nodes {
            let sql =
                "SELECT SUM(value) FROM figure_sum WHERE org = $1 AND part = 1 AND slot BETWEEN 201301 AND 201312";
            tx.number(sql, &[(*node).into()])?;
        }
        Ok((total / f64::from(count), slowest, start.elapsed().as_secs_f64() * 1000.0 / nodes.len() as f64))
    })?;
    let work = format!("any figure at any node by year, {visits} visits, slowest figure");
    report.add(Row { work, unit: "ms", higher: false, ours: slowest, floor: Some(lookup), goal: 1.0 });
    let work = format!("any figure at any node by year, {visits} visits, mean");
    report.add(Row { work, unit: "ms", higher: false, ours: mean, floor: Some(lookup), goal: 1.0 });
    Ok(())
}

/// From a figure to the first page of its records, at the root and at a township.
pub fn evidence(report: &mut Report, sys: &System, db: &Db, visits: usize) -> Result<()> {
    let period = Period::year(2013);
    let figure = sys.figure("contact.households_visited")?;
    let (ours, floor) = db.read(|tx| {
        let root = tree::lookup::root(tx)?.map_or(Id(0), |o| o.id);
        let scope = Scope::territory(root, None);
        let below = tree::lookup::children(tx, &scope, root, period.last)?;
        let mut slowest = 0f64;
        for node in below.iter().map(|o| o.id).chain([root]) {
            let start = Instant::now();
            let reading = read::read(tx, sys, figure, node, period)?;
            let wanted = behind::Wanted { node, period, part: 0, skip: 0, take: 50 };
            let found = behind::list(tx, sys, &scope, figure, wanted)?;
            ensure!(
                found.len() as i64 == reading.records.min(50),
                "{} records shown at {node}: {reading:?}",
                found.len()
            );
            slowest = slowest.max(start.elapsed().as_secs_f64() * 1000.0);
        }
        let start = Instant::now();
        let sql = "SELECT v.id, v.date, p.name, o.name FROM visits v JOIN people p ON p.id = v.cadre
                   JOIN org o ON o.id = v.org WHERE v.date <= '2013-12-31' ORDER BY v.date DESC, v.id DESC LIMIT 50";
        tx.all(sql, &[], |r| r.id(0))?;
        Ok((slowest, start.elapsed().as_secs_f64() * 1000.0))
    })?;
    let work = format!("figure to first page of its records, {visits} visits");
    report.add(Row { work, unit: "ms", higher: false, ours, floor: Some(floor), goal: 20.0 });
    Ok(())
}
