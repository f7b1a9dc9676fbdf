//! Acknowledged means stored: a process that writes without end is killed in the midst of it, again and again; whatever it
//! said it had written is there, nothing is there by half, and the chain and the figures hold.
//!
//! Twice on each engine; as often as [`KILLS`] says in a long run.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};

use hangji_platform::access::Viewer;
use hangji_platform::ledger::acts;
use hangji_platform::{Cx, System};
use hangji_store::{Clock, Db, Id};
use hangji_testkit::{Chance, World, databases, day, opened, system};

/// The variable with the number of kills on each engine.
const KILLS: &str = "HANGJI_TEST_KILLS";
/// The variable that makes this program the one that writes: the address of the database, and the organisation.
const WRITER: &str = "HANGJI_TEST_WRITER";
/// What stands before the id in the line that acknowledges a record.
const WROTE: &str = "wrote ";

#[test]
fn whoever_is_killed_has_stored_what_they_acknowledged() {
    let kills: u64 = std::env::var(KILLS).map_or(2, |n| n.parse().expect(KILLS));
    for on in databases() {
        let address = on.address.clone();
        let w = World::new(system(), on);
        let org = w.org("R", Id(0), "2000-01-01");
        let visitor = w.person(org, "P", "人");
        let mut all = 0;
        for nth in 0..kills {
            let said = Chance::new(nth).between(1, 40) as usize;
            let acknowledged = killed_after(said, &format!("{address} {} {}", org.0, visitor.0));
            assert!(acknowledged.len() >= said, "{}: the writer ended by itself", w.name);
            for id in &acknowledged {
                assert_eq!(w.record("visits", *id).org, org, "{}", w.name);
            }
            all += acknowledged.len() as i64;
            let stored = w.number("SELECT COUNT(*) FROM visits");
            // Of each writer one record more may be stored than it could still tell of.
            assert!((all..=all + nth as i64 + 1).contains(&stored), "{}: {stored} of {all}", w.name);
            assert_eq!(w.figure("events.facts", org, "2013").records, stored, "{}", w.name);
            w.assert_sound();
        }
        println!("{}: {kills} kills, {all} records acknowledged, none lost", w.name);
    }
}

/// Lets a writer acknowledge so many records, kills it, and gives all that it acknowledged.
fn killed_after(said: usize, where_and_who: &str) -> Vec<Id> {
    let mut writer = Killed(
        Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "the_writer", "--nocapture"])
            .env(WRITER, where_and_who)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap(),
    );
    let mut lines = BufReader::new(writer.0.stdout.take().unwrap()).lines();
    let mut told = Vec::new();
    while let Some(Ok(line)) = lines.next() {
        // The first may stand behind what the harness says.
        let Some((_, id)) = line.split_once(WROTE) else { continue };
        told.push(Id(id.parse().unwrap()));
        if told.len() == said {
            writer.0.kill().unwrap();
        }
    }
    told
}

/// A process that does not outlive its test.
struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// The program that is killed: where [`WRITER`] is not set, nothing.
#[test]
fn the_writer() {
    let Ok(given) = std::env::var(WRITER) else { return };
    let [address, org, visitor] = given.split(' ').collect::<Vec<_>>()[..] else { panic!("{given}") };
    let [org, visitor] = [org, visitor].map(|id| Id(id.parse().unwrap()));
    let (db, sys) = (opened(address), system());
    sys.prepare(&db).unwrap();
    let mut out = std::io::stdout().lock();
    loop {
        let id = enter(&db, &sys, org, visitor);
        writeln!(out, "{WROTE}{}", id.0).unwrap();
        out.flush().unwrap();
    }
}

fn enter(db: &Db, sys: &System, org: Id, visitor: Id) -> Id {
    let who = Viewer::operator();
    let mut cx = Cx::new(who.account, Clock::Real, day("2013-12-31")).unwrap();
    db.write(|tx| {
        let ledger = sys.ledger("visits")?;
        let mut values = vec![hangji_platform::ledger::Value::Null; ledger.fields.len()];
        values[ledger.position("on_day").expect("a field")] = "2013-05-01".into();
        values[ledger.position("visitor").expect("a field")] = visitor.into();
        acts::add(tx, sys, &mut cx, &who.may_write(sys, "visits")?, org, values)
    })
    .unwrap()
}
