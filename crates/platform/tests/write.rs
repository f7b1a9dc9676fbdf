//! One way to write: every entrance asks right, record, references and guards; a write of several ledgers is accepted or
//! refused as one.
#![expect(clippy::unwrap_used, reason = "tests")]

use hangji_platform::access::Viewer;
use hangji_platform::import::Options;
use hangji_platform::ledger::acts::{self, Correction};
use hangji_platform::ledger::{Authority, Change, Link, Value, Write, write};
use hangji_platform::workspace::bulk::{self, BulkAction};
use hangji_platform::{Refusal, Result};
use hangji_store::{Day, Id};
use hangji_testkit::{World, databases, declared, figures, ledgers, refusal, worlds};

/// Two towns, each with a person and a household; a manager of the first.
struct Place {
    root: Id,
    towns: [Id; 2],
    people: [Id; 2],
    households: [Id; 2],
    manager: Viewer,
}

fn place(w: &World) -> Place {
    let root = w.org("R", Id(0), "2000-01-01");
    let towns = ["A", "B"].map(|code| w.org(code, root, "2000-01-01"));
    let people = [0, 1].map(|i| w.person(towns[i], &format!("P{i}"), &format!("人{i}")));
    let households = [0, 1]
        .map(|i| w.add("households", towns[i], &[("code", format!("H{i}").into()), ("members", 3.into())]).unwrap());
    Place { root, towns, people, households, manager: w.viewer("manager", towns[0], None) }
}

fn visit(visitor: Id, household: Option<Id>) -> Vec<(&'static str, Value)> {
    vec![("on_day", "2013-05-01".into()), ("visitor", visitor.into()), ("household", household.into())]
}

#[track_caller]
fn refused_at<T>(result: Result<T>, field: &str) {
    match refusal(result) {
        Refusal::Invalid(problems) => assert!(problems.iter().any(|p| p.field == Some(field)), "{problems:?}"),
        other => panic!("refused otherwise: {other:?}"),
    }
}

#[test]
fn no_entrance_takes_a_reference_that_its_writer_does_not_reach() {
    for w in worlds() {
        let p = place(&w);
        let (who, own) = (&p.manager, p.people[0]);
        // Entered and amended, as forms and the API do.
        refused_at(w.add_as(who, "visits", p.towns[0], &visit(p.people[1], None)), "visitor");
        let id = w.add_as(who, "visits", p.towns[0], &visit(own, Some(p.households[0]))).unwrap();
        refused_at(w.amend_as(who, "visits", id, &[("household", p.households[1].into())]), "household");
        // From a file, by code.
        let file = |person: &str| format!("org,走访日期,走访人\nA,2013-06-01,{person}\n");
        let taken = |text: &str| w.import(who, "visits", text, Options::default()).unwrap().plan.counts();
        assert_eq!(taken(&file("P1")), [0, 0, 0, 1], "{}", w.name);
        assert_eq!(taken(&file("P0")), [1, 0, 0, 0], "{}", w.name);
        // Many at once.
        let at = w.sys.ledger("visits").unwrap().position("household").unwrap();
        let seen = w.record("visits", id).entry;
        let outcome = w.act_as(who, |tx, sys, cx| {
            let action = BulkAction::Set(at, p.households[1].into());
            bulk::run(tx, sys, cx, &who.may_write(sys, "visits")?, &[(id, seen)], &action, "改户")
        });
        let outcome = outcome.unwrap();
        assert_eq!((outcome.done.len(), outcome.refused.len()), (0, 1), "{}", w.name);
        // A write made by hand.
        let by_hand = |authority: Authority<'_>, household: Id| {
            w.act_as(who, |tx, sys, cx| {
                let ledger = sys.ledger("visits")?;
                let mut given = visit(own, Some(household));
                given[0].1 = "2013-07-01".into();
                let change = Change::add(cx.ids.next(), p.towns[0], w.values("visits", &given));
                write(tx, sys, cx, Write::under(authority).change(ledger, change))
            })
        };
        for authority in [Authority::Role(who), Authority::Acceptance(who, Id(4242))] {
            refused_at(by_hand(authority, p.households[1]), "household");
        }
        by_hand(Authority::Operator, p.households[1]).unwrap();
        w.assert_sound();
    }
}

#[test]
fn only_references_that_a_change_sets_are_asked() {
    for w in worlds() {
        let p = place(&w);
        // Entered from above, with a visitor that the town does not see.
        let id = w.add("visits", p.towns[0], &visit(p.people[1], None)).unwrap();
        w.amend_as(&p.manager, "visits", id, &[("hours", 3.into())]).unwrap();
        let seen = w.record("visits", id).entry;
        let correction = Correction { id, seen, reason: "误录" };
        let who = &p.manager;
        w.act_as(who, |tx, sys, cx| acts::withdraw(tx, sys, cx, &who.may_write(sys, "visits")?, correction)).unwrap();
        let correction = Correction { seen: w.record("visits", id).entry, ..correction };
        w.act_as(who, |tx, sys, cx| acts::restore(tx, sys, cx, &who.may_write(sys, "visits")?, correction)).unwrap();
        // An undo gives back what was there, whoever sees it; a correction does not.
        let given = [visit(p.people[0], Some(p.households[1])), vec![("hours", 5.into())]].concat();
        let id = w.add("visits", p.towns[0], &given).unwrap();
        w.amend_as(who, "visits", id, &[("household", p.households[0].into())]).unwrap();
        let back = |undoes: bool| {
            w.act_as(who, |tx, sys, cx| {
                let change = Change::amend(w.record("visits", id), w.values("visits", &given));
                let again = Write::under(Authority::Role(who)).change(sys.ledger("visits")?, change);
                write(tx, sys, cx, Write { undoes, ..again })
            })
        };
        refused_at(back(false), "household");
        back(true).unwrap();
        // What a field opens to the whole district any writer may name.
        let given = [("on_day", "2013-06-01".into()), ("receiver", p.towns[1].into()), ("value", 5.into())];
        w.add_as(who, "transfers", p.towns[0], &given).unwrap();
        w.assert_sound();
    }
}

#[test]
fn a_write_of_several_ledgers_is_one() {
    for w in worlds() {
        let p = place(&w);
        let heads =
            || w.number("SELECT COUNT(*) FROM ledger_head WHERE ledger IN ('people', 'visits', 'organisations')");
        let write_all = |good: bool| {
            w.act_as(&w.viewer("manager", p.root, None), |tx, sys, cx| {
                let (org, person, visit_id) = (cx.ids.next(), cx.ids.next(), cx.ids.next());
                let town = [
                    ("code", "C".into()),
                    ("name", "新社".into()),
                    ("kind", "town".into()),
                    ("parent", p.root.into()),
                    ("set_up_on", "2012-01-01".into()),
                ];
                let batch = cx.ids.next();
                let changed = Write::under(Authority::Operator)
                    .in_batch(batch)
                    .change(sys.ledger("organisations")?, Change::add(org, org, w.values("organisations", &town)))
                    .change(
                        sys.ledger("people")?,
                        Change::add(person, org, w.values("people", &[("code", "N".into()), ("name", "新人".into())])),
                    )
                    .change(
                        sys.ledger("visits")?,
                        // A visit before the organisation was there is refused, and all the rest with it.
                        Change::add(
                            visit_id,
                            org,
                            w.values(
                                "visits",
                                &[
                                    ("on_day", if good { "2013-01-05" } else { "2011-01-05" }.into()),
                                    ("visitor", person.into()),
                                ],
                            ),
                        ),
                    );
                write(tx, sys, cx, changed)?;
                Ok((org, batch))
            })
        };
        let before = w.head();
        assert!(write_all(false).is_err());
        assert_eq!(w.head(), before, "{}", w.name);
        let (org, batch) = write_all(true).unwrap();
        assert_eq!(heads(), 3, "{}", w.name);
        let entries = w.number(&format!("SELECT COUNT(*) FROM journal WHERE batch = {}", batch.0));
        assert_eq!(entries, 3, "{}", w.name);
        assert_eq!(w.figure("events.facts", org, "2013").records, 1, "{}", w.name);
        w.assert_sound();
    }
}

#[test]
fn a_stale_state_or_a_missing_right_is_refused_whatever_the_caller_looked_at() {
    for w in worlds() {
        let p = place(&w);
        let id = w.add("visits", p.towns[1], &visit(p.people[1], None)).unwrap();
        let record = w.record("visits", id);
        let amended = |who: &Viewer, present: hangji_platform::ledger::Record| {
            let values = w.values("visits", &[visit(p.people[1], None), vec![("hours", 1.into())]].concat());
            w.act_as(who, |tx, sys, cx| {
                let change = Change::amend(present, values);
                write(tx, sys, cx, Write::under(Authority::Role(who)).change(sys.ledger("visits")?, change))
            })
        };
        // Another town's record, passed off as one's own.
        let stolen = hangji_platform::ledger::Record { org: p.towns[0], ..record.clone() };
        assert!(matches!(refusal(amended(&p.manager, stolen)), Refusal::NotFound(_)), "{}", w.name);
        let whole = w.viewer("manager", p.root, None);
        let stale = hangji_platform::ledger::Record { entry: record.entry - 1, ..record.clone() };
        assert!(matches!(refusal(amended(&whole, stale)), Refusal::Conflict(_)), "{}", w.name);
        let clerk = w.viewer("member", p.root, None);
        assert!(matches!(refusal(amended(&clerk, record.clone())), Refusal::Forbidden(_)), "{}", w.name);
        amended(&whole, record).unwrap();
        w.assert_sound();
    }
}

#[test]
fn what_is_accepted_for_another_is_the_officers_to_write_and_names_who_sent_it() {
    for w in worlds() {
        let p = place(&w);
        let sender = Id(4242);
        let accept = |officer: &Viewer| {
            w.act_as(officer, |tx, sys, cx| {
                let id = cx.ids.next();
                let change = Change::add(id, p.towns[0], w.values("visits", &visit(p.people[0], None)));
                let accepted =
                    Write::under(Authority::Acceptance(officer, sender)).change(sys.ledger("visits")?, change);
                write(tx, sys, cx, accepted)?;
                Ok(id)
            })
        };
        assert!(accept(&w.viewer("member", p.towns[0], None)).is_err());
        assert!(accept(&w.viewer("manager", p.towns[1], None)).is_err(), "outside the officer's territory");
        let id = accept(&p.manager).unwrap();
        let sql = format!("SELECT COUNT(*) FROM journal WHERE record = {} AND reason LIKE '%{sender}%'", id.0);
        assert_eq!(w.number(&sql), 1, "{}", w.name);
    }
}

#[test]
fn a_link_lets_its_person_enter_where_and_while_it_holds() {
    const POST: Link = Link { ledger: "posts", person: "person", place: None, from: "began_on", until: "ended_on" };
    for on in databases() {
        let linked = ledgers().into_iter().map(|l| if l.name == "visits" { l.entered_through(&[POST]) } else { l });
        let sys = declared(linked.collect(), figures()).unwrap();
        sys.encryption.unlock(hangji_testkit::ring()).unwrap();
        let w = World::new(sys, on);
        let p = place(&w);
        let post = [
            ("person", p.people[0].into()),
            ("kind", "clerk".into()),
            ("began_on", "2012-01-01".into()),
            ("ended_on", "2013-06-01".into()),
        ];
        w.add("posts", p.towns[1], &post).unwrap();
        let member = w.viewer("member", p.root, Some(p.people[0]));
        let enter = |on: &str, org: Id, visitor: Id| {
            let on: Day = on.parse().unwrap();
            w.act_as(&member, |tx, sys, cx| {
                let change = Change::add(cx.ids.next(), org, w.values("visits", &visit(visitor, None)));
                write(tx, sys, cx, Write::under(Authority::Link(&member, on)).change(sys.ledger("visits")?, change))
            })
        };
        assert!(matches!(refusal(enter("2013-06-01", p.towns[1], p.people[0])), Refusal::Forbidden(_)), "it has ended");
        assert!(matches!(refusal(enter("2013-05-31", p.towns[0], p.people[0])), Refusal::Forbidden(_)), "elsewhere");
        assert!(matches!(refusal(enter("2013-05-31", p.towns[1], p.people[1])), Refusal::Forbidden(_)), "for another");
        enter("2013-05-31", p.towns[1], p.people[0]).unwrap();
        w.assert_sound();
    }
}
