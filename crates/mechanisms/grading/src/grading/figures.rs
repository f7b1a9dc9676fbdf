//! Figures of grading rounds.

use hangji_base::common::{distinct_events, percent};
use hangji_platform::figures::{Counting, Facts, Figure, Measure, Part, Share, Timing, Tone};
use hangji_platform::t;
use hangji_platform::term::counted;

use super::GRADINGS;

fn graded(id: &'static str, zh: &'static str, en: &'static str, filter: &'static str) -> Figure {
    let facts = Facts::of(GRADINGS).when(filter).on("r.confirmed_on");
    Figure::new(id, zh, en, counted("organisation", "organisations", "个"), distinct_events("r.org", facts))
        .section("grading")
}

const fn share(figure: &'static str, tone: Tone, zh: &'static str, en: &'static str) -> Share {
    Share { figure, tone, word: t(zh, en) }
}

const GRADES: &[Share] = &[
    share("orgs.graded_advanced", Tone::Good, "先进", "advanced"),
    share("orgs.graded_middle", Tone::Fair, "一般", "middle"),
    share("orgs.graded_lagging", Tone::Poor, "后进", "lagging"),
];

/// The figures.
pub(super) fn figures() -> Vec<Figure> {
    vec![
        graded(
            "orgs.surveyed",
            "调查摸底并分类定级的基层党组织",
            "Primary-level Party organisations surveyed and graded",
            "",
        )
        .short("定级组织", "Graded")
        .meaning("期内审定了等次的党组织", "organisations with a confirmed grade in the period's grading round")
        .shares(t("定级分布", "Grades"), GRADES)
        .on_desk(),
        graded("orgs.graded_advanced", "定级为先进的党组织", "Organisations graded advanced", "r.grade = 'advanced'")
            .meaning("期内审定为先进的党组织", "organisations confirmed as advanced in the period"),
        graded("orgs.graded_middle", "定级为一般的党组织", "Organisations graded middle", "r.grade = 'middle'")
            .meaning("期内审定为一般的党组织", "organisations confirmed as middle in the period"),
        graded("orgs.graded_lagging", "定级为后进的党组织", "Organisations graded lagging", "r.grade = 'lagging'")
            .meaning("期内审定为后进的党组织", "organisations confirmed as lagging in the period"),
        Figure::new(
            "orgs.masses_satisfaction",
            "群众满意率",
            "Masses' satisfaction",
            percent(1),
            Measure::Ratio(
                Part::new(
                    Counting::Sum("r.masses_satisfaction"),
                    Timing::During,
                    Facts::of(GRADINGS).on("r.confirmed_on"),
                ),
                Part::new(
                    Counting::Facts,
                    Timing::During,
                    Facts::of(GRADINGS).when("r.masses_satisfaction IS NOT NULL").on("r.confirmed_on"),
                ),
                1,
            ),
        )
        .section("grading")
        .meaning(
            "期内各党组织群众评议满意率的平均",
            "mean of the masses' satisfaction over the gradings of the period",
        ),
    ]
}
