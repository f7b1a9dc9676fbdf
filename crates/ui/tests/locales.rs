//! The two languages say the same things, and the sources ask only for what they say.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use hangji_ui::Lang;
use hangji_ui::lang::{keys, source};

/// The message keys of a language with the variables of each.
fn messages(lang: Lang) -> BTreeMap<&'static str, BTreeSet<&'static str>> {
    let text = source(lang);
    let names: Vec<&str> = keys(text).collect();
    let mut found = BTreeMap::new();
    let mut current = None;
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        if line.starts_with(|c: char| c.is_ascii_lowercase()) {
            current = line.split_once('=').map(|(key, _)| key.trim());
            let key = current.expect("a message begins with its key");
            assert!(found.insert(key, BTreeSet::new()).is_none(), "{key} stands twice in {}", lang.tag());
        }
        for part in line.split('$').skip(1) {
            let end = part.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(part.len());
            found.get_mut(current.expect("inside a message")).expect("inserted above").insert(&part[..end]);
        }
    }
    assert_eq!(found.len(), names.len());
    found
}

/// Every Rust source of the workspace, except examples and this test.
fn sources() -> Vec<(PathBuf, String)> {
    files(|name| name.ends_with(".rs"))
}

/// The keys that mechanisms bring in files of their own, `words.zh.ftl` and `words.en.ftl`.
fn of_mechanisms() -> BTreeSet<String> {
    let texts = files(|name| name == "words.zh.ftl" || name == "words.en.ftl");
    texts.iter().flat_map(|(_, text)| keys(text).map(str::to_owned)).collect()
}

/// The files of the workspace with such a name, except examples and tests.
fn files(wanted: fn(&str) -> bool) -> Vec<(PathBuf, String)> {
    fn walk(folder: &Path, wanted: fn(&str) -> bool, out: &mut Vec<(PathBuf, String)>) {
        for entry in fs::read_dir(folder).expect("the workspace is readable") {
            let path = entry.expect("the workspace is readable").path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() {
                if !["target", "examples", "tests"].contains(&name.as_str()) && !name.starts_with('.') {
                    walk(&path, wanted, out);
                }
            } else if wanted(&name)
                && let Ok(text) = fs::read_to_string(&path)
            {
                out.push((path, text));
            }
        }
    }
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a crate of the workspace");
    let mut out = Vec::new();
    walk(crates, wanted, &mut out);
    out
}

/// The string literals of a source that could be keys, without telling code from comments: a superset is enough.
fn literals(text: &str) -> impl Iterator<Item = &str> {
    text.split('"').filter(|part| !part.is_empty() && part.len() < 80)
}

/// The keys asked for by `tr(lang, "key"` and `tr_args(lang, "key"`.
fn asked(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for call in ["tr(", "tr_args("] {
        for (at, _) in text.match_indices(call) {
            let alone = !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '"');
            let Some((_, rest)) = text[at + call.len()..].split_once(',') else { continue };
            let rest = rest.trim_start();
            if alone && let Some(key) = rest.strip_prefix('"').and_then(|r| r.split('"').next()) {
                found.push(key);
            }
        }
    }
    found
}

#[test]
fn both_languages_have_the_same_messages_with_the_same_variables() {
    let (zh, en) = (messages(Lang::Zh), messages(Lang::En));
    for (key, variables) in &zh {
        assert_eq!(Some(variables), en.get(key), "{key}");
    }
    for key in en.keys() {
        assert!(zh.contains_key(key), "{key} is missing in Chinese");
    }
}

#[test]
fn no_message_is_empty_or_left_in_the_other_language() {
    let han = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    for key in keys(source(Lang::En)) {
        // The language switch speaks the language to which it leads.
        if key == "language-switch" || !messages(Lang::En)[key].is_empty() {
            continue;
        }
        assert!(!han(&hangji_ui::tr(Lang::En, key)), "{key} in English");
        assert!(!hangji_ui::tr(Lang::Zh, key).is_empty(), "{key} in Chinese");
    }
}

#[test]
fn every_key_asked_for_exists() {
    let known = messages(Lang::Zh);
    let theirs = of_mechanisms();
    for (path, text) in sources() {
        // The test modules ask for missing keys on purpose.
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for key in asked(code) {
            assert!(known.contains_key(key) || theirs.contains(key), "{} asks for {key}", path.display());
        }
    }
}

#[test]
fn every_key_is_used() {
    let sources = sources();
    let used: BTreeSet<&str> = sources.iter().flat_map(|(_, text)| literals(text)).collect();
    // `format!("role-{role}")` uses every key with that beginning.
    let beginnings: BTreeSet<&str> = used
        .iter()
        .filter_map(|literal| literal.split_once('{').map(|(start, _)| start))
        .filter(|start| start.ends_with('-') && start.len() > 2)
        .collect();
    let theirs = of_mechanisms();
    let idle: Vec<&str> = keys(source(Lang::Zh))
        .chain(theirs.iter().map(String::as_str))
        .filter(|key| !used.contains(key) && !beginnings.iter().any(|start| key.starts_with(start)))
        .collect();
    assert!(idle.is_empty(), "no source uses {idle:#?}");
}
