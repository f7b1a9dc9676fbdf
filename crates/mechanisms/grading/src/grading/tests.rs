//! Rules tables: what is written otherwise than in the ledger's example, and which field is wrong then.

use hangji_testkit::rules_table;

#[test]
fn records_that_contradict_themselves_are_refused() {
    rules_table(
        &super::mechanism().ledgers,
        &[
            ("gradings", &[], ""),
            ("gradings", &[("reason", "")], "reason"),
            ("gradings", &[("reason", ""), ("township_grade", "后进")], ""),
            ("gradings", &[("reason", ""), ("township_grade", "")], ""),
            ("gradings", &[("year", "2014")], "confirmed_on"),
            ("gradings", &[("year", "2012")], ""),
            ("gradings", &[("year", "2012"), ("confirmed_on", "2013-07-01")], "confirmed_on"),
            ("gradings", &[("masses_satisfaction", "101")], "masses_satisfaction"),
        ],
    );
}
