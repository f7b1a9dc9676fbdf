//! Rules tables: what is written otherwise than in the ledger's example, and which field is wrong then.

use hangji_testkit::rules_table;

#[test]
fn records_that_contradict_themselves_are_refused() {
    rules_table(
        &super::mechanism().ledgers,
        &[
            ("venues", &[], ""),
            ("venues", &[("closed_on", "2008-10-01")], "closed_on"),
            ("venue_works", &[], ""),
            ("venue_works", &[("completed_on", "2013-04-09")], "completed_on"),
            ("venue_works", &[("completed_on", "2013-04-10")], ""),
            ("venue_works", &[("completed_on", "")], ""),
            ("venue_investments", &[], ""),
            ("venue_investments", &[("amount", "0")], "amount"),
            ("equipment", &[], ""),
            ("equipment", &[("quantity", "0")], "quantity"),
        ],
    );
}
