//! Figures of the register.

use hangji_platform::figures::{Facts, Figure};
use hangji_platform::term::counted;

use super::{ORGANISATIONS, POSTS};
use crate::common::{distinct_stock, stock};

/// The figures.
pub(super) fn figures() -> Vec<Figure> {
    vec![
        Figure::new(
            "orgs.standing",
            "基层党组织",
            "Primary-level Party organisations",
            counted("organisation", "organisations", "个"),
            stock(Facts::of(ORGANISATIONS).when("r.kind <> 'district_committee'").on("r.set_up_on")),
        )
        .section("register")
        .meaning(
            "期末存在的党组织，不含区委",
            "organisations standing at the end of the period, the district committee not counted",
        ),
        Figure::new(
            "orgs.with_secretary",
            "书记在岗的基层党组织",
            "Organisations with a secretary",
            counted("organisation", "organisations", "个"),
            distinct_stock(
                "r.org",
                Facts::of(POSTS)
                    .when("r.kind = 'secretary' AND v.kind <> 'district_committee'")
                    .with("v", ORGANISATIONS, "v.id = r.org")
                    .on("r.began_on")
                    .until("r.ended_on"),
            ),
        )
        .section("register")
        .meaning(
            "期末有书记在任的党组织，不含区委",
            "organisations with a secretary in office at the end of the period, the district committee not counted",
        ),
    ]
}
