//! What a district officer does in a browser, on a desktop and on an old phone.
#![expect(clippy::unwrap_used, reason = "tests")]

use fantoccini::Locator;
use hangji_browser::{Browser, Script, Site, Window};

#[tokio::test(flavor = "multi_thread")]
async fn an_officer_opens_a_figure_down_to_its_record() {
    let site = Site::start("story").await.unwrap();
    let (login, password) = site.account("district").unwrap();
    for window in [Window::DESKTOP, Window::PHONE] {
        let b = Browser::start(&site, window).await.unwrap();
        b.log_in(login, password).await.unwrap();
        assert!(b.text().await.unwrap().contains("6,680"), "the desk shows the households visited");
        assert_eq!(b.count("script:not([src])").await.unwrap(), 0, "scripts are files of ours");
        b.click("main a[href*='/figures/contact.households_visited']").await.unwrap();
        b.until("main a[href^='/l/visits/']").await.unwrap();
        let page = b.text().await.unwrap();
        assert!(page.contains("走访农户") && page.contains("6,680"), "{page}");
        b.click("main a[href^='/l/visits/']").await.unwrap();
        b.until("form[action$='/withdraw']").await.unwrap();
        let record = b.text().await.unwrap();
        assert!(b.path().await.unwrap().starts_with("/l/visits/"));
        assert!(record.contains("走访日期"), "{record}");
        b.close().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn language_and_large_type_are_kept_and_a_township_sees_its_own() {
    let site = Site::start("switch").await.unwrap();
    let b = Browser::opened(&site, "district", Window::DESKTOP, Script::On).await.unwrap();
    b.go("/?lang=en").await.unwrap();
    b.go("/orgs").await.unwrap();
    assert_eq!(b.count("html[lang=en]").await.unwrap(), 1, "the language is kept");
    b.go("/?type=large").await.unwrap();
    b.go("/orgs").await.unwrap();
    assert_eq!(b.count("html.large").await.unwrap(), 1, "the type size is kept");
    b.close().await.unwrap();

    let b = Browser::opened(&site, "dongyuan", Window::DESKTOP, Script::On).await.unwrap();
    b.go("/l/visits?period=2013").await.unwrap();
    let own = b.text().await.unwrap();
    assert!(!own.contains("香山乡"), "a township does not see another's visits");
    b.go("/orgs/640502").await.unwrap();
    assert!(!b.text().await.unwrap().contains("640502100"), "nor what stands beside it");
    b.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_household_is_entered_with_an_error_beside_its_field_then_mended() {
    let site = Site::start("entry").await.unwrap();
    let b = Browser::opened(&site, "dongyuan", Window::PHONE, Script::On).await.unwrap();
    b.go("/l/households/new").await.unwrap();
    b.fill("code", "H-NEW-1").await.unwrap();
    b.fill("head", "新户主").await.unwrap();
    b.click("[name=condition] option[value=ordinary]").await.unwrap();
    b.fill("phone", "no number").await.unwrap();
    b.click("main form button[type=submit]").await.unwrap();
    b.until("[aria-invalid=true]").await.unwrap();
    let kept = b.client.find(fantoccini::Locator::Css("[name=head]")).await.unwrap();
    assert_eq!(kept.prop("value").await.unwrap().as_deref(), Some("新户主"), "what was typed is kept");
    b.fill("phone", "0955-7012345").await.unwrap();
    b.click("main form button[type=submit]").await.unwrap();
    b.until("form[action$='/withdraw']").await.unwrap();
    assert!(b.text().await.unwrap().contains("新户主"));
    b.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_is_left_half_filled_waits_as_a_draft() {
    let site = Site::start("left").await.unwrap();
    let b = Browser::opened(&site, "dongyuan", Window::DESKTOP, Script::On).await.unwrap();
    b.go("/l/households/new").await.unwrap();
    b.fill("head", "半张表").await.unwrap();
    b.click("nav.side a[href='/ledgers']").await.unwrap();
    b.until("nav.side a[href='/ledgers'][aria-current]").await.unwrap();
    // It is sent beside the next page, so it may come a moment later.
    let mut tries = 0;
    while b.count("main a[href^='/drafts/']").await.unwrap() == 0 {
        assert!(tries < 50, "the draft did not come");
        tries += 1;
        b.go("/drafts").await.unwrap();
    }
    b.click("main a[href^='/drafts/']").await.unwrap();
    b.until("[name=draft]").await.unwrap();
    let kept = b.client.find(fantoccini::Locator::Css("[name=head]")).await.unwrap();
    assert_eq!(kept.prop("value").await.unwrap().as_deref(), Some("半张表"));
    b.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_unfolds_a_filter_by_a_switch_beside_its_words() {
    let site = Site::start("fold").await.unwrap();
    let b = Browser::opened(&site, "dongyuan", Window::PHONE, Script::Off).await.unwrap();
    b.go("/l/visits").await.unwrap();
    let find = async |css: &str| b.client.find(Locator::Css(css)).await.unwrap();
    let (switch, words, form) = (find("input.fold").await, find("label.fold").await, find("form.filters").await);
    assert!(!form.is_displayed().await.unwrap(), "the filter is folded");
    let (at, beside) = (switch.rectangle().await.unwrap(), words.rectangle().await.unwrap());
    let ((x, y, width, height), (left, top, _, tall)) = (at, beside);
    assert!(x + width <= left && y < top + tall && top < y + height, "{at:?} does not stand beside {beside:?}");
    words.click().await.unwrap();
    assert!(form.is_displayed().await.unwrap(), "its words unfold it");
    b.close().await.unwrap();
}
