//! Rules tables: what is written otherwise than in the ledger's example, and which field is wrong then.

use hangji_testkit::rules_table;

#[test]
fn records_that_contradict_themselves_are_refused() {
    rules_table(
        &super::mechanism().ledgers,
        &[
            ("organisations", &[], ""),
            ("organisations", &[("parent", "")], "parent"),
            ("organisations", &[("kind", "区委")], "parent"),
            ("organisations", &[("kind", "区委"), ("parent", "")], ""),
            ("organisation_changes", &[], ""),
            ("organisation_changes", &[("new_name", "")], "new_name"),
            ("organisation_changes", &[("target", "7")], "target"),
            ("organisation_changes", &[("change", "合并")], "target"),
            ("organisation_changes", &[("change", "合并"), ("new_name", ""), ("target", "7")], ""),
            ("organisation_changes", &[("change", "调整隶属"), ("new_name", ""), ("target", "7")], ""),
            ("organisation_changes", &[("change", "改设"), ("new_name", "")], "new_kind"),
            ("organisation_changes", &[("change", "改设"), ("new_name", ""), ("new_kind", "党总支")], ""),
            ("organisation_changes", &[("change", "撤销")], "new_name"),
            ("organisation_changes", &[("change", "撤销"), ("new_name", "")], ""),
            ("people", &[], ""),
            ("people", &[("birth", "1970-01-02")], "birth"),
            ("people", &[("sex", "女")], "sex"),
            ("people", &[("id_card", ""), ("sex", "女"), ("birth", "1980-01-02")], "joined_on"),
            ("people", &[("joined_on", "1988-01-01")], ""),
            ("people", &[("joined_on", "1987-12-31")], "joined_on"),
            ("posts", &[], ""),
            ("posts", &[("ended_on", "2011-03-01")], "ended_on"),
            ("posts", &[("end_reason", "")], "end_reason"),
            ("posts", &[("ended_on", "")], "ended_on"),
            ("posts", &[("ended_on", ""), ("end_reason", "")], ""),
        ],
    );
}
