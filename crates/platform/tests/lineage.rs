//! The history of an organisation says everything once: its spans, what stood above it, every change. Who does not see an
//! organisation is not told its name by the history of another.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;

use hangji_platform::access::Scope;
use hangji_platform::tree::derive::{Change, ChangeKind, Organisation, Tree, derive};
use hangji_platform::tree::lineage::{self, Lane, Lineage, Recorded, Role, Source, What};
use hangji_store::{Day, Id};
use hangji_testkit::{Chance, day, worlds};

/// A tree of organisations with as many changes as it takes without contradiction.
fn random(chance: &mut Chance) -> (Tree, Vec<Recorded>) {
    let orgs: Vec<Organisation> = (1..=9)
        .map(|id| Organisation {
            id,
            code: id.to_string(),
            name: format!("o{id}"),
            kind: "branch".into(),
            parent: if id == 1 { 0 } else { 1 + chance.below(id as usize - 1) as i64 },
            set_up: day(&format!("200{}-01-01", id / 2)),
        })
        .collect();
    let mut recorded: Vec<Recorded> = Vec::new();
    let mut tree = derive(&orgs, &[]).unwrap();
    for id in 100..130 {
        let (org, other) = (2 + chance.below(8) as i64, 1 + chance.below(9) as i64);
        let kind = match chance.below(7) {
            0 => ChangeKind::Rename(format!("n{}", chance.below(3))),
            1 => ChangeKind::Convert("committee".into()),
            2 => ChangeKind::Merge(other),
            3 => ChangeKind::Dissolve,
            _ => ChangeKind::Move(other),
        };
        let on = day(&format!("201{}-0{}-01", chance.below(4), 1 + chance.below(3)));
        let mut tried = recorded.clone();
        tried.push(Recorded { id, org, on, kind });
        tried.sort_by_key(|r| (r.on, r.id));
        let changes: Vec<Change> =
            tried.iter().map(|r| Change { org: r.org, on: r.on, kind: r.kind.clone() }).collect();
        if let Ok(grown) = derive(&orgs, &changes) {
            (tree, recorded) = (grown, tried);
        }
    }
    (tree, recorded)
}

/// The days of stretches: all apart and in order.
fn days(lane: &Lane) -> Vec<(Day, Day)> {
    let days: Vec<(Day, Day)> = lane.stretches.iter().map(|s| (s.from, s.to)).collect();
    assert!(days.iter().all(|(from, to)| from < to), "{lane:?}");
    assert!(days.windows(2).all(|d| d[0].1 <= d[1].0), "stretches of one lane overlap: {lane:?}");
    days
}

/// The lanes that hold on a day, of those with a role.
fn holding(lineage: &Lineage, role: Role, on: Day) -> Vec<i64> {
    let holds = |l: &&Lane| l.role == role && l.stretches.iter().any(|s| s.from <= on && on < s.to);
    lineage.lanes.iter().filter(holds).map(|l| l.org).collect()
}

#[test]
fn everything_is_told_once() {
    let mut seen = [0; 4];
    for seed in 0..60 {
        let (tree, recorded) = random(&mut Chance::new(seed));
        for (org, own) in &tree.spans {
            let lineage = lineage::derive(*org, &tree.spans, &recorded);
            lineage.lanes.iter().for_each(|l| drop(days(l)));
            let itself: Vec<&Lane> = lineage.lanes.iter().filter(|l| l.role == Role::Itself).collect();
            assert_eq!(itself.len(), 1);
            for span in own {
                let told = itself[0].stretches.iter().filter(|s| s.from <= span.from && span.to <= s.to);
                let told: Vec<_> = told.filter(|s| s.name == span.name && s.kind == span.kind).collect();
                assert_eq!(told.len(), 1, "a span stands in one stretch: {span:?}");
                let above = holding(&lineage, Role::Above, span.from);
                let wanted: Vec<i64> = [span.parent].into_iter().filter(|p| *p != 0).collect();
                assert_eq!(above, wanted, "what stood above {org} on {}", span.from);
                assert_eq!(holding(&lineage, Role::Above, span.to.plus_days(-1)), wanted);
            }
            changes_are_told_once(*org, &lineage, &recorded);
            for (i, role) in [Role::Above, Role::Came, Role::Took].into_iter().enumerate() {
                seen[i] += lineage.lanes.iter().filter(|l| l.role == role).count();
            }
            seen[3] += lineage.events.iter().filter(|e| e.what == What::Followed).count();
        }
    }
    assert!(seen.iter().all(|n| *n > 5), "the trees hold every case: {seen:?}");
}

fn changes_are_told_once(org: i64, lineage: &Lineage, recorded: &[Recorded]) {
    let concerns = |r: &&Recorded| r.org == org || matches!(r.kind, ChangeKind::Merge(into) if into == org);
    let wanted: BTreeSet<i64> = recorded.iter().filter(concerns).map(|r| r.id).collect();
    let told: Vec<i64> = lineage
        .events
        .iter()
        .filter(|e| e.what != What::Followed)
        .filter_map(|e| match e.record {
            Some(Source::Change(id, _)) => Some(id.0),
            _ => None,
        })
        .collect();
    assert_eq!(told.len(), wanted.len());
    assert_eq!(told.into_iter().collect::<BTreeSet<_>>(), wanted);
    assert_eq!(lineage.events.iter().filter(|e| e.what == What::SetUp).count(), 1);
    assert!(lineage.events.windows(2).all(|e| e[0].on <= e[1].on));
}

#[test]
fn names_of_others_are_not_told() {
    for w in worlds() {
        let root = w.org("R", Id(0), "2000-01-01");
        let (mine, theirs) = (w.org("MINE", root, "2000-01-01"), w.org("THEIRS", root, "2000-01-01"));
        let shop = w.org("SHOP", mine, "2001-01-01");
        let gone = w.org("GONE", theirs, "2001-01-01");
        w.change(shop, "2005-01-01", "move", theirs).unwrap();
        w.change(shop, "2006-01-01", "move", mine).unwrap();
        w.change(shop, "2007-01-01", "rename", "新门店").unwrap();
        let merger = w.change(gone, "2008-01-01", "merge", shop).unwrap();
        let told = |scope: &Scope| w.db.read(|tx| lineage::of(tx, scope, shop)).unwrap();

        let all = told(&Scope::everything());
        let words = format!("{all:?}");
        assert!(words.contains("社THEIRS") && words.contains("社GONE"), "{words}");
        let roles: Vec<Role> = all.lineage.lanes.iter().map(|l| l.role).collect();
        assert_eq!(roles, [Role::Above, Role::Above, Role::Itself, Role::Came], "{}", w.name);
        let happened: Vec<String> = all.lineage.events.iter().map(|e| format!("{} {:?}", e.on, e.what)).collect();
        assert_eq!(
            happened,
            [
                "2001-01-01 SetUp",
                "2005-01-01 Moved",
                "2006-01-01 Moved",
                "2007-01-01 Renamed { from: \"社SHOP\", to: \"新门店\" }",
                "2008-01-01 Received",
            ]
        );
        assert_eq!(all.lineage.events[4].record, Some(Source::Change(merger, gone)));

        let part = told(&Scope::territory(mine, None));
        let words = format!("{part:?}");
        assert!(words.contains("社MINE") && !words.contains("THEIRS") && !words.contains("GONE"), "{words}");
        assert_eq!(part.lineage.lanes.len(), 4, "that there was another is told");
        assert_eq!(part.lineage.events[4].record, None, "its record is not");
        assert!(part.lineage.events[1].record.is_some(), "the record of one's own change is");
    }
}
