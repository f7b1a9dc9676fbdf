//! The order and the headings of the work report, which run across mechanisms.

use hangji_platform::{Report, Term, t};

/// The report.
pub const REPORT: Report = Report { figures: FIGURES, sections: SECTIONS };

/// Its sections.
const SECTIONS: &[(&str, Term)] = &[
    ("register", t("组织与队伍", "Organisations and people")),
    ("grading", t("分类定级与整顿提升", "Grading and rectification")),
    ("rural", t("农村基层基础", "Villages")),
    ("delegates", t("党代表与志愿者", "Delegates and volunteers")),
    ("contact", t("干部下基层", "Cadres at the grass roots")),
    ("enterprise", t("非公企业党建", "Private enterprises")),
];

/// Its figures (`tests/figures.csv`), in its order.
const FIGURES: &[&str] = &[
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
