//! Rules tables (a row says what is written otherwise than in the example, and which field is wrong then), and the example
//! of the architecture page.

use crate::common::testing::table;

#[test]
fn records_that_contradict_themselves_are_refused() {
    table(
        &super::mechanism().ledgers,
        &[
            ("volunteer_teams", &[], ""),
            ("volunteer_teams", &[("ended_on", "2012-07-01")], "ended_on"),
            ("volunteers", &[], ""),
            ("volunteers", &[("ended_on", "2012-06-30")], "ended_on"),
        ],
    );
}

#[test]
fn the_example_in_the_architecture_is_the_code() {
    let page = include_str!("../../../../ARCHITECTURE.md");
    let example = page.split("```rust\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap_or_default();
    assert!(example.contains("volunteer_teams") && example.contains("volunteers.teams"));
    let code = include_str!("mod.rs");
    for line in example.lines().filter(|l| !l.starts_with("// …")) {
        assert!(code.contains(line), "not in the code: {line}");
    }
}
