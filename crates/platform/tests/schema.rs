//! The schema made, widened, refused and carried elsewhere; and every statement that declarations turn into, on both
//! engines.
#![expect(clippy::unwrap_used, reason = "tests")]

use hangji_platform::access::scope::Plan;
use hangji_platform::access::{Scope, Viewer};
use hangji_platform::figures::{Counting, Facts, Measure, Part, Timing, read, scan};
use hangji_platform::ledger::list::{self, Filter, States, Wanted};
use hangji_platform::ledger::{Kind, Value, acts};
use hangji_platform::verify::verify;
use hangji_platform::{Cx, Lang, Refusal, System, backup, journal};
use hangji_store::{Clock, Day, Db, Id, Url};
use hangji_testkit::{
    World, databases, day, declared, figures, fresh_folder, ledgers, period, refusal, system, worlds,
};

/// A town with a visit, a post and a transfer; the town moved, a record was amended.
fn fill(w: &World) -> Id {
    let root = w.org("U", Id(0), "2000-01-01");
    let (a, b) = (w.org("A", root, "2000-01-01"), w.org("B", root, "2000-01-01"));
    let person = w.person(a, "P1", "张三");
    let house = w.add("households", a, &[("code", "H1".into()), ("members", 4.into())]).unwrap();
    for (org, on) in [(a, "2012-01-05"), (b, "2013-06-01")] {
        let visit = [
            ("on_day", on.into()),
            ("visitor", person.into()),
            ("household", house.into()),
            ("topic", "credit".into()),
        ];
        let id = w.add("visits", org, &visit).unwrap();
        w.amend("visits", id, &[("credit", 700.into())]).unwrap();
    }
    for kind in ["head", "clerk"] {
        let post = [("person", person.into()), ("kind", kind.into()), ("began_on", "2012-01-01".into())];
        w.add("posts", b, &post).unwrap();
    }
    w.add("transfers", a, &[("on_day", "2013-01-01".into()), ("receiver", b.into()), ("value", 5.into())]).unwrap();
    w.change(b, "2012-07-01", "move", a).unwrap();
    root
}

/// Every derived number, as text.
fn derived(db: &Db) -> Vec<String> {
    let sql = "SELECT part, org, slot, value, facts FROM figure_sum ORDER BY part, org, slot";
    db.read(|tx| {
        tx.all(sql, &[], |r| Ok(format!("{} {} {} {} {}", r.int(0)?, r.int(1)?, r.int(2)?, r.int(3)?, r.int(4)?)))
    })
    .unwrap()
}

/// What every figure reads at every organisation, and that a rescan reads the same.
fn readings(db: &Db, sys: &System) -> Vec<String> {
    let mut out = Vec::new();
    db.read(|tx| {
        let nodes = tx.all("SELECT id FROM org ORDER BY code", &[], |r| r.id(0))?;
        for figure in &sys.figures {
            for node in &nodes {
                for during in ["2012", "2013", "2012Q1", "2013-06"] {
                    let at = read::read(tx, sys, figure, *node, period(during))?;
                    assert_eq!(at, read::rescan(tx, sys, figure, *node, period(during))?, "{} {during}", figure.id);
                    out.push(format!("{} {node} {during} {at:?}", figure.id));
                }
            }
        }
        Ok(())
    })
    .unwrap();
    out
}

#[test]
fn preparing_again_changes_nothing() {
    for on in databases() {
        let sys = system();
        sys.prepare(&on.db).unwrap();
        assert_eq!(verify(&on.db, &sys, true).unwrap().first_fault, None, "{}", on.name);
        sys.prepare(&on.db).unwrap();
    }
    for w in worlds() {
        fill(&w);
        let before = (w.head(), derived(&w.db), readings(&w.db, &w.sys));
        system().prepare(&w.db).unwrap();
        assert_eq!((w.head(), derived(&w.db), readings(&w.db, &w.sys)), before, "{}", w.name);
        w.assert_sound();
    }
}

#[test]
fn a_ledger_that_gained_a_field_keeps_its_records() {
    for on in databases() {
        let mut old = ledgers();
        for ledger in &mut old {
            ledger.fields.retain(|f| f.name != "note" && f.name != "goods" && f.name != "phone");
        }
        let mut w = World::new(declared(old, figures()).unwrap(), on);
        let root = fill(&w);
        let (before, read_before) = (w.head(), readings(&w.db, &w.sys));
        w.sys = system();
        w.sys.prepare(&w.db).unwrap();
        assert_eq!((w.head(), readings(&w.db, &w.sys)), (before, read_before), "{}", w.name);
        w.assert_sound();
        let visit = Id(w.number("SELECT MIN(id) FROM visits"));
        w.amend("visits", visit, &[("note", "补记".into())]).unwrap();
        let note = w.sys.ledger("visits").unwrap().position("note").unwrap();
        assert_eq!(w.record("visits", visit).values[note], Value::from("补记"));
        w.add("people", root, &[("code", "P9".into()), ("name", "新".into()), ("phone", "010-1234567".into())])
            .unwrap();
        w.assert_sound();
    }
}

#[test]
fn a_database_of_another_program_is_refused() {
    for (change, word) in [
        ("INSERT INTO schema_step (number, name, text) VALUES (99, 'later', 'x')", "newer than this program"),
        ("UPDATE schema_step SET text = 'x'", "was changed after it ran"),
        ("ALTER TABLE visits ADD COLUMN mood TEXT", "does not know"),
    ] {
        for w in worlds() {
            w.sql(change);
            let refused = w.sys.prepare(&w.db).expect_err(word);
            assert!(format!("{refused:#}").contains(word), "{} {refused:#}", w.name);
        }
    }
}

#[test]
fn a_figure_defined_otherwise_is_summed_anew() {
    for on in databases() {
        let mut w = World::new(system(), on);
        let root = fill(&w);
        assert_eq!(w.figure("stock.facts", root, "2013").value.n, 2);
        let mut other = figures();
        other.retain(|f| f.id != "stock.sum");
        let facts = Facts::of("posts").when("r.kind = 'head'").on("r.began_on").until("r.ended_on");
        other.iter_mut().find(|f| f.id == "stock.facts").unwrap().measure =
            Measure::Amount(Part::new(Counting::Facts, Timing::AtEnd, facts));
        w.sys = declared(ledgers(), other).unwrap();
        assert!(w.verify().first_fault.is_some(), "{}: the old sums do not fit", w.name);
        w.sys.prepare(&w.db).unwrap();
        assert_eq!(w.figure("stock.facts", root, "2013").value.n, 1);
        readings(&w.db, &w.sys);
        w.assert_sound();
        let parts = w.number("SELECT COUNT(*) FROM figure_part");
        assert_eq!(parts, w.sys.parts.iter().count() as i64, "what is no longer declared is gone");
        assert_eq!(w.number("SELECT COUNT(*) FROM figure_sum WHERE part NOT IN (SELECT id FROM figure_part)"), 0);
    }
}

fn restored(w: &World, file: &std::path::Path) {
    for on in databases() {
        let to = World::new(system(), on);
        let entries = backup::restore(&to.db, &to.sys, file).unwrap();
        let way = format!("{} → {}", w.name, to.name);
        assert_eq!(entries, w.head(), "{way}");
        assert_eq!(to.db.read(journal::head).unwrap(), w.db.read(journal::head).unwrap(), "{way}");
        assert_eq!(readings(&to.db, &to.sys), readings(&w.db, &w.sys), "{way}");
        assert_eq!(derived(&to.db), derived(&w.db), "{way}");
        to.assert_sound();
        let again = refusal(backup::restore(&to.db, &to.sys, file));
        assert!(matches!(&again, Refusal::BadRequest(s) if s.zh.contains("只能恢复到空数据库")), "{way}: {again:?}");
        to.person(Id(to.number("SELECT MIN(id) FROM org")), "P7", "后来");
        to.assert_sound();
    }
}

#[test]
fn a_backup_restores_into_both_engines() {
    let folder = fresh_folder();
    for w in worlds() {
        fill(&w);
        let file = folder.join(format!("{}.db", w.name));
        assert_eq!(backup::backup(&w.db, &w.sys, &file).unwrap(), w.head());
        assert!(refusal(backup::backup(&w.db, &w.sys, &file)).text(Lang::Zh).contains("已存在"));
        restored(&w, &file);
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn what_is_no_backup_is_refused_and_left_alone() {
    let folder = fresh_folder();
    let (text, empty, other) = (folder.join("text.db"), folder.join("empty.db"), folder.join("other.db"));
    std::fs::write(&text, "no database at all").unwrap();
    std::fs::write(&empty, "").unwrap();
    Db::open(&Url::Sqlite(other.clone())).unwrap().write(|tx| tx.batch("CREATE TABLE theirs (a BIGINT)")).unwrap();
    for to in worlds() {
        for file in [&text, &empty, &other, &folder, &folder.join("none.db")] {
            let before = std::fs::read(file).ok();
            let refused = refusal(backup::restore(&to.db, &to.sys, file));
            assert!(refused.text(Lang::Zh).contains("备份"), "{refused:?}");
            assert_eq!(std::fs::read(file).ok(), before, "{} was changed", file.display());
            assert_eq!(to.number("SELECT COUNT(*) FROM journal"), 0);
        }
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_backup_taken_while_others_write_is_one_state() {
    let folder = fresh_folder();
    for w in worlds() {
        let root = fill(&w);
        let file = folder.join(format!("{}.db", w.name));
        let (db, sys) = (&w.db, &w.sys);
        let who = Viewer::operator();
        let entries = std::thread::scope(|scope| {
            let writer = scope.spawn(|| {
                for i in 0..60 {
                    let mut cx = Cx::new(Id(0), Clock::Fixed(1_400_000_000_000 + i * 1000), day("2013-12-31")).unwrap();
                    let may = who.may_write(sys, "people").unwrap();
                    let mut values = vec![Value::Null; may.ledger.fields.len()];
                    (values[0], values[1]) = (format!("W{i}").into(), "某".into());
                    db.write(|tx| acts::add(tx, sys, &mut cx, &may, root, values)).unwrap();
                }
            });
            let entries = backup::backup(db, sys, &file).unwrap();
            writer.join().unwrap();
            entries
        });
        assert!(entries <= w.head());
        let copy = Db::open(&Url::Sqlite(file.clone())).unwrap();
        let report = verify(&copy, sys, true).unwrap();
        assert_eq!((report.entries, report.first_fault), (entries, None), "{}", w.name);
        for to in worlds() {
            assert_eq!(backup::restore(&to.db, &to.sys, &file).unwrap(), entries, "{} → {}", w.name, to.name);
            let report = verify(&to.db, &to.sys, true).unwrap();
            assert_eq!((report.entries, report.first_fault), (entries, None), "{} → {}", w.name, to.name);
        }
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn every_statement_of_the_figures_is_valid() {
    for w in worlds() {
        w.db.read(|tx| {
            for part in w.sys.parts.iter() {
                for source in &part.sources {
                    assert_eq!(tx.check(&source.list())?.len(), 5 + source.aliases.len(), "{} {}", w.name, part.name);
                    for plan in [Plan::Walk, Plan::Gather] {
                        tx.check(&format!("SELECT r.id {}", scan::facts_at(source, part.timing, plan)))?;
                    }
                }
            }
            Ok(())
        })
        .unwrap();
    }
}

/// A value that a filter on a field may have.
fn some_value(kind: Kind) -> Value {
    match kind {
        Kind::Day => Value::from(Day::OPEN),
        kind if kind.is_number() => 1.into(),
        _ => "x".into(),
    }
}

#[test]
fn every_list_can_be_filtered_and_sorted_by_every_field() {
    for w in worlds() {
        let root = fill(&w);
        let person = Some(Id(w.number("SELECT MIN(id) FROM people")));
        let scopes =
            [Scope::everything(), Scope::territory(root, person), Scope::involved(person), Scope::involved(None)];
        for ledger in &w.sys.ledgers {
            let mut all = vec![Wanted::default(), Wanted { states: States::Withdrawn, ..Wanted::default() }];
            all.push(Wanted { node: Some(root), period: Some(period("2012")), ..Wanted::default() });
            for (i, field) in ledger.fields.iter().enumerate() {
                let value = some_value(field.kind);
                let mut filters = vec![Filter::Is(i, Value::Null), Filter::Is(i, value.clone()), Filter::Org(root)];
                filters.extend([Filter::AtLeast(i, value.clone()), Filter::AtMost(i, value)]);
                if !field.kind.is_number() {
                    filters.push(Filter::Contains(i, "50%_\\'".into()));
                }
                all.extend(filters.into_iter().map(|f| Wanted { filters: vec![f], ..Wanted::default() }));
                all.extend([true, false].map(|down| Wanted { sort: Some((i, down)), ..Wanted::default() }));
            }
            for scope in &scopes {
                for wanted in &all {
                    w.db.read(|tx| {
                        let count = list::totals(tx, &w.sys, scope, ledger, wanted)?.count;
                        let lines = list::lines(tx, &w.sys, scope, ledger, wanted, count, 0, 100)?;
                        assert_eq!(lines.len() as i64, count, "{} {} {wanted:?}", w.name, ledger.name);
                        Ok(())
                    })
                    .unwrap();
                }
            }
        }
    }
}
