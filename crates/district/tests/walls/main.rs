//! The walls that Cargo cannot hold, read from the sources: what a room may touch by its name, that mechanisms meet through
//! their `mod.rs` only, and that the modules of the large crates stand above each other without circles.

mod source;

use std::collections::BTreeSet;
use std::path::Path;

use source::{Graph, Source, crates, sources};

const AREAS: [&str; 5] = ["base", "grading", "field", "villages", "enterprises"];

/// Ledgers that the platform itself knows by name: the tree is made from two, accounts and scope point to the third.
const BY_THE_PLATFORM: [&str; 3] = ["organisations", "organisation_changes", "people"];

/// A mechanism's folder: its area, its name, its sources by path within it.
struct Folder {
    area: &'static str,
    name: String,
    sources: Vec<Source>,
}

fn folders() -> Vec<Folder> {
    let mut out: Vec<Folder> = Vec::new();
    for area in AREAS {
        for source in sources(&crates().join("mechanisms").join(area).join("src")) {
            let Some((name, within)) = source.path.split_once('/') else { continue };
            let (name, within) = (name.to_owned(), within.to_owned());
            let source = Source { path: within, ..source };
            match out.iter_mut().find(|f| f.area == area && f.name == name) {
                Some(folder) => folder.sources.push(source),
                None => out.push(Folder { area, name, sources: vec![source] }),
            }
        }
    }
    out
}

fn is_test(source: &Source) -> bool {
    source.path.starts_with("tests") || source.path.ends_with("tests.rs")
}

#[test]
fn there_are_the_folders_that_are_looked_at() {
    let found: BTreeSet<String> = folders().into_iter().map(|f| f.name).collect();
    for name in ["register", "contact", "matters", "venues"] {
        assert!(found.contains(name), "no folder {name} among {found:?}");
    }
}

#[test]
fn rules_know_no_database_and_no_clock() {
    for folder in folders() {
        for source in folder.sources.iter().filter(|s| s.path.ends_with("rules.rs")) {
            for word in ["Tx<", "Clock", "hangji_web", "System"] {
                assert!(!source.code.contains(word), "{}/{}/{} names {word}", folder.area, folder.name, source.path);
            }
        }
    }
}

#[test]
fn pages_hold_no_sql() {
    let statement =
        |text: &str| ["SELECT ", "INSERT ", "UPDATE ", "DELETE "].iter().any(|w| text.trim_start().starts_with(w));
    let pages = |s: &Source| s.path.starts_with("pages/") || s.path == "pages.rs";
    let in_mechanisms = folders().into_iter().flat_map(|f| f.sources).filter(pages);
    let in_web = ["web", "web_core", "ui"].into_iter().flat_map(|c| sources(&crates().join(c).join("src")));
    for source in in_mechanisms.chain(in_web) {
        let found = source.texts.iter().find(|t| statement(t));
        assert!(found.is_none(), "{}: {found:?}", source.path);
    }
}

#[test]
fn mechanisms_meet_through_their_mod_only() {
    let all = folders();
    for folder in &all {
        let others: Vec<&str> = all.iter().filter(|o| o.name != folder.name).map(|o| o.name.as_str()).collect();
        for source in folder.sources.iter().filter(|s| !is_test(s)) {
            for other in &others {
                let through = |root: &str| format!("{root}::{other}::");
                let roots = std::iter::once("crate".to_owned()).chain(AREAS.iter().map(|a| format!("hangji_{a}")));
                for start in roots.map(|r| through(&r)) {
                    for (at, _) in source.code.match_indices(&start) {
                        let name: String = source.code[at + start.len()..]
                            .chars()
                            .take_while(|c| c.is_alphanumeric() || *c == '_')
                            .collect();
                        let rest = &source.code[at + start.len() + name.len()..];
                        let inner = rest.starts_with("::") && name.starts_with(char::is_lowercase);
                        assert!(!inner, "{}/{} reaches into {start}{name}", folder.name, source.path);
                    }
                }
            }
        }
    }
}

/// The ledgers whose names stand as constants in each folder's `mod.rs`.
fn owned<'f>(folders: &'f [Folder]) -> Vec<(&'f str, &'static str)> {
    let system = hangji_district::system().expect("the declarations fit together");
    let known: Vec<&'static str> = system.ledgers.iter().map(|l| l.name).collect();
    let of = |folder: &'f Folder| {
        let declares = folder.sources.iter().filter(|s| s.path == "mod.rs").flat_map(Source::constants);
        let names: BTreeSet<&'static str> = declares.filter_map(|t| known.iter().find(|k| **k == t).copied()).collect();
        names.into_iter().map(move |name| (folder.name.as_str(), name))
    };
    folders.iter().flat_map(of).collect()
}

#[test]
fn each_ledger_is_named_in_the_mod_of_one_mechanism() {
    let all = folders();
    let owned = owned(&all);
    let system = hangji_district::system().expect("the declarations fit together");
    for ledger in system.ledgers.iter().filter(|l| l.mechanism != "access" && !BY_THE_PLATFORM.contains(&l.name)) {
        let owners: Vec<&str> =
            owned.iter().filter(|(_, name)| *name == ledger.name).map(|(owner, _)| *owner).collect();
        assert_eq!(owners.len(), 1, "{} is named by {owners:?}", ledger.name);
    }
}

#[test]
fn no_mechanism_names_anothers_ledger_in_a_text() {
    let all = folders();
    for folder in &all {
        for (owner, name) in owned(&all).into_iter().filter(|(owner, _)| *owner != folder.name) {
            for source in folder.sources.iter().filter(|s| !is_test(s)) {
                let found = source.texts_but_units().find(|text| *text == name || in_sql(text, name));
                assert!(found.is_none(), "{}/{} names {owner}'s ledger: {found:?}", folder.name, source.path);
            }
        }
    }
}

fn in_sql(text: &str, ledger: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.windows(2).any(|w| ["FROM", "JOIN"].contains(&w[0]) && w[1] == ledger)
}

/// The circles that remain, each with its reason in `ARCHITECTURE.md`.
const CIRCLES: &[(&str, &[&str])] =
    &[("platform", &["access::rights", "access::scope", "figures::parts", "ledger::declare", "system"])];

#[test]
fn modules_stand_above_each_other() {
    let areas = AREAS.map(|a| format!("mechanisms/{a}"));
    let others = ["store", "files", "ui", "platform", "web_core", "web", "demokit"].map(str::to_owned);
    for name in others.into_iter().chain(areas) {
        let folder = crates().join(&name).join("src");
        assert!(Path::new(&folder).exists(), "no crate {name}");
        let known: Vec<BTreeSet<String>> = CIRCLES
            .iter()
            .filter(|(of, _)| *of == name)
            .map(|(_, modules)| modules.iter().map(|m| (*m).to_owned()).collect())
            .collect();
        let found = Graph::of(&folder).circles();
        assert_eq!(found, known, "the circles of {name}");
    }
}
