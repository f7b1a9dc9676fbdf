//! The one way to change records: rows, journal, tree and figures move together in the caller's transaction.

use hangji_store::{Id, Tx};

use super::declare::Ledger;
use super::value::{Record, State, Value};
use super::{body, rows};
use crate::access::segregation_of_duties;
use crate::figures::upkeep::{Touched, Upkeep};
use crate::journal::{self, ChangeKind, Entry};
use crate::query::Query;
use crate::refusal::{Message, Problem, Refusal};
use crate::{Cx, Result, System, field_encryption, tree};

/// A change of one record: its new state and the entry that wrote the one before (0 for a new record).
pub struct Change {
    /// What is done.
    pub act: ChangeKind,
    /// Number of the entry that wrote the state before.
    pub prior: i64,
    /// The new state; its `entry` is set here.
    pub record: Record,
}

/// Stores changes of one ledger and asks its guards.
///
/// # Errors
/// A refusal of a guard or of the tree (the caller's transaction must then be rolled back), or a fault.
pub fn commit(
    tx: &mut Tx<'_>,
    sys: &System,
    cx: &mut Cx,
    ledger: &Ledger,
    changes: Vec<Change>,
    reason: &str,
    batch: Id,
) -> Result<()> {
    let records: Vec<Record> =
        if ledger.guards.is_empty() { Vec::new() } else { changes.iter().map(|c| c.record.clone()).collect() };
    store(tx, sys, cx, ledger, changes, reason, batch)?;
    match guard_problems(tx, sys, ledger, &records)?.into_iter().next() {
        Some((_, problem)) => Err(Refusal::invalid(problem).into()),
        None => Ok(()),
    }
}

/// What the guards of a ledger find wrong with stored records in force.
///
/// # Errors
/// If the database fails.
pub fn guard_problems(
    tx: &mut Tx<'_>,
    sys: &System,
    ledger: &Ledger,
    records: &[Record],
) -> Result<Vec<(Id, Problem)>> {
    let mut out = Vec::new();
    for record in records.iter().filter(|r| r.state == State::InForce) {
        for guard in &ledger.guards {
            if let Some(problem) = guard(tx, sys, ledger, record)? {
                out.push((record.id, problem));
            }
        }
    }
    Ok(out)
}

/// Stores changes of one ledger, and what the tree and the figures derive from them; the guards are the caller's to ask.
/// `batch` names the import or undo the changes belong to (`Id(0)`: none).
///
/// # Errors
/// A refusal of the tree (the caller's transaction must then be rolled back), or a fault.
pub fn store(
    tx: &mut Tx<'_>,
    sys: &System,
    cx: &mut Cx,
    ledger: &Ledger,
    changes: Vec<Change>,
    reason: &str,
    batch: Id,
) -> Result<()> {
    let mut upkeep = Upkeep::default();
    store_some(tx, sys, cx, ledger, changes, reason, batch, &mut upkeep)?;
    settle(tx, sys, ledger, upkeep)
}

/// Stores a part of a larger act: journal entries and rows. What the figures have to move by gathers in `upkeep`, so
/// that a distinct count looks at each key once however many parts there are; [`settle`] ends the act.
///
/// # Errors
/// A refusal if a natural key is taken, or a fault.
#[expect(clippy::too_many_arguments, reason = "an act has its transaction, its circumstances and its input")]
pub fn store_some(
    tx: &mut Tx<'_>,
    sys: &System,
    cx: &mut Cx,
    ledger: &Ledger,
    mut changes: Vec<Change>,
    reason: &str,
    batch: Id,
    upkeep: &mut Upkeep,
) -> Result<()> {
    if journal::hash::erased(reason).is_some() {
        return Err(Refusal::bad("理由不能写成这种形式", "a reason cannot have this form").into());
    }
    segregation_of_duties::check(tx, sys, cx, ledger, &changes)?;
    // From here on journal and row hold the same sealed text.
    for change in &mut changes {
        field_encryption::close(ledger, &mut change.record.values)?;
    }
    write_journal(tx, cx, ledger, &mut changes, reason, batch)?;
    let ids: Vec<Id> = changes.iter().map(|c| c.record.id).collect();
    let touched = Touched::records(tx, ledger.name, &ids)?;
    if changes.iter().any(|c| c.act != ChangeKind::Add) {
        upkeep.lose(tx, sys, &touched)?;
    }
    write_rows(tx, ledger, &changes)?;
    check_sealed_keys(tx, ledger, &changes)?;
    upkeep.gain(tx, sys, &touched)
}

/// Ends an act: the figures move, and the tree follows its ledgers.
///
/// # Errors
/// A refusal of the tree (the caller's transaction must then be rolled back), or a fault.
pub fn settle(tx: &mut Tx<'_>, sys: &System, ledger: &Ledger, upkeep: Upkeep) -> Result<()> {
    upkeep.store(tx, sys)?;
    if tree::is_source(ledger.name) { tree::follow(tx, sys) } else { Ok(()) }
}

fn write_journal(
    tx: &mut Tx<'_>,
    cx: &mut Cx,
    ledger: &Ledger,
    changes: &mut [Change],
    reason: &str,
    batch: Id,
) -> Result<()> {
    let (before, _) = journal::head(tx)?;
    let mut entries = Vec::with_capacity(changes.len());
    for (i, change) in changes.iter_mut().enumerate() {
        change.record.entry = before + 1 + i as i64;
        let mut text = String::with_capacity(256);
        body::write(&mut text, ledger, change.record.org, &change.record.values);
        entries.push(Entry {
            act: change.act.code(),
            ledger: ledger.name,
            record: change.record.id,
            prior: change.prior,
            body: text,
        });
    }
    journal::append(tx, cx, reason, batch, &entries)
}

fn write_rows(tx: &mut Tx<'_>, ledger: &Ledger, changes: &[Change]) -> Result<()> {
    // Old states first: an amendment may free the natural key that a new record takes.
    for change in changes.iter().filter(|c| c.act != ChangeKind::Add) {
        rows::update(tx, ledger, &change.record).map_err(|e| taken(tx, ledger, e))?;
    }
    let new: Vec<&Record> = changes.iter().filter(|c| c.act == ChangeKind::Add).map(|c| &c.record).collect();
    if !new.is_empty() {
        rows::insert(tx, ledger, &new).map_err(|e| taken(tx, ledger, e))?;
    }
    Ok(())
}

/// The unique index compares what is stored, and a value sealed with another key is stored otherwise: so natural keys with
/// sealed fields are looked for in every form.
fn check_sealed_keys(tx: &mut Tx<'_>, ledger: &Ledger, changes: &[Change]) -> Result<()> {
    let sealed = |name: &str| ledger.position(name).filter(|i| ledger.fields[*i].is_encrypted());
    if !ledger.key.iter().any(|k| sealed(k).is_some()) {
        return Ok(());
    }
    for Change { record, .. } in changes.iter().filter(|c| c.record.state == State::InForce) {
        let mut query = Query::new(&format!("SELECT COUNT(*) FROM {} r WHERE r.state = 0 AND r.id <> ", ledger.name));
        query.bind_int(record.id.0);
        for name in ledger.key {
            let value = ledger.position(name).map_or(record.org.into(), |i| record.values[i].clone());
            let value = match (sealed(name), &value) {
                (Some(_), Value::Text(text)) => ledger.encryption.open(&[ledger.name, name], text)?.into(),
                _ => value,
            };
            query.push(&format!(" AND r.{name}"));
            super::filter::equals(&mut query, ledger, name, &value)?;
        }
        if tx.number(query.text(), &query.params())? > 0 {
            return Err(taken_words(ledger));
        }
    }
    Ok(())
}

/// Tells a broken natural key or a taken id, which are the user's to mend, from faults.
fn taken(_: &Tx<'_>, ledger: &Ledger, fault: anyhow::Error) -> anyhow::Error {
    let text = format!("{fault:#}").to_lowercase();
    if !text.contains("unique") && !text.contains("duplicate") {
        return fault;
    }
    taken_words(ledger)
}

fn taken_words(ledger: &Ledger) -> anyhow::Error {
    let names = |pick: fn(&super::Field) -> &'static str, sep: &str| {
        let fields = ledger.key.iter().filter_map(|k| ledger.position(k)).map(|i| pick(&ledger.fields[i]));
        fields.collect::<Vec<_>>().join(sep)
    };
    Refusal::Conflict(Message::new(
        format!("已有相同的记录（{}相同）：请修改原记录，不要重复录入", names(|f| f.title.zh, "、")),
        format!("there is such a record already (same {}): amend that one instead", names(|f| f.title.en, ", ")),
    ))
    .into()
}
