//! What must hold of a rectification file.

use hangji_base::common::{at, in_order};
use hangji_platform::Problem;
use hangji_platform::ledger::declare::FieldReader;
use hangji_store::Day;

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
