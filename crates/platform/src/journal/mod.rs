//! The journal: the append-only chain of every change. [`append`] is the only way in; [`hash`] says what is proven;
//! [`history`] reads it back for people; [`events`] are what happened beside records (log-ins, exports); [`redact`] removes personal data without breaking the chain.

pub mod canonical;
pub mod events;
pub mod hash;
pub mod history;
pub mod redact;

use hangji_store::{Id, Tx, V};

use crate::{Cx, Result};

/// What was done to a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChangeKind {
    /// Entered.
    Add,
    /// Given another state.
    Amend,
    /// Taken out of force.
    Withdraw,
    /// Put back into force.
    Restore,
    /// Stripped of personal data.
    Erase,
}

impl ChangeKind {
    /// As stored.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            ChangeKind::Add => "add",
            ChangeKind::Amend => "amend",
            ChangeKind::Withdraw => "withdraw",
            ChangeKind::Restore => "restore",
            ChangeKind::Erase => "erase",
        }
    }
    /// From the stored code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<ChangeKind> {
        [ChangeKind::Add, ChangeKind::Amend, ChangeKind::Withdraw, ChangeKind::Restore, ChangeKind::Erase]
            .into_iter()
            .find(|a| a.code() == code)
    }
}

/// A change about to be written down.
pub struct Entry<'a> {
    /// What was done: the code of an [`ChangeKind`], or of an event.
    pub act: &'static str,
    /// The ledger.
    pub ledger: &'a str,
    /// The record.
    pub record: Id,
    /// The entry that wrote the state before; 0 is none.
    pub prior: i64,
    /// The record's state after, in canonical form.
    pub body: String,
}

/// Number of the last entry and its hash.
///
/// # Errors
/// If the database fails.
pub fn head(tx: &mut Tx<'_>) -> Result<(i64, [u8; 32])> {
    let head =
        tx.first("SELECT seq, hash FROM journal_head WHERE one = 1", &[], |r| Ok((r.int(0)?, r.blob(1)?.try_into()?)))?;
    Ok(head.unwrap_or((0, [0; 32])))
}

/// Appends entries to the chain, numbered on from `head`, in the caller's transaction.
///
/// # Errors
/// If the database fails.
pub fn append(tx: &mut Tx<'_>, cx: &mut Cx, reason: &str, batch: Id, entries: &[Entry<'_>]) -> Result<()> {
    let Some(first) = entries.first() else { return Ok(()) };
    let (before, mut previous) = head(tx)?;
    let mut seals = Vec::with_capacity(entries.len());
    let mut seq = before;
    for entry in entries {
        seq += 1;
        let salt: [u8; 16] = cx.random()?;
        let header = hash::Header {
            seq,
            at: cx.now_ms,
            actor: cx.actor.0,
            act: entry.act,
            batch: batch.0,
            ledger: entry.ledger,
            record: entry.record.0,
            prior: entry.prior,
        };
        previous = hash::entry(&previous, &header, reason, &entry.body, &salt)?;
        seals.push((salt, previous));
    }
    let rows = entries.iter().zip(&seals).enumerate().map(|(i, (e, (salt, hash)))| -> [V<'_>; 12] {
        [
            (before + 1 + i as i64).into(),
            cx.now_ms.into(),
            cx.actor.into(),
            e.act.into(),
            batch.into(),
            e.ledger.into(),
            e.record.into(),
            e.prior.into(),
            reason.into(),
            e.body.as_str().into(),
            V::Blob(salt),
            V::Blob(hash),
        ]
    });
    let columns = ["seq", "at", "actor", "act", "batch", "ledger", "record", "prior", "reason", "body", "salt", "hash"];
    tx.bulk("journal", &columns, "iiititiittbb", rows)?;
    tx.run(
        "INSERT INTO journal_head (one, seq, hash) VALUES (1, $1, $2)
         ON CONFLICT (one) DO UPDATE SET seq = excluded.seq, hash = excluded.hash",
        &[seq.into(), V::Blob(&previous)],
    )?;
    tx.run(
        "INSERT INTO ledger_head (ledger, seq) VALUES ($1, $2) ON CONFLICT (ledger) DO UPDATE SET seq = excluded.seq",
        &[first.ledger.into(), seq.into()],
    )?;
    Ok(())
}
