//! The tree and the page of an organisation in a browser: with script branches open in place and the focus stays; without,
//! on a phone, the same links lead to the same tree. Both keep to WCAG 2.2 AA.
#![expect(clippy::unwrap_used, reason = "tests")]

use fantoccini::Locator;
use hangji_browser::{Browser, Script, Site, Window};

/// A township.
const TOWNSHIP: &str = "640502102";

async fn told(b: &Browser, script: &str) -> String {
    b.client.execute(script, vec![]).await.unwrap().as_str().unwrap_or_default().to_owned()
}

/// With script branches open in place.
async fn in_place(site: &Site) {
    let b = Browser::opened(site, "district", Window::DESKTOP, Script::On).await.unwrap();
    b.go("/orgs").await.unwrap();
    b.client.execute("window.stayed = 'yes'", vec![]).await.unwrap();
    let before = b.count("[data-tree] li").await.unwrap();
    b.click("[data-tree] ul ul a[aria-expanded=false]").await.unwrap();
    b.until("[data-tree] ul ul a[aria-expanded=true]").await.unwrap();
    assert!(b.count("[data-tree] li").await.unwrap() > before, "the branch opened");
    assert_eq!(told(&b, "return window.stayed").await, "yes", "the page was not loaded anew");
    let focused = told(&b, "return document.activeElement.getAttribute('aria-expanded')").await;
    assert_eq!(focused, "true", "the focus stays on the switch");
    assert!(b.path().await.unwrap().contains("open="), "the address is that of the open tree");
    b.is_sound("an open branch").await.unwrap();
    b.client.back().await.unwrap();
    b.until("[data-tree]:not(:has(ul ul a[aria-expanded=true]))").await.unwrap();
    assert_eq!(told(&b, "return window.stayed").await, "yes");
    b.close().await.unwrap();
}

/// Finds a village's branch, comes to it in the tree and on to its page.
async fn search_story(site: &Site, window: Window, script: Script) {
    let b = Browser::opened(site, "district", window, script).await.unwrap();
    b.go("/orgs").await.unwrap();
    b.click("[data-tree] ul ul a[aria-expanded=false]").await.unwrap();
    b.until("[data-tree] ul ul a[aria-expanded=true]").await.unwrap();
    // The header has a box of that name too.
    b.client.find(Locator::Css("main [name=q]")).await.unwrap().send_keys("hanzha").await.unwrap();
    b.click("main form.filters button[type=submit]").await.unwrap();
    b.until("ul.found a").await.unwrap();
    b.is_sound("what was found").await.unwrap();
    b.click("ul.found a").await.unwrap();
    b.until("[data-tree] .hit a[aria-current=true]").await.unwrap();
    b.is_sound("the branch of what was found").await.unwrap();
    b.click("[data-tree] .hit a[aria-current=true]").await.unwrap();
    b.until(".lanes svg").await.unwrap();
    b.is_sound("its page").await.unwrap();
    let page = b.text().await.unwrap();
    assert!(page.contains("韩闸") && page.contains("沿革") && page.contains("领导班子沿革"), "{page}");
    b.go(&format!("/orgs/{TOWNSHIP}?on=2012-06-30")).await.unwrap();
    b.is_sound("a township as it was").await.unwrap();
    let drawn = b.client.find_all(Locator::Css(".lanes svg desc")).await.unwrap();
    assert!(!drawn.is_empty(), "drawings are told in words too");
    b.printed(true).await.unwrap();
    b.is_sound("printed").await.unwrap();
    b.close().await.unwrap();
}

/// They only read, and so share the site.
#[tokio::test(flavor = "multi_thread")]
async fn branches_open_in_place_and_what_was_found_opens_everywhere() {
    let site = Site::start("tree").await.unwrap();
    in_place(&site).await;
    search_story(&site, Window::DESKTOP, Script::On).await;
    search_story(&site, Window::PHONE, Script::Off).await;
}
