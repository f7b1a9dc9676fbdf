//! Analysis tells in every cell what a scan of the records finds there alone; groups are those that plain code finds.
#![expect(clippy::unwrap_used, reason = "tests")]

use hangji_platform::access::Scope;
use hangji_platform::figures::analysis::{Answer, By, Compare, Question, Slice, answer};
use hangji_platform::figures::{Figure, Period, Reading, grid, read};
use hangji_platform::ledger::Value;
use hangji_platform::{Refusal, Result};
use hangji_store::Id;
use hangji_testkit::{Chance, World, day, period, refusal, worlds};

const TODAY: &str = "2013-12-31";

/// A visit as the test knows it: organisation, day, topic.
type Visit = (usize, String, Option<&'static str>);

struct Place {
    orgs: Vec<Id>,
    parents: Vec<Option<usize>>,
    visits: Vec<Visit>,
}

impl Place {
    /// Random visits, posts and transfers over a tree in which two organisations move and one changes its kind.
    fn random(w: &World, chance: &mut Chance) -> Place {
        let mut place = Place { orgs: vec![w.org("R", Id(0), "2000-01-01")], parents: vec![None], visits: vec![] };
        for i in 1..7 {
            let parent = chance.below(place.orgs.len().min(3));
            place.orgs.push(w.org(&format!("O{i}"), place.orgs[parent], "2005-01-01"));
            place.parents.push(Some(parent));
        }
        let people: Vec<Id> = (0..4).map(|i| w.person(place.orgs[0], &format!("P{i}"), "某人")).collect();
        let homes: Vec<Id> = (0..4)
            .map(|i| {
                let given = [("code", format!("H{i}").into()), ("members", 3.into())];
                w.add("households", place.orgs[1], &given).unwrap()
            })
            .collect();
        for n in 0..70 {
            let (org, person) = (chance.below(place.orgs.len()), *chance.of(&people));
            let on =
                format!("{}-{:02}-{:02}", chance.between(2011, 2013), chance.between(1, 12), chance.between(1, 28));
            if chance.one_in(3) {
                let given = [
                    ("person", person.into()),
                    ("kind", (*chance.of(&["deputy", "clerk"])).into()),
                    ("pay", (n * 100).into()),
                    ("began_on", on.as_str().into()),
                ];
                // Two posts of one kind on one day are refused: then there is one.
                drop(w.add("posts", place.orgs[org], &given));
                continue;
            }
            let topic = *chance.of(&[Some("seed"), Some("credit"), None]);
            let given = [
                ("on_day", on.as_str().into()),
                ("visitor", person.into()),
                ("household", (*chance.of(&homes)).into()),
                ("topic", topic.map_or(Value::Null, Value::from)),
                ("credit", (n * 10).into()),
            ];
            if w.add("visits", place.orgs[org], &given).is_ok() {
                place.visits.push((org, on, topic));
            }
        }
        place
    }

    fn moved(&self, w: &World) {
        // Later than the groups are looked at: what happened before stays where it was.
        drop(w.change(self.orgs[6], "2013-07-10", "move", self.orgs[1]));
        drop(w.change(self.orgs[5], "2012-05-10", "move", self.orgs[2]));
        drop(w.change(self.orgs[4], "2012-03-01", "convert", "shop"));
    }

    fn under(&self, org: usize, node: usize) -> bool {
        std::iter::successors(Some(org), |at| self.parents[*at]).any(|at| at == node)
    }
}

fn question<'q>(w: &'q World, figure: &str, node: Id, rows: By, across: Option<By>, during: &str) -> Question<'q> {
    let figures: Vec<&Figure> = vec![w.sys.figure(figure).unwrap()];
    Question { figures, node, period: period(during), rows, across, compare: Some(Compare::YearBefore) }
}

fn ask(w: &World, question: &Question<'_>) -> Result<Answer> {
    w.db.read(|tx| answer(tx, &w.sys, &Scope::everything(), question, day(TODAY)))
}

/// What a scan finds for slices that are places and times.
fn scanned(w: &World, q: &Question<'_>, whole: Period, slices: &[&Slice], before: bool) -> Reading {
    let (mut node, mut when) = (q.node, whole);
    for slice in slices {
        match slice {
            Slice::Place(org) => node = org.id,
            Slice::When(period) => when = *period,
            Slice::Group(_) => unreachable!("not asked by group"),
        }
    }
    let when = if before { Compare::YearBefore.of(when) } else { when };
    w.db.read(|tx| read::rescan(tx, &w.sys, q.figures[0], node, when)).unwrap()
}

#[test]
fn every_cell_is_what_a_scan_finds() {
    for w in worlds() {
        let mut chance = Chance::new(7);
        let place = Place::random(&w, &mut chance);
        place.moved(&w);
        for figure in &w.sys.figures {
            for (node, rows, across, during) in [
                (0, By::Below, None, "2013"),
                (0, By::Below, Some(By::Quarter), "2013"),
                (1, By::Month, None, "2012"),
                (0, By::Year, Some(By::Below), "2013"),
                (0, By::Month, Some(By::Below), "2013-02-10..2013-04-20"),
            ] {
                let q = question(&w, figure.id, place.orgs[node], rows, across, during);
                let told = ask(&w, &q).unwrap();
                let (all, what) = (&told.figures[0], format!("{} {rows:?} {across:?} {during} {}", figure.id, w.name));
                let scan = |slices: &[&Slice], before| scanned(&w, &q, told.period, slices, before);
                let (rows_before, whole_before) = all.before.as_ref().unwrap();
                assert_eq!((all.whole, *whole_before), (scan(&[], false), scan(&[], true)), "{what}");
                for (i, row) in told.rows.iter().enumerate() {
                    assert_eq!((all.rows[i], rows_before[i]), (scan(&[row], false), scan(&[row], true)), "{what}");
                    for (j, column) in told.across.iter().enumerate() {
                        assert_eq!(all.cells[i][j], scan(&[row, column], false), "{what} {row:?} {column:?}");
                    }
                }
                for (j, column) in told.across.iter().enumerate() {
                    assert_eq!(all.columns[j], scan(&[column], false), "{what}");
                }
            }
        }
    }
}

#[test]
fn groups_are_those_that_plain_code_finds() {
    for w in worlds() {
        let place = Place::random(&w, &mut Chance::new(11));
        let q = question(&w, "events.facts", place.orgs[0], By::Field("topic"), Some(By::Quarter), "2013");
        let told = ask(&w, &q).unwrap();
        let expect = |topic: Option<&str>, when: Period| {
            let here = |v: &&Visit| v.2 == topic && (when.first..=when.last).contains(&day(&v.1));
            place.visits.iter().filter(here).count() as i128
        };
        assert_eq!(told.rows.last(), Some(&Slice::Group(None)), "what is not given comes last");
        for (i, row) in told.rows.iter().enumerate() {
            let Slice::Group(key) = row else { panic!("{row:?}") };
            assert_eq!(told.figures[0].rows[i].value.n, expect(key.as_deref(), period("2013")), "{row:?} {}", w.name);
            for (j, column) in told.across.iter().enumerate() {
                let Slice::When(when) = column else { panic!("{column:?}") };
                assert_eq!(told.figures[0].cells[i][j].value.n, expect(key.as_deref(), *when), "{row:?} {}", w.name);
            }
        }
        let q = question(&w, "events.facts", place.orgs[0], By::Below, Some(By::Field("topic")), "2013");
        let told = ask(&w, &q).unwrap();
        for (i, row) in told.rows.iter().enumerate() {
            let Slice::Place(org) = row else { panic!("{row:?}") };
            let at = place.orgs.iter().position(|o| *o == org.id).unwrap();
            for (j, column) in told.across.iter().enumerate() {
                let Slice::Group(key) = column else { panic!("{column:?}") };
                let here =
                    |v: &&Visit| place.under(v.0, at) && v.2 == key.as_deref() && period("2013").first <= day(&v.1);
                let count = place.visits.iter().filter(here).count() as i128;
                assert_eq!(told.figures[0].cells[i][j].value.n, count, "{} {key:?} {}", org.code, w.name);
            }
        }
    }
}

#[test]
fn kinds_are_those_of_the_day_and_make_up_the_whole() {
    for w in worlds() {
        let place = Place::random(&w, &mut Chance::new(13));
        place.moved(&w);
        for during in ["2011", "2012", "2013", "2012-02-10..2012-09-20"] {
            let when = period(during);
            let figure = w.sys.figure("events.facts").unwrap();
            let read = w.db.read(|tx| {
                let by = grid::grouped(tx, &w.sys, figure, &[place.orgs[0]], &[when], grid::Group::OrgKind)?;
                Ok(by.into_iter().map(|(k, cells)| (k.unwrap(), cells[0][0].value.n)).collect::<Vec<_>>())
            });
            let kind = |v: &Visit| match v.0 {
                0 => "union",
                4 if v.1.as_str() >= "2012-03-01" => "shop",
                _ => "town",
            };
            let inside = |v: &&Visit| (when.first..=when.last).contains(&day(&v.1));
            let mut expected: Vec<(String, i128)> = ["shop", "town", "union"]
                .map(|k| (k.to_owned(), place.visits.iter().filter(|v| inside(v) && kind(v) == k).count() as i128))
                .to_vec();
            expected.retain(|(_, n)| *n > 0);
            assert_eq!(read.unwrap(), expected, "{during} {}", w.name);
        }
    }
}

#[test]
fn what_makes_no_sense_is_refused() {
    for w in worlds() {
        let root = w.org("R", Id(0), "2000-01-01");
        for (figure, rows, across) in [
            ("events.facts", By::Month, Some(By::Year)),
            ("events.facts", By::Below, Some(By::Below)),
            ("events.facts", By::Field("note"), None),
            ("two.ledgers", By::Field("kind"), None),
        ] {
            let q = question(&w, figure, root, rows, across, "2013");
            assert!(matches!(refusal(ask(&w, &q)), Refusal::BadRequest(_)), "{figure} {rows:?}");
        }
        let long = question(&w, "events.facts", root, By::Month, None, "1990-01-01..2013-12-31");
        assert!(matches!(refusal(ask(&w, &long)), Refusal::BadRequest(_)));
    }
}
