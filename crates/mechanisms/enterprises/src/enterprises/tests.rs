//! Rules tables: what is written otherwise than in the ledger's example, and which field is wrong then.

use crate::common::testing::table;

#[test]
fn records_that_contradict_themselves_are_refused() {
    table(
        &super::mechanism().ledgers,
        &[
            ("enterprises", &[], ""),
            ("enterprises", &[("members", "46")], "members"),
            ("enterprises", &[("code", "12345")], "code"),
            ("enterprises", &[("code", "640502200000123")], ""),
            ("enterprises", &[("ended_on", "2008-03-18")], "ended_on"),
            ("coverage", &[], ""),
            ("coverage", &[("ended_on", "2013-03-01")], "ended_on"),
            ("demonstration_points", &[], ""),
            ("demonstration_points", &[("withdrawn_on", "2013-06-28")], "withdrawn_on"),
            ("activities", &[], ""),
        ],
    );
}
