//! What must hold of a rectification file.

use hangji_platform::ledger::declare::FieldReader;
use hangji_platform::ledger::{Ledger, Record};
use hangji_platform::{Problem, Result, System};
use hangji_store::{Day, Tx};

use crate::common::{at, in_order};

/// Neither due nor accepted before it was opened.
pub(super) fn days_in_order(v: &FieldReader<'_>, _: Day) -> Option<Problem> {
    in_order(v, "opened_on", "due_on", false).or_else(|| in_order(v, "opened_on", "accepted_on", true))
}

/// A result rests on an acceptance with its score, and an acceptance gives a result.
pub(super) fn a_result_was_accepted(v: &FieldReader<'_>, _: Day) -> Option<Problem> {
    let done = v.text("result")? != "open";
    if done && v.day("accepted_on").is_none() {
        return Some(at("accepted_on", "已有结果的请填写验收日期", "a result needs the day of acceptance"));
    }
    if done && v.int("score").is_none() {
        return Some(at("score", "已有结果的请填写验收得分", "a result needs the score of acceptance"));
    }
    (!done && v.day("accepted_on").is_some())
        .then(|| at("result", "已验收的请填写整顿结果", "it was accepted: give the result"))
}

/// The file belongs to the organisation whose lagging grade it follows.
pub(super) fn of_its_own_lagging_grade(
    tx: &mut Tx<'_>,
    _: &System,
    ledger: &Ledger,
    record: &Record,
) -> Result<Option<Problem>> {
    let v = FieldReader { ledger, values: &record.values };
    let sql = "SELECT g.org, g.grade, g.year, o.name FROM gradings g LEFT JOIN org o ON o.id = g.org
               WHERE g.id = $1 AND g.state = 0";
    let found = tx.first(sql, &[v.int("grading").into()], |r| {
        Ok((r.id(0)?, r.text(1)?.to_owned(), r.int(2)?, r.opt_text(3)?.unwrap_or_default().to_owned()))
    })?;
    Ok(match found {
        None => Some(at("grading", "没有这次定级，或已撤回", "there is no such grading, or it was withdrawn")),
        Some((org, _, year, name)) if org != record.org => Some(at(
            "grading",
            format!("所选定级是“{name}”{year}年度的，不是本党组织的"),
            format!("that grading is of {name} for {year}, not of this organisation"),
        )),
        Some((_, grade, year, name)) if grade != "lagging" => Some(at(
            "grading",
            format!("“{name}”{year}年度未定为后进，不需要整顿台账"),
            format!("{name} was not graded lagging in {year}: there is nothing to rectify"),
        )),
        Some(_) => None,
    })
}
