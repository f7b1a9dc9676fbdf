//! What people do with records: enter, amend, withdraw, put back. Each act turns what its actor saw and typed into a change
//! and hands it to [`write`](fn@super::write), which asks everything else; or refuses and stores nothing.

use hangji_store::{Id, Tx};

use super::change::Change;
use super::rows;
use super::value::{Record, State, Value};
use super::write::{Authority, Write, changed_meanwhile, out_of_reach, write};
use crate::access::MayWrite;
use crate::refusal::{Message, Problem, Refusal};
use crate::{Cx, Result, System};

/// A record as its actor saw it, and why it is to be another.
#[derive(Debug, Clone, Copy)]
pub struct Correction<'a> {
    /// The record.
    pub id: Id,
    /// The entry whose state the actor saw: if another came in between, nothing is stored and the actor is told.
    pub seen: i64,
    /// Why.
    pub reason: &'a str,
}

/// Enters a new record and tells its id. A record of the tree is its own organisation.
///
/// # Errors
/// A refusal with every problem found, or a fault.
pub fn add(tx: &mut Tx<'_>, sys: &System, cx: &mut Cx, may: &MayWrite<'_>, org: Id, values: Vec<Value>) -> Result<Id> {
    let id = cx.ids.next();
    let org = if may.ledger.is_tree { id } else { org };
    write(tx, sys, cx, Write::under(Authority::of(may.viewer)).change(may.ledger, Change::add(id, org, values)))?;
    Ok(id)
}

/// Gives a record another state.
///
/// # Errors
/// A refusal with every problem found, or a fault.
pub fn amend(
    tx: &mut Tx<'_>,
    sys: &System,
    cx: &mut Cx,
    may: &MayWrite<'_>,
    correction: Correction<'_>,
    values: Vec<Value>,
) -> Result<()> {
    let (record, reason) = seen(tx, may, correction)?;
    check_in_force(&record)?;
    if record.values == values {
        return Err(Refusal::bad("没有改动任何内容", "nothing was changed").into());
    }
    let changed = Write::under(Authority::of(may.viewer)).because(&reason);
    write(tx, sys, cx, changed.change(may.ledger, Change::amend(record, values)))
}

/// Refuses a record that cannot be amended because it was withdrawn: a form need not be filled in to learn that.
///
/// # Errors
/// That refusal.
pub fn check_in_force(record: &Record) -> Result<()> {
    match record.state {
        State::InForce => Ok(()),
        State::Withdrawn => Err(Refusal::Conflict(Message::new(
            "记录已撤回：先恢复再修改",
            "the record is withdrawn: put it back first",
        ))
        .into()),
    }
}

/// Takes a record out of force.
///
/// # Errors
/// A refusal, as when other records in force refer to it; a fault.
pub fn withdraw(
    tx: &mut Tx<'_>,
    sys: &System,
    cx: &mut Cx,
    may: &MayWrite<'_>,
    correction: Correction<'_>,
) -> Result<()> {
    let (record, reason) = seen(tx, may, correction)?;
    if record.state == State::Withdrawn {
        return Err(Refusal::Conflict(Message::new("记录已经撤回", "the record is withdrawn already")).into());
    }
    let changed = Write::under(Authority::of(may.viewer)).because(&reason);
    write(tx, sys, cx, changed.change(may.ledger, Change::withdraw(record)))
}

/// Puts a withdrawn record back into force.
///
/// # Errors
/// A refusal if it no longer fits beside the others; a fault.
pub fn restore(
    tx: &mut Tx<'_>,
    sys: &System,
    cx: &mut Cx,
    may: &MayWrite<'_>,
    correction: Correction<'_>,
) -> Result<()> {
    let (record, reason) = seen(tx, may, correction)?;
    if record.state == State::InForce {
        return Err(Refusal::Conflict(Message::new("记录没有撤回", "the record is not withdrawn")).into());
    }
    let changed = Write::under(Authority::of(may.viewer)).because(&reason);
    write(tx, sys, cx, changed.change(may.ledger, Change::restore(record)))
}

/// The record that the actor saw, if it still is as they saw it, and the reason they give.
fn seen(tx: &mut Tx<'_>, may: &MayWrite<'_>, correction: Correction<'_>) -> Result<(Record, String)> {
    let Some(record) = rows::load(tx, may.ledger, correction.id)? else { return Err(out_of_reach().into()) };
    if !may.scope().has_org(tx, record.org)? {
        return Err(out_of_reach().into());
    }
    if record.entry != correction.seen {
        return Err(changed_meanwhile().into());
    }
    Ok((record, given_reason(correction.reason)?))
}

const LONGEST_REASON: usize = 500;

/// A reason as the journal takes it.
///
/// # Errors
/// A refusal at the field `reason` if it is blank, too long or not text.
pub(crate) fn given_reason(reason: &str) -> Result<String> {
    let reason = reason.trim();
    let message = |zh: &str, en: &str| Err(Refusal::invalid(Problem::at("reason", Message::new(zh, en))).into());
    if reason.is_empty() {
        return message("请写明理由", "give a reason");
    }
    if reason.chars().count() > LONGEST_REASON || reason.chars().any(|c| c.is_control() && c != '\n' && c != '\r') {
        return message("理由最多500字，不含控制字符", "a reason has at most 500 characters and no control characters");
    }
    Ok(reason.to_owned())
}
