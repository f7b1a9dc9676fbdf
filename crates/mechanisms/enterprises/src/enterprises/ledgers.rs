//! Ledgers of private enterprises.

use hangji_base::common::{began, ended, ends_after_it_began, while_in_force};
use hangji_base::enterprises::ENTERPRISES;
use hangji_base::roles::{BRANCH, TOWNSHIP};
use hangji_platform::ledger::declare::ORG;
use hangji_platform::ledger::{Choice, Field, Kind, Ledger, choice};
use hangji_platform::tasks::{Due, Task};
use hangji_platform::{Term, t};

use super::{ACTIVITIES, COVERAGE, DEMONSTRATION_POINTS, rules};

const OFFICERS: Term = t("区、乡镇党务干部，推进组织覆盖", "district and township officers, to extend coverage");
const COVERED: Term = t("非公有制企业党组织覆盖率、组建率", "coverage and formation rates");
const ACTIVITY: Term = t("已建党组织活动覆盖面", "activity coverage");

const WAYS: &[Choice] = &[
    choice("alone", "单独组建", "alone"),
    choice("joint", "联合组建", "jointly"),
    choice("attached", "挂靠", "attached"),
];
const POINT_KINDS: &[Choice] = &[
    choice("enterprise", "非公企业党建示范点", "enterprise demonstration point"),
    choice("social", "社会组织党建示范点", "social-organisation demonstration point"),
];
const ACTIVITY_KINDS: &[Choice] = &[
    choice("members_meeting", "党员大会", "members' meeting"),
    choice("committee_meeting", "支委会", "committee meeting"),
    choice("group_meeting", "党小组会", "group meeting"),
    choice("lecture", "党课", "Party lecture"),
    choice("theme_day", "主题活动日", "theme day"),
    choice("service", "志愿服务", "volunteer service"),
    choice("joint", "联建共建活动", "joint building"),
];

/// The ledgers.
pub(super) fn ledgers() -> Vec<Ledger> {
    vec![hangji_base::enterprises::ledger(), coverage(), demonstration_points(), activities()]
}

fn enterprise() -> Field {
    Field::new("enterprise", "企业", "Enterprise", Kind::Record(ENTERPRISES))
        .also(&["企业名称", "企业代码"])
        .purpose(OFFICERS, COVERED)
}

fn coverage() -> Ledger {
    Ledger::new(COVERAGE, "企业组织覆盖", "Coverage of enterprises")
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
                .purpose(OFFICERS, COVERED),
        )
        .field(began("覆盖日期", "Began on", &["组建日期", "组建时间", "覆盖时间"]))
        .field(ended("终止日期", "Ended on", &["终止时间", "撤销日期"]))
        .dated("began_on")
        .key(&["enterprise", "org", "began_on"])
        .check(ends_after_it_began)
        .unique_while(&["enterprise", ORG], while_in_force("enterprise", rules::covered_already))
        .task(
            Task::new("enterprises.cover", "组建", "set up", Due::YearEnd)
                .about(ENTERPRISES)
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
                .source(
                    "沙坡头区2013年度党建工作报告：30人以上非公企业组建率100%",
                    "work report of 2013: every enterprise of 30 or more",
                ),
        )
        .example(&[
            ("org", "640502102201"),
            ("enterprise", "916405020000000001"),
            ("way", "单独组建"),
            ("began_on", "2013-04-01"),
        ])
}

fn demonstration_points() -> Ledger {
    Ledger::new(DEMONSTRATION_POINTS, "示范点", "Demonstration points")
        .about("乡镇培育的非公党建示范点", "demonstration points that townships build")
        .purposes(OFFICERS, t("每个乡镇非公党建示范点", "demonstration points per township"))
        .field(Field::new("name", "示范点名称", "Name", Kind::Text(80)).required().also(&["名称", "示范点"]))
        .field(enterprise())
        .field(Field::new("kind", "示范点类别", "Kind", Kind::Choice(POINT_KINDS)).required().also(&["类别"]))
        .field(
            Field::new("approved_on", "命名日期", "Approved on", Kind::Day).required().also(&["命名时间", "批准日期"]),
        )
        .field(
            Field::new("withdrawn_on", "摘牌日期", "Withdrawn on", Kind::Day)
                .also(&["摘牌时间", "取消日期"])
                .may_be_future(),
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
    Ledger::new(ACTIVITIES, "组织活动", "Activities")
        .about("党组织开展的会议、党课和活动", "meetings, lectures and activities of organisations")
        .written_by(&[TOWNSHIP, BRANCH])
        .purposes(OFFICERS, ACTIVITY)
        .field(Field::new("date", "活动日期", "Date", Kind::Day).required().also(&["日期", "时间", "活动时间"]))
        .field(
            Field::new("kind", "活动类别", "Kind", Kind::Choice(ACTIVITY_KINDS)).required().also(&["类别", "活动类型"]),
        )
        .field(
            Field::new("topic", "活动主题", "Topic", Kind::Text(120))
                .required()
                .also(&["主题", "活动名称"])
                .reused_in(t("活动情况分析", "what organisations do")),
        )
        .field(
            Field::new("attendance", "参加人数", "Attendance", Kind::Whole(1, 100_000))
                .unit("人", "people")
                .also(&["人数", "到会人数"])
                .totalled()
                .reused_in(t("活动情况分析", "what organisations do")),
        )
        .field(
            Field::new("place", "地点", "Place", Kind::Text(100))
                .also(&["活动地点"])
                .reused_in(t("场所使用情况", "use of venues"))
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
