//! One act on many records: each by its own checks, in one transaction. Those refused are left as they are, the others
//! are done; a trial tells beforehand which is which.

use std::collections::HashSet;

use hangji_store::{Id, Tx};

use crate::access::MayWrite;
use crate::ledger::acts::Correction;
use crate::ledger::{Value, acts, rows};
use crate::refusal::{Message, Problem, Refusal};
use crate::{Cx, Result, System};

/// The most records of one act: what a person can still look through, and what a transaction can carry while the others
/// wait.
pub const MOST: usize = 500;
/// How many outcomes are kept for an account.
const KEPT: i64 = 20;

/// A record with the entry whose state was seen.
pub type Seen = (Id, i64);

/// What is done to each record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BulkAction {
    /// It is taken out of force.
    Withdraw,
    /// The field at this position gets this value.
    Set(usize, Value),
}

/// What an act came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The records that were changed.
    pub done: Vec<Id>,
    /// Those that were left, each with the reason in Chinese and English.
    pub refused: Vec<(Id, String, String)>,
}

/// Does something to each record, one after the other; what one refuses does not hold up the rest.
///
/// # Errors
/// A refusal if there are none or too many, or no reason is given; a fault undoes everything.
pub fn run(
    tx: &mut Tx<'_>,
    sys: &System,
    cx: &mut Cx,
    may: &MayWrite<'_>,
    records: &[Seen],
    action: &BulkAction,
    reason: &str,
) -> Result<Outcome> {
    check_count(records.len())?;
    if reason.trim().is_empty() {
        return Err(Refusal::invalid(Problem::at("reason", Message::new("请写明理由", "give a reason"))).into());
    }
    let (mut outcome, mut met) = (Outcome::default(), HashSet::new());
    for (id, seen) in records.iter().copied().filter(|(id, _)| met.insert(*id)) {
        let acted = tx.part(std::result::Result::is_ok, |tx| {
            match one(tx, sys, cx, may, Correction { id, seen, reason }, action) {
                Ok(()) => Ok(Ok(())),
                Err(e) => Ok(Err(e.downcast::<Refusal>()?)),
            }
        })?;
        match acted {
            Ok(()) => outcome.done.push(id),
            Err(refusal) => {
                let [zh, en] = [crate::Lang::Zh, crate::Lang::En].map(|l| refusal.text(l));
                outcome.refused.push((id, zh, en));
            }
        }
    }
    Ok(outcome)
}

/// What [`run`] would come to now; nothing is stored.
///
/// # Errors
/// As [`run`].
pub fn trial(
    tx: &mut Tx<'_>,
    sys: &System,
    cx: &mut Cx,
    may: &MayWrite<'_>,
    records: &[Seen],
    action: &BulkAction,
    reason: &str,
) -> Result<Outcome> {
    tx.part(|_| false, |tx| run(tx, sys, cx, may, records, action, reason))
}

fn one(
    tx: &mut Tx<'_>,
    sys: &System,
    cx: &mut Cx,
    may: &MayWrite<'_>,
    correction: Correction<'_>,
    action: &BulkAction,
) -> Result<()> {
    match action {
        BulkAction::Withdraw => acts::withdraw(tx, sys, cx, may, correction),
        BulkAction::Set(field, value) => {
            // Whose record it is, and whether it is the one that was seen, the act itself checks.
            let mut values = rows::load(tx, may.ledger, correction.id)?.map(|r| r.values).unwrap_or_default();
            if let Some(old) = values.get_mut(*field) {
                *old = value.clone();
            }
            acts::amend(tx, sys, cx, may, correction, values)
        }
    }
}

/// Refuses none and too many.
///
/// # Errors
/// The refusal.
pub fn check_count(n: usize) -> Result<()> {
    match n {
        0 => Err(Refusal::bad("没有选择记录：请先勾选", "no record is selected: tick some first").into()),
        n if n > MOST => Err(Refusal::bad(
            format!("选中了{n}条，一次最多{MOST}条：请先缩小筛选范围"),
            format!("{n} records are selected, at most {MOST} at a time: narrow the filter first"),
        )
        .into()),
        _ => Ok(()),
    }
}

/// Keeps an outcome for the page that tells it.
///
/// # Errors
/// If the database fails.
pub fn keep(tx: &mut Tx<'_>, cx: &mut Cx, ledger: &str, outcome: &Outcome) -> Result<Id> {
    let id = cx.ids.next();
    let done: Vec<i64> = outcome.done.iter().map(|id| id.0).collect();
    let refused: Vec<(i64, &str, &str)> = outcome.refused.iter().map(|(id, zh, en)| (id.0, &**zh, &**en)).collect();
    let text = serde_json::to_string(&(done, refused))?;
    tx.run(
        "INSERT INTO bulk_run (id, account, ledger, at, outcome) VALUES ($1, $2, $3, $4, $5)",
        &[id.into(), cx.actor.into(), ledger.into(), cx.now_ms.into(), text.as_str().into()],
    )?;
    let sql = "DELETE FROM bulk_run WHERE account = $1 AND id NOT IN
               (SELECT b.id FROM bulk_run b WHERE b.account = $2 ORDER BY b.at DESC, b.id DESC LIMIT $3)";
    tx.run(sql, &[cx.actor.into(), cx.actor.into(), KEPT.into()])?;
    Ok(id)
}

/// An outcome kept for an account.
///
/// # Errors
/// If the database fails.
pub fn kept(tx: &mut Tx<'_>, account: Id, ledger: &str, id: Id) -> Result<Option<Outcome>> {
    let sql = "SELECT outcome FROM bulk_run WHERE id = $1 AND account = $2 AND ledger = $3";
    tx.first(sql, &[id.into(), account.into(), ledger.into()], |r| {
        let (done, refused): (Vec<i64>, Vec<(i64, String, String)>) = serde_json::from_str(r.text(0)?)?;
        let refused = refused.into_iter().map(|(id, zh, en)| (Id(id), zh, en)).collect();
        Ok(Outcome { done: done.into_iter().map(Id).collect(), refused })
    })
}
