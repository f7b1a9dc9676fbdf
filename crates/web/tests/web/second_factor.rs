//! Second factors, tokens and the end of sessions, as a browser meets them.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use hangji_store::{Clock, Url};
use hangji_testkit::phone;
use hangji_ui::Lang;

use super::fixture::{Browser, District, PASSWORD, Page};

const MINUTE: i64 = 60_000;

/// What stands between two marks of a page.
fn between<'p>(page: &'p Page, before: &str, after: &str) -> &'p str {
    let rest = page.text.split_once(before).unwrap_or_else(|| panic!("no {before}: {}", page.text)).1;
    rest.split_once(after).expect("its end").0
}

/// Adds an authenticator app; gives its secret and the recovery codes.
async fn enrol(browser: &Browser) -> (String, Vec<String>) {
    assert_eq!(browser.post("/account/second-factor/app/begin", &[]).await.status, StatusCode::SEE_OTHER);
    let page = browser.get("/account/second-factor/app").await;
    let secret = between(&page, "id=\"totp-secret\">", "<").to_owned();
    let wrong = browser.post("/account/second-factor/app", &[("name", "phone"), ("code", "000000")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let code = phone::code(&secret, Clock::Real.now_ms());
    let page = browser.post("/account/second-factor/app", &[("name", "phone"), ("code", &code)]).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let list = between(&page, "id=\"recovery-codes\">", "</ol>");
    let codes = list.split("<output class=\"secret\">").skip(1).filter_map(|c| Some(c.split_once('<')?.0.to_owned()));
    (secret, codes.collect())
}

/// What the district is later on, and a browser there whose password is proved and whose second factor is still to come.
async fn at_the_door(district: &District, login: &str, later: i64) -> Browser {
    let mut browser = Browser::of(district.later(later));
    let page = browser.post("/login", &[("user", login), ("password", PASSWORD), ("next", "/l/visits")]).await;
    assert!(page.location.starts_with("/login/second"), "{} {}", page.status, page.location);
    browser.cookie = page.cookie.split(';').next().unwrap_or_default().to_owned();
    browser
}

#[tokio::test]
async fn a_code_opens_the_door_once() {
    let district = District::new();
    let (secret, codes) = enrol(&district.browser("one").await).await;
    assert_eq!(codes.len(), 10);
    let browser = at_the_door(&district, "one", MINUTE).await;
    for path in ["/", "/l/visits", "/account"] {
        assert_eq!(browser.get(path).await.status, StatusCode::SEE_OTHER, "{path} opens to a password alone");
    }
    let code = phone::code(&secret, Clock::Real.now_ms() + MINUTE);
    let form = [("code", code.as_str()), ("next", "/l/visits")];
    let page = browser.post("/login/second", &form).await;
    assert_eq!((page.status, page.location.as_str()), (StatusCode::SEE_OTHER, "/l/visits"));
    let mut inside = browser.clone();
    inside.cookie = page.cookie.split(';').next().unwrap_or_default().to_owned();
    assert_eq!(inside.get("/l/visits").await.status, StatusCode::OK);
    assert_eq!(browser.post("/login/second", &form).await.location, "/login", "nothing waits any more");
    let again = at_the_door(&district, "one", MINUTE).await;
    let page = again.post("/login/second", &form).await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED, "the same code a second time");
}

#[tokio::test]
async fn a_recovery_code_takes_its_place_once() {
    let district = District::new();
    let (_, codes) = enrol(&district.browser("one").await).await;
    let typed = codes[3].to_lowercase().replace('-', " ");
    for expected in [StatusCode::SEE_OTHER, StatusCode::UNAUTHORIZED] {
        let browser = at_the_door(&district, "one", 0).await;
        assert_eq!(browser.post("/login/second", &[("code", &typed)]).await.status, expected);
    }
}

#[tokio::test]
async fn wrong_codes_lock_the_name() {
    let district = District::new();
    let (secret, codes) = enrol(&district.browser("one").await).await;
    let browser = at_the_door(&district, "one", MINUTE).await;
    for _ in 0..5 {
        assert_eq!(browser.post("/login/second", &[("code", "000000")]).await.status, StatusCode::UNAUTHORIZED);
    }
    let code = phone::code(&secret, Clock::Real.now_ms() + MINUTE);
    for good in [&code, &codes[0]] {
        let page = browser.post("/login/second", &[("code", good)]).await;
        assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    }
    let form = [("user", "one"), ("password", PASSWORD)];
    let page = browser.post("/login", &form).await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS, "nor does the password help");
    let later = at_the_door(&district, "one", 17 * MINUTE).await;
    let code = phone::code(&secret, Clock::Real.now_ms() + 17 * MINUTE);
    assert_eq!(later.post("/login/second", &[("code", &code)]).await.status, StatusCode::SEE_OTHER);
}

/// A copy of the database is no second factor.
#[tokio::test]
async fn the_secret_of_an_app_is_sealed() {
    let district = District::new();
    let (secret, codes) = enrol(&district.browser("one").await).await;
    let db = district.on.db.clone();
    let read = move || db.read(|tx| tx.all("SELECT secret FROM factor", &[], |r| Ok(r.text(0)?.to_owned())));
    let stored = std::thread::spawn(read).join().expect("a read").expect("rows");
    assert!(stored.len() == 1 && stored[0].starts_with("enc1:"), "{stored:?}");
    let Url::Sqlite(path) = district.on.db.url() else { return };
    let letters = secret.replace(' ', "");
    for ending in ["", "-wal"] {
        let mut name = path.clone().into_os_string();
        name.push(ending);
        let bytes = std::fs::read(name).unwrap_or_default();
        for hidden in [letters.as_str(), &codes[0]] {
            assert!(!bytes.windows(hidden.len()).any(|w| w == hidden.as_bytes()), "{ending} holds {hidden}");
        }
    }
}

#[tokio::test]
async fn a_session_ends_when_nobody_uses_it_and_at_the_end_of_the_day() {
    let district = District::new();
    let browser = district.browser("one").await;
    let status = async |minutes: i64| browser.at(district.later(minutes * MINUTE)).get("/ledgers").await.status;
    assert_eq!(status(119).await, StatusCode::OK);
    assert_eq!(status(60 * 9).await, StatusCode::SEE_OTHER);
    let idle = district.browser("one").await;
    assert_eq!(idle.at(district.later(121 * MINUTE)).get("/ledgers").await.status, StatusCode::SEE_OTHER);
}

/// What a script sends with its token.
async fn with_token(district: &District, token: &str, method: &str, path: &str, body: &str) -> Page {
    let request = Request::builder().method(method).uri(path).header(header::AUTHORIZATION, format!("Bearer {token}"));
    let request = request.header(header::CONTENT_TYPE, "application/json").body(Body::from(body.to_owned()));
    district.stranger().send(request.expect("a request")).await
}

async fn token(browser: &Browser, form: &[(&str, &str)]) -> String {
    let page = browser.post("/account/tokens", form).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    between(&page, "id=\"token\">", "<").to_owned()
}

#[tokio::test]
async fn tokens_are_as_narrow_as_they_were_made() {
    let district = District::new();
    let one = district.browser("one").await;
    let reading = token(&one, &[("name", "r"), ("days", "1"), ("reads_only", "true")]).await;
    let narrow = token(&one, &[("name", "n"), ("days", "1"), ("org", "B1")]).await;
    let visit = format!("/api/v1/visits/{}", district.visits[0]);
    assert_eq!(with_token(&district, &reading, "GET", &visit, "").await.status, StatusCode::OK);
    assert_eq!(with_token(&district, &narrow, "GET", &visit, "").await.status, StatusCode::NOT_FOUND);
    let new = r#"{"org":"T1","code":"U1","name":"Unit"}"#;
    let refused = with_token(&district, &reading, "POST", "/api/v1/units", new).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.text);
    let outside = with_token(&district, &narrow, "POST", "/api/v1/units", new).await;
    assert!(outside.status.is_client_error(), "{}", outside.text);
    // Not beyond the account's own territory, nor for longer than is good.
    let wider = one.post("/account/tokens", &[("name", "w"), ("days", "1"), ("org", "T2")]).await;
    assert!(wider.has("id=\"f-org-error\"") && wider.has("value=\"w\""), "{}", wider.text);
    assert_eq!(wider.status, StatusCode::UNPROCESSABLE_ENTITY);
    let longer = one.post("/account/tokens", &[("name", "w"), ("days", "3650")]).await;
    assert_eq!(longer.status, StatusCode::UNPROCESSABLE_ENTITY);
    // A token opens the API and no page; its end is the end.
    assert_eq!(with_token(&district, &reading, "GET", "/account", "").await.status, StatusCode::SEE_OTHER);
    let ends = one.get("/account").await;
    let end = ends.text.split("action=\"").filter_map(|s| s.split_once('"')).map(|s| s.0);
    for path in end.filter(|p| p.ends_with("/end")) {
        assert_eq!(one.post(path, &[]).await.status, StatusCode::SEE_OTHER);
    }
    assert_eq!(with_token(&district, &reading, "GET", &visit, "").await.status, StatusCode::UNAUTHORIZED);
}

/// Both languages say what stands between somebody and their work.
#[tokio::test]
async fn the_second_step_speaks_both_languages() {
    let district = District::new();
    enrol(&district.browser("one").await).await;
    let browser = at_the_door(&district, "one", MINUTE).await;
    for lang in Lang::ALL {
        let page = browser.get(&format!("/login/second?lang={}", lang.tag())).await;
        assert!(page.has(&hangji_ui::tr(lang, "second-title")), "{}", page.text);
    }
}
