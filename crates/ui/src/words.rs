//! Where words come from: the kit's own `.ftl` files, which are always there, and sources that mechanisms register before
//! the first word is asked for.

use std::collections::BTreeSet;

use crate::registry::Registry;

/// The words of one mechanism in both languages, as Fluent texts. Every key begins with the mechanism's code and `-`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WordSource {
    /// The mechanism's code.
    pub code: &'static str,
    /// Chinese.
    pub zh: &'static str,
    /// English.
    pub en: &'static str,
}

/// The kit's own words in Chinese, one file an area.
pub(crate) const OWN_ZH: &str = concat!(
    include_str!("../locales/zh-CN/base.ftl"),
    include_str!("../locales/zh-CN/access.ftl"),
    include_str!("../locales/zh-CN/admin.ftl"),
    include_str!("../locales/zh-CN/api.ftl"),
    include_str!("../locales/zh-CN/desk.ftl"),
    include_str!("../locales/zh-CN/files.ftl"),
    include_str!("../locales/zh-CN/import.ftl"),
    include_str!("../locales/zh-CN/operate.ftl"),
    include_str!("../locales/zh-CN/privacy.ftl"),
    include_str!("../locales/zh-CN/search.ftl"),
    include_str!("../locales/zh-CN/work.ftl"),
);
/// The same in English.
pub(crate) const OWN_EN: &str = concat!(
    include_str!("../locales/en/base.ftl"),
    include_str!("../locales/en/access.ftl"),
    include_str!("../locales/en/admin.ftl"),
    include_str!("../locales/en/api.ftl"),
    include_str!("../locales/en/desk.ftl"),
    include_str!("../locales/en/files.ftl"),
    include_str!("../locales/en/import.ftl"),
    include_str!("../locales/en/operate.ftl"),
    include_str!("../locales/en/privacy.ftl"),
    include_str!("../locales/en/search.ftl"),
    include_str!("../locales/en/work.ftl"),
);

static REGISTERED: Registry<WordSource> = Registry::new();

/// Adds the words of a mechanism. A source that is there already changes nothing.
///
/// # Errors
/// In words that name the key: one that does not begin with the mechanism's code, stands twice, or lacks in one of the
/// languages; that words were asked for before.
pub fn register(source: WordSource) -> Result<(), String> {
    let wrong = |why: String| format!("the words of {}: {why}", source.code);
    REGISTERED.add(source, |others| check(&source, others)).map_err(wrong)
}

/// The sources that were registered; from now on none is added.
pub(crate) fn registered() -> &'static [WordSource] {
    REGISTERED.all()
}

fn check(source: &WordSource, others: &[WordSource]) -> Result<(), String> {
    let beginning = format!("{}-", source.code);
    let mut sets = [BTreeSet::new(), BTreeSet::new()];
    for (set, text) in sets.iter_mut().zip([source.zh, source.en]) {
        for key in keys(text) {
            if !key.starts_with(&beginning) {
                return Err(format!("{key} does not begin with {beginning}"));
            }
            if !set.insert(key) {
                return Err(format!("{key} stands twice"));
            }
        }
    }
    let [zh, en] = sets;
    if let Some(key) = zh.symmetric_difference(&en).next() {
        return Err(format!("{key} lacks in one of the languages"));
    }
    let theirs = others.iter().map(|o| o.zh).chain([OWN_ZH]).flat_map(keys);
    match theirs.into_iter().find(|key| zh.contains(key)) {
        Some(key) => Err(format!("{key} stands elsewhere already")),
        None => Ok(()),
    }
}

/// The message keys of a Fluent source, in order. Our files keep every key at the start of a line, as `key = words`.
pub fn keys(source: &str) -> impl Iterator<Item = &str> {
    source
        .lines()
        .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()))
        .filter_map(|line| line.split_once('=').map(|(key, _)| key.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_that_does_not_fit_is_refused_with_the_key() {
        let source = |zh, en| WordSource { code: "x", zh, en };
        let good = source("x-a = 甲\nx-b = 乙\n", "x-a = A\nx-b = B\n");
        assert_eq!(check(&good, &[]), Ok(()));
        for (bad, others, key) in [
            (source("y-a = 甲\n", "y-a = A\n"), &[][..], "y-a"),
            (source("x-a = 甲\nx-a = 乙\n", "x-a = A\n"), &[], "x-a"),
            (source("x-a = 甲\n", "x-b = A\n"), &[], "x-"),
            (
                WordSource { code: "x-b", zh: "x-b-c = 甲\n", en: "x-b-c = C\n" },
                &[source("x-b-c = 甲\n", "x-b-c = C\n")],
                "x-b-c",
            ),
            (WordSource { code: "desk", zh: "desk-title = 甲\n", en: "desk-title = C\n" }, &[], "desk-title"),
        ] {
            let told = check(&bad, others).expect_err("it does not fit");
            assert!(told.contains(key), "{told}");
        }
    }
}
