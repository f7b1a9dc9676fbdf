//! Figures of venues.

use hangji_base::common::{events, stock, sum};
use hangji_platform::Unit;
use hangji_platform::figures::{Facts, Figure};
use hangji_platform::term::counted;

use super::{EQUIPMENT, VENUE_INVESTMENTS, VENUE_WORKS, VENUES};

/// The figures.
pub(super) fn figures() -> Vec<Figure> {
    let completed = |filter| events(Facts::of(VENUE_WORKS).when(filter).on("r.completed_on"));
    vec![
        Figure::new(
            "venues.investment",
            "村级组织活动场所投入",
            "Money invested in village venues",
            Unit::WAN_YUAN,
            sum("r.amount", Facts::of(VENUE_INVESTMENTS).on("r.booked_on")),
        )
        .short("阵地投入", "Venues")
        .meaning("期内入账的活动场所投入之和", "sum of venue investments booked in the period")
        .on_desk(),
        Figure::new(
            "venues.built",
            "新建村级组织活动场所",
            "Village venues newly built",
            counted("venue", "venues", "个"),
            completed("r.kind = 'new_build'"),
        )
        .meaning("期内竣工的新建工程", "venue works of kind new build completed in the period"),
        Figure::new(
            "venues.repaired",
            "维修村级活动场所",
            "Village venues repaired",
            counted("venue", "venues", "个"),
            completed("r.kind = 'repair'"),
        )
        .meaning("期内竣工的维修工程", "venue works of kind repair completed in the period"),
        Figure::new(
            "venues.distance_education_sets",
            "配备远程教育设备",
            "Distance-education sets installed",
            counted("set", "sets", "套"),
            sum("r.quantity", Facts::of(EQUIPMENT).when("r.kind = 'distance_education'").on("r.installed_on")),
        )
        .meaning("期内安装的远程教育设备套数之和", "sum of distance-education equipment installed in the period"),
        Figure::new(
            "venues.in_use",
            "在用活动场所",
            "Venues in use",
            counted("venue", "venues", "个"),
            stock(Facts::of(VENUES).on("r.in_use_from").until("r.closed_on")),
        )
        .meaning("期末在用的活动场所", "venues in use at the end of the period"),
    ]
    .into_iter()
    .map(|f| f.section("rural"))
    .collect()
}
