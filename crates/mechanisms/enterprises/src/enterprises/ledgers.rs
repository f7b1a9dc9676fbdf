//! Ledgers of private enterprises.

use hangji_platform::ledger::{Choice, Field, Kind, Ledger, choice};
use hangji_platform::tasks::{Due, Task};
use hangji_platform::{Term, t};

use super::rules;
use crate::common::{began, ended, ends_after_it_began};
use crate::roles::{BRANCH, TOWNSHIP};

const OFFICERS: Term = t("区、乡镇党务干部，推进组织覆盖", "district and township officers, to extend coverage");
const COVERAGE: Term = t("非公有制企业党组织覆盖率、组建率", "coverage and formation rates");
const ACTIVITY: Term = t("已建党组织活动覆盖面", "activity coverage");

const OWNERSHIP: &[Choice] = &[choice("non_public", "非公有制", "non-public"), choice("state", "国有", "state-owned")];
const INDUSTRIES: &[Choice] = &[
    choice("agriculture", "农林牧渔", "agriculture"),
    choice("mining", "采矿业", "mining"),
    choice("manufacturing", "制造业", "manufacturing"),
    choice("energy", "电力能源", "energy"),
    choice("construction", "建筑业", "construction"),
    choice("trade", "批发零售", "trade"),
    choice("transport", "交通物流", "transport"),
    choice("catering", "住宿餐饮", "hotels and catering"),
    choice("tourism", "旅游", "tourism"),
    choice("services", "其他服务业", "other services"),
];
const WAYS: &[Choice] = &[
    choice("alone", "单独组建", "alone"),
    choice("joint", "联合组建", "jointly"),
    choice("attached", "挂靠", "attached"),
];
const POINTS: &[Choice] = &[
    choice("enterprise", "非公企业党建示范点", "enterprise demonstration point"),
    choice("social", "社会组织党建示范点", "social-organisation demonstration point"),
];
const ACTIVITIES: &[Choice] = &[
    choice("members_meeting", "党员大会", "members' meeting"),
    choice("committee_meeting", "支委会", "committee meeting"),
    choice("group_meeting", "党小组会", "group meeting"),
    choice("lecture", "党课", "Party lecture"),
    choice("theme_day", "主题活动日", "theme day"),
    choice("service", "志愿服务", "volunteer service"),
    choice("joint", "联建共建活动", "joint building"),
];

/// The ledgers.
pub(crate) fn ledgers() -> Vec<Ledger> {
    vec![enterprises(), coverage(), demonstration_points(), activities()]
}

fn enterprise() -> Field {
    Field::new("enterprise", "企业", "Enterprise", Kind::Record("enterprises"))
        .also(&["企业名称", "企业代码"])
        .purpose(OFFICERS, COVERAGE)
}

fn enterprises() -> Ledger {
    Ledger::new("enterprises", "企业", "Enterprises")
        .about("在营企业的职工和党员情况", "enterprises in operation, their staff and members")
        .written_by(&[TOWNSHIP])
        .field(
            Field::new("code", "统一社会信用代码", "Credit code", Kind::Code(20))
                .required()
                .also(&["信用代码", "企业代码", "注册号", "代码"])
                .purpose(OFFICERS, COVERAGE),
        )
        .field(
            Field::new("name", "企业名称", "Name", Kind::Text(80))
                .required()
                .also(&["名称", "单位名称"])
                .purpose(OFFICERS, COVERAGE),
        )
        .field(
            Field::new("unit", "单位", "Unit", Kind::Record("units"))
                .also(&["对应单位"])
                .purpose(OFFICERS, t("与组织树对应", "its place in the tree"))
                .unlisted(),
        )
        .field(
            Field::new("ownership", "所有制", "Ownership", Kind::Choice(OWNERSHIP))
                .required()
                .also(&["企业性质", "经济类型"])
                .purpose(OFFICERS, COVERAGE),
        )
        .field(
            Field::new("industry", "行业", "Industry", Kind::Choice(INDUSTRIES))
                .also(&["所属行业", "行业类别"])
                .purpose(OFFICERS, t("行业联合组建", "joint organisations by industry")),
        )
        .field(
            Field::new("employees", "职工人数", "Employees", Kind::Whole(0, 1_000_000))
                .required()
                .unit("人", "people")
                .also(&["职工数", "从业人数", "员工人数"])
                .totalled()
                .purpose(OFFICERS, t("30人以上企业组建率", "formation rate at 30 or more employees")),
        )
        .field(
            Field::new("members", "党员人数", "Party members", Kind::Whole(0, 1_000_000))
                .required()
                .unit("人", "people")
                .also(&["党员数"])
                .totalled()
                .purpose(
                    OFFICERS,
                    t("组建条件判断（三名正式党员）", "whether an organisation can be set up (three full members)"),
                ),
        )
        .field(began("开业日期", "Operating from", &["开业时间", "成立日期", "登记日期"]))
        .field(ended("停业日期", "Closed on", &["停业时间", "注销日期"]))
        .dated("began_on")
        .named_by(&["code", "name"])
        .key(&["code"])
        .index(&["name"])
        .check(ends_after_it_began)
        .check(rules::members_are_employees)
        .check(rules::code_has_its_length)
        .task(
            Task::new("enterprises.cover", "组建", "set up", Due::YearEnd)
                .asks(
                    "职工30人以上、尚无党组织覆盖：年内组建或联合组建",
                    "30 employees or more and no organisation: set one up this year",
                )
                .while_(
                    "r.ownership = 'non_public' AND r.employees >= 30 AND r.ended_on IS NULL
                     AND NOT EXISTS (SELECT 1 FROM coverage c WHERE c.enterprise = r.id AND c.state = 0
                                     AND c.ended_on IS NULL)",
                )
                .warning(90)
                .done_in("coverage")
                .source(
                    "沙坡头区2013年度党建工作报告：30人以上非公企业组建率100%",
                    "work report of 2013: every enterprise of 30 or more",
                ),
        )
        .example(&[
            ("org", "640502102201"),
            ("code", "916405020000000001"),
            ("name", "中卫市某某商贸有限公司"),
            ("ownership", "非公有制"),
            ("industry", "批发零售"),
            ("employees", "45"),
            ("members", "4"),
            ("began_on", "2008-03-18"),
        ])
}

fn coverage() -> Ledger {
    Ledger::new("coverage", "企业组织覆盖", "Coverage of enterprises")
        .about(
            "企业由哪个党组织覆盖：单独、联合或挂靠",
            "which organisation covers an enterprise: alone, jointly or by attachment",
        )
        .written_by(&[TOWNSHIP])
        .field(enterprise().required())
        .field(
            Field::new("way", "覆盖方式", "Way", Kind::Choice(WAYS))
                .required()
                .also(&["组建方式", "方式"])
                .purpose(OFFICERS, COVERAGE),
        )
        .field(began("覆盖日期", "Began on", &["组建日期", "组建时间", "覆盖时间"]))
        .field(ended("终止日期", "Ended on", &["终止时间", "撤销日期"]))
        .dated("began_on")
        .key(&["enterprise", "org", "began_on"])
        .check(ends_after_it_began)
        .guard(rules::covered_once_by_each)
        .example(&[
            ("org", "640502102201"),
            ("enterprise", "916405020000000001"),
            ("way", "单独组建"),
            ("began_on", "2013-04-01"),
        ])
}

fn demonstration_points() -> Ledger {
    Ledger::new("demonstration_points", "示范点", "Demonstration points")
        .about("乡镇培育的非公党建示范点", "demonstration points that townships build")
        .field(
            Field::new("name", "示范点名称", "Name", Kind::Text(80))
                .required()
                .also(&["名称", "示范点"])
                .purpose(OFFICERS, t("每个乡镇非公党建示范点", "demonstration points per township")),
        )
        .field(enterprise())
        .field(
            Field::new("kind", "示范点类别", "Kind", Kind::Choice(POINTS))
                .required()
                .also(&["类别"])
                .purpose(OFFICERS, t("每个乡镇非公党建示范点", "demonstration points per township")),
        )
        .field(
            Field::new("approved_on", "命名日期", "Approved on", Kind::Day)
                .required()
                .also(&["命名时间", "批准日期"])
                .purpose(OFFICERS, t("每个乡镇非公党建示范点", "demonstration points per township")),
        )
        .field(
            Field::new("withdrawn_on", "摘牌日期", "Withdrawn on", Kind::Day)
                .also(&["摘牌时间", "取消日期"])
                .may_be_future()
                .purpose(OFFICERS, t("每个乡镇非公党建示范点", "demonstration points per township")),
        )
        .dated("approved_on")
        .key(&["name", "approved_on"])
        .check(rules::withdrawn_after_approval)
        .example(&[
            ("org", "640502102201"),
            ("name", "中卫市某某商贸有限公司党支部"),
            ("enterprise", "916405020000000001"),
            ("kind", "非公企业党建示范点"),
            ("approved_on", "2013-06-28"),
        ])
}

fn activities() -> Ledger {
    Ledger::new("activities", "组织活动", "Activities")
        .about("党组织开展的会议、党课和活动", "meetings, lectures and activities of organisations")
        .written_by(&[TOWNSHIP, BRANCH])
        .field(
            Field::new("date", "活动日期", "Date", Kind::Day)
                .required()
                .also(&["日期", "时间", "活动时间"])
                .purpose(OFFICERS, ACTIVITY),
        )
        .field(
            Field::new("kind", "活动类别", "Kind", Kind::Choice(ACTIVITIES))
                .required()
                .also(&["类别", "活动类型"])
                .purpose(OFFICERS, ACTIVITY),
        )
        .field(
            Field::new("topic", "活动主题", "Topic", Kind::Text(120))
                .required()
                .also(&["主题", "活动名称"])
                .purpose(OFFICERS, t("活动情况分析", "what organisations do")),
        )
        .field(
            Field::new("attendance", "参加人数", "Attendance", Kind::Whole(1, 100_000))
                .unit("人", "people")
                .also(&["人数", "到会人数"])
                .totalled()
                .purpose(OFFICERS, t("活动情况分析", "what organisations do")),
        )
        .field(
            Field::new("place", "地点", "Place", Kind::Text(100))
                .also(&["活动地点"])
                .purpose(OFFICERS, t("场所使用情况", "use of venues"))
                .unlisted(),
        )
        .dated("date")
        .key(&["date", "kind", "topic", "org"])
        .example(&[
            ("org", "640502102201"),
            ("date", "2013-07-01"),
            ("kind", "主题活动日"),
            ("topic", "重温入党誓词"),
            ("attendance", "18"),
            ("place", "企业党员活动室"),
        ])
}
