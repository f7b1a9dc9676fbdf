//! The tree opened branch by branch: every page, count and way down is what plain code over the spans finds, for every
//! viewer and day; five thousand below one organisation come a hundred at a time, in order, each once.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;

use hangji_platform::access::Scope;
use hangji_platform::ledger::Value;
use hangji_platform::ledger::{Authority, Change, Write, write};
use hangji_platform::tree::derive::{Span, Tree};
use hangji_platform::tree::{self, branch};
use hangji_platform::{Cx, Refusal};
use hangji_store::{Day, Id, Tx};
use hangji_testkit::{Chance, World, day, refusal, worlds};

/// A district with some towns and shops, of which some moved, merged or ended.
fn grown(w: &World, chance: &mut Chance) -> Vec<Id> {
    let mut orgs = vec![w.org("R", Id(0), "2000-01-01")];
    for i in 0..14 {
        let parent = *chance.of(&orgs);
        // Codes in another order than ids.
        orgs.push(w.org(&format!("{}-{i}", (i * 5) % 7), parent, &format!("200{}-03-01", 1 + i / 4)));
    }
    for i in 0..12 {
        let (org, target) = (*chance.of(&orgs[1..]), *chance.of(&orgs));
        let kind = *chance.of(&["move", "move", "merge", "dissolve", "rename"]);
        let to: Value = if kind == "rename" { "新名".into() } else { target.into() };
        // What contradicts the tree is refused and leaves it as it was.
        drop(w.change(org, &format!("20{:02}-05-01", 10 + i % 4), kind, to));
    }
    orgs
}

/// The span of an organisation on a day.
fn on_day(tree: &Tree, org: i64, on: Day) -> Option<&Span> {
    tree.spans.get(&org)?.iter().find(|s| s.from <= on && on < s.to)
}

/// What stood below an organisation on a day for a viewer, by code: found by plain code.
fn children(tree: &Tree, node: Option<i64>, parent: i64, on: Day) -> Vec<i64> {
    let seen = |id: i64| node.is_none_or(|n| tree.territory.contains(&(id, n)));
    let below = |id: &&i64| on_day(tree, **id, on).is_some_and(|s| s.parent == parent);
    let by_code: BTreeMap<&str, i64> =
        tree.nodes.keys().filter(below).filter(|id| seen(**id)).map(|id| (tree.nodes[id].code.as_str(), *id)).collect();
    by_code.into_values().collect()
}

fn under(tree: &Tree, node: Option<i64>, parent: i64, on: Day) -> i64 {
    let seen = |id: i64| node.is_none_or(|n| tree.territory.contains(&(id, n)));
    let holds = |rows: &[(i64, Day, Day)]| rows.iter().any(|(a, from, to)| *a == parent && *from <= on && on < *to);
    tree.closure.iter().filter(|(id, rows)| **id != parent && seen(**id) && holds(rows)).count() as i64
}

#[test]
fn branches_are_what_plain_code_finds() {
    for seed in 0..3 {
        for w in worlds() {
            let chance = &mut Chance::new(900 + seed);
            let orgs = grown(&w, chance);
            w.db.read(|tx| {
                let tree = tree::derived(tx)?;
                for node in [None, Some(orgs[1]), Some(orgs[4])] {
                    let scope = node.map_or_else(Scope::everything, |n| Scope::territory(n, None));
                    for on in ["2001-01-01", "2004-03-01", "2010-05-01", "2011-06-30", "2013-12-31"].map(day) {
                        agree(tx, &tree, &scope, node.map(|n| n.0), on, w.name);
                    }
                }
                Ok(())
            })
            .unwrap();
        }
    }
}

fn agree(tx: &mut Tx<'_>, tree: &Tree, scope: &Scope, node: Option<i64>, on: Day, name: &str) {
    let all: Vec<Id> = tree.nodes.keys().map(|id| Id(*id)).collect();
    let below = branch::below(tx, scope, &all, on).unwrap();
    for id in &all {
        let wanted = children(tree, node, id.0, on);
        let mut found = Vec::new();
        let mut start = None;
        loop {
            let page = branch::page(tx, scope, *id, on, start, 2).unwrap();
            assert!(page.orgs.len() <= 2);
            for org in &page.orgs {
                assert_eq!(branch::before(tx, scope, *id, org.id, on).unwrap(), found.len() as i64);
                assert_eq!(org.below, children(tree, node, org.id.0, on).len() as i64);
                assert_eq!(org.name, on_day(tree, org.id.0, on).unwrap().name);
                assert_eq!(branch::standing(tx, scope, org.id, on).unwrap().as_ref(), Some(org));
                found.push(org.id.0);
            }
            start = page.next;
            if start.is_none() {
                break;
            }
        }
        assert_eq!(found, wanted, "below {id} on {on} on {name}");
        assert_eq!(below.get(id).copied().unwrap_or(0), under(tree, node, id.0, on));
        let seen = node.is_none_or(|n| tree.territory.contains(&(id.0, n)));
        let stood = on_day(tree, id.0, on).is_some();
        let way = branch::way(tx, scope, *id, on).unwrap();
        assert_eq!(way.last() == Some(id), seen && stood);
        assert_eq!(branch::standing(tx, scope, *id, on).unwrap().is_some(), seen && stood);
        for step in way.windows(2) {
            assert!(children(tree, node, step[0].0, on).contains(&step[1].0), "each stands below the one before");
        }
    }
}

/// Sets up shops under a town, all in one write.
fn shops(w: &World, town: Id, count: usize) {
    w.act(|tx, sys, cx: &mut Cx| {
        let ledger = sys.ledger(tree::ORGANISATIONS)?;
        let changes = (0..count).map(|i| {
            let given = [
                ("code", format!("S{i:05}").into()),
                ("name", format!("门店{i}").into()),
                ("kind", "shop".into()),
                ("parent", town.into()),
                ("set_up_on", "2005-01-01".into()),
            ];
            let id = cx.ids.next();
            (ledger, Change::add(id, id, w.values(ledger.name, &given)))
        });
        let changes = changes.collect();
        write(tx, sys, cx, Write { changes, ..Write::under(Authority::Operator) })
    })
    .unwrap();
}

#[test]
fn five_thousand_come_a_hundred_at_a_time() {
    const MANY: usize = 5_000;
    for w in worlds() {
        let root = w.org("R", Id(0), "2000-01-01");
        let (town, other) = (w.org("T", root, "2000-01-01"), w.org("U", root, "2000-01-01"));
        shops(&w, town, MANY);
        let scope = Scope::territory(root, None);
        let on = day("2013-12-31");
        w.db.read(|tx| {
            let (mut start, mut codes) = (None, Vec::new());
            loop {
                let page = branch::page(tx, &scope, town, on, start, 100)?;
                assert_eq!(page.orgs.len(), 100);
                codes.extend(page.orgs.into_iter().map(|o| o.code));
                start = page.next;
                if start.is_none() {
                    break;
                }
            }
            assert_eq!(codes, (0..MANY).map(|i| format!("S{i:05}")).collect::<Vec<_>>(), "{}", w.name);
            assert_eq!(branch::standing(tx, &scope, town, on)?.unwrap().below, MANY as i64);
            assert_eq!(branch::below(tx, &scope, &[root, town, other], on)?[&root], MANY as i64 + 2);
            assert_eq!(branch::page(tx, &scope, town, day("2004-12-31"), None, 100)?.orgs, []);
            let theirs = Scope::territory(other, None);
            assert_eq!(branch::page(tx, &theirs, town, on, None, 100)?.orgs, []);
            let shop = branch::page(tx, &scope, town, on, None, 1)?.orgs[0].id;
            let refused = refusal(branch::page(tx, &theirs, other, on, Some(shop), 100));
            assert!(matches!(refused, Refusal::BadRequest(_)));
            Ok(())
        })
        .unwrap();
    }
}
