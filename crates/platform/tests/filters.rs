//! A filtered list is the filter applied to every record; suggestions stay in the scope and mean what was typed.
#![expect(clippy::unwrap_used, reason = "tests")]

use hangji_platform::access::{Scope, Viewer};
use hangji_platform::ledger::filter::Asks;
use hangji_platform::ledger::list::{self, Filter, Wanted};
use hangji_platform::ledger::{Kind, Ledger, Record, Value, suggest};
use hangji_store::Id;
use hangji_testkit::{Chance, World, worlds};

const RECORDS: usize = 80;
const TRIALS: usize = 120;
/// Letters of both cases, marks that mean something in patterns, Chinese.
const WORDS: [&str; 9] = ["50%", "a_b", "A_B", "axb", "c\\d", "走访", "走访农户", "it's", "ZZ"];

/// What a filter means.
fn holds(filter: &Filter, record: &Record) -> bool {
    let value = |i: &usize| &record.values[*i];
    let text = |i: &usize| match value(i) {
        Value::Text(s) => Some(s.to_ascii_lowercase()),
        _ => None,
    };
    let ordered = |i: &usize, than: &Value| match (value(i), than) {
        (Value::Int(a), Value::Int(b)) => Some(a.cmp(b)),
        (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
        _ => None,
    };
    match filter {
        Filter::Is(i, v) => value(i) == v,
        Filter::IsNot(i, v) => value(i) != v,
        Filter::AnyOf(i, vs) => !value(i).is_null() && vs.contains(value(i)),
        Filter::NoneOf(i, vs) => value(i).is_null() || !vs.contains(value(i)),
        Filter::Contains(i, t) => text(i).is_some_and(|s| s.contains(&t.to_ascii_lowercase())),
        Filter::Begins(i, t) => text(i).is_some_and(|s| s.starts_with(&t.to_ascii_lowercase())),
        Filter::AtLeast(i, v) => ordered(i, v).is_some_and(std::cmp::Ordering::is_ge),
        Filter::AtMost(i, v) => ordered(i, v).is_some_and(std::cmp::Ordering::is_le),
        Filter::Org(id) => record.org == *id,
        Filter::Records(ids) => ids.contains(&record.id),
        // Visits, which are what is filtered here, involve their visitor.
        Filter::Involves(person) => record.values.contains(&(*person).into()),
    }
}

fn some_value(chance: &mut Chance, kind: Kind, people: &[Id]) -> Value {
    match kind {
        Kind::Choice(choices) => chance.of(choices).code.into(),
        Kind::YesNo => Value::Int(chance.between(0, 1)),
        Kind::Record("people") => (*chance.of(people)).into(),
        Kind::Whole(..) => Value::Int(chance.between(0, 6)),
        Kind::Money(..) => Value::Int(chance.between(0, 4) * 100),
        Kind::Day => format!("2013-0{}-01", chance.between(1, 6)).into(),
        _ => (*chance.of(&WORDS)).into(),
    }
}

fn some_filter(chance: &mut Chance, ledger: &Ledger, people: &[Id], all: &[Record], orgs: &[Id]) -> Filter {
    // References to households would all be empty here: the others have something in them.
    let fields: Vec<usize> = (0..ledger.fields.len()).filter(|i| ledger.fields[*i].name != "household").collect();
    let i = *chance.of(&fields);
    let kind = ledger.fields[i].kind;
    let ranged = Asks::of(&ledger.fields[i]) == Asks::Range;
    let mut value = || some_value(chance, kind, people);
    let (one, more) = (value(), vec![value(), value()]);
    let word = (*chance.of(&WORDS)).to_owned();
    match chance.between(0, 10) {
        0 => Filter::Is(i, one),
        1 => Filter::IsNot(i, one),
        2 => Filter::AnyOf(i, more),
        3 => Filter::NoneOf(i, more),
        4 if !kind.is_number() => Filter::Contains(i, word),
        5 if !kind.is_number() => Filter::Begins(i, word.chars().take(2).collect()),
        // Only what has an order in every language is asked for by range.
        6 if ranged => Filter::AtLeast(i, one),
        7 if ranged => Filter::AtMost(i, one),
        8 if chance.one_in(2) => Filter::Records(all.iter().step_by(3).map(|r| r.id).collect()),
        8 => Filter::Org(*chance.of(orgs)),
        9 => Filter::IsNot(i, Value::Null),
        10 => Filter::Involves(*chance.of(people)),
        _ => Filter::Is(i, Value::Null),
    }
}

fn fill(w: &World, chance: &mut Chance) -> (Vec<Id>, Vec<Id>) {
    let root = w.org("R", Id(0), "2000-01-01");
    let orgs = vec![root, w.org("A", root, "2000-01-01"), w.org("B", root, "2000-01-01")];
    let people: Vec<Id> = (0..4).map(|n| w.person(orgs[n % 3], &format!("P{n}"), &format!("某{n}"))).collect();
    for n in 0..RECORDS {
        let mut given: Vec<(&str, Value)> = vec![
            ("on_day", format!("2013-0{}-01", chance.between(1, 6)).into()),
            ("visitor", (*chance.of(&people)).into()),
        ];
        let ledger = w.sys.ledger("visits").unwrap();
        for field in ledger.fields.iter().filter(|f| !["on_day", "visitor", "household"].contains(&f.name)) {
            if !chance.one_in(3) {
                given.push((field.name, some_value(chance, field.kind, &people)));
            }
        }
        let id = w.add("visits", *chance.of(&orgs), &given).unwrap();
        if n % 9 == 0 {
            w.withdraw("visits", id).unwrap();
        }
    }
    (orgs, people)
}

fn found(w: &World, scope: &Scope, ledger: &Ledger, wanted: &Wanted) -> Vec<Record> {
    w.db.read(|tx| {
        let count = list::totals(tx, &w.sys, scope, ledger, wanted)?.count;
        let lines = list::lines(tx, &w.sys, scope, ledger, wanted, count, 0, 10_000)?;
        assert_eq!(lines.len() as i64, count, "{wanted:?}");
        Ok(lines.into_iter().map(|l| l.record).collect())
    })
    .unwrap()
}

#[test]
fn a_filtered_list_is_the_filter_applied_to_every_record() {
    for w in worlds() {
        let mut chance = Chance::new(29);
        let (orgs, people) = fill(&w, &mut chance);
        let ledger = w.sys.ledger("visits").unwrap();
        let scope = Scope::everything();
        let all = found(&w, &scope, ledger, &Wanted::default());
        let (mut some, mut none) = (0, 0);
        for _ in 0..TRIALS {
            let n = chance.between(1, 3);
            let filters: Vec<Filter> = (0..n).map(|_| some_filter(&mut chance, ledger, &people, &all, &orgs)).collect();
            let expected: Vec<Id> = all.iter().filter(|r| filters.iter().all(|f| holds(f, r))).map(|r| r.id).collect();
            let wanted = Wanted { filters, ..Wanted::default() };
            let got: Vec<Id> = found(&w, &scope, ledger, &wanted).iter().map(|r| r.id).collect();
            assert_eq!(got, expected, "{}: {:?}", w.name, wanted.filters);
            if got.is_empty() { none += 1 } else { some += 1 }
        }
        assert!(some > 30 && none > 10, "the trials told nothing: {some} {none}");
    }
}

#[test]
fn letters_beyond_ascii_find_themselves() {
    for w in worlds() {
        let root = w.org("R", Id(0), "2000-01-01");
        let who = w.person(root, "P", "某");
        let ledger = w.sys.ledger("visits").unwrap();
        let note = ledger.position("note").unwrap();
        let given = [("on_day", "2013-05-01".into()), ("visitor", who.into()), ("note", "ＡＢ型 Ärger".into())];
        w.add("visits", root, &given).unwrap();
        for text in ["ＡＢ", "Är", "型"] {
            let wanted = Wanted { filters: vec![Filter::Contains(note, text.into())], ..Wanted::default() };
            assert_eq!(found(&w, &Scope::everything(), ledger, &wanted).len(), 1, "{} {text}", w.name);
        }
    }
}

#[test]
fn suggestions_stay_in_the_scope() {
    for w in worlds() {
        let root = w.org("R", Id(0), "2000-01-01");
        let [a, b] = ["A", "B"].map(|code| w.org(code, root, "2000-01-01"));
        let near = w.person(a, "P%1", "张三");
        let far = w.person(b, "P2", "张四");
        let ledger = |name: &str| w.sys.ledger(name).unwrap();
        let ask = |who: &Viewer, name: &str, text: &str| {
            let found = w.db.read(|tx| suggest::matching(tx, &w.sys, &who.scope(), ledger(name), text, 10)).unwrap();
            found.into_iter().map(|s| (s.text, s.place)).collect::<Vec<_>>()
        };
        let clerk = w.viewer("clerk", a, None);
        assert_eq!(ask(&clerk, "people", "张"), [("张三（P%1）".to_owned(), "社A".to_owned())], "{}", w.name);
        assert_eq!(ask(&clerk, "people", "p%"), [("张三（P%1）".to_owned(), "社A".to_owned())], "{}", w.name);
        assert!(ask(&clerk, "people", "%三").is_empty() && ask(&clerk, "people", "P2").is_empty());
        assert_eq!(ask(&clerk, "organisations", ""), [("社A（A）".to_owned(), "社R".to_owned())], "{}", w.name);
        assert_eq!(ask(&Viewer::operator(), "people", "张").len(), 2);
        let among = |who: &Viewer, ids: &[Id]| {
            w.db.read(|tx| suggest::among(tx, &w.sys, &who.scope(), ledger("people"), ids)).unwrap().len()
        };
        assert_eq!((among(&clerk, &[far, near]), among(&Viewer::operator(), &[far, near])), (1, 2));
        // Every suggestion is taken by the form that it stands in.
        let mut names = hangji_platform::import::names::Names::new(clerk.scope());
        let id = w.db.read(|tx| names.resolve(tx, &w.sys, "people", "张三（P%1）", a)).unwrap();
        assert_eq!(id.unwrap(), near);
    }
}
