//! What must hold of links, enrolments and visits.

use hangji_platform::ledger::declare::View;
use hangji_platform::ledger::{Ledger, Record};
use hangji_platform::{Problem, Result, System};
use hangji_store::{Day, Tx};

use crate::common::{at, span};

/// The one field that must be given, and those that must not.
fn exactly(v: &View<'_>, wanted: Option<&'static str>, all: &[&'static str]) -> Option<Problem> {
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
pub(super) fn the_visit_names_its_target(v: &View<'_>, _: Day) -> Option<Problem> {
    let wanted = match v.text("target")? {
        "household" => Some("household"),
        "enterprise" => Some("enterprise"),
        _ => None,
    };
    exactly(v, wanted, &["household", "enterprise"])
}

/// A link names the one target of its kind. Old members in difficulty are kept as their households.
pub(super) fn the_link_names_its_target(v: &View<'_>, _: Day) -> Option<Problem> {
    let wanted = match v.text("target")? {
        "enterprise" => "enterprise",
        "village" => "target_org",
        _ => "household",
    };
    exactly(v, Some(wanted), &["enterprise", "household", "target_org"])
}

/// One cadre, one scheme, one target: not twice at the same time.
pub(super) fn no_link_twice(tx: &mut Tx<'_>, _: &System, ledger: &Ledger, record: &Record) -> Result<Option<Problem>> {
    let v = View { ledger, values: &record.values };
    let target = ["enterprise", "household", "target_org"].into_iter().find(|f| v.int(f).is_some());
    let (Some(target), Some(began)) = (target, v.text("began_on")) else { return Ok(None) };
    let sql = format!(
        "SELECT x.began_on, x.ended_on FROM contact_links x
         WHERE x.cadre = $1 AND x.scheme = $2 AND x.{target} = $3 AND x.state = 0 AND x.id <> $4
           AND x.began_on < $5 AND (x.ended_on IS NULL OR x.ended_on > $6)"
    );
    let open = Day::OPEN.to_string();
    let params = [
        v.int("cadre").into(),
        v.text("scheme").into(),
        v.int(target).into(),
        record.id.into(),
        v.text("ended_on").unwrap_or(&open).into(),
        began.into(),
    ];
    let other = tx.first(&sql, &params, |r| Ok(span(r.text(0)?, r.opt_text(1)?)))?;
    Ok(other.map(|theirs| {
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
    let v = View { ledger, values: &record.values };
    let Some(began) = v.text("began_on") else { return Ok(None) };
    let sql = "SELECT x.began_on, x.ended_on FROM campaign_cadres x
        WHERE x.cadre = $1 AND x.state = 0 AND x.id <> $2
          AND x.began_on < $3 AND (x.ended_on IS NULL OR x.ended_on > $4)";
    let open = Day::OPEN.to_string();
    let ended = v.text("ended_on").unwrap_or(&open);
    let params = [v.int("cadre").into(), record.id.into(), ended.into(), began.into()];
    let other = tx.first(sql, &params, |r| Ok(span(r.text(0)?, r.opt_text(1)?)))?;
    Ok(other.map(|theirs| {
        at(
            "began_on",
            format!("该干部已在下基层（{}）：请先填写结束日期", theirs.zh),
            format!("this cadre is enrolled already ({}): end that first", theirs.en),
        )
    }))
}
