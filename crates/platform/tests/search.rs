//! Search: what the index finds is what plain code over the visible records finds, for every viewer, after any history;
//! what lags behind finds less and never wrongly; what is erased is gone.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;

use hangji_platform::access::{Scope, Viewer};
use hangji_platform::import::Options;
use hangji_platform::ledger::list::{self, Wanted};
use hangji_platform::ledger::{Authority, Ledger, Value};
use hangji_platform::privacy::erasure::erase;
use hangji_platform::search::{self, Question, index};
use hangji_platform::tree::lookup;
use hangji_store::{Engine, Id, Tx};
use hangji_testkit::{Chance, World, worlds};

/// Few enough syllables that questions meet names.
const SYLLABLES: &[&str] = &["韩", "闸", "村", "行", "单", "东", "党", "费", "12", "ab"];
const LEDGERS: &[&str] = &["organisations", "units", "people", "households", "visits", "transfers"];

fn phrase(chance: &mut Chance, most: usize) -> String {
    (0..=chance.below(most)).map(|_| *chance.of(SYLLABLES)).collect()
}

fn question(chance: &mut Chance) -> String {
    match chance.below(6) {
        0 => "hz".to_owned(),
        1 => (*chance.of(&["hanzh", "zhacun", "hang", "shan", "danx", "dang", "d"])).to_owned(),
        2 => format!("c{}", chance.below(20)),
        3 => format!("{} {}", phrase(chance, 1), phrase(chance, 1)),
        _ => phrase(chance, 2),
    }
}

/// What a viewer finds in a ledger by looking at everything they see.
fn by_looking(tx: &mut Tx<'_>, w: &World, who: &Viewer, ledger: &Ledger, question: &Question) -> BTreeSet<Id> {
    let mut seen = Vec::new();
    list::each(tx, &w.sys, &who.scope(), ledger, &Wanted::default(), |line| {
        seen.push(line.record);
        Ok(())
    })
    .unwrap();
    let mut found = BTreeSet::new();
    for record in seen {
        let mut doc = index::document(ledger, &record.values);
        if ledger.is_tree {
            for was in lookup::spans(tx, &Scope::everything(), record.id).unwrap() {
                doc.name(&was.name);
            }
        }
        if question.holds(&doc.words) {
            found.insert(record.id);
        }
    }
    found
}

fn by_index(tx: &mut Tx<'_>, w: &World, who: &Viewer, ledger: &Ledger, question: &Question) -> BTreeSet<Id> {
    let found = search::in_ledger(tx, &w.sys, &who.scope(), ledger, question, 0, search::MOST).unwrap();
    assert_eq!(found.count, found.records.len() as i64);
    found.records.into_iter().collect()
}

fn catch_up(w: &World, chance: &mut Chance) {
    while w.db.write(|tx| search::catch_up(tx, &w.sys, chance.between(1, 40))).unwrap() > 0 {}
}

struct Place<'w> {
    w: &'w World,
    orgs: Vec<Id>,
    people: Vec<Id>,
    records: Vec<(&'static str, Id)>,
}

impl<'w> Place<'w> {
    fn new(w: &'w World) -> Place<'w> {
        let root = w.org("C0", Id(0), "2000-01-01");
        let mut orgs = vec![root];
        for i in 1..7 {
            orgs.push(w.org(&format!("C{i}"), orgs[(i - 1) / 2], "2001-01-01"));
        }
        let people = (0..4).map(|i| w.person(orgs[i], &format!("P{i}"), "单东行")).collect();
        Place { w, orgs, people, records: Vec::new() }
    }

    fn viewers(&self) -> Vec<Viewer> {
        vec![
            Viewer::operator(),
            self.w.viewer("manager", self.orgs[0], None),
            self.w.viewer("manager", self.orgs[1], Some(self.people[0])),
            self.w.viewer("clerk", self.orgs[5], None),
            self.w.viewer("member", self.orgs[2], Some(self.people[1])),
        ]
    }

    fn add(&mut self, chance: &mut Chance, n: usize) {
        let org = *chance.of(&self.orgs);
        let (code, text) = (Value::from(format!("C{n}-{}", chance.below(9))), Value::from(phrase(chance, 4)));
        let ledger = *chance.of(&LEDGERS[1..]);
        let day = ("on_day", Value::from("2013-05-01"));
        let given: Vec<(&str, Value)> = match ledger {
            "units" => vec![("code", code), ("name", text)],
            "people" => vec![("code", code), ("name", text), ("phone", "13900000012".into())],
            "households" => vec![("code", code), ("head", text), ("members", 2.into())],
            "visits" => {
                let household = self.records.iter().rev().find(|(l, _)| *l == "households").map(|(_, id)| *id);
                let visitor = *chance.of(&self.people);
                vec![day, ("visitor", visitor.into()), ("household", household.into()), ("note", text)]
            }
            _ => {
                let (receiver, person) = (*chance.of(&self.orgs), *chance.of(&self.people));
                vec![
                    day,
                    ("receiver", receiver.into()),
                    ("person", person.into()),
                    ("goods", text),
                    ("value", 5.into()),
                ]
            }
        };
        if let Ok(id) = self.w.add(ledger, org, &given) {
            self.records.push((ledger, id));
        }
    }

    /// One random act; those that are refused change nothing, which is fine here.
    fn act(&mut self, chance: &mut Chance, n: usize) {
        let Some(&(ledger, id)) = self.records.get(chance.below(self.records.len())) else {
            return self.add(chance, n);
        };
        let text = match ledger {
            "households" => "head",
            "visits" => "note",
            "transfers" => "goods",
            _ => "name",
        };
        let (org, to) = (*chance.of(&self.orgs[1..]), *chance.of(&self.orgs));
        let on = format!("2012-{:02}-{:02}", chance.between(1, 12), chance.between(1, 28));
        match chance.below(12) {
            0..=4 => self.add(chance, n),
            5 | 6 => drop(self.w.amend(ledger, id, &[(text, phrase(chance, 4).into())])),
            7 => drop(self.w.withdraw(ledger, id)),
            8 => drop(self.w.restore(ledger, id)),
            9 => drop(self.w.change(org, &on, "rename", phrase(chance, 4))),
            10 => drop(self.w.change(org, &on, "move", to)),
            _ => self
                .w
                .act(|tx, sys, cx| erase(tx, sys, cx, Authority::Operator, sys.ledger(ledger)?, id, "本人要求"))
                .unwrap(),
        }
    }
}

#[test]
fn the_index_finds_what_looking_at_everything_finds() {
    for w in worlds() {
        let mut chance = Chance::new(8);
        let mut place = Place::new(&w);
        let mut hits = 0;
        for round in 0..12 {
            for n in 0..12 {
                place.act(&mut chance, round * 100 + n);
            }
            // Before it has caught up, the index finds nothing that is not so now.
            compare(&w, &place, &mut chance, |_, ledger, looked, found| {
                assert!(ledger == "organisations" || found.is_subset(looked), "{} {ledger}", w.name);
            });
            catch_up(&w, &mut chance);
            compare(&w, &place, &mut chance, |question, ledger, looked, found| {
                assert_eq!(found, looked, "{} {ledger} {question:?}", w.name);
                hits += found.len();
            });
        }
        assert!(hits > 200, "hardly anything was found: {hits}");
        // From the beginning, it comes to the same.
        w.db.write(|tx| index::start_anew(tx, &w.sys)).unwrap();
        catch_up(&w, &mut chance);
        compare(&w, &place, &mut chance, |question, ledger, looked, found| {
            assert_eq!(found, looked, "{} anew {ledger} {question:?}", w.name);
        });
        w.assert_sound();
    }
}

fn compare(
    w: &World,
    place: &Place<'_>,
    chance: &mut Chance,
    mut check: impl FnMut(&Question, &str, &BTreeSet<Id>, &BTreeSet<Id>),
) {
    for who in place.viewers() {
        for _ in 0..3 {
            let question = Question::of(&question(chance)).unwrap();
            for name in LEDGERS {
                let ledger = w.sys.ledger(name).unwrap();
                let both = w.db.read(|tx| {
                    let looked = by_looking(tx, w, &who, ledger, &question);
                    Ok((looked, by_index(tx, w, &who, ledger, &question)))
                });
                let (looked, found) = both.unwrap();
                check(&question, name, &looked, &found);
            }
        }
    }
}

fn found(w: &World, who: &Viewer, ledger: &str, text: &str) -> Vec<Id> {
    let question = Question::of(text).unwrap();
    let ledger = w.sys.ledger(ledger).unwrap();
    w.db.read(|tx| search::in_ledger(tx, &w.sys, &who.scope(), ledger, &question, 0, 50)).unwrap().records
}

#[test]
fn the_best_come_first() {
    for w in worlds() {
        let root = w.org("R", Id(0), "2000-01-01");
        let contains = w.person(root, "A-1", "大张三");
        let begins = w.person(root, "A2", "张三丰");
        let named = w.person(root, "A3", "张三");
        let coded = w.person(root, "ZS", "李四");
        catch_up(&w, &mut Chance::new(1));
        let who = Viewer::operator();
        assert_eq!(found(&w, &who, "people", "张三"), [named, begins, contains], "{}", w.name);
        assert_eq!(found(&w, &who, "people", "zs"), [coded, contains, begins, named], "{}", w.name);
        assert_eq!(found(&w, &who, "people", "zhangsan"), [begins, named, contains], "{}", w.name);
        assert_eq!(found(&w, &who, "people", "a1"), [contains], "{}: codes without their signs", w.name);
        assert_eq!(found(&w, &who, "organisations", "r"), [root], "{}", w.name);
    }
}

#[test]
fn what_is_masked_is_not_indexed_and_what_is_erased_is_gone() {
    for w in worlds() {
        let root = w.org("R", Id(0), "2000-01-01");
        let given: [(&str, Value); 4] = [
            ("code", "P1".into()),
            ("name", "Zzyzxqj".into()),
            ("phone", "13912345678".into()),
            ("id_card", hangji_testkit::id_card(7).into()),
        ];
        let id = w.add("people", root, &given).unwrap();
        catch_up(&w, &mut Chance::new(1));
        let who = Viewer::operator();
        assert_eq!(found(&w, &who, "people", "zzyzxqj"), [id]);
        for masked in ["13912345678", "139", &hangji_testkit::id_card(7)] {
            assert_eq!(found(&w, &who, "people", masked), [], "{}", w.name);
        }
        w.act(|tx, sys, cx| erase(tx, sys, cx, Authority::Operator, sys.ledger("people")?, id, "本人要求")).unwrap();
        assert_eq!(found(&w, &who, "people", "zzyzxqj"), [], "{}: at once", w.name);
        catch_up(&w, &mut Chance::new(1));
        assert_eq!(found(&w, &who, "people", "p1"), [id], "{}", w.name);
        let traces = match w.db.engine() {
            Engine::Sqlite => "SELECT COUNT(*) FROM search_words_data WHERE instr(block, CAST('zzyz' AS BLOB)) > 0",
            Engine::Postgres => "SELECT COUNT(*) FROM search_words WHERE CAST(words AS TEXT) LIKE '%zzyz%'",
        };
        assert_eq!(w.number(traces), 0, "{}: no trace in the index", w.name);
        assert_eq!(w.number("SELECT COUNT(*) FROM search_doc WHERE name LIKE '%zzyz%'"), 0, "{}", w.name);
    }
}

#[test]
fn an_import_is_taken_in_by_and_by() {
    for w in worlds() {
        let root = w.org("R", Id(0), "2000-01-01");
        let lines: String = (0..300).map(|i| format!("R,H{i},户主{i},3\n")).collect();
        let text = format!("组织,户编号,户主,人口\n{lines}");
        let done = w.import(&w.viewer("manager", root, None), "households", &text, Options::default());
        assert_eq!(done.unwrap().plan.counts()[0], 300, "{}", w.name);
        let mut left = w.db.read(search::behind).unwrap();
        assert_eq!(left, w.head());
        let ledger = w.sys.ledger("households").unwrap();
        let question = Question::of("户主").unwrap();
        while left > 0 {
            let before = left;
            left = w.db.write(|tx| search::catch_up(tx, &w.sys, 100)).unwrap();
            assert!(left < before, "{}", w.name);
            let scope = Viewer::operator().scope();
            let found = w.db.read(|tx| search::in_ledger(tx, &w.sys, &scope, ledger, &question, 0, 1)).unwrap();
            assert!(found.count >= 300 - left && found.count <= 300, "{}: {}", w.name, found.count);
        }
        assert_eq!(w.db.write(|tx| search::catch_up(tx, &w.sys, 100)).unwrap(), 0);
    }
}
