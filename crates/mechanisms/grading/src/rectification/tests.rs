//! Rules tables: what is written otherwise than in the ledger's example, and which field is wrong then.

use hangji_testkit::rules_table;

#[test]
fn records_that_contradict_themselves_are_refused() {
    rules_table(
        &super::mechanism().ledgers,
        &[
            ("rectifications", &[("grading", "7")], ""),
            ("rectifications", &[("grading", "7"), ("due_on", "2013-05-06")], "due_on"),
            ("rectifications", &[("grading", "7"), ("accepted_on", "2013-05-05")], "accepted_on"),
            ("rectifications", &[("grading", "7"), ("accepted_on", "")], "accepted_on"),
            ("rectifications", &[("grading", "7"), ("score", "")], "score"),
            ("rectifications", &[("grading", "7"), ("result", "整顿中")], "result"),
            ("rectifications", &[("grading", "7"), ("result", "整顿中"), ("accepted_on", ""), ("score", "")], ""),
            ("rectifications", &[], "grading"),
        ],
    );
}
