//! Rules tables (a row says what is written otherwise than in the example, and which field is wrong then), and the example
//! of `docs/adding-a-mechanism.md`.

use hangji_testkit::rules_table;

#[test]
fn records_that_contradict_themselves_are_refused() {
    rules_table(
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
fn the_page_on_adding_a_mechanism_shows_the_code() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../..");
    let read = |file: &str| std::fs::read_to_string(format!("{root}/{file}")).expect(file);
    let page = read("docs/adding-a-mechanism.md");
    let mut files = Vec::new();
    for block in page.split("```rust\n// ").skip(1) {
        let (file, rest) = block.split_once('\n').expect("the file that a block is from");
        let sample = rest.split("```").next().unwrap_or_default().trim_end();
        assert!(sample.trim().lines().count() > 0 && read(file).contains(sample), "not in {file}:\n{sample}");
        files.push(file.rsplit('/').next().unwrap_or_default());
    }
    assert_eq!(files, ["mod.rs", "ledgers.rs", "rules.rs", "figures.rs", "demo.rs", "lib.rs"]);
}
