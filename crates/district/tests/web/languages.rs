//! Two languages, each whole: what is not data speaks the reader's language, on every page, in every refusal and file.

use std::collections::{BTreeMap, HashSet};
use std::sync::LazyLock;

use axum::http::StatusCode;
use hangji_platform::access::{Office, Reach};
use hangji_sheets::{Cell, Limits, read_bytes};
use hangji_testclient::Page;

use super::addresses::{addresses, changes, readings};
use super::every_route::{Person, worked_in};
use super::fixture::{District, TOP, logins, officer};

/// Chinese letters and marks; but the brackets around a code, which are data (files with them are read again), and the sign
/// of what has not changed.
fn is_han(c: char) -> bool {
    (('\u{3000}'..='\u{9fff}').contains(&c) || ('\u{ff00}'..='\u{ffef}').contains(&c)) && !"（）＝".contains(c)
}

/// Attributes that are read out or shown.
const SPOKEN: [&str; 6] = ["aria-label", "title", "placeholder", "alt", "content", "data-label"];

/// What a page says: its text and its spoken attributes, piece by piece; without the link to the other language.
fn message(html: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut rest = html;
    let mut skip = false;
    while let Some((text, after)) = rest.split_once('<') {
        if !skip && !text.trim().is_empty() {
            out.push(text.trim().to_owned());
        }
        let (tag, more) = after.split_once('>').unwrap_or((after, ""));
        skip = tag.contains(" hreflang=") || tag.starts_with("style") || tag.starts_with("script");
        if !tag.contains(" hreflang=") {
            for name in SPOKEN {
                let value = tag.split(&format!(" {name}=\"")).nth(1).and_then(|v| v.split('"').next());
                out.extend(value.map(|v| format!("{name}: {v}")));
            }
        }
        rest = more;
    }
    out
}

/// Whether a text says something in English: three words of small letters in a row.
fn is_english(text: &str) -> bool {
    let mut run = 0;
    text.split(' ').any(|word| {
        let plain = word.len() > 1 && word.bytes().all(|b| b.is_ascii_lowercase());
        run = if plain { run + 1 } else { 0 };
        run == 3
    })
}

/// What is data although the program itself says it: the example rows of templates, and codes of fields where an event
/// names them.
fn without_data(text: &str) -> String {
    static EXAMPLES: LazyLock<HashSet<&str>> = LazyLock::new(|| {
        let sys = hangji_district::system().expect("the declarations fit together");
        sys.ledgers.iter().flat_map(|ledger| ledger.example).map(|(_, text)| *text).collect()
    });
    if EXAMPLES.contains(text) {
        return String::new();
    }
    let mut pieces = text.split("字段：");
    let first = pieces.next().unwrap_or_default().to_owned();
    let codes = |c: char| c.is_ascii_lowercase() || c == '_' || c == ' ';
    pieces.fold(first, |all, piece| all + piece.trim_start_matches(codes))
}

/// The pieces of an answer that speak the other language than was asked for.
fn foreign(page: &Page, path: &str, lang: &str) -> Vec<String> {
    let wrong: fn(&str) -> bool = if lang == "en" { |text| text.contains(is_han) } else { is_english };
    let kind = page.headers.get("content-type").and_then(|v| v.to_str().ok()).unwrap_or_default();
    let pieces = if kind.starts_with("text/html") {
        message(&page.text)
    } else if path.contains(".xlsx") && page.status == StatusCode::OK {
        let sheets = read_bytes("x.xlsx", page.bytes.clone(), &Limits::default()).expect("a workbook");
        let cells = sheets.iter().flat_map(|s| &s.rows).flat_map(|r| &r.cells);
        let texts = cells.filter_map(|c| if let Cell::Text(text) = c { Some(text.to_string()) } else { None });
        texts.chain(sheets.iter().map(|s| s.name.clone())).collect()
    } else if kind.starts_with("text/csv") || kind.starts_with("image/svg") {
        vec![page.text.clone()]
    } else {
        Vec::new()
    };
    pieces.into_iter().filter(|p| wrong(&without_data(p))).collect()
}

/// An address with a language.
fn in_language(path: &str, lang: &str) -> String {
    format!("{path}{}lang={lang}", if path.contains('?') { "&" } else { "?" })
}

/// Questions that pages refuse or answer otherwise than usually.
const QUERIES: [&str; 3] = ["", "?colour=red", "?period=never&page=0"];

/// Fails with the first of the pieces, each with an address that says it.
#[track_caller]
fn none_of(wrong: &BTreeMap<String, String>) {
    assert!(wrong.is_empty(), "{} pieces: {:#?}", wrong.len(), wrong.iter().take(80).collect::<Vec<_>>());
}

/// An officer of the whole district, and whoever sees what names them: all pages there are.
#[tokio::test]
async fn every_page_and_file_speaks_the_readers_language_alone() {
    let district = worked_in().await;
    let mut wrong = BTreeMap::new();
    let all = logins(&district.sys);
    let involved = all.iter().find(|l| l.role.reach == Reach::Involved).expect("a role that sees what names it");
    let offices = all.iter().filter(|l| l.role.office != Office::Work);
    for login in [TOP, involved.name.as_str()].into_iter().chain(offices.map(|l| l.name.as_str())) {
        let browser = district.browser(login).await;
        for route in readings().filter(|route| !route.path.starts_with("/assets/")) {
            for (at, address) in addresses(&district, route).unwrap_or_default().into_iter().enumerate() {
                let query = if address.contains('?') { "" } else { QUERIES[at % QUERIES.len()] };
                for lang in ["en", "zh"] {
                    let path = in_language(&format!("{address}{query}"), lang);
                    let page = browser.get(&path).await;
                    wrong.extend(
                        foreign(&page, &path, lang).into_iter().map(|text| (text, format!("{path} ({login})"))),
                    );
                }
            }
        }
    }
    none_of(&wrong);
}

#[tokio::test]
async fn every_refusal_speaks_the_readers_language_alone() {
    let district = District::new();
    let mut person = Person::new(&district, officer(&district.sys).code).await;
    let mut wrong = BTreeMap::new();
    for route in changes() {
        for address in addresses(&district, route).unwrap_or_default() {
            for lang in ["en", "zh"] {
                let path = in_language(&address, lang);
                let page = person.ask(route.method, &path).await;
                wrong.extend(
                    foreign(&page, &path, lang).into_iter().map(|text| (text, format!("{} {path}", route.method))),
                );
            }
        }
    }
    none_of(&wrong);
}

#[test]
fn the_other_language_is_told_from_data() {
    let page = "<title>待办 · 夯基</title><a hreflang=\"en\" lang=\"en\">English of another page</a><p title=\"the other one\">Li One</p>";
    assert_eq!(message(page), ["待办 · 夯基", "title: the other one", "Li One"]);
    assert!(is_english("title: no such record here") && !is_english("Town One visits.households CSV xlsx a b c"));
}
