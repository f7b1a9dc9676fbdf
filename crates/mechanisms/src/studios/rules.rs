//! What must hold of studios.

use hangji_platform::ledger::declare::View;
use hangji_platform::ledger::{Ledger, Record};
use hangji_platform::{Problem, Result, System};
use hangji_store::{Day, Tx};

use crate::common::{at, in_order, span};

/// Closed after it opened.
pub(super) fn closed_after_it_opened(v: &View<'_>, _: Day) -> Option<Problem> {
    in_order(v, "opened_on", "closed_on", false)
}

/// A studio has one head at a time.
pub(super) fn one_head_at_a_time(
    tx: &mut Tx<'_>,
    _: &System,
    ledger: &Ledger,
    record: &Record,
) -> Result<Option<Problem>> {
    let v = View { ledger, values: &record.values };
    let (Some("head"), Some(began)) = (v.text("role"), v.text("began_on")) else { return Ok(None) };
    let open = Day::OPEN.to_string();
    let sql = "SELECT p.name, x.began_on, x.ended_on FROM studio_people x JOIN people p ON p.id = x.person
        WHERE x.studio = $1 AND x.role = 'head' AND x.state = 0 AND x.id <> $2
          AND x.began_on < $3 AND (x.ended_on IS NULL OR x.ended_on > $4)
        ORDER BY x.began_on";
    let ended = v.text("ended_on").unwrap_or(&open);
    let params = [v.int("studio").into(), record.id.into(), ended.into(), began.into()];
    let other = tx.first(sql, &params, |r| {
        Ok((r.opt_text(0)?.unwrap_or_default().to_owned(), span(r.text(1)?, r.opt_text(2)?)))
    })?;
    Ok(other.map(|(name, theirs)| {
        at(
            "began_on",
            format!("工作室已有负责人{name}（{}）：请先填写其退出日期", theirs.zh),
            format!("the studio has a head already, {name} ({}): end that first", theirs.en),
        )
    }))
}
