//! Several records changed at once in a real browser: ticked, tried, done.
#![expect(clippy::unwrap_used, reason = "tests")]

use fantoccini::Locator;
use hangji_browser::{Browser, Script, Site, Window};

/// The button of the form that is on the page.
const ON: &str = "main form[action$='/bulk'] button.main";

async fn records(b: &Browser) -> usize {
    b.go("/l/volunteers").await.unwrap();
    b.count("main input[name=pick]").await.unwrap()
}

async fn story(site: &Site, window: Window, script: Script) {
    let b = Browser::opened(site, "dongyuan", window, script).await.unwrap();
    let before = records(&b).await;
    for tick in b.client.find_all(Locator::Css("main input[name=pick]")).await.unwrap().iter().take(2) {
        tick.click().await.unwrap();
    }
    b.click("#bulk-deed option[value=withdraw]").await.unwrap();
    b.click("form.bulk button[type=submit]").await.unwrap();
    b.until("main [name=reason]").await.unwrap();
    b.is_sound("reason asked").await.unwrap();
    b.fill("reason", "entered twice").await.unwrap();
    b.click(ON).await.unwrap();
    b.until("main [name=step][value=run]").await.unwrap();
    b.is_sound("tried").await.unwrap();
    b.click(ON).await.unwrap();
    b.until("main a.button.main[href='/l/volunteers']").await.unwrap();
    b.is_sound("done").await.unwrap();
    assert!(b.path().await.unwrap().starts_with("/l/volunteers/bulk/"));
    assert_eq!(records(&b).await, before - 2, "both are withdrawn");
    b.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn two_records_are_withdrawn_after_a_trial() {
    let site = Site::start("many").await.unwrap();
    story(&site, Window::DESKTOP, Script::On).await;
    story(&site, Window::PHONE, Script::Off).await;
}
