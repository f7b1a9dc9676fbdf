//! Figures of volunteers.

use hangji_platform::figures::{Facts, Figure};
use hangji_platform::term::counted;

use crate::common::{distinct_stock, stock};

/// The figures.
pub(crate) fn figures() -> Vec<Figure> {
    vec![
        Figure::new(
            "volunteers.teams",
            "志愿者队伍",
            "Volunteer teams",
            counted("team", "支"),
            stock(Facts::of("volunteer_teams").on("r.formed_on").until("r.ended_on")),
        )
        .section("delegates")
        .meaning("期末在活动的志愿者队伍", "volunteer teams active at the end of the period"),
        Figure::new(
            "volunteers.people",
            "志愿者",
            "Volunteers",
            counted("person", "人"),
            distinct_stock(
                "r.person",
                Facts::of("volunteers")
                    .with("s", "volunteer_teams", "s.id = r.team")
                    .on("r.began_on")
                    .on("s.formed_on")
                    .until("r.ended_on")
                    .until("s.ended_on"),
            ),
        )
        .section("delegates")
        .meaning("期末在活动队伍中的志愿者", "members of volunteer teams active at the end of the period"),
    ]
}
