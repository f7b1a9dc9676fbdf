//! An import undone as one act: what it added is withdrawn, what it amended gets its state before back.

use std::collections::BTreeMap;

use hangji_store::{Clock, Db, Id, Tx};

use super::done;
use crate::access::Viewer;
use crate::journal::history;
use crate::ledger::acts::given_reason;
use crate::ledger::list::called;
use crate::ledger::{Authority, Change, Ledger, Record, Write, rows, write};
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
    // Whose import it is decides who may undo it; what it touched, the door of all writing asks.
    let touched = touched(tx, import)?;
    let mut changes = Vec::with_capacity(touched.len());
    let mut changed_since = Vec::new();
    for ((name, record), (first, last)) in &touched {
        let ledger = sys.ledger(name)?;
        let Some(now) = rows::load(tx, ledger, *record)? else { continue };
        if !may.scope().has_org(tx, now.org)? {
            return Err(unknown().into());
        }
        if now.entry != last.seq {
            changed_since.push((ledger, *record));
            continue;
        }
        changes.push((last.seq, ledger, back(tx, ledger, now, first)?));
    }
    if undone_by != 0 {
        return Err(Refusal::Conflict(Message::new("这次导入已经撤销", "this import was undone already")).into());
    }
    if !changed_since.is_empty() {
        return Err(since(tx, sys, &changed_since)?.into());
    }
    let batch = cx.ids.next();
    let count = changes.len();
    // Backwards: what was entered last, and may refer to the rest, goes first.
    changes.sort_by_key(|(seq, ..)| std::cmp::Reverse(*seq));
    let mut undoing = Write::under(Authority::of(viewer)).because(reason).in_batch(batch).undoing();
    undoing.changes = changes.into_iter().map(|(_, ledger, change)| (ledger, change)).collect();
    write(tx, sys, cx, undoing)?;
    tx.run("UPDATE import SET undone_by = $1 WHERE id = $2", &[batch.into(), import.into()])?;
    Ok(count)
}

/// What is said where records were changed since the import.
fn since(tx: &mut Tx<'_>, sys: &System, changed: &[(&Ledger, Id)]) -> Result<Refusal> {
    let mut names = Vec::new();
    for (ledger, id) in changed.iter().take(NAMED) {
        let name = called(tx, sys, ledger, *id)?.filter(|name| !name.is_empty());
        names.push(name.unwrap_or_else(|| id.to_string()));
    }
    let more = if changed.len() > NAMED { " …" } else { "" };
    Ok(Refusal::Conflict(Message::new(
        format!("导入后有{}条记录又被修改（{}{more}）：不能整体撤销", changed.len(), names.join("、")),
        format!(
            "{} records were changed since the import ({}{more}): it cannot be undone as one",
            changed.len(),
            names.join(", ")
        ),
    )))
}

/// What an import's entry says of a record.
#[derive(Clone, Copy)]
struct Touch {
    seq: i64,
    prior: i64,
}

/// The first and last entry that an import wrote for each record, by ledger and record.
fn touched(tx: &mut Tx<'_>, import: Id) -> Result<BTreeMap<(String, Id), (Touch, Touch)>> {
    let mut out: BTreeMap<(String, Id), (Touch, Touch)> = BTreeMap::new();
    let sql = "SELECT ledger, record, seq, prior FROM journal WHERE batch = $1 ORDER BY seq";
    tx.each(sql, &[import.into()], |r| {
        let touch = Touch { seq: r.int(2)?, prior: r.int(3)? };
        out.entry((r.text(0)?.to_owned(), r.id(1)?)).or_insert((touch, touch)).1 = touch;
        Ok(())
    })?;
    Ok(out)
}

/// The change that takes a record back to before the import.
fn back(tx: &mut Tx<'_>, ledger: &Ledger, now: Record, first: &Touch) -> Result<Change> {
    if first.prior == 0 {
        return Ok(Change::withdraw(now));
    }
    let before = history::state_after(tx, ledger, first.prior)?;
    let (_, org, values) = before.ok_or_else(|| anyhow::anyhow!("entry {} is missing", first.prior))?;
    Ok(Change::amend(Record { org, ..now }, values))
}
