//! Rules tables: what is written otherwise than in the ledger's example, and which field is wrong then.

use hangji_testkit::rules_table;

#[test]
fn records_that_contradict_themselves_are_refused() {
    rules_table(
        &[super::ledger()],
        &[
            ("enterprises", &[], ""),
            ("enterprises", &[("members", "46")], "members"),
            ("enterprises", &[("code", "12345")], "code"),
            ("enterprises", &[("code", "640502200000123")], ""),
            ("enterprises", &[("ended_on", "2008-03-18")], "ended_on"),
        ],
    );
}
