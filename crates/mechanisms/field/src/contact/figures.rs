//! Figures of contact.

use hangji_base::common::{distinct_events, distinct_stock, events, sum};
use hangji_base::register::PEOPLE;
use hangji_platform::Unit;
use hangji_platform::figures::{Counting, Facts, Figure, Measure, Part, Timing};
use hangji_platform::term::counted;

use super::{CAMPAIGN_CADRES, CONTACT_LINKS, DEVELOPMENT_PLANS, DEVELOPMENT_PROJECTS, POLICY_TALKS, VISITS};

fn links() -> Facts {
    Facts::of(CONTACT_LINKS).on("r.began_on").until("r.ended_on")
}

/// The figures.
pub(super) fn figures() -> Vec<Figure> {
    links_and_cadres().into_iter().chain(work()).map(|f| f.section("contact")).collect()
}

fn links_and_cadres() -> Vec<Figure> {
    vec![
        Figure::new(
            "contact.region_cadres",
            "联系企业的自治区机关干部",
            "Cadres of regional departments linked to enterprises",
            counted("person", "people", "人"),
            distinct_stock(
                "r.cadre",
                links().when("r.target = 'enterprise'").with("p", PEOPLE, "p.id = r.cadre AND p.level = 'region'"),
            ),
        )
        .meaning(
            "期末有企业联系关系的自治区机关干部",
            "distinct cadres of regional departments with an enterprise link in force at the end of the period",
        ),
        Figure::new(
            "contact.enterprises_linked",
            "被联系企业",
            "Enterprises linked",
            counted("enterprise", "enterprises", "家"),
            distinct_stock("r.enterprise", links().when("r.target = 'enterprise'")),
        )
        .meaning("期末有干部联系的企业", "distinct enterprises with a link in force at the end of the period"),
        Figure::new(
            "contact.leading_cadres_321",
            "“321”定点联系领导干部",
            "Leading cadres in the 321 fixed-point contact scheme",
            counted("person", "people", "人"),
            distinct_stock(
                "r.cadre",
                links().when("r.scheme = 'three_two_one'").with(
                    "p",
                    PEOPLE,
                    "p.id = r.cadre AND p.level IN ('division', 'section')",
                ),
            ),
        )
        .meaning(
            "期末有“321”联系关系的处级、科级干部",
            "distinct division- and section-level cadres with a 321 link in force at the end of the period",
        ),
        Figure::new(
            "contact.cadres_to_grassroots",
            "下基层干部",
            "Cadres sent down to villages communities and households",
            counted("person", "people", "人"),
            distinct_stock("r.cadre", Facts::of(CAMPAIGN_CADRES).on("r.began_on").until("r.ended_on")),
        )
        .meaning(
            "期末在册的下基层干部",
            "distinct cadres enrolled in going to the grassroots at the end of the period",
        ),
    ]
}

#[expect(clippy::too_many_lines, reason = "declarations, read as a table")]
fn work() -> Vec<Figure> {
    let campaign = "r.via_campaign = 1";
    vec![
        Figure::new(
            "contact.households_visited",
            "走访农户",
            "Households visited",
            counted("household", "households", "户"),
            distinct_events("r.household", Facts::of(VISITS).on("r.date")),
        )
        .short("走访户", "Visited")
        .meaning("期内至少走访一次的农户", "distinct households with at least one visit in the period")
        .on_desk(),
        Figure::new(
            "contact.handbooks",
            "发放宣传手册",
            "Publicity handbooks handed out",
            counted("copy", "copies", "册"),
            Measure::Amount(
                Part::new(Counting::Sum("r.handbooks"), Timing::During, Facts::of(VISITS).on("r.date"))
                    .and(Facts::of(POLICY_TALKS).on("r.date")),
            ),
        )
        .meaning("期内走访和宣讲发放手册之和", "sum over visits and policy talks of the period"),
        Figure::new(
            "contact.lecture_attendance",
            "“面对面”讲政策活动覆盖",
            "Attendance at face-to-face policy talks",
            counted("person-time", "person-times", "人次"),
            sum("r.attendance", Facts::of(POLICY_TALKS).on("r.date")),
        )
        .meaning("期内宣讲参加人数之和", "sum of attendance over the policy talks of the period"),
        Figure::new(
            "contact.projects_applied",
            "申报项目",
            "Projects applied for",
            counted("project", "projects", "个"),
            events(Facts::of(DEVELOPMENT_PROJECTS).when(campaign).on("r.submitted_on")),
        )
        .meaning("期内通过下基层活动申报的项目", "development projects submitted through the campaign in the period"),
        Figure::new(
            "contact.consolation_money",
            "发放慰问金",
            "Consolation money given",
            Unit::YUAN,
            sum("r.consolation", Facts::of(VISITS).on("r.date")),
        )
        .meaning("期内走访发放慰问金之和", "sum over the visits of the period"),
        Figure::new(
            "contact.development_plans",
            "制定发展规划",
            "Development plans drawn up",
            counted("plan", "plans", "个"),
            events(Facts::of(DEVELOPMENT_PLANS).when(campaign).on("r.filed_on")),
        )
        .meaning("期内通过下基层活动制定的规划", "plans filed through the campaign in the period"),
        Figure::new(
            "contact.visits",
            "走访次数",
            "Visits made",
            counted("visit", "visits", "次"),
            events(Facts::of(VISITS).on("r.date")),
        )
        .meaning("期内的全部走访", "all visits of the period"),
    ]
}
