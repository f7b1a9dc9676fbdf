//! What must hold of links, enrolments and visits.

use hangji_platform::ledger::declare::FieldReader;
use hangji_platform::ledger::{Ledger, Record};
use hangji_platform::{Problem, Result, System};
use hangji_store::{Day, Tx};

use crate::common::{at, overlapping};

/// The one field that must be given, and those that must not.
fn exactly(v: &FieldReader<'_>, wanted: Option<&'static str>, all: &[&'static str]) -> Option<Problem> {
    let title = |name: &str| v.ledger.position(name).map(|i| v.ledger.fields[i].title);
    for field in all {
        let given = v.int(field).is_some();
        let title = title(field)?;
        if Some(*field) == wanted && !given {
            return Some(at(field, format!("请填写{}", title.zh), format!("give the {}", title.en.to_lowercase())));
        }
        if Some(*field) != wanted && given {
            return Some(at(
                field,
                format!("对象类别不符，不填{}", title.zh),
                format!("the target is of another kind: leave the {} empty", title.en.to_lowercase()),
            ));
        }
    }
    None
}

/// A visit to a household names it, one to an enterprise names that; one to a village is in its organisation.
pub(super) fn the_visit_names_its_target(v: &FieldReader<'_>, _: Day) -> Option<Problem> {
    let wanted = match v.text("target")? {
        "household" => Some("household"),
        "enterprise" => Some("enterprise"),
        _ => None,
    };
    exactly(v, wanted, &["household", "enterprise"])
}

/// A link names the one target of its kind. Old members in difficulty are kept as their households.
pub(super) fn the_link_names_its_target(v: &FieldReader<'_>, _: Day) -> Option<Problem> {
    let wanted = match v.text("target")? {
        "enterprise" => "enterprise",
        "village" => "target_org",
        _ => "household",
    };
    exactly(v, Some(wanted), &["enterprise", "household", "target_org"])
}

/// One cadre, one scheme, one target: not twice at the same time.
pub(super) fn no_link_twice(tx: &mut Tx<'_>, _: &System, ledger: &Ledger, record: &Record) -> Result<Option<Problem>> {
    let v = FieldReader { ledger, values: &record.values };
    let target = ["enterprise", "household", "target_org"].into_iter().find(|f| v.int(f).is_some());
    let Some(target) = target else { return Ok(None) };
    let other = overlapping(tx, ledger, record, &["cadre", "scheme", target])?;
    Ok(other.map(|other| {
        let theirs = other.span;
        at(
            target,
            format!("该干部已联系这一对象（{}）", theirs.zh),
            format!("this cadre is linked to that target already ({})", theirs.en),
        )
    }))
}

/// A cadre is enrolled once at a time.
pub(super) fn enrolled_once_at_a_time(
    tx: &mut Tx<'_>,
    _: &System,
    ledger: &Ledger,
    record: &Record,
) -> Result<Option<Problem>> {
    let other = overlapping(tx, ledger, record, &["cadre"])?;
    Ok(other.map(|other| {
        let theirs = other.span;
        at(
            "began_on",
            format!("该干部已在下基层（{}）：请先填写结束日期", theirs.zh),
            format!("this cadre is enrolled already ({}): end that first", theirs.en),
        )
    }))
}
