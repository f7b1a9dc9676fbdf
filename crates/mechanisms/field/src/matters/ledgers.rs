//! Ledgers of matters.

use hangji_base::register::PEOPLE;
use hangji_base::roles::{BRANCH, CADRE, TOWNSHIP};
use hangji_platform::ledger::{Choice, Field, Kind, Ledger, choice};
use hangji_platform::tasks::{Due, Task};
use hangji_platform::{Term, t};

use super::{MATTERS, rules};
use crate::contact::VISITS;
use crate::studios::STUDIOS;

const OFFICERS: Term = t("承办单位与乡镇党务干部，办理答复", "who handles it and township officers, to answer");
const FIGURES: Term = t("征求意见、化解矛盾、解决问题指标", "figures of opinions, disputes and problems");
const CLOCK: Term = t("到期提醒、逾期清单", "reminders, overdue lists");

const KINDS: &[Choice] = &[
    choice("opinion", "意见建议", "opinion"),
    choice("dispute", "矛盾纠纷", "dispute"),
    choice("problem", "困难问题", "problem"),
    choice("appeal", "诉求", "appeal"),
];
const VIA: &[Choice] = &[
    choice("visit", "走访", "visit"),
    choice("studio", "党代表工作室", "studio"),
    choice("public", "公开网页", "public page"),
    choice("paper", "来信来函", "paper"),
];
const CLASSES: &[Choice] = &[
    choice("land", "土地承包", "land"),
    choice("water", "农田水利", "irrigation"),
    choice("roads", "道路交通", "roads"),
    choice("livelihood", "民生保障", "livelihood"),
    choice("industry", "产业发展", "industry"),
    choice("neighbours", "邻里家庭", "neighbours and family"),
    choice("affairs", "村务财务", "village affairs and money"),
    choice("cadres", "干部作风", "conduct of cadres"),
    choice("other", "其他", "other"),
];
const OUTCOMES: &[Choice] = &[
    choice("resolved", "已化解", "resolved"),
    choice("solved", "已解决", "solved"),
    choice("answered", "已答复", "answered"),
    choice("refused", "不予受理", "refused"),
    choice("referred", "已转办", "referred"),
];
const SATISFACTION: &[Choice] = &[
    choice("satisfied", "满意", "satisfied"),
    choice("fair", "基本满意", "fairly satisfied"),
    choice("dissatisfied", "不满意", "dissatisfied"),
];

/// The ledgers.
pub(super) fn ledgers() -> Vec<Ledger> {
    vec![matters()]
}

#[expect(clippy::too_many_lines, reason = "one declaration, read as a table")]
fn matters() -> Ledger {
    Ledger::new(MATTERS, "群众事项", "Matters")
        .about(
            "群众的意见、纠纷、问题和诉求，跟踪到答复为止",
            "opinions, disputes, problems and appeals, followed until answered",
        )
        .read_by(&[CADRE])
        .written_by(&[TOWNSHIP, BRANCH])
        .purposes(OFFICERS, FIGURES)
        .field(Field::new("code", "事项编号", "Matter number", Kind::Code(30)).required().also(&["编号", "事项号"]))
        .field(Field::new("kind", "事项类型", "Kind", Kind::Choice(KINDS)).required().also(&["类型", "事项类别"]))
        .field(Field::new("raised_on", "提出日期", "Raised on", Kind::Day).required().also(&[
            "日期",
            "登记日期",
            "提出时间",
            "受理日期",
        ]))
        .field(Field::new("via", "来源", "Raised through", Kind::Choice(VIA)).required().also(&[
            "事项来源",
            "渠道",
            "来源渠道",
        ]))
        .field(
            Field::new("visit", "走访记录", "Visit", Kind::Record(VISITS))
                .also(&["对应走访"])
                .reused_in(t("走访成效", "what visits bring up"))
                .unlisted(),
        )
        .field(
            Field::new("studio", "工作室", "Studio", Kind::Record(STUDIOS))
                .also(&["接待工作室"])
                .reused_in(t("工作室成效", "what studios bring up"))
                .unlisted(),
        )
        .field(
            Field::new("cadre", "登记干部", "Taken down by", Kind::Record(PEOPLE))
                .also(&["登记人", "收集人"])
                .reused_in(t("本人的工作台", "the cadre's own desk"))
                .unlisted(),
        )
        .field(
            Field::new("person", "提出人", "Person", Kind::Text(40))
                .personal()
                .also(&["群众姓名", "反映人", "姓名"])
                .purpose(
                    t("承办单位，答复本人", "who handles it, to answer the person"),
                    t("答复与回访", "answer and revisit"),
                )
                .hint("可以匿名", "may be anonymous"),
        )
        .field(
            Field::new("content", "事项内容", "Content", Kind::Long(2000))
                .required()
                .also(&["内容", "主要内容", "反映内容"])
                .reused_in(t("办理单", "the handling sheet")),
        )
        .field(
            Field::new("class", "事项分类", "Class", Kind::Choice(CLASSES))
                .also(&["分类", "问题分类"])
                .reused_in(t("群众诉求分析", "what people raise")),
        )
        .field(
            Field::new("handler", "承办单位", "Handled by", Kind::Text(80))
                .also(&["承办人", "责任单位", "办理单位"])
                .reused_in(CLOCK),
        )
        .field(
            Field::new("due_on", "办理期限", "Due on", Kind::Day)
                .may_be_future()
                .also(&["办结期限", "期限", "限办日期"])
                .reused_in(CLOCK),
        )
        .field(Field::new("closed_on", "办结日期", "Closed on", Kind::Day).also(&["办结时间", "答复日期"]))
        .field(Field::new("outcome", "办理结果", "Outcome", Kind::Choice(OUTCOMES)).also(&[
            "结果",
            "办结情况",
            "处理结果",
        ]))
        .field(
            Field::new("satisfaction", "群众评价", "The person's rating", Kind::Choice(SATISFACTION))
                .also(&["评价", "满意度"])
                .reused_in(t("群众满意度", "satisfaction"))
                .unlisted(),
        )
        .dated("raised_on")
        .named_by(&["code"])
        .key(&["code"])
        .index(&["closed_on"])
        .index(&["kind", "raised_on"])
        .involves(&["cadre"])
        .check(rules::days_in_order)
        .check(rules::closed_with_an_outcome)
        .check(rules::the_outcome_fits)
        .check(rules::the_source_fits)
        .task(
            Task::new("matters.answer", "办结", "answer", Due::After("due_on", 0))
                .asks("期限内办结并答复本人", "close it and answer the person in time")
                .while_("r.closed_on IS NULL")
                .named(&["cadre"]),
        )
        .task(
            // Five working days are seven days at most outside the long holidays, whose calendar is not kept here.
            Task::new("matters.assign", "交办", "assign", Due::After("raised_on", 7))
                .asks(
                    "受理后五个工作日内交办：填写承办单位和办理期限",
                    "pass it on within five working days: handler and day",
                )
                .while_("r.closed_on IS NULL AND r.due_on IS NULL")
                .named(&["cadre"])
                .source(
                    "党代表提案办理：五个工作日内交办",
                    "handling of delegates' proposals: passed on within five working days",
                ),
        )
        .example(&[
            ("org", "640502102201"),
            ("code", "SX-2013-0001"),
            ("kind", "矛盾纠纷"),
            ("raised_on", "2013-04-12"),
            ("via", "走访"),
            ("person", "李四"),
            ("content", "两户因田埂边界发生争执"),
            ("class", "土地承包"),
            ("handler", "韩闸村调解委员会"),
            ("due_on", "2013-05-12"),
            ("closed_on", "2013-04-28"),
            ("outcome", "已化解"),
            ("satisfaction", "满意"),
        ])
}
