//! Ledgers of grading rounds.

use hangji_platform::ledger::section::{OverTime, SectionView};
use hangji_platform::ledger::{Choice, Field, Kind, Ledger, choice};
use hangji_platform::{Term, t};

use super::{GRADINGS, rules};

const DISTRICT: Term = t("区党群工作部，审定等次", "the district department, which confirms grades");
const ROUND: Term = t("分类定级结果、整顿对象、晋位升级", "grading results, whom to rectify, promotion");

/// The three grades of a grading round.
const GRADES: &[Choice] =
    &[choice("advanced", "先进", "advanced"), choice("middle", "一般", "middle"), choice("lagging", "后进", "lagging")];

/// A grade is in force until the next round is confirmed.
const GRADED: OverTime = OverTime { lane: "grade", label: "year", from: "confirmed_on", until: None };

/// The ledgers.
pub(super) fn ledgers() -> Vec<Ledger> {
    vec![gradings()]
}

fn gradings() -> Ledger {
    Ledger::new(GRADINGS, "分类定级", "Gradings")
        .about(
            "每个党组织每年度的等次：自评、群众评议、乡镇评定、区级审定",
            "each organisation's yearly grade: own, masses', township's, confirmed",
        )
        .purposes(DISTRICT, ROUND)
        .field(Field::new("year", "年度", "Year", Kind::Whole(2000, 2100)).required().ordinal().also(&[
            "定级年度",
            "年份",
            "评定年度",
        ]))
        .field(Field::new("self_grade", "自评等次", "Own grade", Kind::Choice(GRADES)).also(&["自评", "自评结果"]))
        .field(
            Field::new("masses_satisfaction", "群众满意率", "Masses' satisfaction", Kind::Whole(0, 100))
                .unit("%", "%")
                .also(&["群众评议", "群众满意度", "满意率", "满意度"])
                .reused_in(t("群众满意度、整顿触发条件", "satisfaction, triggers of rectification")),
        )
        .field(Field::new("township_grade", "乡镇评定等次", "Township's grade", Kind::Choice(GRADES)).also(&[
            "乡镇评定",
            "党委评定等次",
            "乡镇等次",
        ]))
        .field(Field::new("grade", "审定等次", "Confirmed grade", Kind::Choice(GRADES)).required().also(&[
            "等次",
            "定级结果",
            "定级等次",
            "类别",
        ]))
        .field(
            Field::new("confirmed_on", "审定日期", "Confirmed on", Kind::Day)
                .required()
                .also(&["定级日期", "审定时间", "定级时间"])
                .reused_in(t("调查摸底并分类定级的基层党组织", "organisations surveyed and graded")),
        )
        .field(
            Field::new("reason", "说明", "Reason", Kind::Long(500))
                .also(&["理由", "定级理由", "备注"])
                .reused_in(t("等次差异的复核", "review of differing grades"))
                .hint("审定等次与乡镇评定不同时必填", "needed where the confirmed grade differs from the township's"),
        )
        .on_organisation("定级历程", "Grades over time", SectionView::OverTime(GRADED))
        .dated("confirmed_on")
        .named_by(&["org", "year"])
        .key(&["org", "year"])
        .index(&["grade", "confirmed_on"])
        .check(rules::confirmed_in_its_round)
        .check(rules::a_differing_grade_has_a_reason)
        .example(&[
            ("org", "640502102201"),
            ("year", "2013"),
            ("self_grade", "先进"),
            ("masses_satisfaction", "92"),
            ("township_grade", "先进"),
            ("grade", "后进"),
            ("confirmed_on", "2013-04-20"),
            ("reason", "活动场所正在改建，活动开展不足"),
        ])
}
