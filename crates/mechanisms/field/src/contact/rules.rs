//! What must hold of links, enrolments and visits.

use hangji_base::common::at;
use hangji_platform::ledger::Clash;
use hangji_platform::ledger::declare::FieldReader;
use hangji_platform::{Message, Problem};
use hangji_store::Day;

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
pub(super) fn linked_already(clash: &Clash) -> Message {
    Message::new(
        format!("该干部已联系这一对象（{}）", clash.theirs.zh),
        format!("this cadre is linked to that target already ({})", clash.theirs.en),
    )
}

/// A cadre is enrolled once at a time.
pub(super) fn enrolled_already(clash: &Clash) -> Message {
    Message::new(
        format!("该干部已在下基层（{}）：请先填写结束日期", clash.theirs.zh),
        format!("this cadre is enrolled already ({}): end that first", clash.theirs.en),
    )
}
