//! Second factors in a browser: an authenticator app and recovery codes, with and without script, and a passkey.
#![expect(clippy::unwrap_used, reason = "tests")]

use fantoccini::Locator;
use hangji_browser::{Browser, Script, Site, Window};
use hangji_store::Clock;
use hangji_testkit::phone;

/// Half a minute: how long a code of an app stands.
const STEP: i64 = 30_000;

/// Name and password, as far as the second step.
async fn to_the_second_step(b: &Browser, login: &str, password: &str) {
    b.go("/login").await.unwrap();
    b.fill("user", login).await.unwrap();
    b.fill("password", password).await.unwrap();
    b.click("form button[type=submit]").await.unwrap();
    b.until("form[action='/login/second']").await.unwrap();
}

async fn enter(b: &Browser, code: &str) {
    b.fill("code", code).await.unwrap();
    b.click("form[action='/login/second'] button[type=submit]").await.unwrap();
}

/// Adds an app as its page tells; gives the secret and the recovery codes.
async fn add_an_app(b: &Browser) -> (String, Vec<String>) {
    b.go("/account/second-factor").await.unwrap();
    b.is_sound("second factors").await.unwrap();
    b.click("form[action$='/app/begin'] button").await.unwrap();
    b.until("#totp-secret").await.unwrap();
    b.is_sound("enrolment").await.unwrap();
    let secret = b.client.find(Locator::Css("#totp-secret")).await.unwrap().text().await.unwrap();
    b.fill("code", "000000").await.unwrap();
    b.click("form[action$='/second-factor/app'] button[type=submit]").await.unwrap();
    b.until("[aria-invalid=true]").await.unwrap();
    b.fill("code", &phone::code(&secret, Clock::Real.now_ms())).await.unwrap();
    b.click("form[action$='/second-factor/app'] button[type=submit]").await.unwrap();
    b.until("#recovery-codes").await.unwrap();
    b.is_sound("recovery codes").await.unwrap();
    let mut codes = Vec::new();
    for code in b.client.find_all(Locator::Css("#recovery-codes output")).await.unwrap() {
        codes.push(code.text().await.unwrap());
    }
    (secret, codes)
}

async fn app_and_codes(site: &Site, account: &str, window: Window, script: Script) {
    let (login, password) = site.account(account).unwrap();
    let b = Browser::start_with(site, window, script).await.unwrap();
    b.log_in(login, password).await.unwrap();
    let (secret, codes) = add_an_app(&b).await;
    assert_eq!(codes.len(), 10);

    to_the_second_step(&b, login, password).await;
    b.is_sound("second step").await.unwrap();
    enter(&b, "123 456").await;
    b.until(".notice.bad").await.unwrap();
    // The code after the one that was spent on the enrolment: the clock of a phone may be ahead so far.
    enter(&b, &phone::code(&secret, Clock::Real.now_ms() + STEP)).await;
    b.until("form[action='/logout']").await.unwrap();

    for (step, good) in [("once", true), ("twice", false)] {
        to_the_second_step(&b, login, password).await;
        enter(&b, &codes[0]).await;
        b.until(if good { "form[action='/logout']" } else { ".notice.bad" }).await.unwrap();
        assert_eq!(b.count("form[action='/logout']").await.unwrap() > 0, good, "a recovery code {step}");
    }
    b.close().await.unwrap();
}

async fn passkey(site: &Site) {
    let (login, password) = site.account("branch").unwrap();
    let b = Browser::start(site, Window::DESKTOP).await.unwrap();
    b.plug_in_a_key().await.unwrap();
    b.log_in(login, password).await.unwrap();
    b.go("/account/second-factor").await.unwrap();
    b.until("#passkey-add-form:not([hidden])").await.unwrap();
    b.click("#passkey-add-button").await.unwrap();
    b.until("#passkey-codes li").await.unwrap();
    b.is_sound("passkey added").await.unwrap();
    assert_eq!(b.count("#passkey-codes li").await.unwrap(), 10);
    b.go("/account").await.unwrap();
    assert!(!b.text().await.unwrap().contains("通行密钥"), "so far the password alone opened the session");
    to_the_second_step(&b, login, password).await;
    b.until("#passkey-enter-button:not([hidden])").await.unwrap();
    b.click("#passkey-enter-button").await.unwrap();
    b.until("form[action='/logout']").await.unwrap();
    b.go("/account").await.unwrap();
    assert!(b.text().await.unwrap().contains("通行密钥"), "the session says how it was entered");
    b.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_a_code_and_a_passkey_open_the_door() {
    let mut site = Site::start("second-factor").await.unwrap();
    // Browsers allow passkeys only where the site has a name.
    site.url = site.url.replace("127.0.0.1", "localhost");
    app_and_codes(&site, "dongyuan", Window::DESKTOP, Script::On).await;
    app_and_codes(&site, "wenchang", Window::PHONE, Script::Off).await;
    passkey(&site).await;
}
