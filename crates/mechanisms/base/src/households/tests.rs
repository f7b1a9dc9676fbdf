//! Rules tables: what is written otherwise than in the ledger's example, and which field is wrong then.

use hangji_testkit::rules_table;

#[test]
fn records_that_contradict_themselves_are_refused() {
    rules_table(&[super::ledger()], &[("households", &[], ""), ("households", &[("head", "")], "head")]);
}
