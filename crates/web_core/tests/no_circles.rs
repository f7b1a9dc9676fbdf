//! The rooms of the web crates (the modules at their root) stand on each other in one direction: no circle of `use` leads
//! from a room back to it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn sources(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push(path);
        }
    }
}

/// The first segments of all paths that begin with `crate::`, one by one where they stand in braces.
fn named(code: &str) -> BTreeSet<&str> {
    let word = |text: &str| text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    let mut out = BTreeSet::new();
    for rest in code.split("crate::").skip(1) {
        let Some(list) = rest.strip_prefix('{') else {
            out.insert(&rest[..word(rest)]);
            continue;
        };
        let (mut depth, mut start) = (0, true);
        for (at, c) in list.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => start = true,
                c if start && !c.is_whitespace() => {
                    out.insert(&list[at..at + word(&list[at..])]);
                    start = false;
                }
                _ => {}
            }
        }
    }
    out
}

/// Each room with the rooms it names.
fn rooms(root: &Path) -> BTreeMap<String, BTreeSet<String>> {
    let mut files = Vec::new();
    sources(root, &mut files);
    let mut out: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in files {
        let inside = file.strip_prefix(root).expect("inside");
        let first = inside.components().next().expect("a name").as_os_str().to_string_lossy();
        let room = first.trim_end_matches(".rs").to_owned();
        if room == "lib" {
            continue;
        }
        let text = fs::read_to_string(&file).expect("a source");
        let code: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        let code = code.join("\n");
        let code = code.split("#[cfg(test)]").next().unwrap_or_default();
        let others = named(code).into_iter().filter(|other| *other != room).map(str::to_owned);
        let others: Vec<String> = others.collect();
        out.entry(room).or_default().extend(others);
    }
    out
}

/// The rooms that are left once every room that names no other of them has been taken away: those on circles, and those
/// that stand on them.
fn on_circles(mut rooms: BTreeMap<String, BTreeSet<String>>) -> Vec<String> {
    loop {
        let known: BTreeSet<String> = rooms.keys().cloned().collect();
        let free = |others: &BTreeSet<String>| others.is_disjoint(&known);
        let before = rooms.len();
        rooms.retain(|_, others| !free(others));
        if rooms.len() == before {
            return rooms.into_keys().collect();
        }
    }
}

#[test]
fn no_room_leads_back_to_itself() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a folder of crates");
    for name in ["web_core", "web"] {
        let rooms = rooms(&crates.join(name).join("src"));
        assert!(rooms.len() > 5, "{name}: {rooms:?}");
        let left = on_circles(rooms);
        assert!(left.is_empty(), "{name}: circles among {left:?}");
    }
}

#[test]
fn a_circle_is_seen() {
    let names = |code| named(code).into_iter().collect::<Vec<_>>();
    assert_eq!(names("use crate::{a, b::{c, d}, e::f};\ncrate::g::h();"), ["a", "b", "e", "g"]);
    let of = |list: &[(&str, &[&str])]| {
        list.iter().map(|(r, o)| ((*r).to_owned(), o.iter().map(|o| (*o).to_owned()).collect())).collect()
    };
    assert_eq!(on_circles(of(&[("a", &["b"]), ("b", &["a"]), ("c", &[])])), ["a", "b"]);
    assert!(on_circles(of(&[("a", &["b"]), ("b", &["c"]), ("c", &["d"])])).is_empty());
}
