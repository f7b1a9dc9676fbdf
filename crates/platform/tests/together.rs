//! Several at once: one of two writers wins and the other is told, readers see whole states, and an act that breaks off
//! leaves nothing.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Barrier, mpsc};
use std::thread;

use hangji_platform::access::Viewer;
use hangji_platform::figures::read;
use hangji_platform::ledger::acts::Correction;
use hangji_platform::ledger::{Value, acts, rows};
use hangji_platform::{Cx, Refusal, Result, System, journal};
use hangji_store::{Clock, Db, Id, Tx};
use hangji_testkit::{World, day, period, refusal, worlds};

/// A root with one person and one visit by them.
fn visited(w: &World) -> (Id, Id, Id) {
    let root = w.org("R", Id(0), "2000-01-01");
    let person = w.person(root, "P", "张三");
    let visit = visit(w, root, person, "2013-05-01", 100);
    (root, person, visit)
}

fn visit(w: &World, org: Id, person: Id, on: &str, fen: i64) -> Id {
    let given = [("on_day", on.into()), ("visitor", person.into()), ("topic", "credit".into()), ("credit", fen.into())];
    w.add("visits", org, &given).unwrap()
}

/// An amendment by one of several threads; a world is not for several, its database and declarations are.
fn amend(db: &Db, sys: &System, at: i64, id: Id, seen: i64, values: Vec<Value>) -> Result<()> {
    let mut cx = Cx::new(Id(at), Clock::Fixed(1_400_000_000_000 + at), day("2013-12-31"))?;
    let operator = Viewer::operator();
    let may = operator.may_write(sys, "visits")?;
    db.write(|tx| acts::amend(tx, sys, &mut cx, &may, Correction { id, seen, reason: "更正" }, values))
}

#[test]
fn of_two_who_saw_the_same_state_one_wins_and_the_other_is_told() {
    for w in worlds() {
        let (root, _, id) = visited(&w);
        let credit = w.sys.ledger("visits").unwrap().position("credit").unwrap();
        for round in 1..=10 {
            let record = w.record("visits", id);
            let before = w.head();
            let start = Barrier::new(2);
            let results: Vec<Result<()>> = thread::scope(|scope| {
                let writers = [2 * round, 2 * round + 1].map(|n| {
                    let (db, sys, start) = (&w.db, &w.sys, &start);
                    let (seen, mut values) = (record.entry, record.values.clone());
                    values[credit] = (1000 * n).into();
                    scope.spawn(move || {
                        start.wait();
                        amend(db, sys, n, id, seen, values)
                    })
                });
                writers.map(|t| t.join().unwrap()).into()
            });
            assert_eq!(results.iter().filter(|r| r.is_ok()).count(), 1, "{}", w.name);
            let winner = 2 * round + i64::from(results[1].is_ok());
            for lost in results.into_iter().filter(Result::is_err) {
                assert!(matches!(refusal(lost), Refusal::Conflict(_)), "{}", w.name);
            }
            assert_eq!(w.head(), before + 1, "{}", w.name);
            assert_eq!(w.record("visits", id).values[credit], (1000 * winner).into(), "{}", w.name);
            assert_eq!(w.figure("events.sum", root, "2013").value.n, i128::from(1000 * winner), "{}", w.name);
        }
        w.assert_sound();
    }
}

#[test]
fn writers_of_different_records_all_get_through() {
    for w in worlds() {
        let (root, person, _) = visited(&w);
        let ids: Vec<Id> = (1..=4).map(|d| visit(&w, root, person, &format!("2013-06-{d:02}"), 0)).collect();
        let credit = w.sys.ledger("visits").unwrap().position("credit").unwrap();
        thread::scope(|scope| {
            for (n, id) in ids.iter().enumerate() {
                let (db, sys, record) = (&w.db, &w.sys, w.record("visits", *id));
                scope.spawn(move || {
                    let (mut seen, mut values) = (record.entry, record.values);
                    for fen in 1..=5 {
                        values[credit] = fen.into();
                        amend(db, sys, n as i64, *id, seen, values.clone()).unwrap();
                        let ledger = sys.ledger("visits").unwrap();
                        seen = db.read(|tx| rows::load(tx, ledger, *id)).unwrap().unwrap().entry;
                    }
                });
            }
        });
        assert_eq!(w.figure("events.sum", root, "2013-06").value.n, 20, "{}", w.name);
        w.assert_sound();
    }
}

/// What a reader can see of the visits: their number, the kept sum, the sum of the rows, and the journal's last entry.
fn seen(tx: &mut Tx<'_>, sys: &System, root: Id) -> Result<(i64, i128, i128, i64)> {
    let figure = sys.figure("events.sum")?;
    let visits = tx.number("SELECT COUNT(*) FROM visits WHERE state = 0", &[])?;
    let kept = read::read(tx, sys, figure, root, period("2013"))?.value.n;
    let scanned = read::rescan(tx, sys, figure, root, period("2013"))?.value.n;
    Ok((visits, kept, scanned, journal::head(tx)?.0))
}

#[test]
fn a_reader_sees_the_state_before_a_write_until_it_is_whole() {
    for w in worlds() {
        let (root, person, _) = visited(&w);
        let before = w.db.read(|tx| seen(tx, &w.sys, root)).unwrap();
        let look = || w.db.read(|tx| seen(tx, &w.sys, root)).unwrap();
        w.act(|tx, sys, cx| {
            let operator = Viewer::operator();
            let may = operator.may_write(sys, "visits")?;
            for n in 1..=3 {
                let given = [
                    ("on_day", format!("2013-07-{n:02}").into()),
                    ("visitor", person.into()),
                    ("topic", "credit".into()),
                    ("credit", 10.into()),
                ];
                acts::add(tx, sys, cx, &may, root, w.values("visits", &given))?;
                // In the midst of the write, on a connection of its own.
                assert_eq!(look(), before, "{}", w.name);
            }
            Ok(())
        })
        .unwrap();
        assert_eq!(look(), (before.0 + 3, before.1 + 30, before.2 + 30, before.3 + 3), "{}", w.name);
    }
}

#[test]
fn a_reader_keeps_its_state_while_others_write() {
    for w in worlds() {
        let (root, person, _) = visited(&w);
        w.db.read(|tx| {
            let first = seen(tx, &w.sys, root)?;
            visit(&w, root, person, "2013-08-01", 50);
            assert_eq!(seen(tx, &w.sys, root)?, first, "{}", w.name);
            Ok(())
        })
        .unwrap();
        assert_eq!(w.figure("events.sum", root, "2013").value.n, 150, "{}", w.name);
    }
}

#[test]
fn readers_beside_a_busy_writer_never_see_half_an_act() {
    for w in worlds() {
        let (root, person, _) = visited(&w);
        let (done, writing) = mpsc::channel::<()>();
        thread::scope(|scope| {
            let (db, sys) = (&w.db, &w.sys);
            let reader = scope.spawn(move || {
                let mut looks = 0;
                while looks < 3 || writing.try_recv() == Err(mpsc::TryRecvError::Empty) {
                    let (visits, kept, scanned, head) = db.read(|tx| seen(tx, sys, root)).unwrap();
                    assert_eq!((kept, scanned), (100 * i128::from(visits), 100 * i128::from(visits)));
                    // An organisation and a person came before.
                    assert_eq!(head, visits + 2);
                    looks += 1;
                }
            });
            for n in 1..=28 {
                visit(&w, root, person, &format!("2013-09-{n:02}"), 100);
            }
            drop(done);
            reader.join().unwrap();
        });
        w.assert_sound();
    }
}

#[test]
fn a_panic_within_a_write_leaves_nothing_and_the_database_usable() {
    for w in worlds() {
        let (root, person, id) = visited(&w);
        let before = w.db.read(|tx| seen(tx, &w.sys, root)).unwrap();
        // More often than there are connections at rest.
        for n in 1..=5 {
            let broken = catch_unwind(AssertUnwindSafe(|| {
                w.act(|tx, sys, cx| -> Result<()> {
                    let operator = Viewer::operator();
                    let may = operator.may_write(sys, "visits")?;
                    let given = [("on_day", format!("2013-10-{n:02}").into()), ("visitor", person.into())];
                    acts::add(tx, sys, cx, &may, root, w.values("visits", &given))?;
                    std::panic::resume_unwind(Box::new("in the midst of an act"))
                })
            }));
            assert!(broken.is_err(), "{}", w.name);
            assert_eq!(w.db.read(|tx| seen(tx, &w.sys, root)).unwrap(), before, "{}", w.name);
        }
        w.amend("visits", id, &[("credit", 700.into())]).unwrap();
        assert_eq!(w.figure("events.sum", root, "2013").value.n, 700, "{}", w.name);
        w.assert_sound();
    }
}
