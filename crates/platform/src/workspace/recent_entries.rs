//! What an account entered last: the row that the next one is like.

use hangji_store::{Id, Tx};

use crate::ledger::{Kind, Ledger};
use crate::{Cx, Result};

/// How many are remembered for each account and ledger.
const REMEMBERED: i64 = 20;

/// Remembers that the account that acts entered a record.
///
/// # Errors
/// If the database fails.
pub fn note(tx: &mut Tx<'_>, cx: &Cx, ledger: &Ledger, record: Id) -> Result<()> {
    let (account, name) = (cx.actor.into(), ledger.name.into());
    tx.run(
        "INSERT INTO entered (account, ledger, record, at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (account, ledger, record) DO UPDATE SET at = excluded.at",
        &[account, name, record.into(), cx.now_ms.into()],
    )?;
    let sql = "DELETE FROM entered WHERE account = $1 AND ledger = $2 AND record NOT IN
               (SELECT e.record FROM entered e WHERE e.account = $3 AND e.ledger = $4
                ORDER BY e.at DESC, e.record DESC LIMIT $5)";
    tx.run(sql, &[account, name, account, name, REMEMBERED.into()])?;
    Ok(())
}

/// The records that an account entered last in a ledger, newest first.
///
/// # Errors
/// If the database fails.
pub fn last(tx: &mut Tx<'_>, account: Id, ledger: &Ledger) -> Result<Vec<Id>> {
    let sql = "SELECT record FROM entered WHERE account = $1 AND ledger = $2 ORDER BY at DESC, record DESC";
    tx.all(sql, &[account.into(), ledger.name.into()], |r| r.id(0))
}

/// What the records that an account entered last refer to, newest first: for each field that refers to something, its
/// position and the ids.
///
/// # Errors
/// If the database fails.
pub fn references(tx: &mut Tx<'_>, account: Id, ledger: &Ledger) -> Result<Vec<(usize, Vec<Id>)>> {
    let fields = ledger.fields.iter().enumerate().filter(|(_, f)| matches!(f.kind, Kind::Record(_)));
    let mut out: Vec<(usize, Vec<Id>)> = fields.map(|(i, _)| (i, Vec::new())).collect();
    if out.is_empty() {
        return Ok(out);
    }
    let columns: Vec<String> = out.iter().map(|(i, _)| format!("r.{}", ledger.fields[*i].name)).collect();
    let sql = format!(
        "SELECT {} FROM entered e JOIN {} r ON r.id = e.record WHERE e.account = $1 AND e.ledger = $2
         ORDER BY e.at DESC, e.record DESC",
        columns.join(", "),
        ledger.name
    );
    tx.each(&sql, &[account.into(), ledger.name.into()], |r| {
        for (column, (_, ids)) in out.iter_mut().enumerate() {
            if let Some(id) = r.opt_int(column)?.map(Id).filter(|id| !ids.contains(id)) {
                ids.push(id);
            }
        }
        Ok(())
    })?;
    Ok(out)
}
