//! The demo district against the work report: every figure of 2013 has its value because the records say so; kept sums
//! equal the scan; loading twice gives the same records; every record passes its own checks.

use hangji_district::{business_day, load, system};
use hangji_platform::figures::{Period, Reading, read};
use hangji_platform::ledger::{Kind, Record, check, rows};
use hangji_platform::verify::verify;
use hangji_platform::{System, tree};
use hangji_store::{Clock, Db, Id, Tx};
use hangji_testkit::{TestDb, databases};

/// The demo district on a fresh database of each kind.
fn districts() -> Vec<(System, TestDb)> {
    databases().into_iter().map(|on| (district(&on), on)).collect()
}

fn district(on: &TestDb) -> System {
    let sys = system().expect("declarations hold together");
    sys.encryption.unlock(hangji_testkit::ring()).expect("locked until now");
    sys.prepare(&on.db).expect("a schema");
    let accounts = load(&on.db, &sys, Clock::Real, &mut |_| {}).expect("the demo district");
    assert_eq!(accounts.len(), 9);
    sys
}

fn period(text: &str) -> Period {
    text.parse().expect("a period")
}

fn shown(tx: &mut Tx<'_>, sys: &System, id: &str, org: Id, p: Period) -> (String, Reading) {
    let figure = sys.figure(id).expect("a figure");
    let reading = read::read(tx, sys, figure, org, p).expect("a reading");
    let text = reading.shown(figure).map_or_else(|| "–".to_owned(), |s| s.to_string());
    (text, reading)
}

/// The nodes that are compared: the district and its townships.
fn nodes(tx: &mut Tx<'_>) -> Vec<Id> {
    let root = tree::lookup::root(tx).expect("a tree").expect("a root").id;
    let sql = "SELECT id FROM org WHERE parent = $1 ORDER BY code";
    let below = tx.all(sql, &[root.into()], |r| r.id(0)).expect("the townships");
    [vec![root], below].concat()
}

/// The comparison rules of the report's table.
fn agrees(value: &str, comparison: &str, wanted: &str) -> bool {
    let number = |s: &str| s.parse::<f64>().unwrap_or(f64::NAN);
    match comparison {
        "at least" => number(value) >= number(wanted),
        "range" => {
            let (least, most) = wanted.split_once("..").expect("a range");
            (number(least)..=number(most)).contains(&number(value))
        }
        _ => (number(value) - number(wanted)).abs() < 1e-9,
    }
}

#[test]
fn the_records_say_what_the_report_says() {
    for (sys, on) in districts() {
        let message = on.db.read(|tx| {
            report(tx, &sys);
            Ok(())
        });
        message.expect("reading");
    }
}

fn report(tx: &mut Tx<'_>, sys: &System) {
    let all = nodes(tx);
    let csv = include_str!("figures.csv");
    let mut wrong = Vec::new();
    for row in csv.lines().skip(1) {
        let cells: Vec<&str> = row.splitn(9, ',').collect();
        let [id, _, _, _, wanted, _, _, comparison, _] = cells[..] else { panic!("a row: {row}") };
        let (value, reading) = shown(tx, sys, id, all[0], period("2013"));
        let (before, _) = shown(tx, sys, id, all[0], period("2012"));
        println!("{id}: {value} ({:?}, {} records); 2012: {before}", reading.ratio, reading.records);
        assert_ne!(value, before, "{id} of 2012 differs from that of 2013");
        if !agrees(&value, comparison, wanted) {
            wrong.push(format!("{id} is {value}, the report says {comparison} {wanted}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(shown(tx, sys, "orgs.standing", all[0], period("2013")).0, "614");
    assert_eq!(shown(tx, sys, "orgs.with_secretary", all[0], period("2013")).0, "614");
    for id in ["enterprise.coverage", "enterprise.formation_rate_30_plus", "enterprise.activity_coverage"] {
        for (node, year) in all.iter().flat_map(|n| [(n, "2012"), (n, "2013")]) {
            let (_, reading) = shown(tx, sys, id, *node, period(year));
            assert!(reading.ratio.is_some_and(|(n, d)| n <= d), "{id} of {year} at {node}: {:?}", reading.ratio);
        }
    }
    let points = "enterprise.demonstration_points_per_township";
    for node in &all[1..] {
        let (text, reading) = shown(tx, sys, points, *node, period("2013"));
        if reading.ratio.is_some_and(|(_, townships)| townships == 1) {
            assert!(agrees(&text, "range", "2..3"), "{text} points in {node}");
        }
    }
}

#[test]
fn kept_sums_equal_the_scan() {
    for (sys, on) in districts() {
        on.db
            .read(|tx| {
                for node in nodes(tx) {
                    for p in ["2012", "2013", "2013Q2", "2013-05", "2012-11-03..2013-06-17"].map(period) {
                        for f in &sys.figures {
                            let kept = read::read(tx, &sys, f, node, p)?;
                            let scanned = read::rescan(tx, &sys, f, node, p)?;
                            assert_eq!(kept, scanned, "{} at {node} in {p} on {}", f.id, on.name);
                        }
                    }
                }
                Ok(())
            })
            .expect("reading");
    }
}

fn records(sys: &System, db: &Db, ledger: &str) -> Vec<Record> {
    let ledger = sys.ledger(ledger).expect("a ledger");
    let sql = format!("SELECT {} FROM {} r ORDER BY r.id", rows::columns(ledger, "r"), ledger.name);
    db.read(|tx| tx.all(&sql, &[], |r| rows::record(ledger, r))).expect("records")
}

#[test]
fn every_record_is_right_and_the_same_every_time() {
    let (first, second) = (districts(), districts());
    let (sys, one) = &first[0];
    for ledger in &sys.ledgers {
        let wanted = records(sys, &one.db, ledger.name);
        // Nobody in the demo has asked for anything yet.
        assert!(!wanted.is_empty() || ledger.name == "requests", "{} is empty", ledger.name);
        for (_, other) in first.iter().skip(1).chain(&second) {
            let found = records(sys, &other.db, ledger.name);
            assert!(wanted == found, "{} differs from one loading to the next ({})", ledger.name, other.name);
        }
        for record in &wanted {
            let problems = check::problems(ledger, &record.values, business_day());
            assert!(problems.is_empty(), "{} {}: {problems:?}", ledger.name, record.id);
        }
    }
    // A second district on top of the first is refused.
    assert!(load(&one.db, sys, Clock::Real, &mut |_| {}).is_err());
}

#[test]
fn it_verifies_and_its_references_and_days_fit() {
    for (sys, on) in districts() {
        assert_eq!(verify(&on.db, &sys, true).expect("a report").first_fault, None);
        on.db.read(|tx| references_and_days(tx, &sys)).expect("reading");
    }
}

fn references_and_days(tx: &mut Tx<'_>, sys: &System) -> hangji_platform::Result<()> {
    for ledger in &sys.ledgers {
        let name = ledger.name;
        for f in &ledger.fields {
            let Kind::Record(other) = f.kind else { continue };
            let sql = format!(
                "SELECT COUNT(*) FROM {name} r WHERE r.{} IS NOT NULL AND r.state = 0
                   AND NOT EXISTS (SELECT 1 FROM {other} o WHERE o.id = r.{} AND o.state = 0)",
                f.name, f.name
            );
            assert_eq!(tx.number(&sql, &[])?, 0, "{name}.{} points to nothing", f.name);
        }
        if tree::is_source(name) {
            continue;
        }
        let Some(day) = ledger.dated else { continue };
        let sql = format!(
            "SELECT COUNT(*) FROM {name} r JOIN org o ON o.id = r.org
             WHERE r.{day} < o.valid_from OR r.{day} >= o.valid_to"
        );
        assert_eq!(tx.number(&sql, &[])?, 0, "{name} has days outside its organisations' lives");
    }
    Ok(())
}

#[test]
fn some_records_have_files_and_remarks() {
    let on = hangji_testkit::sqlite();
    let sys = district(&on);
    let folder = hangji_testkit::fresh_folder();
    let storage = hangji_files::storage::Folder::new(&folder);
    let (files, remarks) =
        hangji_district::annotate(&on.db, &sys, Clock::Real, Some(&storage)).expect("files and remarks");
    assert_eq!((files, remarks), (6, 8));
    let stored = on.db.read(hangji_platform::annotations::attachments::stored).expect("a list");
    assert_eq!(stored.len(), 10, "four photos with their small copies, two certificates");
    for file in stored {
        hangji_files::Storage::get(&storage, &file.name, &file.sha256).expect("what was attached");
    }
    assert_eq!(verify(&on.db, &sys, false).expect("a report").first_fault, None);
    std::fs::remove_dir_all(folder).expect("removed");
}
