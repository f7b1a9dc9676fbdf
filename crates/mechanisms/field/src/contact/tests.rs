//! Rules tables: what is written otherwise than in the ledger's example, and which field is wrong then.

use hangji_testkit::rules_table;

#[test]
fn records_that_contradict_themselves_are_refused() {
    rules_table(
        &super::mechanism().ledgers,
        &[
            ("visits", &[], ""),
            ("visits", &[("household", "")], "household"),
            ("visits", &[("enterprise", "7")], "enterprise"),
            ("visits", &[("target", "村（社区）")], "household"),
            ("visits", &[("target", "村（社区）"), ("household", "")], ""),
            ("visits", &[("target", "企业"), ("household", "")], "enterprise"),
            ("visits", &[("target", "企业"), ("household", ""), ("enterprise", "7")], ""),
            ("visits", &[("date", "2014-01-01")], "date"),
            ("visits", &[("handbooks", "10001")], "handbooks"),
            ("contact_links", &[], ""),
            ("contact_links", &[("target", "困难老党员")], ""),
            ("contact_links", &[("household", "")], "household"),
            ("contact_links", &[("target", "企业")], "enterprise"),
            ("contact_links", &[("target", "企业"), ("enterprise", "7"), ("household", "")], ""),
            ("contact_links", &[("target", "村"), ("target_org", "7"), ("household", "")], ""),
            ("contact_links", &[("ended_on", "2013-01-15")], "ended_on"),
            ("campaign_cadres", &[], ""),
            ("campaign_cadres", &[("ended_on", "2013-02-24")], "ended_on"),
            ("policy_talks", &[], ""),
            ("policy_talks", &[("attendance", "0")], "attendance"),
            ("development_plans", &[], ""),
            ("development_projects", &[], ""),
        ],
    );
}
