//! The security administrator narrows an officer's territory in the browser, and the officer, signed in all the while, sees
//! the rest go: from lists, figures and search. Then an account is opened by one administrator and given rights by another.
#![expect(clippy::unwrap_used, reason = "tests")]

use fantoccini::Locator;
use hangji_browser::{Browser, Script, Site, Window};

/// A township, the village that stays, and one that goes.
const TOWN: &str = "640502102";
const STAYS: &str = "640502102201";
const GOES: &str = "640502102202";
/// A code that no organisation bears.
const NEVER: &str = "640502102999";

async fn at(b: &Browser, path: &str) -> String {
    b.go(path).await.unwrap();
    b.text().await.unwrap()
}

/// The number that a figure's page shows in large.
async fn figure(b: &Browser) -> String {
    b.go("/figures/contact.households_visited?period=2013").await.unwrap();
    b.client.find(Locator::Css("main .strip .value a")).await.unwrap().text().await.unwrap()
}

/// Whether search finds an organisation by its code.
async fn found(b: &Browser, code: &str) -> bool {
    b.go(&format!("/search?q={code}")).await.unwrap();
    b.count(&format!("main .found a[href='/orgs/{code}']")).await.unwrap() == 1
}

async fn narrow(site: &Site, window: Window, script: Script, territory: &str) {
    let b = Browser::opened(site, "security", window, script).await.unwrap();
    b.go("/admin?q=dongyuan").await.unwrap();
    b.is_sound("accounts").await.unwrap();
    b.click("main tbody a[href^='/admin/accounts/']").await.unwrap();
    b.until("main a[href$='/rights']").await.unwrap();
    b.is_sound("account").await.unwrap();
    b.click("main a[href$='/rights']").await.unwrap();
    b.until("[name=territory]").await.unwrap();
    b.is_sound("rights").await.unwrap();
    b.fill("territory", "nowhere").await.unwrap();
    b.fill("reason", "分工调整").await.unwrap();
    b.click("main form.form button[type=submit]").await.unwrap();
    b.until(".notice.bad").await.unwrap();
    b.fill("territory", territory).await.unwrap();
    b.click("main form.form button[type=submit]").await.unwrap();
    b.until(".notice.good").await.unwrap();
    for room in ["/admin/roles", "/admin/second-factor"] {
        b.go(room).await.unwrap();
        b.is_sound(room).await.unwrap();
    }
    b.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_go_where_rights_end() {
    let site = Site::start("restrict").await.unwrap();
    let officer = Browser::opened(&site, "dongyuan", Window::DESKTOP, Script::On).await.unwrap();
    let list = |org: &str| format!("/l/visits?org={org}");
    officer.go(&list(GOES)).await.unwrap();
    let link = officer.client.find(Locator::Css("main tbody a[href^='/l/visits/']")).await.unwrap();
    let record = link.attr("href").await.unwrap().unwrap();
    let before = figure(&officer).await;
    assert!(found(&officer, GOES).await && found(&officer, STAYS).await, "search finds both villages");

    narrow(&site, Window::PHONE, Script::Off, STAYS).await;
    for gone in [record.as_str(), &format!("/orgs/{TOWN}"), &format!("/orgs/{GOES}")] {
        officer.go(gone).await.unwrap();
        assert_eq!(officer.count("section.fault").await.unwrap(), 1, "{gone} is still there");
    }
    let hidden = at(&officer, &list(GOES)).await;
    assert_eq!(officer.count("main tbody a[href^='/l/visits/']").await.unwrap(), 0, "its visits are still listed");
    assert_eq!(hidden.replace(GOES, NEVER), at(&officer, &list(NEVER)).await, "hidden and unknown are told apart");
    officer.go(&list(STAYS)).await.unwrap();
    assert!(officer.count("main tbody a[href^='/l/visits/']").await.unwrap() > 0, "the visits of the village stay");
    let narrowed = figure(&officer).await;
    assert_ne!(narrowed, before, "the figure is that of the village");
    assert!(!found(&officer, GOES).await && found(&officer, STAYS).await, "search finds the one that stays");

    narrow(&site, Window::DESKTOP, Script::On, "").await;
    assert_eq!(figure(&officer).await, before, "and comes back");
    assert!(found(&officer, GOES).await, "and so does the village");
    officer.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_opened_by_two_administrators() {
    let site = Site::start("open-account").await.unwrap();
    let b = Browser::start_with(&site, Window::PHONE, Script::Off).await.unwrap();
    let (login, password) = site.account("admin").unwrap();
    b.log_in(login, password).await.unwrap();
    b.go("/admin/accounts/new").await.unwrap();
    b.is_sound("new account").await.unwrap();
    for (name, text) in [("login", "xin"), ("name", "新干部"), ("org", TOWN)] {
        b.fill(name, text).await.unwrap();
    }
    b.click("main form.form button[type=submit]").await.unwrap();
    b.until("#one-time-password").await.unwrap();
    b.is_sound("one-time password").await.unwrap();
    let once = b.client.find(Locator::Css("#one-time-password")).await.unwrap().text().await.unwrap();

    let (login, password) = site.account("security").unwrap();
    b.log_in(login, password).await.unwrap();
    b.click("main a[href$='/rights']").await.unwrap();
    b.until("[name=role]").await.unwrap();
    b.click("[name=role] option[value=township_officer]").await.unwrap();
    b.fill("reason", "任命").await.unwrap();
    b.click("main form.form button[type=submit]").await.unwrap();
    b.until(".notice.good").await.unwrap();

    b.go("/login").await.unwrap();
    b.fill("user", "xin").await.unwrap();
    b.fill("password", &once).await.unwrap();
    b.click("form button[type=submit]").await.unwrap();
    b.until("[name=again]").await.unwrap();
    for (name, text) in
        [("old", once.as_str()), ("password", "沙坡头区的春天来得早"), ("again", "沙坡头区的春天来得早")]
    {
        b.fill(name, text).await.unwrap();
    }
    b.click("main form.form button[type=submit]").await.unwrap();
    b.until(".notice.good").await.unwrap();

    let (login, password) = site.account("auditor").unwrap();
    b.log_in(login, password).await.unwrap();
    let events = at(&b, "/admin/events?account=xin").await;
    assert!(events.contains("一次性密码"), "{events}");
    b.is_sound("events").await.unwrap();
    b.close().await.unwrap();
}
