//! An import undone as one act: what it added is withdrawn, what it amended gets its state before back.

use std::collections::BTreeMap;

use hangji_store::{Clock, Db, Id, Tx};

use super::done;
use crate::access::Viewer;
use crate::journal::{ChangeKind, history};
use crate::ledger::acts::given_reason;
use crate::ledger::commit::{Change, guard_problems, store};
use crate::ledger::list::called;
use crate::ledger::referred::{Going, by_nothing};
use crate::ledger::{Ledger, Record, State, rows};
use crate::refusal::{Message, Refusal};
use crate::{Cx, Result, System, setting};

/// The most records that a refusal names.
const NAMED: usize = 5;

/// Undoes an import and tells how many records went back.
///
/// # Errors
/// A refusal if there is no such import, if it was undone already, or if records it touched were changed or referred to
/// since (they are named); a fault. Nothing is stored then.
pub fn undo(db: &Db, sys: &System, clock: Clock, viewer: &Viewer, import: Id) -> Result<usize> {
    db.write(|tx| {
        let mut cx = Cx::new(viewer.account, clock, setting::business_day(tx, clock)?)?;
        back_out(tx, sys, &mut cx, viewer, import, &format!("撤销导入 {import}"))
    })
}

/// The same in the caller's transaction, with a reason of the viewer's own, which goes into the journal.
///
/// # Errors
/// As [`undo`]; also a refusal if no reason is given.
pub fn undo_in(tx: &mut Tx<'_>, sys: &System, cx: &mut Cx, viewer: &Viewer, import: Id, reason: &str) -> Result<usize> {
    let reason = given_reason(reason)?;
    back_out(tx, sys, cx, viewer, import, &format!("撤销导入 {import}：{reason}"))
}

fn back_out(tx: &mut Tx<'_>, sys: &System, cx: &mut Cx, viewer: &Viewer, import: Id, reason: &str) -> Result<usize> {
    let unknown =
        || Refusal::NotFound(Message::new("没有这次导入，或不由您管理", "there is no such import, or it is not yours"));
    let sql = "SELECT ledger, undone_by FROM import WHERE id = $1";
    let found = tx.first(sql, &[import.into()], |r| Ok((r.text(0)?.to_owned(), r.int(1)?)))?;
    let Some((ledger, undone_by)) = found else { return Err(unknown().into()) };
    let may = match viewer.may_write(sys, &ledger) {
        Ok(may) => may,
        Err(refusal) => {
            return Err(if done::one(tx, sys, viewer, import)?.is_some() { refusal } else { unknown().into() });
        }
    };
    let ledger = may.ledger;
    let entries = entries(tx, import)?;
    let mut changes = Vec::with_capacity(entries.len());
    let mut changed_since = Vec::new();
    for (record, (first, last)) in &entries {
        let Some(now) = rows::load(tx, ledger, *record)? else { continue };
        if !may.scope().has_org(tx, now.org)? {
            return Err(unknown().into());
        }
        if now.entry != last.seq {
            changed_since.push(*record);
            continue;
        }
        changes.push(back(tx, ledger, now, first)?);
    }
    if undone_by != 0 {
        return Err(Refusal::Conflict(Message::new("这次导入已经撤销", "this import was undone already")).into());
    }
    if !changed_since.is_empty() {
        let mut names = Vec::new();
        for id in changed_since.iter().take(NAMED) {
            let name = called(tx, sys, ledger, *id)?.filter(|name| !name.is_empty());
            names.push(name.unwrap_or_else(|| id.to_string()));
        }
        let more = if changed_since.len() > NAMED { " …" } else { "" };
        return Err(Refusal::Conflict(Message::new(
            format!("导入后有{}条记录又被修改（{}{more}）：不能整体撤销", changed_since.len(), names.join("、")),
            format!(
                "{} records were changed since the import ({}{more}): it cannot be undone as one",
                changed_since.len(),
                names.join(", ")
            ),
        ))
        .into());
    }
    by_nothing(tx, sys, &may, Going::Import(import))?;
    let batch = cx.ids.next();
    let count = changes.len();
    let records: Vec<Record> = changes.iter().map(|c| c.record.clone()).filter(|r| r.state == State::InForce).collect();
    store(tx, sys, cx, ledger, changes, reason, batch)?;
    if let Some((_, problem)) = guard_problems(tx, sys, ledger, &records)?.into_iter().next() {
        return Err(Refusal::invalid(problem).into());
    }
    tx.run("UPDATE import SET undone_by = $1 WHERE id = $2", &[batch.into(), import.into()])?;
    Ok(count)
}

/// What an import's entry says of a record.
#[derive(Clone, Copy)]
struct Touch {
    seq: i64,
    prior: i64,
}

/// The first and last entry that an import wrote for each record.
fn entries(tx: &mut Tx<'_>, import: Id) -> Result<BTreeMap<Id, (Touch, Touch)>> {
    let mut out: BTreeMap<Id, (Touch, Touch)> = BTreeMap::new();
    tx.each("SELECT record, seq, prior FROM journal WHERE batch = $1 ORDER BY seq", &[import.into()], |r| {
        let touch = Touch { seq: r.int(1)?, prior: r.int(2)? };
        out.entry(r.id(0)?).or_insert((touch, touch)).1 = touch;
        Ok(())
    })?;
    Ok(out)
}

/// The change that takes a record back to before the import.
fn back(tx: &mut Tx<'_>, ledger: &Ledger, now: Record, first: &Touch) -> Result<Change> {
    let prior = now.entry;
    if first.prior == 0 {
        return Ok(Change { act: ChangeKind::Withdraw, prior, record: Record { state: State::Withdrawn, ..now } });
    }
    let before = history::state_after(tx, ledger, first.prior)?;
    let (_, org, values) = before.ok_or_else(|| anyhow::anyhow!("entry {} is missing", first.prior))?;
    Ok(Change { act: ChangeKind::Amend, prior, record: Record { org, values, ..now } })
}
