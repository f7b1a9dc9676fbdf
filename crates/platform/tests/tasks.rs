//! Whose task what is, and how it stands: what the database counts and lists is what plain code over the records finds,
//! for every viewer, on both engines.
#![expect(clippy::unwrap_used, reason = "tests")]

use hangji_platform::access::Viewer;
use hangji_platform::ledger::Value;
use hangji_platform::tasks::open::{Wanted, counts, list};
use hangji_platform::tasks::{Standing, Whose};
use hangji_store::{Day, Id};
use hangji_testkit::{Chance, World, day, worlds};

const TODAY: &str = "2013-12-31";
const ALL: i64 = 1_000_000;

/// What the test knows of a record that carries a task.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Known {
    task: &'static str,
    id: Id,
    org: usize,
    due: Day,
    person: Option<Id>,
}

struct Place {
    orgs: Vec<Id>,
    parents: Vec<Option<usize>>,
    people: Vec<Id>,
    known: Vec<Known>,
}

impl Place {
    fn random(w: &World, chance: &mut Chance) -> Place {
        let mut place =
            Place { orgs: vec![w.org("R", Id(0), "2000-01-01")], parents: vec![None], people: vec![], known: vec![] };
        for i in 1..7 {
            let parent = chance.below(place.orgs.len());
            place.orgs.push(w.org(&format!("O{i}"), place.orgs[parent], "2005-01-01"));
            place.parents.push(Some(parent));
        }
        for i in 0..5 {
            let org = *chance.of(&place.orgs);
            place.people.push(w.person(org, &format!("P{i}"), "某人"));
        }
        for n in 0..60 {
            place.add(w, chance, n);
        }
        place
    }

    fn add(&mut self, w: &World, chance: &mut Chance, n: usize) {
        let org = chance.below(self.orgs.len());
        let person = *chance.of(&self.people);
        let (month, on_month) = (chance.between(9, 12), chance.between(1, 28));
        let on = format!("2013-{month:02}-{on_month:02}");
        let open = !chance.one_in(3);
        let (ledger, task, days): (_, _, i64) = *chance.of(&[
            ("visits", "visits.answer", 20),
            ("transfers", "transfers.return", 0),
            ("households", "households.visit", 0),
        ]);
        let given: Vec<(&str, Value)> = match ledger {
            "visits" => vec![
                ("on_day", on.as_str().into()),
                ("visitor", person.into()),
                ("answered", if open { Value::Null } else { 1.into() }),
                ("note", format!("{n}").into()),
            ],
            "transfers" => vec![
                ("on_day", on.as_str().into()),
                ("receiver", self.orgs[0].into()),
                ("person", person.into()),
                ("goods", format!("货{n}").into()),
                ("value", 5.into()),
                ("returned_on", if open { Value::Null } else { TODAY.into() }),
            ],
            _ => vec![("code", format!("H{n}").into()), ("members", 3.into())],
        };
        let Ok(id) = w.add(ledger, self.orgs[org], &given) else { return };
        if ledger == "households" && !open {
            // Visited this year; a visit of last year would not do.
            let year = if chance.one_in(2) { "2013-01-01" } else { "2012-12-31" };
            let visit = [
                ("on_day", year.into()),
                ("visitor", person.into()),
                ("household", id.into()),
                ("answered", Value::Int(1)),
            ];
            w.add("visits", self.orgs[org], &visit).unwrap();
            if year == "2013-01-01" {
                return;
            }
        } else if !open {
            return;
        }
        let (due, person) = match ledger {
            "households" => (day(TODAY), None),
            _ => (day(&on).plus_days(days), Some(person)),
        };
        if ledger != "households" && chance.one_in(8) {
            w.withdraw(ledger, id).unwrap();
            return;
        }
        self.known.push(Known { task, id, org, due, person });
    }

    fn under(&self, org: usize, node: usize) -> bool {
        std::iter::successors(Some(org), |at| self.parents[*at]).any(|at| at == node)
    }

    /// The tasks of a viewer, by plain code: what somebody of this role at this node must do, or only sees.
    fn expected(&self, role: &str, node: usize, person: Option<Id>, whose: Whose) -> Vec<(Day, Id)> {
        let writes = |task: &str| match role {
            "manager" => true,
            // Clerks write visits: they answer them, and pay them where a household lacks one.
            "clerk" => task != "transfers.return",
            _ => false,
        };
        let mut out: Vec<(Day, Id)> = Vec::new();
        for k in &self.known {
            let here = role != "member" && self.under(k.org, node);
            let named = k.person.is_some() && k.person == person;
            let mine = here && writes(k.task) || named;
            let shown = match whose {
                Whose::Mine => mine,
                Whose::Others => here && !writes(k.task) && !named,
            };
            if shown {
                out.push((k.due, k.id));
            }
        }
        out.sort_unstable();
        out
    }
}

fn told(w: &World, who: &Viewer, whose: Whose, wanted: Wanted<'_>) -> Vec<(Day, Id)> {
    let mut out: Vec<(Day, Id)> =
        w.db.read(|tx| list(tx, &w.sys, who, whose, day(TODAY), wanted))
            .unwrap()
            .iter()
            .map(|open| (open.due, open.line.record.id))
            .collect();
    assert!(out.is_sorted_by_key(|(due, _)| *due), "the most pressing come first");
    out.sort_unstable();
    out
}

#[test]
fn duties_are_counted_and_listed_for_whom_they_concern() {
    for w in worlds() {
        for seed in 1..4 {
            let w = if seed == 1 { &w } else { &World::new(hangji_testkit::system(), hangji_testkit::sqlite()) };
            let mut chance = Chance::new(seed);
            let place = Place::random(w, &mut chance);
            assert!(place.known.len() > 15);
            for role in ["manager", "clerk", "member"] {
                for (node, org) in place.orgs.iter().enumerate() {
                    for person in [None, Some(place.people[node % place.people.len()])] {
                        check(w, &place, role, (node, *org), person);
                    }
                }
            }
        }
    }
}

fn check(w: &World, place: &Place, role: &str, (node, org): (usize, Id), person: Option<Id>) {
    let who = w.viewer(role, org, person);
    for whose in [Whose::Mine, Whose::Others] {
        let what = format!("{whose:?} of {role} at {node} as {person:?} on {}", w.name);
        let expected = place.expected(role, node, person, whose);
        let all = Wanted { take: ALL, ..Wanted::default() };
        assert_eq!(told(w, &who, whose, all), expected, "{what}");
        // Twice: the second time they are remembered.
        for _ in 0..2 {
            let counted = w.db.read(|tx| {
                let counts = counts(tx, &w.sys, &who, whose, day(TODAY))?;
                Ok(Standing::ALL.map(|s| counts.iter().map(|c| c.of(s)).sum::<i64>()))
            });
            let count = |s: Standing| {
                let listed = told(w, &who, whose, Wanted { standing: Some(s), take: ALL, ..Wanted::default() });
                listed.len() as i64
            };
            assert_eq!(counted.unwrap(), Standing::ALL.map(count), "{what}");
        }
        let wanted = Wanted { skip: 2, take: 3, ..Wanted::default() };
        assert_eq!(told(w, &who, whose, wanted).len(), expected.len().saturating_sub(2).min(3), "{what}");
    }
}

#[test]
fn counts_are_remembered_only_until_something_changes() {
    for w in worlds() {
        let root = w.org("R", Id(0), "2000-01-01");
        let person = w.person(root, "P", "某人");
        let given = [
            ("on_day", "2013-11-01".into()),
            ("receiver", root.into()),
            ("person", person.into()),
            ("goods", "货".into()),
            ("value", 5.into()),
        ];
        let who = w.viewer("manager", root, None);
        let overdue = || {
            let counts = w.db.read(|tx| {
                let counts = counts(tx, &w.sys, &who, Whose::Mine, day(TODAY))?;
                Ok(counts.iter().map(|c| c.overdue).sum::<i64>())
            });
            counts.unwrap()
        };
        assert_eq!(overdue(), 0, "{}", w.name);
        let id = w.add("transfers", root, &given).unwrap();
        assert_eq!((overdue(), overdue()), (1, 1), "{}", w.name);
        w.amend("transfers", id, &[("returned_on", "2013-12-01".into())]).unwrap();
        assert_eq!(overdue(), 0, "{}", w.name);
    }
}
