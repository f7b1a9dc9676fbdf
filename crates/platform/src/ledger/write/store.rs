//! How changes are stored: journal entries, rows, and what the figures have to move by, in the caller's transaction.

use hangji_store::{Id, Tx};

use crate::figures::upkeep::{Touched, Upkeep};
use crate::journal::{self, ChangeKind, Entry};
use crate::ledger::change::Change;
use crate::ledger::declare::{Field, Ledger};
use crate::ledger::value::{Record, State, Value};
use crate::ledger::{body, filter, rows};
use crate::query::Query;
use crate::refusal::{Message, Refusal};
use crate::{Cx, Result, System};

/// What the journal says of all changes of one write.
pub(super) struct Entries<'e> {
    /// Why.
    pub(super) reason: &'e str,
    /// The import or undo they belong to.
    pub(super) batch: Id,
}

/// Stores changes of one ledger. What the figures have to move by gathers in `upkeep`, so that a distinct count looks at
/// each key once however many parts there are.
///
/// # Errors
/// A refusal if a natural key is taken; a fault.
pub(super) fn store(
    tx: &mut Tx<'_>,
    sys: &System,
    cx: &mut Cx,
    ledger: &Ledger,
    mut changes: Vec<Change>,
    entries: Entries<'_>,
    upkeep: &mut Upkeep,
) -> Result<()> {
    // From here on journal and row hold the same sealed text.
    for change in &mut changes {
        seal(ledger, &mut change.record.values)?;
    }
    write_journal(tx, cx, ledger, &mut changes, entries)?;
    let ids: Vec<Id> = changes.iter().map(|c| c.record.id).collect();
    let touched = Touched::records(tx, ledger.name, &ids)?;
    if changes.iter().any(|c| c.kind != ChangeKind::Add) {
        upkeep.lose(tx, sys, &touched)?;
    }
    write_rows(tx, ledger, &changes)?;
    check_sealed_keys(tx, ledger, &changes)?;
    upkeep.gain(tx, sys, &touched)
}

/// Seals what is to be sealed among the values of a record about to be stored.
fn seal(ledger: &Ledger, values: &mut [Value]) -> Result<()> {
    for (field, value) in ledger.fields.iter().zip(values) {
        if let (true, Value::Text(text)) = (field.is_encrypted(), &*value) {
            *value = ledger.encryption.close(&[ledger.name, field.name], text)?.into();
        }
    }
    Ok(())
}

fn write_journal(
    tx: &mut Tx<'_>,
    cx: &mut Cx,
    ledger: &Ledger,
    changes: &mut [Change],
    written: Entries<'_>,
) -> Result<()> {
    let (before, _) = journal::head(tx)?;
    let mut entries = Vec::with_capacity(changes.len());
    for (i, change) in changes.iter_mut().enumerate() {
        change.record.entry = before + 1 + i as i64;
        let mut text = String::with_capacity(256);
        body::write(&mut text, ledger, change.record.org, &change.record.values);
        entries.push(Entry {
            act: change.kind.code(),
            ledger: ledger.name,
            record: change.record.id,
            prior: change.prior,
            body: text,
        });
    }
    journal::append(tx, cx, written.reason, written.batch, &entries)
}

fn write_rows(tx: &mut Tx<'_>, ledger: &Ledger, changes: &[Change]) -> Result<()> {
    // Old states first: an amendment may free the natural key that a new record takes.
    for change in changes.iter().filter(|c| c.kind != ChangeKind::Add) {
        rows::update(tx, ledger, &change.record).map_err(|e| taken(ledger, e))?;
    }
    let new: Vec<&Record> = changes.iter().filter(|c| c.kind == ChangeKind::Add).map(|c| &c.record).collect();
    if !new.is_empty() {
        rows::insert(tx, ledger, &new).map_err(|e| taken(ledger, e))?;
    }
    Ok(())
}

/// What is said to whoever changes a record from another state than its present one.
pub(crate) fn changed_meanwhile() -> Refusal {
    Refusal::Conflict(Message::new(
        "您打开以后，别人已修改这条记录：请查看最新内容，再决定是否修改",
        "somebody changed this record since you opened it: look at its present state, then decide",
    ))
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
            filter::equals(&mut query, ledger, name, &value)?;
        }
        if tx.number(query.text(), &query.params())? > 0 {
            return Err(taken_words(ledger));
        }
    }
    Ok(())
}

/// Tells a broken natural key or a taken id, which are the user's to mend, from faults.
fn taken(ledger: &Ledger, fault: anyhow::Error) -> anyhow::Error {
    let text = format!("{fault:#}").to_lowercase();
    if !text.contains("unique") && !text.contains("duplicate") {
        return fault;
    }
    taken_words(ledger)
}

fn taken_words(ledger: &Ledger) -> anyhow::Error {
    let names = |pick: fn(&Field) -> &'static str, sep: &str| {
        let fields = ledger.key.iter().filter_map(|k| ledger.position(k)).map(|i| pick(&ledger.fields[i]));
        fields.collect::<Vec<_>>().join(sep)
    };
    Refusal::Conflict(Message::new(
        format!("已有相同的记录（{}相同）：请修改原记录，不要重复录入", names(|f| f.title.zh, "、")),
        format!("there is such a record already (same {}): amend that one instead", names(|f| f.title.en, ", ")),
    ))
    .into()
}
