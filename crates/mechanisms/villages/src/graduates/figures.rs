//! Figures on graduates posted as village officials.

use hangji_base::common::distinct_stock;
use hangji_base::register::{ORGANISATIONS, POSTS};
use hangji_platform::figures::{Facts, Figure};
use hangji_platform::term::counted;

fn posted() -> Facts {
    Facts::of(POSTS).when("r.kind = 'graduate_official'").on("r.began_on").until("r.ended_on")
}

/// The figures.
pub(super) fn figures() -> Vec<Figure> {
    vec![
        Figure::new(
            "village.graduate_officials",
            "在岗大学生村官",
            "University graduates posted as village officials",
            counted("person", "people", "人"),
            distinct_stock("r.person", posted()),
        )
        .section("rural")
        .meaning("期末在任的大学生村官", "persons whose post of graduate village official is in force at the end of the period"),
        Figure::new(
            "village.graduate_officials_as_secretary",
            "担任村党组织书记的大学生村官",
            "Graduate village officials serving as village Party secretary",
            counted("person", "people", "人"),
            distinct_stock(
                "r.person",
                posted()
                    .with("s", POSTS, "s.person = r.person AND s.kind = 'secretary'")
                    .with("v", ORGANISATIONS, "v.id = s.org AND v.sector = 'village'")
                    .on("s.began_on")
                    .until("s.ended_on"),
            ),
        )
        .section("rural")
        .meaning(
            "期末既是大学生村官、又是村党组织书记的人",
            "persons who hold both posts, graduate village official and village Party secretary, at the end of the period",
        ),
    ]
}
