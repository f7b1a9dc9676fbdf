//! Who sees what: every way to records gives a viewer the same ones, and they are those that plain code over the tree
//! finds.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;

use hangji_platform::Result;
use hangji_platform::access::Viewer;
use hangji_platform::figures::evidence;
use hangji_platform::ledger::list::{self, States, Wanted};
use hangji_platform::ledger::{Ledger, Value};
use hangji_store::{Id, Tx};
use hangji_testkit::{Chance, World, period, worlds};

const LEDGERS: &[&str] = &["people", "households", "visits", "posts", "transfers", "organisations"];
const ORGS: usize = 10;
const RECORDS: usize = 120;
/// More than there is of anything.
const ALL: i64 = 1_000_000;
const PAGE: i64 = 7;

/// What the test knows of a record, without asking the database.
#[derive(Debug)]
struct Known {
    ledger: &'static str,
    id: Id,
    org: Id,
    /// Empty for ledgers without one.
    day: String,
    person: Option<Id>,
    withdrawn: bool,
}

/// The organisations' parents from a day on.
type Parents = BTreeMap<Id, Id>;

struct Place<'w> {
    w: &'w World,
    orgs: Vec<Id>,
    people: Vec<Id>,
    trees: Vec<(String, Parents)>,
    records: Vec<Known>,
}

fn under(parents: &Parents, org: Id, node: Id) -> bool {
    std::iter::successors(Some(org), |at| parents.get(at).copied()).any(|at| at == node)
}

impl<'w> Place<'w> {
    fn random(w: &'w World, chance: &mut Chance) -> Self {
        let mut place = Place { w, orgs: Vec::new(), people: Vec::new(), trees: Vec::new(), records: Vec::new() };
        let root = w.org("R", Id(0), "2000-01-01");
        let mut parents = Parents::new();
        place.keep_org(root, "2000-01-01");
        for i in 1..ORGS {
            let parent = *chance.of(&place.orgs);
            let id = w.org(&format!("O{i}"), parent, "2005-01-01");
            parents.insert(id, parent);
            place.keep_org(id, "2005-01-01");
        }
        place.trees.push((String::new(), parents));
        place.change_tree(chance);
        for n in 0..RECORDS {
            place.add(chance, n);
        }
        place
    }

    fn keep_org(&mut self, id: Id, on: &str) {
        self.orgs.push(id);
        self.keep("organisations", id, id, on, None);
    }

    fn keep(&mut self, ledger: &'static str, id: Id, org: Id, on: &str, person: Option<Id>) {
        self.records.push(Known { ledger, id, org, day: on.to_owned(), person, withdrawn: false });
    }

    fn now(&self) -> &Parents {
        &self.trees.last().unwrap().1
    }

    /// Moves and mergers, one a month; those that are refused leave the tree as it was.
    fn change_tree(&mut self, chance: &mut Chance) {
        let mut standing = self.orgs.clone();
        for month in 1..=9 {
            let (org, target, on) = (*chance.of(&standing), *chance.of(&standing), format!("2012-{month:02}-10"));
            let merge = chance.one_in(3);
            if self.w.change(org, &on, if merge { "merge" } else { "move" }, target).is_err() {
                continue;
            }
            let mut parents = self.now().clone();
            if merge {
                standing.retain(|o| *o != org);
                for child in standing.iter().filter(|o| self.now().get(o) == Some(&org)) {
                    parents.insert(*child, target);
                }
            } else {
                parents.insert(org, target);
            }
            self.trees.push((on, parents));
        }
        assert!(self.trees.len() > 2, "hardly anything moved");
    }

    fn add(&mut self, chance: &mut Chance, n: usize) {
        let ledger = if n < 8 { "people" } else { *chance.of(&LEDGERS[..5]) };
        let org = *chance.of(&self.orgs);
        let on = format!("{}-{:02}-{:02}", chance.between(2011, 2013), chance.between(1, 12), chance.between(1, 28));
        let person = (ledger != "people" && ledger != "households").then(|| *chance.of(&self.people));
        let code: Value = format!("C{n}").into();
        let day = |name| (name, Value::from(on.as_str()));
        let given: Vec<(&str, Value)> = match ledger {
            "people" => vec![("code", code), ("name", "某人".into())],
            "households" => vec![("code", code), ("members", 3.into())],
            "visits" => vec![day("on_day"), ("visitor", person.into())],
            "posts" => vec![day("began_on"), ("person", person.into()), ("kind", "clerk".into())],
            _ => vec![
                day("on_day"),
                ("person", person.into()),
                ("value", 5.into()),
                ("receiver", (*chance.of(&self.orgs)).into()),
            ],
        };
        // Refused where the organisation had ended by then.
        let Ok(id) = self.w.add(ledger, org, &given) else { return };
        let dated = self.w.sys.ledger(ledger).unwrap().dated.is_some();
        self.keep(ledger, id, org, if dated { &on } else { "" }, person);
        if ledger == "people" {
            self.people.push(id);
        } else if chance.one_in(6) {
            self.w.withdraw(ledger, id).unwrap();
            self.records.last_mut().unwrap().withdrawn = true;
        }
    }

    /// Viewers of every kind at every place.
    fn viewers(&self, chance: &mut Chance) -> Vec<Viewer> {
        let mut out = vec![Viewer::operator(), self.w.viewer("member", self.orgs[0], None)];
        for org in &self.orgs {
            let person = (!chance.one_in(3)).then(|| *chance.of(&self.people));
            let role = *chance.of(&["manager", "clerk"]);
            out.push(self.w.viewer(role, *org, person));
            out.push(self.w.viewer("member", *org, Some(*chance.of(&self.people))));
        }
        out
    }

    /// Whether a viewer sees a record, as the rule is written.
    fn seen(&self, who: &Viewer, record: &Known) -> bool {
        let Some(role) = &who.role else { return true };
        let named = who.person.is_some_and(|p| record.person == Some(p) || record.ledger == "people" && record.id == p);
        named || role.code != "member" && under(self.now(), record.org, who.org)
    }

    /// Ids of the records of a ledger that fit, newest first.
    fn expected(&self, ledger: &Ledger, fits: impl Fn(&Known) -> bool) -> Vec<Id> {
        let mut found: Vec<&Known> = self.records.iter().filter(|r| r.ledger == ledger.name && fits(r)).collect();
        found.sort_by(|a, b| (&b.day, b.id).cmp(&(&a.day, a.id)));
        if ledger.dated.is_none() {
            found.reverse();
        }
        found.into_iter().map(|r| r.id).collect()
    }

    /// Whether an event counted at a node: on the tree of its day.
    fn counted_at(&self, record: &Known, node: Id) -> bool {
        let (_, then) = self.trees.iter().rev().find(|(from, _)| *from <= record.day).unwrap();
        under(then, record.org, node)
    }

    /// All that is told of one ledger to one viewer, by every way.
    fn check_lists(&self, tx: &mut Tx<'_>, who: &Viewer, ledger: &Ledger, wanted: &Wanted) -> Result<()> {
        let (sys, scope) = (&self.w.sys, who.scope());
        let expected = self.expected(ledger, |r| {
            self.seen(who, r)
                && (wanted.states == States::All || r.withdrawn == (wanted.states == States::Withdrawn))
                && wanted.node.is_none_or(|node| under(self.now(), r.org, node))
                && wanted
                    .period
                    .is_none_or(|p| r.day.is_empty() || (p.first.to_string()..=p.last.to_string()).contains(&r.day))
        });
        let place = format!("{}: {} for {who:?}, {wanted:?}", self.w.name, ledger.name);
        let count = list::totals(tx, sys, &scope, ledger, wanted)?.count;
        assert_eq!(count, expected.len() as i64, "{place}");
        // What a count claims decides whether the records are walked or gathered, not which ones come.
        for claimed in [count, i64::MAX, 0] {
            let lines = list::lines(tx, sys, &scope, ledger, wanted, claimed, 0, ALL)?;
            let ids: Vec<Id> = lines.iter().map(|l| l.record.id).collect();
            assert_eq!(ids, expected, "as if {claimed}: {place}");
        }
        let mut paged = Vec::new();
        for skip in (0..count).step_by(PAGE as usize) {
            paged.extend(list::lines(tx, sys, &scope, ledger, wanted, count, skip, PAGE)?);
        }
        assert_eq!(paged.iter().map(|l| l.record.id).collect::<Vec<_>>(), expected, "by pages: {place}");
        let mut each = Vec::new();
        list::each(tx, sys, &scope, ledger, wanted, |line| {
            each.push(line.record.id);
            Ok(())
        })?;
        assert_eq!(each, expected, "each: {place}");
        Ok(())
    }

    fn check_evidence(&self, tx: &mut Tx<'_>, who: &Viewer, node: Id, during: &str) -> Result<()> {
        let figure = self.w.sys.figure("events.facts")?;
        let whole = evidence::Wanted { node, period: period(during), part: 0, skip: 0, take: ALL };
        let range = whole.period.first.to_string()..=whole.period.last.to_string();
        let expected = self.expected(self.w.sys.ledger("visits")?, |r| {
            !r.withdrawn && range.contains(&r.day) && self.counted_at(r, node) && self.seen(who, r)
        });
        let mut list = |wanted| -> Result<Vec<Id>> {
            let found = evidence::list(tx, &self.w.sys, &who.scope(), figure, wanted)?;
            Ok(found.iter().map(|found| found.line.record.id).collect())
        };
        let place = format!("{}: {node} in {during} for {who:?}", self.w.name);
        assert_eq!(list(whole)?, expected, "{place}");
        let mut paged = Vec::new();
        for skip in (0..expected.len() as i64).step_by(PAGE as usize) {
            paged.extend(list(evidence::Wanted { skip, take: PAGE, ..whole })?);
        }
        assert_eq!(paged, expected, "by pages: {place}");
        Ok(())
    }
}

/// Runs a check in one read transaction of random places on every database.
fn everywhere(check: impl Fn(&Place<'_>, &mut Tx<'_>, &mut Chance) -> Result<()>) {
    for seed in 1..=2 {
        for w in worlds() {
            let mut chance = Chance::new(seed);
            let place = Place::random(&w, &mut chance);
            w.db.read(|tx| check(&place, tx, &mut chance)).unwrap();
        }
    }
}

#[test]
fn lists_and_counts_give_what_the_rule_gives() {
    everywhere(|place, tx, chance| {
        for who in place.viewers(chance) {
            for name in LEDGERS {
                let ledger = who.may_read(&place.w.sys, name)?;
                let node = Some(*chance.of(&place.orgs));
                let during = *chance.of(&["2012", "2013", "2012-02-10..2013-03-09"]);
                for wanted in [
                    Wanted::default(),
                    Wanted { states: States::Withdrawn, ..Wanted::default() },
                    Wanted { states: States::All, ..Wanted::default() },
                    Wanted { node, ..Wanted::default() },
                    Wanted { node, period: Some(period(during)), ..Wanted::default() },
                ] {
                    place.check_lists(tx, &who, ledger, &wanted)?;
                }
            }
        }
        Ok(())
    });
}

#[test]
fn a_single_record_is_found_just_where_lists_show_it() {
    everywhere(|place, tx, chance| {
        for who in place.viewers(chance) {
            for record in &place.records {
                let ledger = place.w.sys.ledger(record.ledger)?;
                let found = list::one(tx, &place.w.sys, &who.scope(), ledger, record.id)?;
                assert_eq!(found.is_some(), place.seen(&who, record), "{}: {record:?} for {who:?}", place.w.name);
                assert!(found.is_none_or(|line| line.record.id == record.id && line.record.org == record.org));
            }
        }
        Ok(())
    });
}

#[test]
fn evidence_shows_what_counted_then_and_is_seen_now() {
    everywhere(|place, tx, chance| {
        for who in place.viewers(chance) {
            for node in &place.orgs {
                let during = *chance.of(&["2012", "2013", "2012Q2", "2011-11-05..2012-06-09"]);
                place.check_evidence(tx, &who, *node, during)?;
            }
        }
        Ok(())
    });
}

#[test]
fn a_territory_holds_the_organisations_that_stand_or_last_stood_under_it() {
    everywhere(|place, tx, chance| {
        for who in place.viewers(chance) {
            let whole = who.role.is_none();
            for org in &place.orgs {
                let inside = who.scope().has_org(tx, *org)?;
                let member = who.role.as_ref().is_some_and(|r| r.code == "member");
                assert_eq!(inside, whole || !member && under(place.now(), *org, who.org), "{org} for {who:?}");
            }
        }
        Ok(())
    });
}
