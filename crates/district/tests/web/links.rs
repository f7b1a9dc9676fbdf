//! Every link leads somewhere: from the desk of each role, in both languages, to whatever can be reached, an address of
//! each shape.

use std::collections::{BTreeSet, VecDeque};

use axum::http::StatusCode;
use hangji_testclient::{Browser, Page};

use super::addresses::is_id;
use super::fixture::{District, OTHER, TOP, logins};

/// What an address looks like without its ids and values. The pages of every ledger are shapes of their own; with questions
/// behind the address they are all alike.
fn shape(address: &str, ledgers: &[&str]) -> String {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let coded = |part: &str| part.chars().any(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    let alike = |part: &str| is_id(part) || coded(part) || (!query.is_empty() && ledgers.contains(&part));
    let path: Vec<&str> = path.split('/').map(|part| if alike(part) { "{}" } else { part }).collect();
    let names: BTreeSet<&str> = query.split('&').filter_map(|pair| pair.split('=').next()).collect();
    format!("{}?{names:?}", path.join("/"))
}

/// The addresses of ours that a page leads to: in links, or in forms (`attribute`).
fn leads(page: &str, attribute: &str) -> Vec<String> {
    let address = |rest: &str| rest.split('"').next().unwrap_or_default().replace("&amp;", "&");
    let before = format!("{attribute}=\"");
    let all = page.split(&before).skip(1).map(address);
    let whole = all.map(|address| address.split('#').next().unwrap_or_default().to_owned());
    whole.filter(|address| address.starts_with('/')).collect()
}

/// Follows the links from the desk and shows each page with its address and where the link stood.
async fn follow(browser: &Browser, ledgers: &[&str], lang: &str, mut look: impl FnMut(&str, &str, &Page)) -> usize {
    let (mut known, mut shapes) = (BTreeSet::new(), BTreeSet::new());
    let mut ahead = VecDeque::from([(String::new(), format!("/?lang={lang}"))]);
    while let Some((from, address)) = ahead.pop_front() {
        if !shapes.insert(shape(&address, ledgers)) {
            continue;
        }
        let page = browser.get(&address).await;
        look(&from, &address, &page);
        for next in leads(&page.text, "href").into_iter().filter(|n| known.insert(n.clone())) {
            ahead.push_back((address.clone(), next));
        }
    }
    shapes.len()
}

/// The addresses that the pages of somebody lead to: their links, and where their forms are sent.
pub(crate) async fn led_to(browser: &Browser, district: &District) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    let look = |_: &str, _: &str, page: &Page| {
        all.extend(["href", "action", "formaction"].iter().flat_map(|attribute| leads(&page.text, attribute)));
    };
    follow(browser, &names(district), "en", look).await;
    all
}

fn names(district: &District) -> Vec<&'static str> {
    district.own.keys().copied().collect()
}

#[tokio::test]
async fn every_link_leads_somewhere() {
    let district = District::new();
    for login in logins(&district.sys).iter().map(|l| l.name.as_str()).chain([OTHER]) {
        for lang in ["zh-CN", "en"] {
            let browser = district.browser(login).await;
            let look = |from: &str, address: &str, page: &Page| {
                let good = page.status == StatusCode::OK || page.status == StatusCode::SEE_OTHER;
                assert!(good, "{login}, {lang}: {from} leads to {address}: {}\n{}", page.status, page.text);
            };
            let shapes = follow(&browser, &names(&district), lang, look).await;
            let least = if login == TOP { 100 } else { 15 };
            assert!(shapes > least, "{login} reached only {shapes} shapes");
        }
    }
}
