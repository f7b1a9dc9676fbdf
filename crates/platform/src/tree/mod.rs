//! The dated tree of organisations, derived from two ledgers: `organisations` (each one's set-up) and
//! `organisation_changes` (renamed, moved, converted, merged, dissolved). A figure of 2012 is computed on the tree of
//! 2012, whatever moved later.
//!
//! [`mod@derive`] is a pure function from the two ledgers to spans and closure; this module stores what it gives and moves
//! the figures of whatever changed place. Every change derives the whole tree anew: some milliseconds for a district.

pub mod branch;
pub mod derive;
pub mod lineage;
pub mod lookup;
mod org;

use std::collections::{BTreeMap, BTreeSet};

use hangji_store::{Day, Tx, V};

use crate::figures::upkeep::{Touched, Upkeep};
use crate::refusal::Refusal;
use crate::{Result, System};
use derive::{Change, ChangeKind, Organisation, Tree};

/// Ledger of the organisations' set-up.
pub const ORGANISATIONS: &str = "organisations";
/// Ledger of what happened to them since.
pub const CHANGES: &str = "organisation_changes";

/// Whether the tree is derived from a ledger.
#[must_use]
pub fn is_source(ledger: &str) -> bool {
    ledger == ORGANISATIONS || ledger == CHANGES
}

/// Derives the tree for a database that has records but no derived tables yet.
///
/// # Errors
/// If the database fails.
pub fn bring_forward(tx: &mut Tx<'_>, sys: &System) -> Result<()> {
    if sys.ledgers.iter().any(|l| l.name == ORGANISATIONS) { follow(tx, sys) } else { Ok(()) }
}

/// Derives the tree from its ledgers as they stand.
///
/// # Errors
/// A refusal if they contradict each other (a cycle, a child without its parent), or a fault.
pub fn derived(tx: &mut Tx<'_>) -> Result<Tree> {
    let organisations = tx.all(
        "SELECT id, code, name, kind, parent, set_up_on FROM organisations WHERE state = 0 ORDER BY id",
        &[],
        |r| {
            Ok(Organisation {
                id: r.int(0)?,
                code: r.text(1)?.to_owned(),
                name: r.text(2)?.to_owned(),
                kind: r.text(3)?.to_owned(),
                parent: r.opt_int(4)?.unwrap_or(0),
                set_up: r.day(5)?,
            })
        },
    )?;
    let changes = tx.all(
        "SELECT org, change, on_day, new_name, new_kind, target FROM organisation_changes
         WHERE state = 0 ORDER BY on_day, id",
        &[],
        |r| {
            Ok(Change {
                org: r.int(0)?,
                on: r.day(2)?,
                kind: ChangeKind::read(r.text(1)?, r.opt_text(3)?, r.opt_text(4)?, r.opt_int(5)?)?,
            })
        },
    )?;
    derive::derive(&organisations, &changes).map_err(|p| Refusal::invalid(p).into())
}

/// Brings the derived tables, and the figures of every organisation whose place changed, in step with the ledgers.
///
/// # Errors
/// A refusal if the ledgers contradict each other, or a fault.
pub fn follow(tx: &mut Tx<'_>, sys: &System) -> Result<()> {
    let new = derived(tx)?;
    let old = stored(tx)?;
    let moved = new.differing(&old);
    if moved.is_empty() {
        return Ok(());
    }
    let moved: Vec<i64> = moved.into_iter().collect();
    let touched = Touched::organisations(tx, &moved)?;
    let mut upkeep = Upkeep::default();
    upkeep.lose(tx, sys, &touched)?;
    write(tx, &new)?;
    upkeep.gain(tx, sys, &touched)?;
    upkeep.store(tx, sys)
}

/// The tree as the derived tables hold it.
///
/// # Errors
/// If the database fails.
pub fn stored(tx: &mut Tx<'_>) -> Result<Tree> {
    let mut tree = Tree::default();
    tx.each("SELECT id, code, name, kind, parent, depth, valid_from, valid_to, ended_by FROM org", &[], |r| {
        let node = derive::Node {
            code: r.text(1)?.to_owned(),
            name: r.text(2)?.to_owned(),
            kind: r.text(3)?.to_owned(),
            parent: r.int(4)?,
            depth: r.int(5)?,
            from: r.day(6)?,
            to: r.day(7)?,
            ended_by: r.opt_text(8)?.map(str::to_owned),
        };
        tree.nodes.insert(r.int(0)?, node);
        Ok(())
    })?;
    let sql = "SELECT org, valid_from, valid_to, name, kind, parent FROM org_span ORDER BY org, valid_from";
    tx.each(sql, &[], |r| {
        let span = derive::Span {
            from: r.day(1)?,
            to: r.day(2)?,
            name: r.text(3)?.to_owned(),
            kind: r.text(4)?.to_owned(),
            parent: r.int(5)?,
        };
        tree.spans.entry(r.int(0)?).or_default().push(span);
        Ok(())
    })?;
    let sql =
        "SELECT descendant, ancestor, valid_from, valid_to FROM org_closure ORDER BY descendant, ancestor, valid_from";
    tx.each(sql, &[], |r| {
        tree.closure.entry(r.int(0)?).or_default().push((r.int(1)?, r.day(2)?, r.day(3)?));
        Ok(())
    })?;
    tx.each("SELECT org, node FROM territory", &[], |r| {
        tree.territory.insert((r.int(0)?, r.int(1)?));
        Ok(())
    })?;
    Ok(tree)
}

fn write(tx: &mut Tx<'_>, tree: &Tree) -> Result<()> {
    for table in ["org", "org_span", "org_closure", "territory"] {
        tx.run(&format!("DELETE FROM {table}"), &[])?;
    }
    let day = |d: Day| d.to_string();
    let dated: BTreeMap<i64, (String, String)> =
        tree.nodes.iter().map(|(id, n)| (*id, (day(n.from), day(n.to)))).collect();
    let columns = ["id", "code", "name", "kind", "parent", "depth", "valid_from", "valid_to", "ended_by", "state"];
    tx.bulk(
        "org",
        &columns,
        "itttiittti",
        tree.nodes.iter().map(|(id, n)| {
            let (from, to) = &dated[id];
            vec![
                V::Int(*id),
                (&n.code).into(),
                (&n.name).into(),
                (&n.kind).into(),
                n.parent.into(),
                n.depth.into(),
                from.into(),
                to.into(),
                n.ended_by.as_ref().into(),
                V::Int(0),
            ]
        }),
    )?;
    let spans: Vec<_> =
        tree.spans.iter().flat_map(|(id, spans)| spans.iter().map(move |s| (*id, s, day(s.from), day(s.to)))).collect();
    let columns = ["org", "valid_from", "valid_to", "name", "kind", "parent"];
    tx.bulk(
        "org_span",
        &columns,
        "itttti",
        spans.iter().map(|(id, s, from, to)| {
            vec![V::Int(*id), from.into(), to.into(), (&s.name).into(), (&s.kind).into(), s.parent.into()]
        }),
    )?;
    let closure: Vec<_> = tree
        .closure
        .iter()
        .flat_map(|(id, rows)| rows.iter().map(move |(a, from, to)| (*id, *a, day(*from), day(*to))))
        .collect();
    let columns = ["descendant", "ancestor", "valid_from", "valid_to"];
    tx.bulk(
        "org_closure",
        &columns,
        "iitt",
        closure.iter().map(|(id, a, from, to)| vec![V::Int(*id), V::Int(*a), from.into(), to.into()]),
    )?;
    let rows = tree.territory.iter().map(|(org, node)| [V::Int(*org), V::Int(*node)]);
    tx.bulk("territory", &["org", "node"], "ii", rows)
}

/// The first organisation whose derived tables do not follow from the ledgers.
///
/// # Errors
/// If the database fails or the ledgers contradict each other.
pub fn first_difference(tx: &mut Tx<'_>) -> Result<Option<i64>> {
    let differing: BTreeSet<i64> = derived(tx)?.differing(&stored(tx)?);
    // The state stands beside the tree, for figures that join it: all organisations of the table are in force.
    let out_of_force = tx.first("SELECT MIN(id) FROM org WHERE state <> 0", &[], |r| r.opt_int(0))?.flatten();
    Ok(differing.into_iter().next().or(out_of_force))
}
