//! What must hold of enterprises and their coverage.

use hangji_platform::ledger::declare::FieldReader;
use hangji_platform::ledger::{Ledger, Record};
use hangji_platform::{Problem, Result, System};
use hangji_store::{Day, Tx};

use crate::common::{at, in_order, overlapping};

/// There are no more members than employees.
pub(super) fn members_are_employees(v: &FieldReader<'_>, _: Day) -> Option<Problem> {
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
pub(super) fn code_has_its_length(v: &FieldReader<'_>, _: Day) -> Option<Problem> {
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
pub(super) fn withdrawn_after_approval(v: &FieldReader<'_>, _: Day) -> Option<Problem> {
    in_order(v, "approved_on", "withdrawn_on", false)
}

/// An organisation covers an enterprise once at a time.
pub(super) fn covered_once_by_each(
    tx: &mut Tx<'_>,
    _: &System,
    ledger: &Ledger,
    record: &Record,
) -> Result<Option<Problem>> {
    let other = overlapping(tx, ledger, record, &["enterprise", "org"])?;
    Ok(other.map(|other| {
        let theirs = other.span;
        at(
            "enterprise",
            format!("本党组织已覆盖该企业（{}）", theirs.zh),
            format!("this organisation covers the enterprise already ({})", theirs.en),
        )
    }))
}
