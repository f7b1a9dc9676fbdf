//! A person asks for a correction of what is held about them, and is answered, in a real browser.
#![expect(clippy::unwrap_used, reason = "tests")]

use hangji_browser::{Browser, Script, Site, Window};

#[expect(clippy::cognitive_complexity, reason = "one story, told step by step")]
async fn story(site: &Site, person: &str, window: Window, script: Script) {
    let asks = Browser::opened(site, person, window, script).await.unwrap();
    asks.go("/me/data").await.unwrap();
    asks.is_sound("what is held").await.unwrap();
    asks.click("main a[href^='/me/data/people/']").await.unwrap();
    asks.until("main form [name=should_be]").await.unwrap();
    asks.is_sound("one record").await.unwrap();
    asks.click("[name=field] option[value=phone]").await.unwrap();
    asks.fill("should_be", "0955-7012345").await.unwrap();
    asks.fill("wrong", "an old number").await.unwrap();
    asks.click("main form button.main").await.unwrap();
    asks.until("form[action$='/take-back']").await.unwrap();
    asks.is_sound("asked").await.unwrap();

    let answers = Browser::opened(site, "district", window, script).await.unwrap();
    answers.go("/requests").await.unwrap();
    answers.is_sound("requests").await.unwrap();
    answers.click("main a[href^='/requests/']").await.unwrap();
    answers.until("form[action$='/refuse']").await.unwrap();
    answers.is_sound("one request").await.unwrap();
    answers.click("[name=ground] option[value=accurate]").await.unwrap();
    answers.fill("answer", "called: the number is right").await.unwrap();
    answers.click("form[action$='/refuse'] button.main").await.unwrap();
    answers.until("main .notice").await.unwrap();
    answers.is_sound("answered").await.unwrap();
    answers.close().await.unwrap();

    asks.go("/me/data").await.unwrap();
    assert!(asks.text().await.unwrap().contains("called: the number is right"), "the answer stands there");
    asks.is_sound("told").await.unwrap();
    asks.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_made_and_answered() {
    let site = Site::start("own-data").await.unwrap();
    story(&site, "dongyuan", Window::DESKTOP, Script::On).await;
    story(&site, "wenchang", Window::PHONE, Script::Off).await;
}
