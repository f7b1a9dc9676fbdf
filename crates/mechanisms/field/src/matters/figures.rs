//! Figures of matters.

use hangji_base::common::{events, stock};
use hangji_platform::figures::{Facts, Figure};
use hangji_platform::term::counted;

use super::MATTERS;

/// The figures.
pub(super) fn figures() -> Vec<Figure> {
    let raised = || Facts::of(MATTERS).on("r.raised_on");
    let closed = || Facts::of(MATTERS).on("r.closed_on");
    vec![
        Figure::new(
            "contact.opinions",
            "征求意见建议",
            "Opinions and suggestions collected",
            counted("opinion", "opinions", "条"),
            events(raised().when("r.kind = 'opinion' AND r.via IN ('visit', 'studio')")),
        )
        .meaning(
            "期内通过走访或工作室提出的意见建议",
            "matters of kind opinion raised through visits or studios in the period",
        ),
        Figure::new(
            "contact.disputes_resolved",
            "化解矛盾纠纷",
            "Disputes resolved",
            counted("dispute", "disputes", "件"),
            events(closed().when("r.kind = 'dispute' AND r.outcome = 'resolved'")),
        )
        .meaning("期内办结且已化解的矛盾纠纷", "matters of kind dispute closed as resolved in the period"),
        Figure::new(
            "contact.problems_solved",
            "帮助解决问题",
            "Problems solved",
            counted("problem", "problems", "个"),
            events(closed().when("r.kind = 'problem' AND r.outcome = 'solved'")),
        )
        .meaning("期内办结且已解决的困难问题", "matters of kind problem closed as solved in the period"),
        Figure::new(
            "matters.raised",
            "群众事项",
            "Matters raised",
            counted("matter", "matters", "件"),
            events(raised()),
        )
        .meaning("期内提出的全部事项", "all matters raised in the period"),
        Figure::new(
            "matters.closed",
            "办结事项",
            "Matters closed",
            counted("matter", "matters", "件"),
            events(closed()),
        )
        .meaning("期内办结的全部事项", "all matters closed in the period"),
        Figure::new(
            "matters.open",
            "未办结事项",
            "Matters open",
            counted("matter", "matters", "件"),
            stock(raised().until("r.closed_on")),
        )
        .short("未办结", "Open matters")
        .meaning("期末尚未办结的事项", "matters not closed at the end of the period")
        .on_desk(),
    ]
    .into_iter()
    .map(|f| f.section("contact"))
    .collect()
}
