//! Figures of rectification.

use hangji_base::common::{distinct_events, percent, stock};
use hangji_base::register::POSTS;
use hangji_platform::figures::{Counting, Facts, Figure, Measure, Part, Timing};
use hangji_platform::term::counted;

use super::RECTIFICATIONS;
use crate::grading::GRADINGS;

/// The figures.
#[expect(clippy::too_many_lines, reason = "declarations, read as a table")]
pub(super) fn figures() -> Vec<Figure> {
    let opened = || Facts::of(RECTIFICATIONS).on("r.opened_on");
    vec![
        Figure::new(
            "orgs.lagging_rectified",
            "后进（软弱涣散）基层党组织开展整顿",
            "Lagging organisations put through rectification",
            counted("organisation", "organisations", "个"),
            distinct_events("r.org", opened().with("g", GRADINGS, "g.id = r.grading AND g.grade = 'lagging'")),
        )
        .short("整顿", "Rectified")
        .meaning(
            "定级为后进、期内建立整顿台账的党组织",
            "organisations graded lagging that have a rectification file opened in the period",
        )
        .on_desk(),
        Figure::new(
            "orgs.rectification_conversion_rate",
            "软弱涣散党组织转化率",
            "Conversion rate of weak and lax organisations",
            percent(0),
            Measure::Ratio(
                Part::new(Counting::Facts, Timing::During, opened().when("r.result = 'converted'")),
                Part::new(Counting::Facts, Timing::During, opened()),
                100,
            ),
        )
        .short("转化率", "Converted")
        .meaning(
            "期内建立的整顿台账中，已验收转化的 ÷ 全部",
            "rectification files opened in the period: those accepted as converted divided by all",
        )
        .on_desk(),
        Figure::new(
            "orgs.secretaries_replaced",
            "调整不胜任的党组织书记",
            "Unfit secretaries replaced during rectification",
            counted("person", "people", "人"),
            distinct_events(
                "r.person",
                Facts::of(POSTS)
                    .when("r.kind = 'secretary' AND r.end_reason = 'unfit'")
                    .with(
                        "x",
                        RECTIFICATIONS,
                        "x.org = r.org AND x.opened_on <= r.ended_on
                         AND (x.accepted_on IS NULL OR x.accepted_on >= r.ended_on)",
                    )
                    .on("r.ended_on"),
            ),
        )
        .meaning(
            "期内以“不胜任现职”免职、当时所在党组织正在整顿的书记",
            "secretaries whose post ended in the period with the reason unfit while their organisation was under rectification",
        ),
        Figure::new(
            "orgs.under_rectification",
            "正在整顿的党组织",
            "Organisations under rectification",
            counted("organisation", "organisations", "个"),
            stock(opened().until("r.accepted_on")),
        )
        .meaning("期末整顿台账尚未验收的党组织", "organisations whose file is not accepted yet at the end of the period"),
    ]
    .into_iter()
    .map(|f| f.section("grading"))
    .collect()
}
