//! What must hold of enterprises and their coverage.

use hangji_platform::ledger::declare::View;
use hangji_platform::ledger::{Ledger, Record};
use hangji_platform::{Problem, Result, System};
use hangji_store::{Day, Tx};

use crate::common::{at, in_order, span};

/// There are no more members than employees.
pub(super) fn members_are_employees(v: &View<'_>, _: Day) -> Option<Problem> {
    let (employees, members) = (v.int("employees")?, v.int("members")?);
    (members > employees).then(|| {
        at(
            "members",
            format!("党员人数（{members}）多于职工人数（{employees}）"),
            format!("{members} members among {employees} employees"),
        )
    })
}

/// A unified credit code has 18 characters (GB 32100-2015), an old registration number 15.
pub(super) fn code_has_its_length(v: &View<'_>, _: Day) -> Option<Problem> {
    let code = v.text("code")?;
    let fits = matches!(code.len(), 15 | 18) && code.bytes().all(|b| b.is_ascii_alphanumeric());
    (!fits).then(|| {
        at(
            "code",
            "统一社会信用代码应为18位（或15位旧注册号）的数字和字母",
            "a credit code has 18 letters and digits (an old registration number 15)",
        )
    })
}

/// Withdrawn after it was approved.
pub(super) fn withdrawn_after_approval(v: &View<'_>, _: Day) -> Option<Problem> {
    in_order(v, "approved_on", "withdrawn_on", false)
}

/// An organisation covers an enterprise once at a time.
pub(super) fn covered_once_by_each(
    tx: &mut Tx<'_>,
    _: &System,
    ledger: &Ledger,
    record: &Record,
) -> Result<Option<Problem>> {
    let v = View { ledger, values: &record.values };
    let Some(began) = v.text("began_on") else { return Ok(None) };
    let sql = "SELECT x.began_on, x.ended_on FROM coverage x
        WHERE x.enterprise = $1 AND x.org = $2 AND x.state = 0 AND x.id <> $3
          AND x.began_on < $4 AND (x.ended_on IS NULL OR x.ended_on > $5)";
    let open = Day::OPEN.to_string();
    let ended = v.text("ended_on").unwrap_or(&open);
    let params = [v.int("enterprise").into(), record.org.into(), record.id.into(), ended.into(), began.into()];
    let other = tx.first(sql, &params, |r| Ok(span(r.text(0)?, r.opt_text(1)?)))?;
    Ok(other.map(|theirs| {
        at(
            "enterprise",
            format!("本党组织已覆盖该企业（{}）", theirs.zh),
            format!("this organisation covers the enterprise already ({})", theirs.en),
        )
    }))
}
