//! What must hold of enterprises.

use hangji_platform::Problem;
use hangji_platform::ledger::declare::FieldReader;
use hangji_store::Day;

use crate::common::at;

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
