//! What must hold of a matter.

use hangji_base::common::{at, in_order};
use hangji_platform::Problem;
use hangji_platform::ledger::declare::FieldReader;
use hangji_store::Day;

/// Neither due nor closed before it was raised.
pub(super) fn days_in_order(v: &FieldReader<'_>, _: Day) -> Option<Problem> {
    in_order(v, "raised_on", "due_on", true).or_else(|| in_order(v, "raised_on", "closed_on", true))
}

/// Closed means answered: closing day and outcome go together, and only then it can be rated.
pub(super) fn closed_with_an_outcome(v: &FieldReader<'_>, _: Day) -> Option<Problem> {
    let (closed, outcome) = (v.day("closed_on").is_some(), v.text("outcome").is_some());
    if closed && !outcome {
        return Some(at("outcome", "已办结的请填写办理结果", "it is closed: give the outcome"));
    }
    if outcome && !closed {
        return Some(at("closed_on", "已有办理结果的请填写办结日期", "there is an outcome: give the closing day"));
    }
    (!closed && v.text("satisfaction").is_some())
        .then(|| at("satisfaction", "尚未办结，不能评价", "it is not closed yet and cannot be rated"))
}

/// Disputes are resolved, problems solved: the two words count in different figures.
pub(super) fn the_outcome_fits(v: &FieldReader<'_>, _: Day) -> Option<Problem> {
    let (kind, outcome) = (v.text("kind")?, v.text("outcome")?);
    match outcome {
        "resolved" if kind != "dispute" => {
            Some(at("outcome", "“已化解”只用于矛盾纠纷", "only disputes are resolved: choose another outcome"))
        }
        "solved" if kind == "dispute" || kind == "opinion" => Some(at(
            "outcome",
            "“已解决”只用于困难问题和诉求",
            "only problems and appeals are solved: choose another outcome",
        )),
        _ => None,
    }
}

/// A visit or studio is named only where the matter came through one.
pub(super) fn the_source_fits(v: &FieldReader<'_>, _: Day) -> Option<Problem> {
    let via = v.text("via")?;
    if via != "visit" && v.int("visit").is_some() {
        return Some(at("visit", "来源不是走访，不填走访记录", "it was not raised on a visit: leave the visit empty"));
    }
    (via != "studio" && v.int("studio").is_some())
        .then(|| at("studio", "来源不是工作室，不填工作室", "it was not raised in a studio: leave the studio empty"))
}
