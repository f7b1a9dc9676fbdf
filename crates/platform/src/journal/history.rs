//! The journal read back: what happened to a record, in order, with what changed between one state and the next.

use hangji_store::{Id, Tx};

use super::ChangeKind;
use crate::access::Viewer;
use crate::access::scope::Plan;
use crate::ledger::{Ledger, Value, body};
use crate::query::Query;
use crate::{Result, System};

/// One entry of a record's history.
#[derive(Debug, Clone)]
pub struct Passage {
    /// The entry's number.
    pub seq: i64,
    /// Unix milliseconds of the journal's clock.
    pub at: i64,
    /// The account that acted.
    pub actor: Id,
    /// What was done.
    pub act: ChangeKind,
    /// The import or undo it was part of; `Id(0)` is none.
    pub batch: Id,
    /// Why.
    pub reason: String,
    /// The fields that changed: position of the field, before, after.
    pub changed: Vec<(usize, Value, Value)>,
    /// The state after.
    pub after: (Id, Vec<Value>),
}

/// The history of a record, oldest first.
///
/// # Errors
/// If the database fails or an entry is not of the stored form.
pub fn of(tx: &mut Tx<'_>, ledger: &Ledger, record: Id) -> Result<Vec<Passage>> {
    let sql =
        "SELECT seq, at, actor, act, batch, reason, body FROM journal WHERE record = $1 AND ledger = $2 ORDER BY seq";
    let mut before: Option<Vec<Value>> = None;
    tx.all(sql, &[record.into(), ledger.name.into()], |r| {
        let after = body::read(ledger, r.text(6)?)?;
        let old = before.replace(after.1.clone());
        let changed = (0..ledger.fields.len())
            .map(|i| (i, old.as_ref().map_or(Value::Null, |o| o[i].clone()), after.1[i].clone()))
            .filter(|(_, a, b)| a != b)
            .collect();
        Ok(Passage {
            seq: r.int(0)?,
            at: r.int(1)?,
            actor: r.id(2)?,
            act: ChangeKind::from_code(r.text(3)?).unwrap_or(ChangeKind::Amend),
            batch: r.id(4)?,
            reason: r.text(5)?.to_owned(),
            changed,
            after,
        })
    })
}

/// The state a record had after an entry.
///
/// # Errors
/// If there is no such entry or it is not of the stored form.
pub fn state_after(tx: &mut Tx<'_>, ledger: &Ledger, seq: i64) -> Result<Option<(ChangeKind, Id, Vec<Value>)>> {
    tx.first("SELECT act, body FROM journal WHERE seq = $1 AND ledger = $2", &[seq.into(), ledger.name.into()], |r| {
        let (org, values) = body::read(ledger, r.text(1)?)?;
        Ok((ChangeKind::from_code(r.text(0)?).unwrap_or(ChangeKind::Amend), org, values))
    })
}

/// What an account is called; none is the operator at the command line.
///
/// # Errors
/// If the database fails.
pub fn actor_name(tx: &mut Tx<'_>, actor: Id) -> Result<Option<String>> {
    let sql = "SELECT name FROM accounts WHERE id = $1";
    Ok(tx.first(sql, &[actor.into()], |r| Ok(r.opt_text(0)?.map(str::to_owned)))?.flatten())
}

/// A late entry of the journal.
#[derive(Debug, Clone)]
pub struct Recent {
    /// Unix milliseconds of the journal's clock.
    pub at: i64,
    /// The account that acted.
    pub actor: Id,
    /// What was done.
    pub act: ChangeKind,
    /// The import or undo it was part of; `Id(0)` is none.
    pub batch: Id,
    /// The ledger.
    pub ledger: &'static str,
    /// The record.
    pub record: Id,
    /// The entry's number.
    pub seq: i64,
}

/// How many entries are looked through for those in the territory.
pub const WINDOW: i64 = 5000;

/// The latest entries about records that the viewer sees, newest first, among the last [`WINDOW`] of the journal.
///
/// # Errors
/// If the database fails.
pub fn recent(tx: &mut Tx<'_>, sys: &System, viewer: &Viewer, take: i64) -> Result<Vec<Recent>> {
    recent_without(tx, sys, viewer, take, &[])
}

/// What happened lately: single changes, and imports or undos as one.
#[derive(Debug, Clone)]
pub struct Passed {
    /// The latest of its entries.
    pub latest: Recent,
    /// How many of its entries the viewer sees; at most [`MOST_COUNTED`].
    pub entries: i64,
}

/// Entries of an import are counted up to here, so that the count costs little.
pub const MOST_COUNTED: i64 = 1000;

/// What happened lately to records that the viewer sees, newest first, imports and undos told as one.
///
/// # Errors
/// If the database fails.
pub fn lately(tx: &mut Tx<'_>, sys: &System, viewer: &Viewer, take: usize) -> Result<Vec<Passed>> {
    let (mut out, mut batches): (Vec<Passed>, Vec<Id>) = (Vec::new(), Vec::new());
    loop {
        // Each turn starts anew without the imports already told, of which the first entries would fill it.
        out.retain(|p| p.latest.batch != Id(0));
        let found = recent_without(tx, sys, viewer, take as i64, &batches)?;
        let fresh = found.iter().find(|r| r.batch != Id(0)).map(|r| r.batch);
        for entry in found {
            if entry.batch == Id(0) {
                out.push(Passed { latest: entry, entries: 1 });
            } else if Some(entry.batch) == fresh && !batches.contains(&entry.batch) {
                batches.push(entry.batch);
                let entries = seen_of_batch(tx, sys, viewer, entry.batch)?;
                out.push(Passed { latest: entry, entries });
            }
        }
        if fresh.is_none() || batches.len() >= take {
            break;
        }
    }
    out.sort_by_key(|p| std::cmp::Reverse(p.latest.seq));
    out.truncate(take);
    Ok(out)
}

fn seen_of_batch(tx: &mut Tx<'_>, sys: &System, viewer: &Viewer, batch: Id) -> Result<i64> {
    let mut query = Query::new("SELECT COUNT(*) FROM (SELECT j.seq FROM journal j WHERE j.batch = ");
    query.bind_int(batch.0);
    about_seen(&mut query, sys, viewer);
    query.push(" LIMIT ");
    query.bind_int(MOST_COUNTED);
    query.push(") AS seen");
    tx.number(query.text(), &query.params())
}

/// Appends that an entry (alias `j`) is about a record that the viewer sees.
fn about_seen(query: &mut Query<'_>, sys: &System, viewer: &Viewer) {
    query.push(" AND (1 = 0");
    for ledger in sys.ledgers.iter().filter(|l| viewer.may_read(sys, l.name).is_ok()) {
        let name = ledger.name;
        query.push(&format!(" OR (j.ledger = '{name}' AND EXISTS (SELECT 1 FROM {name} r WHERE r.id = j.record AND "));
        viewer.scope().restrict(query, ledger, Plan::Walk);
        query.push("))");
    }
    query.push(")");
}

fn recent_without(tx: &mut Tx<'_>, sys: &System, viewer: &Viewer, take: i64, batches: &[Id]) -> Result<Vec<Recent>> {
    let (last, _) = super::head(tx)?;
    let mut query =
        Query::new("SELECT j.at, j.actor, j.act, j.batch, j.ledger, j.record, j.seq FROM journal j WHERE j.seq > ");
    query.bind_int(last - WINDOW);
    for batch in batches {
        query.push(" AND j.batch <> ");
        query.bind_int(batch.0);
    }
    about_seen(&mut query, sys, viewer);
    query.push(" ORDER BY j.seq DESC LIMIT ");
    query.bind_int(take);
    tx.all(query.text(), &query.params(), |r| {
        Ok(Recent {
            at: r.int(0)?,
            actor: r.id(1)?,
            act: ChangeKind::from_code(r.text(2)?).unwrap_or(ChangeKind::Amend),
            batch: r.id(3)?,
            ledger: sys.ledger(r.text(4)?)?.name,
            record: r.id(5)?,
            seq: r.int(6)?,
        })
    })
}
