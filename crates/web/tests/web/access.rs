//! Who gets in, and what nobody sees.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};

use super::fixture::{District, PASSWORD};

#[tokio::test]
async fn strangers_are_sent_to_the_log_in() {
    let district = District::new();
    let stranger = district.stranger();
    for path in ["/", "/l/visits", "/orgs", "/figures/visits.households?org=D", "/ledgers", "/l/visits/export.csv"] {
        let page = stranger.get(path).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{path}");
        assert!(page.location.starts_with("/login"), "{path}");
    }
    assert_eq!(stranger.get("/api/v1/visits").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(stranger.get("/login").await.status, StatusCode::OK);
    assert_eq!(stranger.get("/nowhere").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_session_begins_and_ends() {
    let district = District::new();
    let form = [("user", "one"), ("password", PASSWORD), ("next", "/l/visits?sort=note")];
    let page = district.stranger().post("/login", &form).await;
    assert_eq!((page.status, page.location.as_str()), (StatusCode::SEE_OTHER, "/l/visits?sort=note"));
    assert!(page.cookie.contains("HttpOnly") && page.cookie.contains("SameSite=Lax"));
    let browser = district.browser("one").await;
    assert_eq!(browser.get("/").await.status, StatusCode::OK);
    browser.post("/logout", &[]).await;
    assert_eq!(browser.get("/").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn wrong_passwords_are_counted_and_then_locked_out() {
    let district = District::new();
    let stranger = district.stranger();
    for _ in 0..5 {
        let page = stranger.post("/login", &[("user", "one"), ("password", "<b>wrong")]).await;
        assert_eq!(page.status, StatusCode::UNAUTHORIZED);
        assert!(page.cookie.is_empty() && !page.has("wrong"));
    }
    let page = stranger.post("/login", &[("user", "one"), ("password", PASSWORD)]).await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    let form = [("user", "nobody"), ("password", PASSWORD)];
    assert_eq!(stranger.post("/login", &form).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn another_town_does_not_exist() {
    let district = District::new();
    let one = district.browser("one").await;
    let (hidden, nothing) = (district.visits[1].to_string(), "0000000000001");
    for path in ["/l/visits/ID", "/l/visits/ID/amend", "/api/v1/visits/ID"] {
        let [a, b] = [one.get(&path.replace("ID", &hidden)).await, one.get(&path.replace("ID", nothing)).await];
        assert_eq!(a.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(a.text.replace(&hidden, "ID"), b.text.replace(nothing, "ID"), "{path}");
    }
    let form = [("seen", "1"), ("reason", "x")];
    for act in ["withdraw", "restore", "amend"] {
        let page = one.post(&format!("/l/visits/{hidden}/{act}"), &form).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{act}");
    }
    for path in [
        "/",
        "/l/visits",
        "/api/v1/visits",
        "/l/people",
        "/l/visits/export.csv",
        "/figures/visits.households",
        "/figures/visits.households?check=1&part=0",
        "/api/v1/figures/visits.share_spent_on_explaining_policies/evidence?part=1",
        "/orgs",
        "/orgs/T1",
        "/ledgers",
        "/l/visits?note=second",
        "/l/visits?withdrawn=1",
    ] {
        let page = one.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.text);
        assert!(!page.has("Wang Two") && !page.has("second-note") && !page.has("Town Two"), "{path}");
    }
    for path in [
        "/?org=T2",
        "/?org=D",
        "/orgs/T2",
        "/figures/visits.households?org=T2",
        "/l/visits?org=T2",
        "/api/v1/figures?org=T2",
        "/api/v1/figures/visits.households/evidence?org=D",
    ] {
        assert_eq!(one.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let other = one.get(&format!("/l/visits?person={}", district.people[1])).await;
    assert!(!other.has("second-note"));
}

#[tokio::test]
async fn those_involved_see_what_names_them() {
    let district = District::new();
    let cadre = district.browser("cadre").await;
    let list = cadre.get("/l/visits").await;
    assert!(list.has("first-note") && !list.has("second-note"));
    assert_eq!(cadre.get(&format!("/l/visits/{}", district.visits[0])).await.status, StatusCode::OK);
    assert_eq!(cadre.get("/").await.status, StatusCode::OK);
    assert_eq!(cadre.get("/figures/visits.households").await.status, StatusCode::NOT_FOUND);
    assert_eq!(cadre.get("/api/v1/figures").await.status, StatusCode::NOT_FOUND);
    assert_eq!(cadre.get("/l/units").await.status, StatusCode::NOT_FOUND);
    assert_eq!(cadre.get("/l/accounts").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn readers_neither_write_nor_unmask_nor_export() {
    let district = District::new();
    let reader = district.browser("reader").await;
    let person = district.people[0];
    let page = reader.get(&format!("/l/people/{person}")).await;
    assert!(page.has("139******01") && !page.has("13900000001"));
    let api = reader.get(&format!("/api/v1/people/{person}")).await;
    assert_eq!(api.json()["phone"], "139******01");
    assert_eq!(reader.get("/l/people?phone=1390").await.status, StatusCode::BAD_REQUEST);
    assert_eq!(reader.get("/l/people?sort=phone").await.status, StatusCode::BAD_REQUEST);
    assert_eq!(reader.get("/l/visits/new").await.status, StatusCode::FORBIDDEN);
    assert_eq!(reader.get("/l/visits/export.xlsx").await.status, StatusCode::FORBIDDEN);
    let visit = district.visits[0];
    let page = reader.post(&format!("/l/visits/{visit}/withdraw"), &[("seen", "1"), ("reason", "x")]).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn other_sites_change_nothing() {
    let district = District::new();
    let browser = district.browser("one").await;
    for (name, value) in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")] {
        let request = Request::post("/logout").header(header::COOKIE, &browser.cookie).header(name, value);
        let page = browser.send(request.body(Body::empty()).expect("a request")).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{name}");
    }
    assert_eq!(browser.get("/").await.status, StatusCode::OK);
}

#[tokio::test]
async fn every_answer_carries_strict_headers() {
    let district = District::new();
    let browser = district.browser("one").await;
    for path in ["/", "/login", "/nowhere", "/api/v1/ledgers", "/l/visits?x=1"] {
        let page = browser.get(path).await;
        let header = |name: &str| page.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default();
        assert!(header("content-security-policy").starts_with("default-src 'none'"), "{path}");
        assert_eq!((header("cache-control"), header("x-content-type-options")), ("no-store", "nosniff"), "{path}");
        assert_eq!(header("x-frame-options"), "DENY", "{path}");
        let inline = page.text.split("<script").skip(1).any(|s| !s.starts_with(" type=\"module\" src=\"/assets/"));
        assert!(!inline && !page.has(" style="), "{path}");
    }
    let asset = browser.get(&hangji_ui::asset_url("hangji.css")).await;
    assert!(asset.headers["cache-control"].to_str().is_ok_and(|v| v.contains("immutable")));
    let long = format!("/l/visits?note={}", "x".repeat(5000));
    assert_eq!(browser.get(&long).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(browser.get("/orgs/%FF").await.status, StatusCode::BAD_REQUEST);
    for path in ["/l/visits?note=a%00b", "/l/visits?%00=x", "/search?q=%00", "/api/v1/visits?note=%00"] {
        assert_eq!(browser.get(path).await.status, StatusCode::BAD_REQUEST, "{path}");
    }
    assert_eq!(browser.post("/l/visits/new", &[("note", "a\0b")]).await.status, StatusCode::BAD_REQUEST);
    let large = "x".repeat(2 << 20);
    assert_eq!(browser.post("/l/visits/new", &[("note", &large)]).await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn watchers_need_no_account() {
    let district = District::new();
    let stranger = district.stranger();
    for path in ["/health/live", "/health/ready"] {
        assert_eq!(stranger.get(path).await.status, StatusCode::OK, "{path}");
    }
}

#[tokio::test]
async fn administrators_are_offered_only_what_is_theirs() {
    let district = District::new();
    let (system, security) = (district.browser("system").await, district.browser("security").await);
    for path in ["/", "/l/accounts"] {
        assert!(system.get(path).await.has("/l/accounts/new"), "{path}");
        assert!(!security.get(path).await.has("/l/accounts/new"), "{path}");
    }
    assert_eq!(security.get("/l/accounts/new").await.status, StatusCode::FORBIDDEN);
    let sent = security.post("/l/accounts/new", &[("org", "T1"), ("login", "x"), ("name", "x")]).await;
    assert_eq!(sent.status, StatusCode::FORBIDDEN);
    let form = system.get("/l/accounts/new").await;
    assert!(
        form.has("name=\"login\"") && !form.has("name=\"role\"") && !form.has("name=\"territory\""),
        "{}",
        form.text
    );
    // Amending, each sees all and changes what is theirs.
    let list = security.get("/l/accounts?login=writer").await;
    let path =
        list.text.split("<th scope=\"row\"><a href=\"").nth(1).and_then(|t| t.split('"').next()).expect("a link");
    let readonly = |page: &crate::fixture::Page, name: &str| {
        let control = page.text.split(&format!("id=\"f-{name}\"")).nth(1).and_then(|t| t.split('>').next());
        let control = control.unwrap_or_else(|| panic!("{name}: {}", page.text)).to_owned();
        control.contains("readonly") || control.contains("disabled")
    };
    for (browser, name, role) in [(&system, false, true), (&security, true, false)] {
        let form = browser.get(&format!("{path}/amend")).await;
        assert_eq!((readonly(&form, "name"), readonly(&form, "role")), (name, role), "{}", form.text);
    }
}
