//! Figures of private enterprises. A rate keeps its numerator and denominator: official rates once counted only
//! "eligible" enterprises, which made 99.95 % of what was 73.1 % of those in operation (rules.md, §8).

use hangji_base::common::{events, percent, stock};
use hangji_base::enterprises::ENTERPRISES;
use hangji_base::register::ORGANISATIONS;
use hangji_platform::figures::{Counting, Facts, Figure, Measure, Part, Target, Timing};
use hangji_platform::term::counted;
use hangji_platform::{Unit, t};

use super::{ACTIVITIES, COVERAGE, DEMONSTRATION_POINTS};

/// Non-public enterprises in operation.
fn operating(filter: &'static str) -> Facts {
    Facts::of(ENTERPRISES).when(filter).on("r.began_on").until("r.ended_on")
}

/// Non-public enterprises in operation that an organisation covers, counted where the enterprise is.
fn covered(filter: &'static str) -> Facts {
    Facts::of(COVERAGE)
        .when(filter)
        .with("e", ENTERPRISES, "e.id = r.enterprise")
        .on("r.began_on")
        .on("e.began_on")
        .until("r.ended_on")
        .until("e.ended_on")
        .for_org("e.org")
}

/// Covered divided by operating, in percent.
fn rate(covered: Facts, operating: Facts) -> Measure {
    Measure::Ratio(
        Part::new(Counting::Distinct("r.enterprise"), Timing::AtEnd, covered),
        Part::new(Counting::Facts, Timing::AtEnd, operating),
        100,
    )
}

const REPORT_2013: hangji_platform::Term =
    t("沙坡头区2013年度党建工作报告", "Shapotou District work report on Party building, 2013");

const POINTS: &[Target] = &[Target {
    least: 2,
    most: Some(3),
    from_year: 2013,
    to_year: None,
    each: Some("township_committee"),
    source: REPORT_2013,
}];
const ALL_OF_THEM: &[Target] =
    &[Target { least: 100, most: None, from_year: 2013, to_year: None, each: None, source: REPORT_2013 }];

/// The figures.
pub(super) fn figures() -> Vec<Figure> {
    rates().into_iter().chain(counts()).map(|f| f.section("enterprise")).collect()
}

#[expect(clippy::too_many_lines, reason = "declarations, read as a table")]
fn rates() -> Vec<Figure> {
    vec![
        Figure::new(
            "enterprise.coverage",
            "非公有制企业党组织覆盖率",
            "Party-organisation coverage of non-public enterprises",
            percent(2),
            rate(covered("e.ownership = 'non_public'"), operating("r.ownership = 'non_public'")),
        )
        .short("非公覆盖", "Coverage")
        .meaning(
            "期末由党组织覆盖（单独、联合或挂靠）的在营非公企业 ÷ 全部在营非公企业",
            "non-public enterprises covered by an organisation (alone, jointly or by attachment) divided by those in operation, at the end of the period",
        )
        .on_desk(),
        Figure::new(
            "enterprise.coverage_gain",
            "较2012年提高",
            "Gain over 2012",
            Unit { code: "percentage point", term: t("个百分点", "percentage points"), divisor: 1, decimals: 0 },
            Measure::GainOnLastYear("enterprise.coverage"),
        )
        .meaning("本期覆盖率减上年同期覆盖率", "this period's coverage less that of the same period a year before"),
        Figure::new(
            "enterprise.demonstration_points_per_township",
            "每个乡镇非公党建示范点",
            "Demonstration points each township must build",
            Unit { code: "point", term: t("个", "points"), divisor: 1, decimals: 1 },
            Measure::Ratio(
                Part::new(
                    Counting::Facts,
                    Timing::AtEnd,
                    Facts::of(DEMONSTRATION_POINTS).on("r.approved_on").until("r.withdrawn_on"),
                ),
                Part::new(
                    Counting::Facts,
                    Timing::AtEnd,
                    Facts::of(ORGANISATIONS)
                        .when("r.sector = 'township' AND r.kind = 'township_committee'")
                        .on("r.set_up_on"),
                ),
                1,
            ),
        )
        .meaning(
            "期末有效的示范点 ÷ 乡镇党委数；目标按每个乡镇逐一核对",
            "demonstration points in force at the end of the period divided by township committees; the target is checked for every township",
        )
        .targets(POINTS),
        Figure::new(
            "enterprise.formation_rate_30_plus",
            "30人以上非公企业党组织组建率目标",
            "Target formation rate for non-public enterprises with 30 or more employees",
            percent(2),
            rate(
                covered("e.ownership = 'non_public' AND e.employees >= 30"),
                operating("r.ownership = 'non_public' AND r.employees >= 30"),
            ),
        )
        .meaning(
            "期末职工30人以上、已由党组织覆盖的在营非公企业 ÷ 全部职工30人以上的在营非公企业",
            "non-public enterprises with 30 or more employees covered by an organisation divided by all of them in operation, at the end of the period",
        )
        .targets(ALL_OF_THEM),
        Figure::new(
            "enterprise.activity_coverage",
            "已建党组织活动覆盖面目标",
            "Target activity coverage of organisations already formed",
            percent(2),
            Measure::Ratio(
                Part::new(
                    Counting::Distinct("r.org"),
                    Timing::During,
                    Facts::of(ACTIVITIES)
                        .with("s", ORGANISATIONS, "s.id = r.org AND s.sector = 'non_public'")
                        .with("o", "org", "o.id = r.org")
                        .on("r.date")
                        .until("o.valid_to"),
                ),
                Part::new(
                    Counting::Facts,
                    Timing::AtEnd,
                    Facts::of(ORGANISATIONS).when("r.sector = 'non_public'").on("r.set_up_on"),
                ),
                100,
            ),
        )
        .meaning(
            "期内至少开展一次活动的非公企业党组织 ÷ 期末已建的非公企业党组织",
            "organisations in non-public enterprises with at least one activity in the period divided by those formed at its end",
        )
        .targets(ALL_OF_THEM),
    ]
}

fn counts() -> Vec<Figure> {
    vec![
        Figure::new(
            "enterprise.in_operation",
            "在营非公企业",
            "Non-public enterprises in operation",
            counted("enterprise", "enterprises", "家"),
            stock(operating("r.ownership = 'non_public'")),
        )
        .meaning("期末在营的非公企业", "non-public enterprises in operation at the end of the period"),
        Figure::new(
            "enterprise.organisations",
            "非公企业党组织",
            "Organisations in non-public enterprises",
            counted("organisation", "organisations", "个"),
            stock(Facts::of(ORGANISATIONS).when("r.sector = 'non_public'").on("r.set_up_on")),
        )
        .meaning(
            "期末已建的非公企业党组织",
            "organisations formed in non-public enterprises, at the end of the period",
        ),
        Figure::new(
            "enterprise.activities",
            "组织活动",
            "Activities",
            counted("activity", "activities", "次"),
            events(Facts::of(ACTIVITIES).on("r.date")),
        )
        .meaning("期内各党组织开展的活动", "activities of all organisations in the period"),
    ]
}
