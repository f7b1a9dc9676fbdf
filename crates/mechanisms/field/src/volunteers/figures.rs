//! Figures of volunteers.

use hangji_base::common::{distinct_stock, stock};
use hangji_platform::figures::{Facts, Figure};
use hangji_platform::term::counted;

use super::{VOLUNTEER_TEAMS, VOLUNTEERS};

/// The figures.
pub(super) fn figures() -> Vec<Figure> {
    vec![
        Figure::new(
            "volunteers.teams",
            "志愿者队伍",
            "Volunteer teams",
            counted("team", "teams", "支"),
            stock(Facts::of(VOLUNTEER_TEAMS).on("r.formed_on").until("r.ended_on")),
        )
        .section("delegates")
        .meaning("期末在活动的志愿者队伍", "volunteer teams active at the end of the period"),
        Figure::new(
            "volunteers.people",
            "志愿者",
            "Volunteers",
            counted("person", "people", "人"),
            distinct_stock(
                "r.person",
                Facts::of(VOLUNTEERS)
                    .with("s", VOLUNTEER_TEAMS, "s.id = r.team")
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
