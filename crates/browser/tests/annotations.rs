//! A photo and a remark beside a record, sent from an old phone without script; and the same page on a desktop.
#![expect(clippy::unwrap_used, reason = "tests")]

use fantoccini::Locator;
use hangji_browser::{Browser, Script, Site, Window};

#[expect(clippy::cognitive_complexity, reason = "one story, told step by step")]
async fn story(name: &str, window: Window, script: Script) {
    let site = Site::start(name).await.unwrap();
    let b = Browser::opened(&site, "dongyuan", window, script).await.unwrap();
    b.go("/l/visits").await.unwrap();
    b.click("main td a[href^='/l/visits/'], main th a[href^='/l/visits/']").await.unwrap();
    b.until("#files").await.unwrap();
    let record = b.path().await.unwrap();
    b.is_sound("nothing yet").await.unwrap();

    let file = std::env::temp_dir().join(format!("hangji-{name}-{}.png", std::process::id()));
    std::fs::write(&file, hangji_district::photo(1).unwrap()).unwrap();
    let field = b.client.find(Locator::Css("#files [name=file]")).await.unwrap();
    field.send_keys(&file.to_string_lossy()).await.unwrap();
    b.click("#files form[enctype] button[type=submit]").await.unwrap();
    b.until("#files img.small").await.unwrap();
    std::fs::remove_file(file).unwrap();
    b.is_sound("attached").await.unwrap();
    let shown = "return document.querySelector('#files img.small').naturalWidth";
    b.client.execute("document.querySelector('#files img.small').scrollIntoView()", vec![]).await.unwrap();
    let mut width = serde_json::Value::Null;
    for _ in 0..200 {
        width = b.client.execute(shown, vec![]).await.unwrap();
        if width == 240 {
            break;
        }
    }
    assert_eq!(width, 240, "the small copy is shown");

    b.fill("text", "照片里是走访现场").await.unwrap();
    b.click("#remarks form:not(.undo form) button[type=submit]").await.unwrap();
    b.until("#remarks .said").await.unwrap();
    b.is_sound("remarked").await.unwrap();
    let page = b.text().await.unwrap();
    assert!(page.contains("照片里是走访现场") && page.contains("添加附件"), "{page}");

    // Withdrawn with a reason, it is gone from the list and told by the history.
    b.click("#files details.undo summary").await.unwrap();
    b.is_sound("about to withdraw").await.unwrap();
    let reason = b.client.find(Locator::Css("#files details.undo [name=reason]")).await.unwrap();
    reason.send_keys("不是这次走访").await.unwrap();
    b.click("#files details.undo button[type=submit]").await.unwrap();
    b.until("#files .none").await.unwrap();
    b.go(&record).await.unwrap();
    let page = b.text().await.unwrap();
    assert!(page.contains("撤回附件") && page.contains("不是这次走访"), "{page}");
    b.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_phone_without_script() {
    story("beside-phone", Window::PHONE, Script::Off).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_desktop() {
    story("beside", Window::DESKTOP, Script::On).await;
}
