//! Figures of delegate studios.

use hangji_base::common::{distinct_stock, stock};
use hangji_platform::figures::{Facts, Figure};
use hangji_platform::term::counted;

use super::{STUDIO_PEOPLE, STUDIOS};

/// People in a role of a studio that is open itself.
fn people(id: &'static str, zh: &'static str, en: &'static str, role: &'static str) -> Figure {
    let facts = Facts::of(STUDIO_PEOPLE)
        .when(role)
        .with("s", STUDIOS, "s.id = r.studio")
        .on("r.began_on")
        .on("s.opened_on")
        .until("r.ended_on")
        .until("s.closed_on");
    Figure::new(id, zh, en, counted("person", "people", "人"), distinct_stock("r.person", facts)).section("delegates")
}

/// The figures.
pub(super) fn figures() -> Vec<Figure> {
    vec![
        Figure::new(
            "studios.count",
            "党代表工作室",
            "Party delegate studios",
            counted("studio", "studios", "个"),
            stock(Facts::of(STUDIOS).on("r.opened_on").until("r.closed_on")),
        )
        .section("delegates")
        .short("工作室", "Studios")
        .meaning("期末开放的党代表工作室", "studios open at the end of the period")
        .on_desk(),
        people("studios.delegates", "进驻工作室党代表", "Party delegates stationed in studios", "r.role = 'delegate'")
            .meaning("期末进驻开放工作室的党代表", "delegates assigned to a studio open at the end of the period"),
        people("studios.heads", "工作室负责人", "Heads of studios", "r.role = 'head'")
            .meaning("期末开放工作室的负责人", "persons who head a studio open at the end of the period"),
        people("studios.liaisons", "联络员", "Liaison officers of studios", "r.role = 'liaison'").meaning(
            "期末开放工作室的联络员",
            "persons who are liaison officers of a studio open at the end of the period",
        ),
    ]
}
