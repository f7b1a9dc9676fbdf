//! What must hold in the register.

use hangji_platform::ledger::Clash;
use hangji_platform::ledger::declare::FieldReader;
use hangji_platform::{Message, Problem};
use hangji_store::Day;

use crate::common::at;

/// Everything stands under something, except the district committee.
pub(super) fn only_the_district_has_nothing_above(v: &FieldReader<'_>, _: Day) -> Option<Problem> {
    let root = v.text("kind") == Some("district_committee");
    match (root, v.int("parent")) {
        (false, None) => Some(at(
            "parent",
            "请填写上级党组织：只有区委没有上级",
            "give the organisation above: only the district committee has none",
        )),
        (true, Some(_)) => Some(at("parent", "区委没有上级党组织", "the district committee stands under nothing here")),
        _ => None,
    }
}

/// Each change has what it needs and nothing that belongs to another.
pub(super) fn a_change_has_what_it_needs(v: &FieldReader<'_>, _: Day) -> Option<Problem> {
    let needs = match v.text("change")? {
        "rename" => ("new_name", "新名称", "a new name"),
        "convert" => ("new_kind", "新类别", "a new kind"),
        "move" => ("target", "去向党组织（新的上级）", "a target (the new organisation above)"),
        "merge" => ("target", "去向党组织（并入哪里）", "a target (the one it goes into)"),
        _ => ("", "", ""),
    };
    let given = |name: &str| v.text(name).is_some() || v.int(name).is_some();
    if !needs.0.is_empty() && !given(needs.0) {
        return Some(at(needs.0, format!("这种变动需要填写{}", needs.1), format!("this change needs {}", needs.2)));
    }
    let extra = ["new_name", "new_kind", "target"].into_iter().find(|f| *f != needs.0 && given(f))?;
    let title = v.ledger.position(extra).map(|i| v.ledger.fields[i].title)?;
    Some(at(
        extra,
        format!("这种变动不填{}：如还有别的变动，请另记一条", title.zh),
        format!("this change has no {}: record another change as another record", title.en),
    ))
}

/// Birthday and sex must be those in the identity number (GB 11643: digits 7–14, and the parity of digit 17).
pub(super) fn identity_number_agrees(v: &FieldReader<'_>, _: Day) -> Option<Problem> {
    let id = v.text("id_card").filter(|id| id.len() == 18 && id.is_ascii())?;
    if let Some(birth) = v.day("birth") {
        let written = format!("{}-{}-{}", &id[6..10], &id[10..12], &id[12..14]);
        if written != birth.to_string() {
            return Some(at(
                "birth",
                format!("出生日期（{birth}）与公民身份号码中的（{written}）不一致"),
                format!("born on {birth}, but the identity number says {written}"),
            ));
        }
    }
    let male = (id.as_bytes()[16] - b'0') % 2 == 1;
    let message = v.text("sex")?;
    (male != (message == "male"))
        .then(|| at("sex", "性别与公民身份号码不一致", "the sex differs from the one in the identity number"))
}

/// Nobody joins the Party before eighteen (Party constitution, article 1).
pub(super) fn joined_as_an_adult(v: &FieldReader<'_>, _: Day) -> Option<Problem> {
    let (birth, joined) = (v.day("birth")?, v.day("joined_on")?);
    let adult = birth.number() + 180_000;
    (joined.number() < adult).then(|| {
        at(
            "joined_on",
            format!("入党日期（{joined}）时未满十八周岁（{birth}出生）"),
            format!("joined on {joined}, before turning eighteen (born on {birth})"),
        )
    })
}

/// Who ended says why, and who has a reason has ended.
pub(super) fn an_ended_post_has_a_reason(v: &FieldReader<'_>, _: Day) -> Option<Problem> {
    match (v.day("ended_on"), v.text("end_reason")) {
        (Some(_), None) => Some(at("end_reason", "已免职的请填写免职原因", "give the reason why the post ended")),
        (None, Some(_)) => {
            Some(at("ended_on", "填写了免职原因，请填写免职日期", "there is a reason for the end: give its day"))
        }
        _ => None,
    }
}

/// An organisation has one secretary at a time: two whose days overlap are refused with both names and days.
pub(super) fn two_secretaries(clash: &Clash) -> Message {
    let Clash { mine, theirs, me, them } = clash;
    Message::new(
        format!(
            "同一党组织不能同时有两名书记：{them}（{}）与{me}（{}）任期重叠，请先填写前任的免职日期",
            theirs.zh, mine.zh
        ),
        format!(
            "an organisation has one secretary at a time: {them} ({}) and {me} ({}) overlap; end the earlier post first",
            theirs.en, mine.en
        ),
    )
}
