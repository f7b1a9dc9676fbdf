//! What must hold of studios.

use hangji_platform::ledger::declare::FieldReader;
use hangji_platform::ledger::{Ledger, Record};
use hangji_platform::{Problem, Result, System};
use hangji_store::{Day, Tx};

use crate::common::{at, in_order, overlapping, person_of};

/// Closed after it opened.
pub(super) fn closed_after_it_opened(v: &FieldReader<'_>, _: Day) -> Option<Problem> {
    in_order(v, "opened_on", "closed_on", false)
}

/// A studio has one head at a time.
pub(super) fn one_head_at_a_time(
    tx: &mut Tx<'_>,
    _: &System,
    ledger: &Ledger,
    record: &Record,
) -> Result<Option<Problem>> {
    let v = FieldReader { ledger, values: &record.values };
    if v.text("role") != Some("head") {
        return Ok(None);
    }
    let Some(other) = overlapping(tx, ledger, record, &["studio", "role"])? else { return Ok(None) };
    let (name, theirs) = (person_of(tx, ledger, other.id)?, other.span);
    Ok(Some(at(
        "began_on",
        format!("工作室已有负责人{name}（{}）：请先填写其退出日期", theirs.zh),
        format!("the studio has a head already, {name} ({}): end that first", theirs.en),
    )))
}
