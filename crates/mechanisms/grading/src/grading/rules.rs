//! What must hold of a grading.

use hangji_base::common::at;
use hangji_platform::Problem;
use hangji_platform::ledger::declare::FieldReader;
use hangji_store::Day;

/// A round is confirmed in its own year, or late in the first half of the next.
pub(super) fn confirmed_in_its_round(v: &FieldReader<'_>, _: Day) -> Option<Problem> {
    let (year, on) = (v.int("year")?, v.day("confirmed_on")?);
    let late = i64::from(on.year()) == year + 1 && on.month() <= 6;
    (i64::from(on.year()) != year && !late).then(|| {
        at(
            "confirmed_on",
            format!("审定日期（{on}）不在{year}年度的定级期内（当年或次年上半年）"),
            format!("{on} is outside the round of {year} (that year or the first half of the next)"),
        )
    })
}

/// Steps that differ are flagged: the district says why it departs from the township.
pub(super) fn a_differing_grade_has_a_reason(v: &FieldReader<'_>, _: Day) -> Option<Problem> {
    let (township, grade) = (v.text("township_grade")?, v.text("grade")?);
    (township != grade && v.text("reason").is_none()).then(|| {
        at("reason", "审定等次与乡镇评定不同，请说明理由", "the confirmed grade differs from the township's: say why")
    })
}
