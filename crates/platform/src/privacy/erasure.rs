//! Erasure of personal data (PIPL §47): the values go, their commitments stay, the chain still holds.

use hangji_store::{Id, Tx};

use crate::journal::redact::strip;
use crate::ledger::write::out_of_reach;
use crate::ledger::{Authority, Change, Ledger, Sensitivity, Value, Write, rows, write};
use crate::{Cx, Result, System, annotations};

/// Erases the personal fields of a record, now and in every entry of its history, with the files attached to it and the
/// remarks made on it. The erasure is itself an entry.
///
/// # Errors
/// A refusal if there is no such record or a required field would go missing that other rules need; faults of the
/// database.
pub fn erase(
    tx: &mut Tx<'_>,
    sys: &System,
    cx: &mut Cx,
    by: Authority<'_>,
    ledger: &Ledger,
    id: Id,
    reason: &str,
) -> Result<()> {
    let gone = |name: &str| ledger.fields.iter().any(|f| f.name == name && f.sensitivity != Sensitivity::Open);
    let Some(record) = rows::load(tx, ledger, id)? else { return Err(out_of_reach().into()) };
    let mut values = record.values.clone();
    for (field, value) in ledger.fields.iter().zip(&mut values) {
        if gone(field.name) {
            *value = Value::Null;
        }
    }
    let sql = "SELECT seq, reason, body, salt FROM journal WHERE record = $1 AND ledger = $2";
    strip(tx, sql, &[id.into(), ledger.name.into()], gone)?;
    annotations::erase(tx, id)?;
    // Answers kept for a second sending may hold the record as it was.
    crate::idempotency::forget(tx)?;
    write(tx, sys, cx, Write::under(by).because(reason).change(ledger, Change::erase(record, values)))
}
