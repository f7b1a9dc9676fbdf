//! Rules tables: what is written otherwise than in the ledger's example, and which field is wrong then.

use hangji_testkit::rules_table;

#[test]
fn records_that_contradict_themselves_are_refused() {
    rules_table(
        &super::mechanism().ledgers,
        &[
            ("studios", &[], ""),
            ("studios", &[("closed_on", "2012-09-01")], "closed_on"),
            ("studios", &[("reception_day", "32")], "reception_day"),
            ("studio_people", &[], ""),
            ("studio_people", &[("ended_on", "2012-08-31")], "ended_on"),
        ],
    );
}
