//! Every link leads somewhere: from the desk of each role, in both languages, to whatever can be reached, a few addresses
//! of each shape.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use axum::http::StatusCode;

use super::fixture::District;

/// Addresses of one shape that are opened: ids differ, and the names of parameters are the same.
const OF_A_SHAPE: usize = 3;

/// What an address looks like without its ids and values.
fn shape(address: &str) -> String {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let is_id = |part: &str| part.len() == 13 && part.chars().all(|c| c.is_ascii_digit() || c.is_ascii_uppercase());
    let path: Vec<&str> = path.split('/').map(|part| if is_id(part) { "{id}" } else { part }).collect();
    let names: BTreeSet<&str> = query.split('&').filter_map(|pair| pair.split('=').next()).collect();
    format!("{}?{names:?}", path.join("/"))
}

/// The addresses of ours that a page links to.
fn links(page: &str) -> Vec<String> {
    let href = |rest: &str| rest.split('"').next().unwrap_or_default().replace("&amp;", "&");
    let all = page.split("href=\"").skip(1).map(href);
    let whole = all.map(|address| address.split('#').next().unwrap_or_default().to_owned());
    whole.filter(|address| address.starts_with('/')).collect()
}

#[tokio::test]
async fn every_link_leads_somewhere() {
    let district = District::new();
    for login in ["one", "reader", "cadre", "top", "system", "security", "audit"] {
        for lang in ["zh-CN", "en"] {
            let browser = district.browser(login).await;
            let (mut known, mut shapes) = (BTreeSet::new(), BTreeMap::new());
            let mut ahead = VecDeque::from([(String::new(), format!("/?lang={lang}"))]);
            while let Some((from, address)) = ahead.pop_front() {
                let opened: &mut usize = shapes.entry(shape(&address)).or_default();
                if *opened == OF_A_SHAPE {
                    continue;
                }
                *opened += 1;
                let page = browser.get(&address).await;
                let good = page.status == StatusCode::OK || page.status == StatusCode::SEE_OTHER;
                assert!(good, "{login}, {lang}: {from} leads to {address}: {}\n{}", page.status, page.text);
                for next in links(&page.text).into_iter().filter(|n| known.insert(n.clone())) {
                    ahead.push_back((address.clone(), next));
                }
            }
            assert!(shapes.len() > 20, "{login} reached only {shapes:?}");
        }
    }
}
