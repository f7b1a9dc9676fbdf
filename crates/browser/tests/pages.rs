//! What a district officer does in a browser, on a desktop and on an old phone.
#![expect(clippy::unwrap_used, reason = "tests")]

use fantoccini::Locator;
use hangji_browser::{Browser, Script, Site, Window};

/// The ways in which people come: a desktop and a phone, with script and without.
const WAYS: [(Window, Script); 4] = [
    (Window::DESKTOP, Script::On),
    (Window::DESKTOP, Script::Off),
    (Window::PHONE, Script::On),
    (Window::PHONE, Script::Off),
];

#[tokio::test(flavor = "multi_thread")]
async fn an_officer_opens_a_figure_down_to_its_record() {
    let site = Site::start("story").await.unwrap();
    for (window, script) in WAYS {
        let b = Browser::opened(&site, "district", window, script).await.unwrap();
        assert!(b.text().await.unwrap().contains("6,680"), "the desk shows the households visited");
        assert_eq!(b.count("script:not([src])").await.unwrap(), 0, "scripts are files of ours");
        b.is_sound("desk").await.unwrap();
        b.click("main a[href*='/figures/contact.households_visited']").await.unwrap();
        b.until("main a[href^='/l/visits/']").await.unwrap();
        let page = b.text().await.unwrap();
        assert!(page.contains("走访农户") && page.contains("6,680"), "{page}");
        b.is_sound("figure and evidence").await.unwrap();
        b.click("main a[href^='/l/visits/']").await.unwrap();
        b.until("form[action$='/withdraw']").await.unwrap();
        let record = b.text().await.unwrap();
        assert!(b.path().await.unwrap().starts_with("/l/visits/"));
        assert!(record.contains("走访日期"), "{record}");
        b.is_sound("record").await.unwrap();
        b.close().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn language_and_large_type_are_switched_and_kept() {
    let site = Site::start("switch").await.unwrap();
    for (window, script) in WAYS {
        let b = Browser::opened(&site, "district", window, script).await.unwrap();
        let small = b.client.execute(LETTERS, vec![]).await.unwrap();
        // On a phone they are in the menu, which unfolds without script.
        for (link, kept) in [("a[href*='lang=en']", "html[lang=en]"), ("a[href*='type=large']", "html.large")] {
            if window.width < 500 {
                b.click("details.menu summary").await.unwrap();
            }
            b.click(link).await.unwrap();
            b.until(kept).await.unwrap();
            b.go("/orgs").await.unwrap();
            assert_eq!(b.count(kept).await.unwrap(), 1, "{link} is kept");
            b.is_sound(link).await.unwrap();
        }
        b.go("/").await.unwrap();
        let large = b.client.execute(LETTERS, vec![]).await.unwrap();
        assert!(large.as_f64() > small.as_f64(), "{large} is no larger than {small}");
        b.close().await.unwrap();
    }
}

/// How large the letters of a page are, in pixels.
const LETTERS: &str = "return parseFloat(getComputedStyle(document.querySelector('main td, main p')).fontSize)";

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_printed_without_what_only_a_screen_needs() {
    let site = Site::start("printed").await.unwrap();
    for (window, script) in WAYS {
        let b = Browser::opened(&site, "district", window, script).await.unwrap();
        let shown = async |css: &str| match b.client.find(Locator::Css(css)).await {
            Ok(found) => found.is_displayed().await.unwrap(),
            Err(_) => false,
        };
        for page in ["/", "/l/visits?period=2013", "/figures/enterprise.coverage"] {
            b.go(page).await.unwrap();
            b.printed(true).await.unwrap();
            for gone in ["nav.side", "form.search", "form.filters"] {
                assert!(!shown(gone).await, "{page}: {gone} is printed");
            }
            assert!(shown("main h1").await && shown("main .card").await, "{page}: the page itself is printed");
            b.is_sound(&format!("{page} printed")).await.unwrap();
            b.printed(false).await.unwrap();
        }
        b.close().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_township_sees_its_own() {
    let site = Site::start("own").await.unwrap();
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
    b.is_sound("drafts").await.unwrap();
    b.click("main a[href^='/drafts/']").await.unwrap();
    b.until("[name=draft]").await.unwrap();
    b.is_sound("a draft taken up").await.unwrap();
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
