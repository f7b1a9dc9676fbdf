//! Ledgers of rectification.

use hangji_base::register::PEOPLE;
use hangji_platform::ledger::{Choice, Field, Kind, Ledger, choice};
use hangji_platform::tasks::{Due, Task};
use hangji_platform::{Term, t};

use super::{RECTIFICATIONS, guards, rules};
use crate::grading::GRADINGS;

const DISTRICT: Term = t("区党群工作部，督促整顿", "the district department, which follows rectification");
const FILE: Term = t("整顿台账、逐个销号、转化率", "the rectification file, cancellation one by one, conversion rate");
const FOUR_ONES: Term = t("“四个一”落实情况", "whether the four ones are in place");

/// The persons of the four ones: they follow the file wherever it belongs.
const FOUR_ONES_PEOPLE: &[&str] = &["county_leader", "township_leader", "first_secretary"];

const RESULTS: &[Choice] = &[
    choice("open", "整顿中", "under way"),
    choice("converted", "已转化", "converted"),
    choice("not_converted", "未转化", "not converted"),
];

/// The ledgers.
pub(super) fn ledgers() -> Vec<Ledger> {
    vec![rectifications()]
}

#[expect(clippy::too_many_lines, reason = "one declaration, read as a table")]
fn rectifications() -> Ledger {
    Ledger::new(RECTIFICATIONS, "整顿台账", "Rectification files")
        .about(
            "后进（软弱涣散）党组织的整顿：一支部一策，四个一，验收销号",
            "rectifying a lagging organisation: its own plan, the four ones, acceptance",
        )
        .purposes(DISTRICT, FILE)
        .field(
            Field::new("grading", "定级结果", "Grading", Kind::Record(GRADINGS))
                .required()
                .also(&["定级", "定级记录"])
                .hint("把它定为后进的那次定级", "the grading that found it lagging"),
        )
        .field(
            Field::new("opened_on", "开展整顿日期", "Opened on", Kind::Day)
                .required()
                .also(&["立案日期", "整顿开始日期", "开始时间"]),
        )
        .field(
            Field::new("causes", "主要问题", "Causes", Kind::Long(800))
                .required()
                .also(&["存在问题", "问题", "软弱涣散表现"]),
        )
        .field(
            Field::new("plan", "整顿措施", "Plan", Kind::Long(1500))
                .also(&["整顿方案", "措施", "一支部一策"]),
        )
        .field(
            Field::new("county_leader", "联系区领导", "District leader", Kind::Record(PEOPLE))
                .also(&["区领导", "县级领导", "包抓区领导"])
                .reused_in(FOUR_ONES)
                .unlisted(),
        )
        .field(
            Field::new("township_leader", "包抓乡镇领导", "Township leader", Kind::Record(PEOPLE))
                .also(&["乡镇领导", "包抓领导"])
                .reused_in(FOUR_ONES),
        )
        .field(
            Field::new("first_secretary", "第一书记", "First secretary", Kind::Record(PEOPLE))
                .also(&["选派第一书记"])
                .reused_in(FOUR_ONES)
                .unlisted(),
        )
        .field(
            Field::new("paired_unit", "结对单位", "Paired unit", Kind::Text(80))
                .also(&["帮扶单位", "结对帮扶单位"])
                .reused_in(FOUR_ONES)
                .unlisted(),
        )
        .field(
            Field::new("due_on", "整顿期限", "Due on", Kind::Day)
                .also(&["完成期限", "整改时限"])
                .may_be_future()
                .reused_in(t("到期提醒", "reminders")),
        )
        .field(
            Field::new("accepted_on", "验收日期", "Accepted on", Kind::Day)
                .also(&["验收时间", "销号日期"]),
        )
        .field(
            Field::new("score", "验收得分", "Score", Kind::Whole(0, 100))
                .also(&["得分", "验收分数"]),
        )
        .field(
            Field::new("result", "整顿结果", "Result", Kind::Choice(RESULTS))
                .required()
                .also(&["结果", "验收结果", "转化情况"]),
        )
        .dated("opened_on")
        .named_by(&["org", "opened_on"])
        .key(&["grading"])
        .involves(FOUR_ONES_PEOPLE)
        .check(rules::days_in_order)
        .check(rules::a_result_was_accepted)
        .guard(guards::of_its_own_lagging_grade)
        .task(
            Task::new("gradings.rectify", "立整顿台账", "open a file", Due::After("confirmed_on", 60))
                .about(GRADINGS)
                .asks("审定为后进：建立整顿台账，一支部一策", "graded lagging: open its rectification file")
                .while_(format!(
                    "r.grade = 'lagging'
                     AND NOT EXISTS (SELECT 1 FROM {RECTIFICATIONS} x WHERE x.grading = r.id AND x.state = 0)
                     AND NOT EXISTS (SELECT 1 FROM {GRADINGS} y WHERE y.org = r.org AND y.state = 0 AND y.year > r.year)"
                ))
                .warning(30),
        )
        .task(
            Task::new("rectifications.accept", "验收", "acceptance", Due::After("due_on", 0))
                .asks("到期前组织验收，填写验收得分和整顿结果", "accept by the day set, with score and result")
                .while_("r.result = 'open'")
                .warning(30)
                .named(FOUR_ONES_PEOPLE),
        )
        .task(
            Task::new("rectifications.term", "定期限", "term", Due::After("opened_on", 365))
                .asks("尚未填写整顿期限：定下期限，最长一年内转化", "no day is set: set one, a year at most")
                .while_("r.result = 'open' AND r.due_on IS NULL")
                .warning(180)
                .named(FOUR_ONES_PEOPLE)
                .source("后进党组织6—12个月内整顿提升", "the lowest grade is rectified within 6 to 12 months"),
        )
        .example(&[
            ("org", "640502102201"),
            ("opened_on", "2013-05-06"),
            ("causes", "班子不团结；制度不落实，长期不开展活动"),
            ("plan", "调整班子分工；建立三会一课计划；每月公开村务"),
            ("paired_unit", "区农牧局"),
            ("due_on", "2013-11-30"),
            ("accepted_on", "2013-11-20"),
            ("score", "86"),
            ("result", "已转化"),
        ])
}
