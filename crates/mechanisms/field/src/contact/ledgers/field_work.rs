//! Ledgers of what cadres do at the grassroots: visits, policy talks, development plans and projects.

use hangji_base::enterprises::ENTERPRISES;
use hangji_base::households::HOUSEHOLDS;
use hangji_base::register::PEOPLE;
use hangji_base::roles::{BRANCH, CADRE, TOWNSHIP};
use hangji_platform::ledger::{Choice, Field, Kind, Ledger, choice};
use hangji_platform::tasks::{Due, Task};
use hangji_platform::{Term, t};

use super::shared::{OFFICERS, cadre};
use crate::contact::{DEVELOPMENT_PLANS, DEVELOPMENT_PROJECTS, POLICY_TALKS, VISITS, rules};

const VISIT_FIGURES: Term =
    t("走访农户、发放手册、慰问金指标", "figures of households visited, handbooks and consolation money");
const HANDBOOKS: Term = t("发放宣传手册", "handbooks handed out");
const CAMPAIGN: Term = t("下基层活动成果指标", "figures of what the campaign achieved");

const TARGETS: &[Choice] = &[
    choice("household", "农户", "household"),
    choice("village", "村（社区）", "village"),
    choice("enterprise", "企业", "enterprise"),
];
const PURPOSES: &[Choice] = &[
    choice("policy", "宣传政策", "explaining policy"),
    choice("opinions", "了解民情", "hearing people"),
    choice("help", "帮扶发展", "helping development"),
    choice("mediation", "调解矛盾", "mediation"),
    choice("consolation", "慰问", "consolation"),
];
const STATUS: &[Choice] = &[
    choice("submitted", "已申报", "submitted"),
    choice("approved", "已批准", "approved"),
    choice("refused", "未批准", "refused"),
    choice("under_way", "实施中", "under way"),
    choice("done", "已完成", "done"),
];

#[expect(clippy::too_many_lines, reason = "one declaration, read as a table")]
pub(super) fn visits() -> Ledger {
    // Nothing beyond key, date and organisation is indexed: this table takes the largest imports.
    Ledger::new(VISITS, "走访记录", "Visits")
        .about(
            "干部走访农户、村和企业：一次录入，各项指标共用",
            "visits of cadres to households, villages and enterprises: entered once, used by every figure",
        )
        .read_by(&[CADRE])
        .written_by(&[TOWNSHIP, BRANCH])
        .purposes(OFFICERS, VISIT_FIGURES)
        .field(Field::new("date", "走访日期", "Date", Kind::Day).required().also(&["日期", "走访时间", "时间"]))
        .field(cadre().required())
        .field(Field::new("target", "走访对象", "Target", Kind::Choice(TARGETS)).required().also(&[
            "对象",
            "走访对象类别",
            "对象类别",
        ]))
        .field(
            Field::new("household", "农户", "Household", Kind::Record(HOUSEHOLDS))
                .also(&["户主", "走访农户", "户编号", "被访户"])
                .reused_in(t("走访农户", "households visited")),
        )
        .field(
            Field::new("enterprise", "企业", "Enterprise", Kind::Record(ENTERPRISES))
                .also(&["走访企业", "企业名称"])
                .reused_in(t("联系企业走访次数", "visits to linked enterprises")),
        )
        .field(
            Field::new("purpose", "走访目的", "Purpose", Kind::Choice(PURPOSES))
                .also(&["目的", "走访事由"])
                .reused_in(t("走访情况分析", "what visits are for")),
        )
        .field(
            Field::new("content", "走访内容", "Content", Kind::Long(2000))
                .also(&["内容", "走访情况", "民情日记"])
                .reused_in(t("民情日记", "the diary of people's situation")),
        )
        .field(
            Field::new("handbooks", "发放手册", "Handbooks", Kind::Whole(0, 10_000))
                .unit("册", "copies")
                .also(&["宣传手册", "发放宣传手册", "手册数", "手册"])
                .totalled()
                .reused_in(HANDBOOKS),
        )
        .field(
            Field::new("consolation", "慰问金", "Consolation money", Kind::Money(0, 100_000_000))
                .also(&["慰问金额", "发放慰问金"])
                .reused_in(t("发放慰问金", "consolation money given")),
        )
        .dated("date")
        .named_by(&["date", "cadre", "household", "enterprise"])
        .key(&["household", "date", "cadre", "org"])
        .involves(&["cadre"])
        .check(rules::the_visit_names_its_target)
        .example(&[
            ("org", "640502102201"),
            ("date", "2013-05-01"),
            ("cadre", "P640502-00001"),
            ("target", "农户"),
            ("household", "NH-102201-0001"),
            ("purpose", "了解民情"),
            ("content", "了解春灌用水情况，讲解惠农政策"),
            ("handbooks", "8"),
            ("consolation", "200.00"),
        ])
}

pub(super) fn policy_talks() -> Ledger {
    Ledger::new(POLICY_TALKS, "政策宣讲", "Policy talks")
        .about("“面对面”讲政策活动", "face-to-face talks on policy")
        .read_by(&[CADRE])
        .written_by(&[TOWNSHIP, BRANCH])
        .purposes(OFFICERS, t("宣讲安排", "planning of talks"))
        .field(
            Field::new("date", "宣讲日期", "Date", Kind::Day)
                .required()
                .also(&["日期", "时间", "宣讲时间"])
                .reused_in(CAMPAIGN),
        )
        .field(Field::new("topic", "主题", "Topic", Kind::Text(100)).required().also(&["宣讲主题", "宣讲内容"]))
        .field(
            Field::new("speaker", "宣讲人", "Speaker", Kind::Record(PEOPLE))
                .also(&["主讲人", "姓名"])
                .reused_in(t("本人的工作台", "the speaker's own desk")),
        )
        .field(Field::new("place", "地点", "Place", Kind::Text(100)).also(&["宣讲地点"]))
        .field(
            Field::new("attendance", "参加人数", "Attendance", Kind::Whole(1, 100_000))
                .required()
                .unit("人次", "person-times")
                .also(&["人数", "受众人数", "参加人次"])
                .totalled()
                .reused_in(t("“面对面”讲政策活动覆盖", "attendance at policy talks")),
        )
        .field(
            Field::new("handbooks", "发放手册", "Handbooks", Kind::Whole(0, 10_000))
                .unit("册", "copies")
                .also(&["宣传手册", "手册数", "手册"])
                .totalled()
                .reused_in(HANDBOOKS),
        )
        .dated("date")
        .key(&["date", "topic", "org"])
        .involves(&["speaker"])
        .example(&[
            ("org", "640502102201"),
            ("date", "2013-05-08"),
            ("topic", "惠农政策面对面"),
            ("speaker", "P640502-00001"),
            ("place", "韩闸村党员活动室"),
            ("attendance", "62"),
            ("handbooks", "80"),
        ])
}

fn via_campaign() -> Field {
    Field::new("via_campaign", "下基层活动成果", "Through the campaign", Kind::YesNo)
        .required()
        .also(&["是否下基层", "下基层活动"])
        .purpose(OFFICERS, CAMPAIGN)
}

pub(super) fn development_plans() -> Ledger {
    Ledger::new(DEVELOPMENT_PLANS, "发展规划", "Development plans")
        .about("帮助村和社区制定的发展规划", "development plans drawn up for villages and communities")
        .read_by(&[CADRE])
        .written_by(&[TOWNSHIP])
        .purposes(OFFICERS, CAMPAIGN)
        .field(Field::new("title", "规划名称", "Title", Kind::Text(120)).required().also(&["名称", "规划"]))
        .field(Field::new("filed_on", "制定日期", "Filed on", Kind::Day).required().also(&[
            "日期",
            "制定时间",
            "备案日期",
        ]))
        .field(cadre())
        .field(via_campaign())
        .field(
            Field::new("outline", "主要内容", "Outline", Kind::Long(2000))
                .also(&["内容", "规划内容"])
                .reused_in(t("规划落实检查", "checks of what became of it")),
        )
        .dated("filed_on")
        .key(&["title", "org"])
        .involves(&["cadre"])
        .example(&[
            ("org", "640502102201"),
            ("title", "韩闸村2013—2015年发展规划"),
            ("filed_on", "2013-06-20"),
            ("cadre", "P640502-00001"),
            ("via_campaign", "是"),
            ("outline", "发展设施蔬菜三百亩；改造田间渠道"),
        ])
}

pub(super) fn development_projects() -> Ledger {
    Ledger::new(DEVELOPMENT_PROJECTS, "发展项目", "Development projects")
        .about("帮助村和社区申报的项目", "projects applied for on behalf of villages and communities")
        .written_by(&[TOWNSHIP])
        .purposes(OFFICERS, CAMPAIGN)
        .field(Field::new("title", "项目名称", "Title", Kind::Text(120)).required().also(&["名称", "项目"]))
        .field(Field::new("submitted_on", "申报日期", "Submitted on", Kind::Day).required().also(&["日期", "申报时间"]))
        .field(cadre())
        .field(via_campaign())
        .field(
            Field::new("amount", "申报金额", "Amount", Kind::Money(0, 100_000_000_000))
                .also(&["金额", "资金", "项目资金"])
                .reused_in(t("项目资金汇总", "money of projects")),
        )
        .field(
            Field::new("status", "项目状态", "Status", Kind::Choice(STATUS))
                .required()
                .also(&["状态", "进展", "进展情况"])
                .reused_in(t("项目跟踪", "following projects")),
        )
        .dated("submitted_on")
        .key(&["title", "org"])
        .involves(&["cadre"])
        .task(
            Task::new("development_projects.decide", "跟踪批复", "follow up", Due::After("submitted_on", 180))
                .asks(
                    "申报半年未批复：询问进展，更新项目状态",
                    "no decision for half a year: ask, and update the status",
                )
                .while_("r.status = 'submitted'")
                .named(&["cadre"])
                .warning(30),
        )
        .task(
            Task::new("development_projects.finish", "跟踪实施", "follow through", Due::After("submitted_on", 730))
                .asks(
                    "已批准两年未完成：核实实施情况，更新项目状态",
                    "not done two years on: check, and update the status",
                )
                .while_("r.status IN ('approved', 'under_way')")
                .named(&["cadre"])
                .warning(60),
        )
        .example(&[
            ("org", "640502102201"),
            ("title", "韩闸村田间渠道防渗改造"),
            ("submitted_on", "2013-07-10"),
            ("cadre", "P640502-00001"),
            ("via_campaign", "是"),
            ("amount", "350000.00"),
            ("status", "已申报"),
        ])
}
