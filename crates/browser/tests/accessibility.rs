//! Every page against WCAG 2.2 AA, as axe-core sees it: on a desktop and on a phone, in both languages, in large type and
//! as printed. The pages come from the router's own table, so that a new one is covered by itself.
#![expect(clippy::unwrap_used, reason = "tests")]

use hangji_browser::{Browser, Script, Site, Window};

/// Routes that answer no page: data, files, ways elsewhere, and what watches.
const NO_PAGES: [&str; 13] = [
    "/admin/events/export",
    "/analysis/export",
    "/api/",
    "/assets/",
    "/health/",
    "/imports/{id}/refused.xlsx",
    "/l/{ledger}/export",
    "/l/{ledger}/suggest",
    "/l/{ledger}/template",
    "/l/{ledger}/{id}/files/{file}",
    "/me/data/export",
    "/search/suggest",
    "/sign-in/oidc",
];

/// Pages that stand only in the middle of something: the test that goes through it looks at them.
const IN_A_STORY: [(&str, &str); 6] = [
    ("/account/second-factor/app", "second_factor"),
    ("/drafts/{id}", "pages"),
    ("/imports/{id}", "import"),
    ("/l/{ledger}/bulk/{id}", "many"),
    ("/login/second", "second_factor"),
    ("/requests/{id}", "own_data"),
];

/// Who opens a page: an administrator what is their office's, a person what is held about them, an officer the rest.
fn who(pattern: &str) -> &'static str {
    match pattern {
        "/admin/accounts/new" => "admin",
        "/admin/events" => "auditor",
        _ if pattern.starts_with("/admin") => "security",
        _ if pattern.starts_with("/me/data") => "dongyuan",
        _ => "district",
    }
}

/// Where the address of something single is found, for patterns that end in it: a list, and what its links begin with.
const SINGLE: [(&str, &str, &str); 4] = [
    ("/l/{ledger}/{id}", "/l/households", "/l/households/"),
    ("/people/{id}/data", "/l/people", "/l/people/"),
    ("/me/data/{ledger}/{id}", "/me/data", "/me/data/people/"),
    ("/admin/accounts/{account}", "/admin", "/admin/accounts/"),
];

/// The patterns of all pages, from the router's own table.
fn pages() -> Vec<&'static str> {
    let told = |path: &str| IN_A_STORY.iter().any(|(p, _)| *p == path);
    let routes = hangji_district::routes().into_iter().filter(|(method, _)| *method == "GET").map(|(_, path)| path);
    routes.filter(|path| !NO_PAGES.iter().any(|no| path.starts_with(no)) && !told(path)).collect()
}

/// A pattern with the first of the samples that its route declares.
fn sampled(pattern: &str) -> String {
    let uis = hangji_district::uis();
    let route = uis.iter().flat_map(|ui| &ui.routes).find(|route| route.path == pattern);
    let samples = route.iter().flat_map(|route| &route.samples);
    samples.fold(pattern.to_owned(), |path, (name, values)| path.replace(&format!("{{{name}}}"), values[0]))
}

/// The first link of a page that begins like this, or nothing.
async fn first(b: &Browser, page: &str, begins: &str) -> String {
    b.go(page).await.unwrap();
    let css = format!("main tbody a[href^='{begins}']:not([href$='/new'])");
    let link = b.client.find(fantoccini::Locator::Css(&css)).await.unwrap();
    link.attr("href").await.unwrap().unwrap()
}

/// An address in the demo for a pattern.
async fn address(b: &Browser, pattern: &str) -> String {
    let filled = match SINGLE.iter().find(|(single, ..)| pattern.starts_with(single)) {
        Some((single, page, begins)) => {
            let found = first(b, page, begins).await;
            let found = if *single == "/people/{id}/data" { found.replace("/l/", "/") + "/data" } else { found };
            pattern.replace(single, &found)
        }
        None => sampled(pattern)
            .replace("/figures/{id}", "/figures/enterprise.coverage")
            .replace("/orgs/{code}", "/orgs/640502102")
            .replace("/l/{ledger}/condition", "/l/{ledger}/condition?new.field=head")
            .replace("{ledger}", "households"),
    };
    // What is held about the person themselves, among what is held about them.
    if filled.ends_with("/data/{ledger}/{record}") {
        let person = filled.trim_start_matches("/people/").split('/').next().unwrap_or_default().to_owned();
        return filled.replace("{ledger}/{record}", &format!("people/{person}"));
    }
    assert!(!filled.contains('{'), "declare samples of {pattern}, or teach `address` where it is found");
    filled
}

/// Complaints of the page now shown, under its name; a page that is an error instead is one, too.
async fn complaints(b: &Browser, name: &str) -> Vec<String> {
    let status = "return performance.getEntriesByType('navigation')[0].responseStatus";
    let status = b.client.execute(status, vec![]).await.unwrap();
    let mut all: Vec<String> = if status == 200 { Vec::new() } else { vec![format!("{name}: {status}")] };
    all.extend(b.barriers().await.unwrap().into_iter().map(|line| format!("{name}: {line}")));
    all
}

async fn every_page(window: Window, script: Script, query: &str) -> Vec<String> {
    let site = Site::start(&format!("axe-{}-{}", window.width, query.len())).await.unwrap();
    let mut found = Vec::new();
    for login in ["district", "dongyuan", "admin", "security", "auditor"] {
        let (name, password) = site.account(login).unwrap();
        let b = Browser::start_with(&site, window, script).await.unwrap();
        b.go(&format!("/login?{query}")).await.unwrap();
        found.extend(complaints(&b, "/login").await);
        b.log_in(name, password).await.unwrap();
        for pattern in pages().into_iter().filter(|p| who(p) == login) {
            let address = address(&b, pattern).await;
            b.go(&address).await.unwrap();
            found.extend(complaints(&b, &address).await);
        }
        if login == "district" {
            found.extend(odd_pages(&b).await);
        }
        b.close().await.unwrap();
    }
    found
}

/// A page of much, a page of nothing, and pages as they are printed.
async fn odd_pages(b: &Browser) -> Vec<String> {
    let mut found = Vec::new();
    b.go("/l/visits?period=2013").await.unwrap();
    found.extend(complaints(b, "a list of much").await);
    b.go("/nowhere").await.unwrap();
    found.extend(b.barriers().await.unwrap());
    let record = first(b, "/l/households", "/l/households/").await;
    b.printed(true).await.unwrap();
    for path in ["/", "/figures/enterprise.coverage", record.as_str()] {
        b.go(path).await.unwrap();
        found.extend(complaints(b, &format!("{path} printed")).await);
    }
    found
}

#[test]
fn stories_are_those_of_this_folder() {
    for (page, test) in IN_A_STORY {
        let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/{test}.rs"));
        let told = std::fs::read_to_string(&file).unwrap_or_default();
        assert!(told.contains("is_sound("), "{page} is looked at in no {}", file.display());
    }
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
