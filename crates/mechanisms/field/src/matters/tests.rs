//! Rules tables: what is written otherwise than in the ledger's example, and which field is wrong then.

use hangji_testkit::rules_table;

#[test]
fn records_that_contradict_themselves_are_refused() {
    rules_table(
        &super::mechanism().ledgers,
        &[
            ("matters", &[], ""),
            ("matters", &[("due_on", "2013-04-11")], "due_on"),
            ("matters", &[("closed_on", "2013-04-11")], "closed_on"),
            ("matters", &[("outcome", "")], "outcome"),
            ("matters", &[("closed_on", "")], "closed_on"),
            ("matters", &[("closed_on", ""), ("outcome", "")], "satisfaction"),
            ("matters", &[("closed_on", ""), ("outcome", ""), ("satisfaction", "")], ""),
            ("matters", &[("kind", "意见建议")], "outcome"),
            ("matters", &[("outcome", "已解决")], "outcome"),
            ("matters", &[("kind", "困难问题"), ("outcome", "已解决")], ""),
            ("matters", &[("kind", "意见建议"), ("outcome", "已答复")], ""),
            ("matters", &[("via", "来信来函"), ("visit", "7")], "visit"),
            ("matters", &[("studio", "7")], "studio"),
            ("matters", &[("via", "党代表工作室"), ("studio", "7")], ""),
        ],
    );
}
