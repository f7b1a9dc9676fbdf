//! Two people amend one household at the same time: the second sees both versions field by field and decides; neither's
//! change is lost, and the history tells both. On a desktop with and without script, and on a phone.
#![expect(clippy::unwrap_used, reason = "tests")]

use fantoccini::Locator;
use hangji_browser::{Browser, Script, Site, Window};

async fn value(b: &Browser, name: &str) -> String {
    let field = b.client.find(Locator::Css(&format!("[name={name}]"))).await.unwrap();
    field.prop("value").await.unwrap().unwrap_or_default()
}

/// The household at a place of the township's list.
async fn household(b: &Browser, nth: usize) -> String {
    b.go("/l/households?sort=code").await.unwrap();
    let links = b.client.find_all(Locator::Css("main tbody a[href^='/l/households/']")).await.unwrap();
    links[nth].attr("href").await.unwrap().unwrap()
}

#[expect(clippy::cognitive_complexity, reason = "one story, told step by step")]
async fn story(site: &Site, nth: usize, window: Window, script: Script) {
    let first = Browser::opened(site, "dongyuan", window, script).await.unwrap();
    let second = Browser::opened(site, "district", window, script).await.unwrap();
    let record = household(&first, nth).await;
    for b in [&first, &second] {
        b.go(&format!("{record}/amend")).await.unwrap();
    }
    first.fill("head", "先改的户主").await.unwrap();
    first.fill("address", "先改的地址").await.unwrap();
    first.fill("reason", "入户核实").await.unwrap();
    first.click("main form.form button[type=submit]").await.unwrap();
    first.until("form[action$='/withdraw']").await.unwrap();

    second.fill("head", "后改的户主").await.unwrap();
    second.fill("group_no", "9").await.unwrap();
    second.fill("reason", "档案核对").await.unwrap();
    second.click("main form.form button[type=submit]").await.unwrap();
    second.until("[name='take.head']").await.unwrap();
    let page = second.text().await.unwrap();
    for words in ["先改的户主", "后改的户主", "先改的地址"] {
        assert!(page.contains(words), "both versions stand side by side: {words} in {page}");
    }
    assert_eq!(value(&second, "address").await, "先改的地址", "what only the first changed is taken over");
    assert_eq!(value(&second, "group_no").await, "9", "what only the second changed stays");
    assert_eq!(value(&second, "head").await, "后改的户主");
    second.is_sound("both versions").await.unwrap();
    second.click("[name='take.head'][value=now]").await.unwrap();
    second.click("main form.form button[type=submit]").await.unwrap();
    second.until("form[action$='/withdraw']").await.unwrap();

    first.go(&record).await.unwrap();
    let told = first.text().await.unwrap();
    for words in ["先改的户主", "先改的地址", "入户核实", "档案核对"] {
        assert!(told.contains(words), "the record and its history tell both: {words} in {told}");
    }
    first.go(&format!("{record}/amend")).await.unwrap();
    assert_eq!([value(&first, "head").await, value(&first, "group_no").await], ["先改的户主", "9"]);
    first.close().await.unwrap();
    second.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_sees_both_and_decides() {
    let site = Site::start("conflict").await.unwrap();
    story(&site, 0, Window::DESKTOP, Script::On).await;
    story(&site, 1, Window::DESKTOP, Script::Off).await;
    story(&site, 2, Window::PHONE, Script::On).await;
    story(&site, 3, Window::PHONE, Script::Off).await;
}
