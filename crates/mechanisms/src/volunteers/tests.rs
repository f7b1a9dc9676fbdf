//! Rules tables: what is written otherwise than in the ledger's example, and which field is wrong then.

use crate::common::testing::table;

#[test]
fn records_that_contradict_themselves_are_refused() {
    table(
        &super::ledgers(),
        &[
            ("volunteer_teams", &[], ""),
            ("volunteer_teams", &[("ended_on", "2012-07-01")], "ended_on"),
            ("volunteers", &[], ""),
            ("volunteers", &[("ended_on", "2012-06-30")], "ended_on"),
        ],
    );
}
