//! Every page against WCAG 2.2 AA, as axe-core sees it: on a desktop and on a phone, in both languages, in large type and
//! as printed. The pages come from the router's own table, so that a new one is covered by itself.
#![expect(clippy::unwrap_used, reason = "tests")]

use hangji_browser::{Browser, Script, Site, Window};

/// Routes that answer no page: data, files and what watches.
const NO_PAGES: [&str; 9] = [
    "/api/",
    "/assets/",
    "/health/",
    "/l/{ledger}/export",
    "/l/{ledger}/suggest",
    "/l/{ledger}/template",
    "/l/{ledger}/{id}/amend",
    "/metrics",
    "/search/suggest",
];

/// An address in the demo for each page.
fn address(pattern: &str) -> Option<String> {
    let filled = pattern
        .replace("/figures/{id}", "/figures/enterprise.coverage")
        .replace("/orgs/{code}", "/orgs/640502102")
        .replace("/l/{ledger}/{id}", "/l/households/{id}")
        .replace("{ledger}", "households");
    (!filled.contains('{')).then_some(filled)
}

fn pages() -> Vec<&'static str> {
    let all = hangji_web::routes()
        .into_iter()
        .filter(|(method, path)| *method == "GET" && !NO_PAGES.iter().any(|no| path.starts_with(no)));
    all.map(|(_, path)| path).collect()
}

/// Complaints of the page now shown, under its name.
async fn complaints(b: &Browser, name: &str) -> Vec<String> {
    b.barriers().await.unwrap().into_iter().map(|line| format!("{name}: {line}")).collect()
}

/// The address of the first record in a ledger's list.
async fn first(b: &Browser, ledger: &str) -> String {
    b.go(&format!("/l/{ledger}")).await.unwrap();
    let css = format!("main tbody a[href^='/l/{ledger}/']");
    let link = b.client.find(fantoccini::Locator::Css(&css)).await.unwrap();
    link.attr("href").await.unwrap().unwrap()
}

async fn every_page(window: Window, script: Script, query: &str) -> Vec<String> {
    let site = Site::start(&format!("axe-{}-{}", window.width, query.len())).await.unwrap();
    let (login, password) = site.account("district").unwrap();
    let b = Browser::start_with(&site, window, script).await.unwrap();
    let mut found = Vec::new();
    b.go(&format!("/login?{query}")).await.unwrap();
    found.extend(complaints(&b, "/login").await);
    b.log_in(login, password).await.unwrap();
    // The pages that need a record: a household of the demo, shown and opened for a change; a person and what is held.
    let record = first(&b, "households").await;
    let person = first(&b, "people").await;
    let held = format!("/people{}/data", person.trim_start_matches("/l/people"));
    let mut addresses: Vec<String> = pages().into_iter().filter_map(address).collect();
    addresses.extend([
        record.clone(),
        format!("{record}/amend"),
        held.clone(),
        held + &person[2..],
        "/nowhere".into(),
        "/l/visits?period=2013".into(),
    ]);
    for path in addresses.iter().filter(|p| *p != "/login") {
        b.go(path).await.unwrap();
        found.extend(complaints(&b, path).await);
    }
    b.printed(true).await.unwrap();
    for path in ["/", "/figures/enterprise.coverage", record.as_str()] {
        b.go(path).await.unwrap();
        found.extend(complaints(&b, &format!("{path} printed")).await);
    }
    b.close().await.unwrap();
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_desktop_in_chinese() {
    let found = every_page(Window::DESKTOP, Script::On, "lang=zh").await;
    assert!(found.is_empty(), "{found:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_phone_in_english_large_and_without_script() {
    let found = every_page(Window::PHONE, Script::Off, "lang=en&type=large").await;
    assert!(found.is_empty(), "{found:#?}");
}
