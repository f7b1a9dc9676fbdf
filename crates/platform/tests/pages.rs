//! Lists walked by cursor give each record exactly once, in the order of the list, in every order there is, while other
//! records come and change; and writes sent twice are known again.
#![expect(clippy::unwrap_used, reason = "tests")]

use hangji_platform::access::{Scope, Viewer};
use hangji_platform::idempotency::{self, Answer, KEPT_MS, Known};
use hangji_platform::ledger::list::{self, Wanted};
use hangji_platform::ledger::page::{self, Cursor};
use hangji_platform::ledger::{Ledger, Value};
use hangji_platform::{Cx, Refusal};
use hangji_store::{Clock, Id};
use hangji_testkit::{Chance, World, day, refusal, worlds};

const RECORDS: usize = 40;
/// Small, and no divisor of [`RECORDS`].
const PAGE: i64 = 7;

fn visit(w: &World, chance: &mut Chance, org: Id, person: Id, n: usize) -> Id {
    let mut given: Vec<(&str, Value)> = vec![
        // Few days, so that many records share one.
        ("on_day", format!("2013-0{}-01", chance.between(1, 4)).into()),
        ("visitor", person.into()),
        ("note", format!("{n}").into()),
    ];
    let mut sometimes = |name, value: Value, chance: &mut Chance| {
        if !chance.one_in(3) {
            given.push((name, value));
        }
    };
    let (hours, topic) = (chance.between(0, 3), *chance.of(&["seed", "credit"]));
    sometimes("hours", hours.into(), chance);
    sometimes("topic", topic.into(), chance);
    sometimes("answered", (hours % 2).into(), chance);
    sometimes("lapsed_on", format!("2014-0{}-01", hours + 1).into(), chance);
    let household = w.add("households", org, &[("code", format!("H{n}").into()), ("members", 3.into())]).unwrap();
    given.push(("household", household.into()));
    w.add("visits", org, &given).unwrap()
}

fn ids(w: &World, scope: &Scope, ledger: &Ledger, wanted: &Wanted) -> Vec<Id> {
    let lines = w.db.read(|tx| list::lines(tx, &w.sys, scope, ledger, wanted, 0, 0, 10_000)).unwrap();
    lines.into_iter().map(|l| l.record.id).collect()
}

/// Every page of a list, with something happening between the first and the second.
fn walk(w: &World, scope: &Scope, ledger: &Ledger, wanted: &Wanted, mut between: impl FnMut()) -> Vec<Id> {
    let (mut out, mut after) = (Vec::new(), None::<String>);
    loop {
        let place = after.map(|c| Cursor::parse(&c, "list").unwrap());
        let found = w.db.read(|tx| page::page(tx, &w.sys, scope, ledger, wanted, place, PAGE)).unwrap();
        assert!(found.0.len() as i64 <= PAGE);
        out.extend(found.0.into_iter().map(|l| l.record.id));
        let Some(end) = found.1 else { return out };
        if out.len() as i64 == PAGE {
            between();
        }
        after = Some(end.cursor("list"));
    }
}

#[test]
fn walking_a_list_gives_each_record_once_in_its_order() {
    for w in worlds() {
        let mut chance = Chance::new(11);
        let root = w.org("R", Id(0), "2000-01-01");
        let towns = [w.org("A", root, "2000-01-01"), w.org("B", root, "2000-01-01")];
        let person = w.person(root, "P", "甲");
        for n in 0..RECORDS {
            visit(&w, &mut chance, *Chance::new(n as u64).of(&towns), person, n);
        }
        let ledger = w.sys.ledger("visits").unwrap();
        let sorts = (0..ledger.fields.len()).flat_map(|i| [Some((i, false)), Some((i, true))]);
        for scope in [Scope::everything(), Scope::territory(towns[0], None)] {
            for sort in sorts.clone().chain([None]) {
                let wanted = Wanted { sort, ..Wanted::default() };
                let all = ids(&w, &scope, ledger, &wanted);
                assert_eq!(walk(&w, &scope, ledger, &wanted, || ()), all, "{} {sort:?}", w.name);
            }
        }
    }
}

#[test]
fn records_that_come_in_between_neither_hide_nor_repeat_others() {
    for w in worlds() {
        let mut chance = Chance::new(12);
        let root = w.org("R", Id(0), "2000-01-01");
        let person = w.person(root, "P", "甲");
        for n in 0..RECORDS {
            visit(&w, &mut chance, root, person, n);
        }
        let ledger = w.sys.ledger("visits").unwrap();
        let (everything, mut next) = (Scope::everything(), RECORDS);
        for sort in ["hours", "topic", "lapsed_on"].map(|n| ledger.position(n)).into_iter().chain([None]) {
            let wanted = Wanted { sort: sort.map(|i| (i, false)), ..Wanted::default() };
            let before = ids(&w, &everything, ledger, &wanted);
            let last = before[PAGE as usize - 1];
            let walked = walk(&w, &everything, ledger, &wanted, || {
                for _ in 0..5 {
                    visit(&w, &mut chance, root, person, next);
                    next += 1;
                }
                // The very record at which the page ended moves elsewhere in the order.
                let hours = w.record("visits", last).values[ledger.position("hours").unwrap()] == 1.into();
                let to = if hours { 2 } else { 1 };
                w.amend("visits", last, &[("hours", to.into()), ("topic", "seed".into())]).unwrap();
            });
            for id in &before {
                let times = walked.iter().filter(|w| *w == id).count();
                // The one that moved is met again where it went to; nothing else is.
                assert!(times == 1 || *id == last && times == 2, "{} {sort:?}: {times} times", w.name);
            }
        }
    }
}

#[test]
fn a_cursor_is_good_for_its_own_list_only_and_tells_nothing() {
    for w in worlds() {
        let root = w.org("R", Id(0), "2000-01-01");
        let towns = [w.org("A", root, "2000-01-01"), w.org("B", root, "2000-01-01")];
        let people = [0, 1].map(|i| w.person(towns[i], &format!("P{i}"), "甲"));
        let ledger = w.sys.ledger("people").unwrap();
        let place = |i: usize| Cursor { record: people[i], entry: w.record("people", people[i]).entry };
        let cursor = place(0).cursor("one list");
        assert_eq!(Cursor::parse(&cursor, "one list").unwrap(), place(0));
        for (text, of) in
            [(cursor.as_str(), "another"), (&cursor[1..], "one list"), ("", "one list"), ("甲", "one list")]
        {
            assert!(matches!(refusal(Cursor::parse(text, of)), Refusal::BadRequest(_)));
        }
        // Where a record of the other town stands in the order is not told, nor what another record once held.
        let scope = Scope::territory(towns[0], None);
        let wanted = Wanted { sort: Some((ledger.position("name").unwrap(), false)), ..Wanted::default() };
        let crossed = Cursor { record: people[0], entry: place(1).entry };
        for foreign in [place(1), crossed] {
            let found = w.db.read(|tx| page::page(tx, &w.sys, &scope, ledger, &wanted, Some(foreign), PAGE));
            assert!(matches!(refusal(found), Refusal::BadRequest(_)), "{}", w.name);
        }
    }
}

#[test]
fn a_key_is_known_for_a_day_to_its_account() {
    for w in worlds() {
        let root = w.org("R", Id(0), "2000-01-01");
        let who = w.viewer("manager", root, None);
        let at = |ms: i64, account: i64| Cx::new(Id(account), Clock::Fixed(ms), day("2013-12-31")).unwrap();
        let request = idempotency::digest(&who, &[b"POST", b"body"]);
        let answer = Answer { status: 201, headers: "etag: \"1\"\n".into(), body: "{}".into() };
        let known = |cx: &Cx, request: &[u8; 32]| w.db.read(|tx| idempotency::known(tx, cx, "k", request)).unwrap();
        w.db.write(|tx| idempotency::keep(tx, &at(1000, 7), "k", &request, &answer)).unwrap();
        assert_eq!(known(&at(2000, 7), &request), Known::Done(answer));
        assert_eq!(known(&at(2000, 7), &idempotency::digest(&who, &[b"POST", b"other"])), Known::Taken);
        assert_eq!(known(&at(2000, 8), &request), Known::New);
        assert_eq!(known(&at(1000 + KEPT_MS, 7), &request), Known::New);
        // The parts of a request do not run together, and whoever may see less by now is another asker.
        assert_ne!(request, idempotency::digest(&who, &[b"POS", b"Tbody"]));
        assert_ne!(request, idempotency::digest(&Viewer { org: Id(1), ..who }, &[b"POST", b"body"]));
        // What is forgotten after a day makes room for the same key.
        w.db.write(|tx| {
            idempotency::keep(
                tx,
                &at(2000 + KEPT_MS, 7),
                "k",
                &request,
                &Answer { status: 200, headers: String::new(), body: "[]".into() },
            )
        })
        .unwrap();
    }
}
