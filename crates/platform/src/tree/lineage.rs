//! The history of one organisation: what it was, what it stood under, what went into it and what it went into.
//!
//! [`derive()`] is a pure function of the spans and changes that concern it; [`of`] reads those and leaves out of what it
//! tells the names and records of organisations that the viewer does not see.

use std::collections::{BTreeMap, BTreeSet};

use hangji_store::{Day, Id, Row, Tx};

use super::derive::{ChangeKind, Span};
use crate::Result;
use crate::access::Scope;
use crate::query::Query;

/// A change as it was recorded.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// Its record in the ledger of changes.
    pub id: i64,
    /// The organisation.
    pub org: i64,
    /// The first day of the new state.
    pub on: Day,
    /// What happened.
    pub kind: ChangeKind,
}

/// The history of an organisation.
#[derive(Debug, Default)]
pub struct Lineage {
    /// Who was concerned, and when: what stood above it in order of time, itself, what went into it, what it went into.
    pub lanes: Vec<Lane>,
    /// What happened, in order.
    pub events: Vec<Event>,
}

/// An organisation's part in the history of another.
#[derive(Debug, PartialEq, Eq)]
pub struct Lane {
    /// Which part.
    pub role: Role,
    /// The organisation.
    pub org: i64,
    /// When it had that part, in order and apart.
    pub stretches: Vec<Stretch>,
}

/// The part of an organisation in the history of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// The other stood under it.
    Above,
    /// It is the one whose history this is.
    Itself,
    /// It went into the other.
    Came,
    /// The other went into it.
    Took,
}

/// A stretch of days with one name and kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// First day.
    pub from: Day,
    /// First day no longer; open if it still is.
    pub to: Day,
    /// Its name then; empty if the viewer does not see the organisation.
    pub name: String,
    /// Its kind then; empty likewise.
    pub kind: String,
}

/// Something that happened.
#[derive(Debug, PartialEq, Eq)]
pub struct Event {
    /// The day.
    pub on: Day,
    /// What.
    pub what: What,
    /// The other organisation concerned.
    pub other: Option<i64>,
    /// The record that says so; none where the viewer does not see it.
    pub record: Option<Source>,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// It was set up, under the other.
    SetUp,
    /// It was called otherwise from then on.
    Renamed {
        /// Its name before.
        from: String,
        /// Its name since.
        to: String,
    },
    /// It was of another kind from then on.
    Converted {
        /// Its kind before.
        from: String,
        /// Its kind since.
        to: String,
    },
    /// It stood under the other from then on.
    Moved,
    /// It stood under the other from then on, because what was above it went into that.
    Followed,
    /// The other went into it.
    Received,
    /// It went into the other.
    Merged,
    /// It ended.
    Dissolved,
}

/// The record of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Of the ledger of organisations: its set-up.
    Organisation(Id),
    /// Of the ledger of changes, with the organisation that it belongs to.
    Change(Id, Id),
}

/// Derives the history of an organisation from the spans of all that are concerned, and from the changes of it, of what
/// stood above it, and of what went into it, in order. Whatever else is given does no harm.
#[must_use]
pub fn derive(org: i64, spans: &BTreeMap<i64, Vec<Span>>, changes: &[Recorded]) -> Lineage {
    let of = |id: i64| spans.get(&id).map_or(&[][..], Vec::as_slice);
    let own = of(org);
    let mut lanes = above(own, of);
    lanes.push(Lane { role: Role::Itself, org, stretches: joined(own.iter().map(Stretch::of).collect()) });
    let mut came: Vec<(Day, i64)> = Vec::new();
    let mut took: Vec<(Day, i64)> = Vec::new();
    for c in changes {
        match c.kind {
            ChangeKind::Merge(into) if into == org => came.push((c.on, c.org)),
            ChangeKind::Merge(into) if c.org == org => took.push((c.on, into)),
            _ => {}
        }
    }
    let whole = |id: i64| joined(of(id).iter().map(Stretch::of).collect());
    lanes.extend(came.into_iter().map(|(_, id)| Lane { role: Role::Came, org: id, stretches: whole(id) }));
    for (on, id) in took {
        let since = of(id).iter().filter(|s| s.to > on).map(|s| Stretch { from: s.from.max(on), ..Stretch::of(s) });
        lanes.push(Lane { role: Role::Took, org: id, stretches: joined(since.collect()) });
    }
    Lineage { lanes, events: events(org, own, changes) }
}

impl Stretch {
    fn of(span: &Span) -> Stretch {
        Stretch { from: span.from, to: span.to, name: span.name.clone(), kind: span.kind.clone() }
    }
}

/// What stood above it, each while it did, in order of time.
fn above<'s>(own: &[Span], of: impl Fn(i64) -> &'s [Span]) -> Vec<Lane> {
    let mut lanes: Vec<Lane> = Vec::new();
    for span in own.iter().filter(|s| s.parent != 0) {
        let then = of(span.parent).iter().filter(|p| p.from < span.to && span.from < p.to);
        let then =
            then.map(|p| Stretch { from: p.from.max(span.from), to: p.to.min(span.to), ..Stretch::of(p) }).collect();
        match lanes.iter_mut().find(|l| l.org == span.parent) {
            Some(lane) => lane.stretches = joined([std::mem::take(&mut lane.stretches), then].concat()),
            None => lanes.push(Lane { role: Role::Above, org: span.parent, stretches: joined(then) }),
        }
    }
    lanes
}

/// Stretches in order, those made one that meet and say the same.
fn joined(stretches: Vec<Stretch>) -> Vec<Stretch> {
    let mut out: Vec<Stretch> = Vec::with_capacity(stretches.len());
    for s in stretches {
        match out.last_mut() {
            Some(last) if last.to == s.from && last.name == s.name && last.kind == s.kind => last.to = s.to,
            _ => out.push(s),
        }
    }
    out
}

fn events(org: i64, own: &[Span], changes: &[Recorded]) -> Vec<Event> {
    let mut out: Vec<Event> = Vec::new();
    let (mut name, mut kind) = (String::new(), String::new());
    if let Some(first) = own.first() {
        let other = (first.parent != 0).then_some(first.parent);
        out.push(Event { on: first.from, what: What::SetUp, other, record: Some(Source::Organisation(Id(org))) });
        (name, kind) = (first.name.clone(), first.kind.clone());
    }
    for c in changes {
        let (what, other) = match &c.kind {
            ChangeKind::Merge(into) if *into == org => (What::Received, Some(c.org)),
            _ if c.org != org => continue,
            ChangeKind::Rename(to) => {
                (What::Renamed { from: std::mem::replace(&mut name, to.clone()), to: to.clone() }, None)
            }
            ChangeKind::Convert(to) => {
                (What::Converted { from: std::mem::replace(&mut kind, to.clone()), to: to.clone() }, None)
            }
            ChangeKind::Move(to) => (What::Moved, Some(*to)),
            ChangeKind::Merge(into) => (What::Merged, Some(*into)),
            ChangeKind::Dissolve => (What::Dissolved, None),
        };
        out.push(Event { on: c.on, what, other, record: Some(Source::Change(Id(c.id), Id(c.org))) });
    }
    out.extend(followed(org, own, changes));
    out.sort_by_key(|e| e.on);
    out
}

/// Where it stood under another because what was above it went into that.
fn followed(org: i64, own: &[Span], changes: &[Recorded]) -> Vec<Event> {
    let mut out = Vec::new();
    for pair in own.windows(2) {
        let [before, after] = pair else { continue };
        let moved = changes.iter().any(|c| {
            c.org == org && c.on == after.from && matches!(c.kind, ChangeKind::Move(to) if to == after.parent)
        });
        if before.parent == after.parent || moved {
            continue;
        }
        let merger = changes
            .iter()
            .find(|c| c.org == before.parent && c.on == after.from && matches!(c.kind, ChangeKind::Merge(_)));
        let record = merger.map(|c| Source::Change(Id(c.id), Id(c.org)));
        out.push(Event { on: after.from, what: What::Followed, other: Some(after.parent), record });
    }
    out
}

/// An organisation that the viewer sees, as it is called today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// What a viewer is told of the history of an organisation.
#[derive(Debug, Default)]
pub struct Told {
    /// The history, without the names and records of organisations that the viewer does not see.
    pub lineage: Lineage,
    /// The organisations of the history that the viewer sees.
    pub known: BTreeMap<i64, Named>,
}

/// The history of an organisation, as far as the viewer sees. The caller has seen that the organisation is in scope.
///
/// # Errors
/// If the database fails.
pub fn of(tx: &mut Tx<'_>, scope: &Scope, org: Id) -> Result<Told> {
    let changes = changes(tx, org)?;
    let mut concerned: BTreeSet<i64> = BTreeSet::from([org.0]);
    for c in &changes {
        concerned.insert(c.org);
        if let ChangeKind::Merge(to) | ChangeKind::Move(to) = c.kind {
            concerned.insert(to);
        }
    }
    let own = spans(tx, &BTreeSet::from([org.0]))?;
    concerned.extend(own.values().flatten().map(|s| s.parent).filter(|p| *p != 0));
    let mut lineage = derive(org.0, &spans(tx, &concerned)?, &changes);
    let known = known(tx, scope, &concerned)?;
    for lane in lineage.lanes.iter_mut().filter(|l| !known.contains_key(&l.org)) {
        lane.stretches = joined(
            lane.stretches.drain(..).map(|s| Stretch { name: String::new(), kind: String::new(), ..s }).collect(),
        );
    }
    for event in &mut lineage.events {
        event.record = event.record.filter(|r| match r {
            Source::Organisation(_) => true,
            Source::Change(_, of) => known.contains_key(&of.0),
        });
    }
    Ok(Told { lineage, known })
}

/// The changes of an organisation, those by which others went into it, and those by which what stood above it ended.
fn changes(tx: &mut Tx<'_>, org: Id) -> Result<Vec<Recorded>> {
    let sql = "SELECT c.id, c.org, c.change, c.on_day, c.new_name, c.new_kind, c.target FROM organisation_changes c
               WHERE c.state = 0 AND (c.org = $1 OR c.change = 'merge' AND (c.target = $2
                 OR c.org IN (SELECT s.parent FROM org_span s WHERE s.org = $3)))
               ORDER BY c.on_day, c.id";
    let change = |r: &Row<'_>| {
        let kind = ChangeKind::read(r.text(2)?, r.opt_text(4)?, r.opt_text(5)?, r.opt_int(6)?)?;
        Ok(Recorded { id: r.int(0)?, org: r.int(1)?, on: r.day(3)?, kind })
    };
    tx.all(sql, &[org.into(), org.into(), org.into()], change)
}

/// The spans of organisations, in order.
fn spans(tx: &mut Tx<'_>, orgs: &BTreeSet<i64>) -> Result<BTreeMap<i64, Vec<Span>>> {
    let mut query =
        Query::new("SELECT s.org, s.valid_from, s.valid_to, s.name, s.kind, s.parent FROM org_span s WHERE s.org IN (");
    query.bind_ids(orgs.iter().copied().map(Id));
    query.push(") ORDER BY s.org, s.valid_from");
    let mut out: BTreeMap<i64, Vec<Span>> = BTreeMap::new();
    tx.each(query.text(), &query.params(), |r| {
        let (name, kind) = (r.text(3)?.to_owned(), r.text(4)?.to_owned());
        let span = Span { from: r.day(1)?, to: r.day(2)?, name, kind, parent: r.int(5)? };
        out.entry(r.int(0)?).or_default().push(span);
        Ok(())
    })?;
    Ok(out)
}

/// Those of some organisations that the viewer sees.
fn known(tx: &mut Tx<'_>, scope: &Scope, orgs: &BTreeSet<i64>) -> Result<BTreeMap<i64, Named>> {
    let mut query = Query::new("SELECT o.id, o.code, o.name FROM org o WHERE o.id IN (");
    query.bind_ids(orgs.iter().copied().map(Id));
    query.push(")");
    scope.restrict_org(&mut query, "o.id");
    let named = |r: &Row<'_>| Ok((r.int(0)?, Named { code: r.text(1)?.to_owned(), name: r.text(2)?.to_owned() }));
    Ok(tx.all(query.text(), &query.params(), named)?.into_iter().collect())
}
