//! The order of the work report, which runs across mechanisms.

use hangji_platform::figures::Figure;

/// The figures of the report (`mission/figures.csv`), in its order.
pub const REPORT: [&str; 34] = [
    "orgs.surveyed",
    "orgs.lagging_rectified",
    "orgs.rectification_conversion_rate",
    "orgs.secretaries_replaced",
    "village.graduate_officials",
    "village.graduate_officials_as_secretary",
    "venues.investment",
    "venues.built",
    "venues.repaired",
    "venues.distance_education_sets",
    "studios.count",
    "studios.delegates",
    "studios.heads",
    "studios.liaisons",
    "volunteers.teams",
    "volunteers.people",
    "contact.region_cadres",
    "contact.enterprises_linked",
    "contact.leading_cadres_321",
    "contact.cadres_to_grassroots",
    "contact.households_visited",
    "contact.opinions",
    "contact.handbooks",
    "contact.lecture_attendance",
    "contact.disputes_resolved",
    "contact.problems_solved",
    "contact.projects_applied",
    "contact.consolation_money",
    "contact.development_plans",
    "enterprise.coverage",
    "enterprise.coverage_gain",
    "enterprise.demonstration_points_per_township",
    "enterprise.formation_rate_30_plus",
    "enterprise.activity_coverage",
];

/// The report's figures in the report's order, then the others as their mechanisms list them.
pub(crate) fn in_order(mut figures: Vec<Figure>) -> Vec<Figure> {
    figures.sort_by_key(|f| REPORT.iter().position(|id| *id == f.id).unwrap_or(REPORT.len()));
    figures
}
