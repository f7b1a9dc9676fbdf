//! Rules tables: what is written otherwise than in the ledger's example, and which field is wrong then.

use hangji_testkit::rules_table;

#[test]
fn records_that_contradict_themselves_are_refused() {
    rules_table(
        &super::mechanism().ledgers,
        &[
            ("coverage", &[], ""),
            ("coverage", &[("ended_on", "2013-03-01")], "ended_on"),
            ("demonstration_points", &[], ""),
            ("demonstration_points", &[("withdrawn_on", "2013-06-28")], "withdrawn_on"),
            ("activities", &[], ""),
        ],
    );
}
