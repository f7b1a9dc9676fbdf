//! What people will check by hand: figures on the tree of their time, and acts that take others back.
#![expect(clippy::unwrap_used, reason = "tests")]

use hangji_platform::Refusal;
use hangji_platform::access::Viewer;
use hangji_platform::figures::{Reading, read};
use hangji_platform::import::{Options, undo};
use hangji_platform::ledger::{Authority, Change, State, Value, Writer, rows};
use hangji_platform::privacy::erasure;
use hangji_store::Id;
use hangji_testkit::{World, id_card, period, refusal, worlds};

const HALVES: [&str; 2] = ["2012-01-01..2012-06-30", "2012-07-01..2012-12-31"];

/// A cooperative with two towns and a shop under the first, and a person in it.
struct Place {
    root: Id,
    a: Id,
    b: Id,
    shop: Id,
    person: Id,
}

fn place(w: &World) -> Place {
    let root = w.org("R", Id(0), "2000-01-01");
    let (a, b) = (w.org("A", root, "2001-01-01"), w.org("B", root, "2001-01-01"));
    let shop = w.org("S", a, "2005-01-01");
    let person = w.person(shop, "P1", "张三");
    Place { root, a, b, shop, person }
}

fn visit(w: &World, org: Id, person: Id, on: &str, fen: i64) -> Id {
    let given = [("on_day", on.into()), ("visitor", person.into()), ("topic", "credit".into()), ("credit", fen.into())];
    w.add("visits", org, &given).unwrap()
}

/// Demands values of a figure at a node, period by period; and that a scan finds the same.
#[track_caller]
fn told(w: &World, figure: &str, node: Id, expected: &[(&str, i64)]) {
    for (text, value) in expected {
        let kept = w.figure(figure, node, text);
        assert_eq!(kept.value.n, i128::from(*value), "{}: {figure} in {text}", w.name);
        let f = w.sys.figure(figure).unwrap();
        let scanned = w.db.read(|tx| read::rescan(tx, &w.sys, f, node, period(text))).unwrap();
        assert_eq!(kept, scanned, "{}: {figure} in {text}", w.name);
    }
}

/// Every figure at every node in some periods.
fn all(w: &World, p: &Place) -> Vec<Reading> {
    let mut out = Vec::new();
    for figure in &w.sys.figures {
        for node in [p.root, p.a, p.b, p.shop] {
            out.extend(["2011", "2012", "2013", "2013Q2", HALVES[0]].map(|text| w.figure(figure.id, node, text)));
        }
    }
    out
}

#[test]
fn a_branch_that_moves_mid_year_leaves_its_past_where_it_was() {
    for w in worlds() {
        let p = place(&w);
        for (on, fen) in [("2011-06-01", 1), ("2012-03-01", 10), ("2012-06-30", 100)] {
            visit(&w, p.shop, p.person, on, fen);
        }
        let post = [("person", p.person.into()), ("kind", "head".into()), ("began_on", "2011-01-01".into())];
        w.add("posts", p.shop, &post).unwrap();
        // Some records come before the move is known, some after.
        let moved = w.change(p.shop, "2012-07-01", "move", p.b).unwrap();
        for (on, fen) in [("2012-07-01", 1_000), ("2013-05-01", 10_000)] {
            visit(&w, p.shop, p.person, on, fen);
        }
        let [first, second] = HALVES;
        told(&w, "events.sum", p.a, &[("2011", 1), (first, 110), (second, 0), ("2012", 110), ("2013", 0)]);
        told(&w, "events.sum", p.b, &[("2011", 0), (first, 0), (second, 1_000), ("2012", 1_000), ("2013", 10_000)]);
        for node in [p.root, p.shop] {
            told(&w, "events.sum", node, &[("2011", 1), (first, 110), ("2012", 1_110), ("2013", 10_000)]);
        }
        told(&w, "stock.facts", p.a, &[("2011", 1), ("2012Q2", 1), (first, 1), ("2012Q3", 0), ("2012", 0)]);
        told(&w, "stock.facts", p.b, &[("2011", 0), ("2012Q2", 0), (first, 0), ("2012Q3", 1), ("2013", 1)]);
        told(&w, "orgs.standing", p.a, &[("2012Q2", 2), ("2012", 1)]);

        // It turns out to have moved earlier; then, not at all.
        w.amend("organisation_changes", moved, &[("on_day", "2012-04-01".into())]).unwrap();
        told(&w, "events.sum", p.a, &[("2011", 1), ("2012", 10), (first, 10)]);
        told(&w, "events.sum", p.b, &[("2011", 0), ("2012", 1_100), (first, 100)]);
        w.withdraw("organisation_changes", moved).unwrap();
        told(&w, "events.sum", p.a, &[("2011", 1), ("2012", 1_110), ("2013", 10_000)]);
        told(&w, "events.sum", p.b, &[("2011", 0), ("2012", 0), ("2013", 0)]);
        w.assert_sound();
    }
}

#[test]
fn a_merger_ends_one_town_and_hands_its_branches_to_the_other() {
    for w in worlds() {
        let p = place(&w);
        visit(&w, p.a, p.person, "2012-03-01", 1);
        visit(&w, p.shop, p.person, "2012-03-01", 10);
        w.change(p.a, "2012-07-01", "merge", p.b).unwrap();
        visit(&w, p.shop, p.person, "2012-09-01", 100);
        let given = [("on_day", "2012-09-01".into()), ("visitor", p.person.into())];
        assert!(matches!(refusal(w.add("visits", p.a, &given)), Refusal::Invalid(_)), "an ended town visits nobody");

        told(&w, "events.sum", p.a, &[("2012", 11), (HALVES[0], 11), (HALVES[1], 0)]);
        told(&w, "events.sum", p.b, &[("2012", 100), (HALVES[0], 0), (HALVES[1], 100)]);
        told(&w, "events.sum", p.root, &[("2012", 111)]);
        told(&w, "orgs.standing", p.root, &[("2012Q2", 4), ("2012", 3)]);
        told(&w, "orgs.standing", p.b, &[("2012Q2", 1), ("2012", 2)]);
        told(&w, "orgs.ended", p.root, &[("2011", 0), ("2012", 1), ("2013", 0)]);
        w.assert_sound();
    }
}

#[test]
fn a_refused_change_of_the_tree_changes_nothing() {
    for w in worlds() {
        let p = place(&w);
        visit(&w, p.shop, p.person, "2012-03-01", 1);
        let (head, before) = (w.head(), all(&w, &p));
        // Below itself; with a shop still under it; before it was set up; without anything above.
        for (org, on, change, to) in [
            (p.a, "2012-01-01", "move", p.shop),
            (p.a, "2012-01-01", "merge", p.shop),
            (p.a, "2012-01-01", "dissolve", p.root),
            (p.shop, "2004-01-01", "move", p.b),
            (p.root, "2012-01-01", "move", p.shop),
        ] {
            refusal(w.change(org, on, change, to));
        }
        assert_eq!((w.head(), all(&w, &p)), (head, before), "{}", w.name);
        w.assert_sound();
    }
}

#[test]
fn a_withdrawn_record_leaves_the_figures_until_it_is_put_back() {
    for w in worlds() {
        let p = place(&w);
        visit(&w, p.shop, p.person, "2012-03-01", 1);
        let without = all(&w, &p);
        let id = visit(&w, p.shop, p.person, "2012-03-02", 10);
        let with = all(&w, &p);
        assert_ne!(with, without, "{}", w.name);
        w.withdraw("visits", id).unwrap();
        assert_eq!(all(&w, &p), without, "{}", w.name);
        w.restore("visits", id).unwrap();
        assert_eq!(all(&w, &p), with, "{}", w.name);
        refusal(w.restore("visits", id));
        refusal(w.withdraw("people", p.person));
        w.assert_sound();
    }
}

#[test]
fn an_import_undone_as_one_act_leaves_the_figures_as_they_were() {
    for w in worlds() {
        let p = place(&w);
        let house = w.add("households", p.shop, &[("code", "H1".into()), ("members", 3.into())]).unwrap();
        let given = [
            ("on_day", "2012-03-01".into()),
            ("visitor", p.person.into()),
            ("household", house.into()),
            ("topic", "credit".into()),
            ("credit", 100.into()),
        ];
        let kept = w.add("visits", p.shop, &given).unwrap();
        let before = all(&w, &p);
        let file = "组织代码,走访日期,姓名,走访户,主题,金额\nS,2012-03-01,P1,H1,信贷,250\nS,2012-05-01,P1,H1,信贷,30.50\n\
                    B,2013-05-01,P1,H1,种子,\n";
        let outcome = w.import(&Viewer::operator(), "visits", file, Options::default()).unwrap();
        assert_eq!(outcome.plan.counts(), [2, 1, 0, 0], "{}", w.name);
        told(&w, "events.sum", p.a, &[("2012", 28_050)]);
        told(&w, "events.facts", p.root, &[("2012", 2), ("2013", 1)]);

        let import = outcome.import.unwrap();
        let undo = || undo::undo(&w.db, &w.sys, w.clock(), &Viewer::operator(), import);
        assert_eq!(undo().unwrap(), 3, "{}", w.name);
        assert_eq!(all(&w, &p), before, "{}", w.name);
        assert_eq!(w.record("visits", kept).values, w.values("visits", &given), "{}", w.name);
        assert!(matches!(refusal(undo()), Refusal::Conflict(_)), "{}", w.name);
        w.assert_sound();

        // Imported again and worked on since: what people did is not swept away.
        let again = w.import(&Viewer::operator(), "visits", file, Options::default()).unwrap().import.unwrap();
        w.amend("visits", kept, &[("note", "已核对".into())]).unwrap();
        let (head, now) = (w.head(), all(&w, &p));
        let refused = undo::undo(&w.db, &w.sys, w.clock(), &Viewer::operator(), again);
        assert!(matches!(refusal(refused), Refusal::Conflict(_)), "{}", w.name);
        assert_eq!((w.head(), all(&w, &p)), (head, now), "{}", w.name);
    }
}

#[test]
fn an_act_in_several_parts_moves_the_figures_once() {
    for w in worlds() {
        let p = place(&w);
        let post = |kind: &'static str, on: &'static str| -> [(&'static str, Value); 3] {
            [("person", p.person.into()), ("kind", kind.into()), ("began_on", on.into())]
        };
        let first = w.add("posts", p.shop, &post("deputy", "2011-01-01")).unwrap();
        w.act(|tx, sys, cx| {
            let ledger = sys.ledger("posts")?;
            let mut writer = Writer::new(Authority::Operator, "更正", Id(0))?;
            // A second post is added; then the first, which now makes a pair with it, is amended. Twice.
            let values = w.values("posts", &post("clerk", "2012-03-01"));
            let add = Change::add(cx.ids.next(), p.b, values);
            writer.put(tx, sys, cx, ledger, vec![add])?;
            for on in ["2011-02-01", "2012-05-01"] {
                let present = rows::load(tx, ledger, first)?.unwrap();
                let amend = Change::amend(present, w.values("posts", &post("deputy", on)));
                writer.put(tx, sys, cx, ledger, vec![amend])?;
            }
            assert_eq!(writer.end(tx, sys)?.len(), 0);
            Ok(())
        })
        .unwrap();
        told(&w, "stock.two_posts", p.root, &[("2011", 0), ("2012Q1", 0), ("2012-04", 0), ("2012-05", 1), ("2013", 1)]);
        told(&w, "stock.distinct", p.root, &[("2011", 0), ("2012Q1", 1), ("2013", 1)]);
        w.assert_sound();
    }
}

#[test]
fn erasure_takes_personal_fields_from_row_and_journal_and_the_chain_still_holds() {
    for w in worlds() {
        let p = place(&w);
        let given = [
            ("code", "P2".into()),
            ("name", "欧阳测试".into()),
            ("id_card", id_card(7).into()),
            ("phone", "13912345678".into()),
            ("joined", "1999-09-09".into()),
        ];
        let person = w.add("people", p.shop, &given).unwrap();
        w.amend("people", person, &[("phone", "13987654321".into())]).unwrap();
        visit(&w, p.shop, person, "2012-03-01", 10);
        let told_before = w.figure("events.distinct_while_valid", p.a, "2012");
        let secrets = ["欧阳测试", &id_card(7), "13912345678", "13987654321", "1999-09-09"];
        let found = |secret: &str| {
            w.number(&format!("SELECT COUNT(*) FROM journal WHERE body LIKE '%{secret}%' OR reason LIKE '%{secret}%'"))
        };
        // Of those that are sealed there is nothing to find even before.
        let stands = secrets.map(|s| found(s) > 0);
        assert_eq!(stands, [true, false, false, false, true], "{}", w.name);
        let entries = w.head();
        w.act(|tx, sys, cx| {
            erasure::erase(tx, sys, cx, Authority::Operator, sys.ledger("people")?, person, "本人要求")
        })
        .unwrap();

        assert_eq!(w.head(), entries + 1, "{}: the erasure is an entry", w.name);
        assert!(secrets.iter().all(|s| found(s) == 0), "{}", w.name);
        let record = w.record("people", person);
        let code: Value = "P2".into();
        assert_eq!(record.values, w.values("people", &[("code", code)]), "{}", w.name);
        assert_eq!(w.figure("events.distinct_while_valid", p.a, "2012"), told_before, "{}", w.name);
        told(
            &w,
            "events.since_joining",
            p.a,
            &[("2012", w.figure("events.since_joining", p.a, "2012").value.n as i64)],
        );
        w.assert_sound();
    }
}

#[test]
fn a_withdrawn_record_that_is_erased_stays_withdrawn() {
    for w in worlds() {
        let p = place(&w);
        let id = visit(&w, p.shop, p.person, "2012-03-01", 10);
        w.amend("visits", id, &[("note", "家中困难".into())]).unwrap();
        w.withdraw("visits", id).unwrap();
        let before = all(&w, &p);
        w.act(|tx, sys, cx| erasure::erase(tx, sys, cx, Authority::Operator, sys.ledger("visits")?, id, "本人要求"))
            .unwrap();
        assert_eq!(w.record("visits", id).state, State::Withdrawn, "{}", w.name);
        assert_eq!(all(&w, &p), before, "{}", w.name);
        assert_eq!(w.number("SELECT COUNT(*) FROM journal WHERE body LIKE '%家中困难%'"), 0, "{}", w.name);
        w.assert_sound();
    }
}
