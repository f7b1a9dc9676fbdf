//! Ledgers of an invented cooperative: every kind of field, a guard, gaps in a natural key.

use hangji_platform::ledger::declare::FieldReader;
use hangji_platform::ledger::{Choice, Field, Kind, Ledger, Record, choice};
use hangji_platform::refusal::{Message, Problem};
use hangji_platform::tasks::{Due, Task};
use hangji_platform::{Result, System};
use hangji_store::{Day, Tx};

const KINDS: &[Choice] =
    &[choice("union", "联社", "union"), choice("town", "乡社", "town"), choice("shop", "门店", "shop")];
const CHANGES: &[Choice] = &[
    choice("rename", "更名", "rename"),
    choice("convert", "改设", "convert"),
    choice("move", "调整隶属", "move"),
    choice("merge", "合并", "merge"),
    choice("dissolve", "撤销", "dissolve"),
];
const POSTS: &[Choice] =
    &[choice("head", "主任", "head"), choice("deputy", "副主任", "deputy"), choice("clerk", "店员", "clerk")];
const TOPICS: &[Choice] = &[choice("seed", "种子", "seed"), choice("credit", "信贷", "credit")];

/// The ledgers.
#[must_use]
pub fn ledgers() -> Vec<Ledger> {
    vec![organisations(), organisation_changes(), units(), people(), households(), visits(), posts(), transfers()]
}

fn organisations() -> Ledger {
    Ledger::new("organisations", "组织", "Organisations")
        .field(Field::new("code", "组织代码", "Code", Kind::Code(30)).required().also(&["代码"]))
        .field(Field::new("name", "组织名称", "Name", Kind::Text(80)).required().also(&["名称"]))
        .field(Field::new("kind", "类别", "Kind", Kind::Choice(KINDS)).required())
        .field(Field::new("unit", "所在单位", "Unit", Kind::Record("units")))
        .field(Field::new("parent", "上级组织", "Above", Kind::Record("organisations")).also(&["上级"]))
        .field(Field::new("set_up_on", "成立日期", "Set up on", Kind::Day).required())
        .dated("set_up_on")
        .named_by(&["code", "name"])
        .key(&["code"])
        .tree()
}

fn organisation_changes() -> Ledger {
    Ledger::new("organisation_changes", "组织变动", "Changes")
        .field(Field::new("change", "变动", "Change", Kind::Choice(CHANGES)).required())
        .field(Field::new("on_day", "日期", "On", Kind::Day).required())
        .field(Field::new("new_name", "新名称", "New name", Kind::Text(80)))
        .field(Field::new("new_kind", "新类别", "New kind", Kind::Choice(KINDS)))
        .field(Field::new("target", "去向", "Target", Kind::Record("organisations")))
        .field(Field::new("reason", "原因", "Reason", Kind::Text(200)))
        .dated("on_day")
        .key(&["org", "on_day", "change"])
        .check(change_is_complete)
}

fn units() -> Ledger {
    Ledger::new("units", "单位", "Units")
        .field(Field::new("code", "单位代码", "Unit code", Kind::Code(30)).required())
        .field(Field::new("name", "单位名称", "Unit name", Kind::Text(80)).required())
        .named_by(&["code", "name"])
        .key(&["code"])
}

fn people() -> Ledger {
    Ledger::new("people", "人员", "People")
        .field(Field::new("code", "编号", "Number", Kind::Code(30)).required())
        .field(Field::new("name", "姓名", "Name", Kind::Text(40)).required().personal().also(&["人员姓名"]))
        .field(Field::new("id_card", "身份证号", "Identity number", Kind::IdCard))
        .field(Field::new("phone", "电话", "Telephone", Kind::Phone).also(&["联系电话"]))
        .field(Field::new("joined", "入社日期", "Joined on", Kind::Day).personal())
        .named_by(&["code", "name"])
        .key(&["code"])
}

fn households() -> Ledger {
    Ledger::new("households", "农户", "Households")
        .field(Field::new("code", "户编号", "Household number", Kind::Code(30)).required())
        .field(Field::new("head", "户主", "Head", Kind::Text(40)).personal())
        .field(Field::new("members", "人口", "Members", Kind::Whole(1, 30)).required())
        .named_by(&["code", "head"])
        .key(&["code"])
        .keeps_place_of_photos()
        .task(
            Task::new("households.visit", "走访", "visit", Due::YearEnd)
                .while_("NOT EXISTS (SELECT 1 FROM visits v WHERE v.household = r.id AND v.state = 0 AND v.on_day >= {year})")
                .done_in("visits")
                .warning(30),
        )
}

fn visits() -> Ledger {
    Ledger::new("visits", "走访", "Visits")
        .field(Field::new("on_day", "走访日期", "Visited on", Kind::Day).required().also(&["日期", "走访时间"]))
        .field(Field::new("visitor", "走访人", "Visitor", Kind::Record("people")).required().also(&["姓名"]))
        .field(Field::new("household", "走访户", "Household", Kind::Record("households")))
        .field(Field::new("topic", "主题", "Topic", Kind::Choice(TOPICS)))
        .field(Field::new("hours", "时长", "Hours", Kind::Whole(0, 100)).unit("小时", "hours"))
        .field(Field::new("credit", "信贷金额", "Credit", Kind::Money(0, 1_000_000_000_000)).also(&["金额"]))
        .field(Field::new("answered", "已答复", "Answered", Kind::YesNo))
        .field(Field::new("lapsed_on", "失效日期", "Lapsed on", Kind::Day).may_be_future())
        .field(Field::new("note", "情况", "Note", Kind::Long(500)).personal())
        .dated("on_day")
        .key(&["org", "on_day", "visitor", "household"])
        .involves(&["visitor"])
        .written_by(&["clerk"])
        .index(&["household"])
        .task(
            Task::new("visits.answer", "答复", "answer", Due::After("on_day", 20))
                .while_("COALESCE(r.answered, 0) = 0")
                .named(&["visitor"])
                .warning(10),
        )
}

fn posts() -> Ledger {
    Ledger::new("posts", "任职", "Posts")
        .field(Field::new("person", "人员", "Person", Kind::Record("people")).required().also(&["姓名"]))
        .field(Field::new("kind", "职务", "Post", Kind::Choice(POSTS)).required())
        .field(Field::new("pay", "月薪", "Pay", Kind::Money(0, 100_000_000)))
        .field(Field::new("began_on", "任职日期", "Began on", Kind::Day).required())
        .field(Field::new("ended_on", "免职日期", "Ended on", Kind::Day))
        .dated("began_on")
        .key(&["person", "kind", "org", "began_on"])
        .involves(&["person"])
        .check(ends_after_it_began)
        .guard(one_head_at_a_time)
}

fn transfers() -> Ledger {
    Ledger::new("transfers", "调拨", "Transfers")
        .field(Field::new("on_day", "日期", "On", Kind::Day).required())
        .field(Field::new("receiver", "接收组织", "Receiver", Kind::Record("organisations")).required().district_wide())
        .field(Field::new("person", "经办人", "Person", Kind::Record("people")))
        .field(Field::new("goods", "货物", "Goods", Kind::Text(60)))
        .field(Field::new("value", "货值", "Value", Kind::Money(-100_000_000, 100_000_000)).required())
        .field(Field::new("returned_on", "退回日期", "Returned on", Kind::Day))
        .dated("on_day")
        .involves(&["person"])
        .task(
            Task::new("transfers.return", "退回", "return", Due::After("on_day", 0))
                .while_("r.returned_on IS NULL")
                .named(&["person"]),
        )
}

fn problem(field: &'static str, zh: &str, en: &str) -> Option<Problem> {
    Some(Problem::at(field, Message::new(zh, en)))
}

fn change_is_complete(v: &FieldReader<'_>, _: Day) -> Option<Problem> {
    match v.text("change")? {
        "rename" if v.text("new_name").is_none() => problem("new_name", "缺少新名称", "a new name is missing"),
        "convert" if v.text("new_kind").is_none() => problem("new_kind", "缺少新类别", "a new kind is missing"),
        "move" | "merge" if v.int("target").is_none() => problem("target", "缺少去向", "a target is missing"),
        _ => None,
    }
}

fn ends_after_it_began(v: &FieldReader<'_>, _: Day) -> Option<Problem> {
    let (began, ended) = (v.day("began_on")?, v.day("ended_on")?);
    if ended <= began {
        problem("ended_on", "免职日期应晚于任职日期", "the end must be after the beginning")
    } else {
        None
    }
}

fn one_head_at_a_time(tx: &mut Tx<'_>, _: &System, ledger: &Ledger, record: &Record) -> Result<Option<Problem>> {
    let v = FieldReader { ledger, values: &record.values };
    let (Some("head"), Some(began)) = (v.text("kind"), v.text("began_on")) else { return Ok(None) };
    let sql = "SELECT COUNT(*) FROM posts x WHERE x.org = $1 AND x.kind = 'head' AND x.state = 0 AND x.id <> $2
        AND x.began_on < $3 AND (x.ended_on IS NULL OR x.ended_on > $4)";
    let params = [record.org.into(), record.id.into(), v.text("ended_on").unwrap_or("9999-12-31").into(), began.into()];
    Ok(if tx.number(sql, &params)? > 0 {
        problem("began_on", "同一组织不能同时有两名主任", "an organisation has one head at a time")
    } else {
        None
    })
}

/// A resident identity number with its check character; `n` tells one from another.
#[must_use]
pub fn id_card(n: usize) -> String {
    const WEIGHTS: [usize; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let body = format!("110105{}{:02}15{:03}", 1950 + n / 12_000 % 40, 1 + n / 1000 % 12, n % 1000);
    let sum: usize = body.bytes().zip(WEIGHTS).map(|(b, w)| usize::from(b - b'0') * w).sum();
    format!("{body}{}", char::from(b"10X98765432"[sum % 11]))
}
