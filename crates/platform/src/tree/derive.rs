//! From the ledgers of the tree to its spans and closure: pure, no database.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, bail};
use hangji_store::Day;

use crate::refusal::{Message, Problem};

/// An organisation as it was set up.
#[derive(Debug, Clone)]
pub struct Organisation {
    /// Its id.
    pub id: i64,
    /// Its own code.
    pub code: String,
    /// Its name when set up.
    pub name: String,
    /// Its kind when set up.
    pub kind: String,
    /// The organisation above; 0 is none.
    pub parent: i64,
    /// The day it was set up.
    pub set_up: Day,
}

/// What happened to an organisation.
#[derive(Debug, Clone)]
pub struct Change {
    /// The organisation.
    pub org: i64,
    /// The first day of the new state.
    pub on: Day,
    /// What happened.
    pub kind: ChangeKind,
}

/// What can happen to an organisation.
#[derive(Debug, Clone)]
pub enum ChangeKind {
    /// It has another name.
    Rename(String),
    /// It has another kind (a branch grown into a general branch).
    Convert(String),
    /// It stands under another organisation.
    Move(i64),
    /// It ended and went into another; what stood under it stands under that one.
    Merge(i64),
    /// It ended.
    Dissolve,
}

impl ChangeKind {
    /// From the fields of a record of the ledger of changes.
    ///
    /// # Errors
    /// If a field that the change needs is missing: records are checked before they are stored.
    pub fn read(code: &str, name: Option<&str>, kind: Option<&str>, target: Option<i64>) -> crate::Result<Self> {
        Ok(match code {
            "rename" => Self::Rename(name.context("a renaming has a new name")?.to_owned()),
            "convert" => Self::Convert(kind.context("a conversion has a new kind")?.to_owned()),
            "move" => Self::Move(target.context("a move has a target")?),
            "merge" => Self::Merge(target.context("a merger has a target")?),
            "dissolve" => Self::Dissolve,
            other => bail!("unknown change {other}"),
        })
    }
}

/// A stretch of days in which an organisation had one name, kind and parent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// First day.
    pub from: Day,
    /// First day no longer.
    pub to: Day,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: String,
    /// The organisation above; 0 is none.
    pub parent: i64,
}

/// An organisation's present (or last) state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Its own code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: String,
    /// The organisation above; 0 is none.
    pub parent: i64,
    /// How far below the root it stands.
    pub depth: i64,
    /// The day it was set up.
    pub from: Day,
    /// First day no longer; open if it stands.
    pub to: Day,
    /// How it ended, if it did: `merge` or `dissolve`.
    pub ended_by: Option<String>,
}

/// The whole tree through time.
#[derive(Debug, Default)]
pub struct Tree {
    /// Present state of each organisation.
    pub nodes: BTreeMap<i64, Node>,
    /// Its spans, in order.
    pub spans: BTreeMap<i64, Vec<Span>>,
    /// Its ancestors (itself included) with first day and first day no longer, in order.
    pub closure: BTreeMap<i64, Vec<(i64, Day, Day)>>,
    /// Organisation and every node whose territory it belongs to today.
    pub territory: BTreeSet<(i64, i64)>,
}

impl Tree {
    /// The organisations whose state, spans or place differ between two trees.
    #[must_use]
    pub fn differing(&self, other: &Tree) -> BTreeSet<i64> {
        let territories = self.territory.symmetric_difference(&other.territory).map(|(org, _)| *org);
        let ids: BTreeSet<i64> =
            self.nodes.keys().chain(other.nodes.keys()).copied().chain(territories.clone()).collect();
        let moved: BTreeSet<i64> = territories.collect();
        ids.into_iter()
            .filter(|id| {
                moved.contains(id)
                    || self.nodes.get(id) != other.nodes.get(id)
                    || self.spans.get(id) != other.spans.get(id)
                    || self.closure.get(id) != other.closure.get(id)
            })
            .collect()
    }
}

/// Derives the tree.
///
/// # Errors
/// The first contradiction found, naming the organisation and the day.
pub fn derive(organisations: &[Organisation], changes: &[Change]) -> Result<Tree, Problem> {
    let mut lives: BTreeMap<i64, Life> = organisations.iter().map(|o| (o.id, Life::new(o))).collect();
    for change in changes {
        match lives.get_mut(&change.org) {
            Some(life) => life.apply(change)?,
            // Its organisation was withdrawn: there is nothing to change.
            None => continue,
        }
    }
    for life in lives.values() {
        into_what_stands(life, &lives)?;
    }
    let mut tree = Tree::default();
    for (id, life) in &lives {
        tree.spans.insert(*id, under_standing_parents(life, &lives)?);
    }
    let roots: Vec<&Life> = lives.values().filter(|l| l.org.parent == 0).collect();
    if let [_, second, ..] = roots.as_slice() {
        return Err(problem(
            format!("“{}”没有上级组织：只有最上级组织可以没有上级", second.org.name),
            format!("{} has nothing above it: only the topmost organisation may", second.org.name),
        ));
    }
    for id in lives.keys() {
        let rows = ancestors(*id, &tree.spans, &lives)?;
        tree.closure.insert(*id, rows);
    }
    present(&mut tree, &lives);
    Ok(tree)
}

fn problem(zh: String, en: String) -> Problem {
    Problem::whole(Message::new(zh, en))
}

/// One organisation's spans while its changes are applied.
struct Life<'a> {
    org: &'a Organisation,
    spans: Vec<Span>,
    end: Option<End>,
}

#[derive(Clone, Copy)]
struct End {
    on: Day,
    into: Option<i64>,
}

impl<'a> Life<'a> {
    fn new(org: &'a Organisation) -> Self {
        let (name, kind) = (org.name.clone(), org.kind.clone());
        Life { org, spans: vec![Span { from: org.set_up, to: Day::OPEN, name, kind, parent: org.parent }], end: None }
    }

    fn apply(&mut self, change: &Change) -> Result<(), Problem> {
        let on = change.on;
        let name = &self.org.name;
        if on <= self.org.set_up {
            return Err(problem(
                format!("“{name}”{}才成立，{on}不能变动", self.org.set_up),
                format!("{name} was set up on {} and cannot change on {on}", self.org.set_up),
            ));
        }
        if let Some(end) = self.end {
            return Err(problem(
                format!("“{name}”已于{}终止，{on}不能再变动", end.on),
                format!("{name} ended on {} and cannot change on {on}", end.on),
            ));
        }
        let Some(last) = self.spans.last_mut() else { return Ok(()) };
        let next = Span { from: on, ..last.clone() };
        if last.from < on {
            last.to = on;
            self.spans.push(next);
        }
        let ended = |into| Some(End { on, into });
        match &change.kind {
            ChangeKind::Merge(into) => self.end = ended(Some(*into)),
            ChangeKind::Dissolve => self.end = ended(None),
            ChangeKind::Rename(to) => self.last(|s| s.name.clone_from(to)),
            ChangeKind::Convert(to) => self.last(|s| s.kind.clone_from(to)),
            ChangeKind::Move(to) => self.last(|s| s.parent = *to),
        }
        if self.end.is_some() {
            self.spans.pop();
        }
        Ok(())
    }

    fn last(&mut self, set: impl FnOnce(&mut Span)) {
        if let Some(span) = self.spans.last_mut() {
            set(span);
        }
    }
}

/// What an organisation went into must stand on that day; so of two that go into each other the later one is refused.
fn into_what_stands(life: &Life<'_>, lives: &BTreeMap<i64, Life<'_>>) -> Result<(), Problem> {
    let Some(End { on, into: Some(into) }) = life.end else { return Ok(()) };
    let stands = |l: &&Life<'_>| l.org.set_up <= on && l.end.is_none_or(|end| end.on > on);
    if lives.get(&into).filter(stands).is_some() {
        return Ok(());
    }
    let (name, target) = (&life.org.name, lives.get(&into).map_or("", |l| l.org.name.as_str()));
    Err(problem(
        format!("“{name}”{on}并入“{target}”，但后者当日不存在"),
        format!("{name} goes into {target} on {on}, but that does not stand on that day"),
    ))
}

/// An organisation's spans, cut where the one above merged into another, and checked: what is above must stand.
fn under_standing_parents(life: &Life<'_>, lives: &BTreeMap<i64, Life<'_>>) -> Result<Vec<Span>, Problem> {
    let mut out: Vec<Span> = Vec::new();
    let mut todo: Vec<Span> = life.spans.iter().rev().cloned().collect();
    while let Some(mut span) = todo.pop() {
        if span.parent != 0 {
            let Some(parent) = lives.get(&span.parent) else {
                return Err(problem(
                    format!("“{}”的上级组织不存在", span.name),
                    format!("there is no such organisation above {}", span.name),
                ));
            };
            if parent.org.set_up > span.from {
                return Err(problem(
                    format!(
                        "“{}”{}起隶属“{}”，而后者{}才成立",
                        span.name, span.from, parent.org.name, parent.org.set_up
                    ),
                    format!(
                        "{} stands under {} from {}, but that was set up on {}",
                        span.name, parent.org.name, span.from, parent.org.set_up
                    ),
                ));
            }
            if let Some(end) = parent.end.filter(|e| e.on < span.to) {
                let Some(into) = end.into else {
                    return Err(problem(
                        format!("“{}”{}撤销时，“{}”仍隶属于它：先调整隶属关系", parent.org.name, end.on, span.name),
                        format!(
                            "{} still stands under {} when that is dissolved on {}: move it first",
                            span.name, parent.org.name, end.on
                        ),
                    ));
                };
                if into == life.org.id {
                    return Err(cycle(&life.org.name));
                }
                let from = span.from.max(end.on);
                todo.push(Span { from, parent: into, ..span.clone() });
                span.to = end.on;
            }
        }
        // An organisation that was placed under an ended one from that very day has no days there.
        if span.from < span.to {
            out.push(span);
        }
    }
    Ok(out)
}

fn cycle(name: &str) -> Problem {
    problem(
        format!("“{name}”会成为自己的上级：隶属关系不能成环"),
        format!("{name} would stand above itself: the tree cannot have a cycle"),
    )
}

/// Deeper trees do not occur (province, city, county, township, village, group is six); a longer climb is a cycle.
const DEEPEST: usize = 40;

/// All ancestors of an organisation with the days they were, climbing span by span.
fn ancestors(
    id: i64,
    spans: &BTreeMap<i64, Vec<Span>>,
    lives: &BTreeMap<i64, Life<'_>>,
) -> Result<Vec<(i64, Day, Day)>, Problem> {
    let name = lives.get(&id).map_or("", |l| l.org.name.as_str());
    let own = spans.get(&id).map_or(&[][..], Vec::as_slice);
    let (Some(first), Some(last)) = (own.first(), own.last()) else { return Ok(Vec::new()) };
    let mut rows = vec![(id, first.from, last.to)];
    let mut todo = vec![(id, first.from, last.to, 0)];
    while let Some((at, from, to, depth)) = todo.pop() {
        if depth > DEEPEST {
            return Err(cycle(name));
        }
        for span in spans.get(&at).map_or(&[][..], Vec::as_slice) {
            let (from, to) = (from.max(span.from), to.min(span.to));
            if from >= to || span.parent == 0 {
                continue;
            }
            if span.parent == id {
                return Err(cycle(name));
            }
            rows.push((span.parent, from, to));
            todo.push((span.parent, from, to, depth + 1));
        }
    }
    rows.sort_unstable();
    let mut joined: Vec<(i64, Day, Day)> = Vec::with_capacity(rows.len());
    for (ancestor, from, to) in rows {
        match joined.last_mut() {
            Some(last) if last.0 == ancestor && last.2 == from => last.2 = to,
            _ => joined.push((ancestor, from, to)),
        }
    }
    Ok(joined)
}

/// Fills in the present states and whose territory each organisation belongs to today.
fn present(tree: &mut Tree, lives: &BTreeMap<i64, Life<'_>>) {
    let parent_of = |id: i64| tree.spans.get(&id).and_then(|s| s.last()).map_or(0, |s| s.parent);
    for (id, life) in lives {
        let Some(last) = tree.spans.get(id).and_then(|s| s.last()) else { continue };
        let mut depth = 0;
        let mut at = *id;
        // The closure was derived without a cycle at any date; "last" states of ended ones could still chase each
        // other, so the climb is bounded as well.
        while at != 0 && depth <= DEEPEST as i64 {
            tree.territory.insert((*id, at));
            at = parent_of(at);
            depth += 1;
        }
        let node = Node {
            code: life.org.code.clone(),
            name: last.name.clone(),
            kind: last.kind.clone(),
            parent: last.parent,
            depth: depth - 1,
            from: life.org.set_up,
            to: life.end.map_or(Day::OPEN, |e| e.on),
            ended_by: life.end.map(|e| if e.into.is_some() { "merge" } else { "dissolve" }.to_owned()),
        };
        tree.nodes.insert(*id, node);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }
    fn org(id: i64, parent: i64, set_up: &str) -> Organisation {
        Organisation {
            id,
            code: id.to_string(),
            name: format!("o{id}"),
            kind: "branch".into(),
            parent,
            set_up: day(set_up),
        }
    }
    fn change(org: i64, on: &str, kind: ChangeKind) -> Change {
        Change { org, on: day(on), kind }
    }
    fn was_under(tree: &Tree, org: i64, ancestor: i64, on: &str) -> bool {
        let on = day(on);
        tree.closure[&org].iter().any(|(a, from, to)| *a == ancestor && *from <= on && on < *to)
    }

    #[test]
    fn a_move_leaves_the_past_where_it_was() {
        let orgs = [org(1, 0, "2000-01-01"), org(2, 1, "2000-01-01"), org(3, 1, "2000-01-01"), org(4, 2, "2010-01-01")];
        let tree = derive(&orgs, &[change(4, "2012-07-01", ChangeKind::Move(3))]).expect("a tree");
        assert!(was_under(&tree, 4, 2, "2012-06-30") && !was_under(&tree, 4, 2, "2012-07-01"));
        assert!(was_under(&tree, 4, 3, "2012-07-01") && was_under(&tree, 4, 1, "2012-07-01"));
        assert!(tree.territory.contains(&(4, 3)) && !tree.territory.contains(&(4, 2)));
        assert_eq!(tree.closure[&4].iter().filter(|(a, ..)| *a == 1).count(), 1, "the root's interval is one");
    }

    #[test]
    fn a_merger_takes_the_children_along() {
        let orgs = [org(1, 0, "2000-01-01"), org(2, 1, "2000-01-01"), org(3, 1, "2000-01-01"), org(4, 2, "2010-01-01")];
        let tree = derive(&orgs, &[change(2, "2012-07-01", ChangeKind::Merge(3))]).expect("a tree");
        assert!(was_under(&tree, 4, 2, "2012-06-30") && was_under(&tree, 4, 3, "2012-07-01"));
        assert_eq!(tree.nodes[&2].ended_by.as_deref(), Some("merge"));
        assert!(tree.territory.contains(&(2, 1)), "an ended organisation stays where it last stood");
    }

    #[test]
    fn contradictions_are_refused_with_names() {
        let orgs = [org(1, 0, "2000-01-01"), org(2, 1, "2000-01-01"), org(3, 2, "2005-01-01")];
        for (changes, word) in [
            (vec![change(2, "2010-01-01", ChangeKind::Move(3))], "cycle"),
            (vec![change(2, "2010-01-01", ChangeKind::Merge(3))], "cycle"),
            (vec![change(2, "2010-01-01", ChangeKind::Dissolve)], "move it first"),
            (vec![change(3, "2004-01-01", ChangeKind::Dissolve)], "was set up on"),
            (
                vec![change(3, "2010-01-01", ChangeKind::Dissolve), change(3, "2011-01-01", ChangeKind::Move(1))],
                "ended on",
            ),
            (vec![change(3, "2010-01-01", ChangeKind::Move(9))], "no such organisation"),
        ] {
            let refused = derive(&orgs, &changes).expect_err(word);
            assert!(refused.message.en.contains(word), "{}", refused.message.en);
        }
        let orgs = [org(1, 0, "2000-01-01"), org(2, 1, "2000-01-01"), org(3, 1, "2000-01-01"), org(4, 2, "2005-01-01")];
        for on in ["2010-01-01", "2011-01-01"] {
            let into_each_other = [change(2, "2010-01-01", ChangeKind::Merge(3)), change(3, on, ChangeKind::Merge(2))];
            let refused = derive(&orgs, &into_each_other).expect_err("neither may go into what has ended");
            assert!(refused.message.en.contains("does not stand"), "{}", refused.message.en);
        }
        let two_roots = [org(1, 0, "2000-01-01"), org(2, 0, "2000-01-01")];
        assert!(derive(&two_roots, &[]).is_err());
    }

    #[test]
    fn two_organisations_may_change_places_over_time() {
        let orgs = [org(1, 0, "2000-01-01"), org(2, 1, "2000-01-01"), org(3, 2, "2005-01-01")];
        let changes = [change(3, "2010-01-01", ChangeKind::Move(1)), change(2, "2010-01-01", ChangeKind::Move(3))];
        let tree = derive(&orgs, &changes).expect("no cycle on any day");
        assert!(was_under(&tree, 3, 2, "2009-12-31") && was_under(&tree, 2, 3, "2010-01-01"));
    }
}
