//! What the operator sees of requests (log, metrics, headers), and what nobody sees.

use std::io::{self, Write};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use axum::body::Body;
use axum::http::{Request, StatusCode};
use hangji_web_core::Options;
use tower::ServiceExt as _;
use tracing::dispatcher::{DefaultGuard, Dispatch};

use super::fixture::{Browser, District};

/// A log that is kept in memory.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Log {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
    }
}

/// Has this thread tell a log of its own. As long as there is only one log, `tracing` asks nobody but the thread that first
/// comes by a line whether that line is wanted, and that may be another test's; so there is always a second one.
fn listen(lines: impl Into<Dispatch>) -> DefaultGuard {
    static SECOND: LazyLock<Dispatch> =
        LazyLock::new(|| Dispatch::new(tracing_subscriber::fmt().with_writer(io::sink).finish()));
    LazyLock::force(&SECOND);
    tracing::dispatcher::set_default(&lines.into())
}

#[tokio::test]
async fn the_log_tells_of_requests_and_of_nobody() {
    let district = District::new();
    let log = Log::default();
    let writer = log.clone();
    let lines = tracing_subscriber::fmt().json().flatten_event(true).with_writer(move || writer.clone()).finish();
    let here = listen(lines);
    let top = district.browser("top").await;
    let seen = top.get(&format!("/l/visits/{}?reason=secret-question", district.visits[0])).await;
    top.get("/l/visits?note=first-note&person=Li+One").await;
    top.get("/no/such/secret-path").await;
    top.get("/l/secret-ledger").await;
    drop(here);
    let text = log.text();
    for secret in ["secret", "first-note", "Li", "top", super::fixture::PASSWORD, &district.visits[0].to_string()] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
    let lines: Vec<serde_json::Value> =
        text.lines().map(|l| serde_json::from_str(l).expect("a line of JSON")).collect();
    let told: Vec<(&str, &str, u64)> = lines
        .iter()
        .map(|l| (l["method"].as_str(), l["route"].as_str(), l["status"].as_u64()))
        .map(|(m, r, s)| (m.expect("a method"), r.expect("a route"), s.expect("a status")))
        .collect();
    assert_eq!(
        told,
        [
            ("POST", "/login", 303),
            ("GET", "/l/{ledger}/{id}", u64::from(seen.status.as_u16())),
            ("GET", "/l/{ledger}", 200),
            ("GET", "-", 404),
            ("GET", "/l/{ledger}", 404),
        ]
    );
    let ids: std::collections::HashSet<&str> = lines.iter().filter_map(|l| l["id"].as_str()).collect();
    let answered = seen.headers.get("x-request-id").and_then(|v| v.to_str().ok()).expect("an id");
    assert!(ids.len() == lines.len() && ids.contains(answered), "{text}");
}

#[tokio::test]
async fn no_name_and_no_number_of_anybody_reaches_the_log() {
    let district = District::new();
    let log = Log::default();
    let writer = log.clone();
    let lines = tracing_subscriber::fmt().with_max_level(tracing::Level::DEBUG).with_writer(move || writer.clone());
    let here = listen(lines.finish());
    let one = district.browser("one").await;
    let (name, phone) = ("Zhao Liu", "13900000077");
    let person = [("code", "P9"), ("name", name), ("phone", phone), ("org", "T1"), ("reason", name)];
    let record = format!("/l/people/{}", district.people[0]);
    district.stranger().post("/login", &[("user", name), ("password", phone)]).await;
    one.post("/l/people/new", &person).await;
    one.post("/l/people/new", &[("code", "P1"), ("name", name), ("phone", "no-phone-13900000077")]).await;
    one.post(&format!("{record}/amend"), &person).await;
    one.post(&format!("{record}/show"), &[("purpose", "contact"), ("why", name)]).await;
    one.get("/search?q=Zhao+Liu").await;
    one.get("/l/people?phone=13900000077&q=Zhao").await;
    one.get(&format!("/l/people/suggest?field=name&q={phone}")).await;
    let body = serde_json::json!({ "code": "P8", "name": name, "phone": phone, "org": "T1" });
    one.json("POST", "/api/v1/people", &body).await;
    one.json("POST", "/api/v1/people", &serde_json::json!({ "name": [name, phone] })).await;
    assert!(one.get("/l/people").await.has(name), "what was sent arrived");
    // A fault, as an engine would tell it: with the row in its details.
    let strange = "ALTER TABLE people ADD COLUMN strange TEXT CHECK (code <> 'P7')";
    let db = &district.on.db;
    std::thread::scope(|s| s.spawn(|| db.write(|tx| tx.batch(strange))).join()).expect("a thread").expect("a column");
    let fault = one.post("/l/people/new", &[("code", "P7"), ("name", "Sun Qi"), ("phone", phone), ("org", "T1")]).await;
    assert_eq!(fault.status, StatusCode::INTERNAL_SERVER_ERROR, "{}", fault.text);
    drop(here);
    let text = log.text();
    assert!(text.contains("fault") && text.contains("/l/{ledger}/new"), "{text}");
    for secret in [name, phone, "Zhao", "Sun Qi", "13900000077", "Li One", "P9"] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
}

#[tokio::test]
async fn the_log_of_requests_can_be_turned_off() {
    let district = District::with(Options { access_log: false, ..Options::default() });
    let log = Log::default();
    let writer = log.clone();
    let here = listen(tracing_subscriber::fmt().with_writer(move || writer.clone()).finish());
    district.browser("top").await.get("/").await;
    drop(here);
    assert_eq!(log.text(), "");
}

/// The metrics as they stand.
async fn scrape(district: &District) -> String {
    let browser = Browser::of(district.metrics.clone());
    let page = browser.get("/metrics").await;
    assert_eq!(page.status, StatusCode::OK);
    page.text
}

/// The sum of all samples whose line begins so.
fn sample(text: &str, start: &str) -> f64 {
    let lines = text.lines().filter(|l| l.starts_with(start));
    lines.filter_map(|l| l.rsplit_once(' ')?.1.parse::<f64>().ok()).sum()
}

#[tokio::test]
async fn metrics_count_by_route_and_name_nobody() {
    let district = District::new();
    let line = "hangji_http_request_seconds_count{method=\"GET\",route=\"/l/{ledger}/{id}\",status=\"200\"}";
    let before = sample(&scrape(&district).await, line);
    let top = district.browser("top").await;
    top.get(&format!("/l/visits/{}", district.visits[0])).await;
    top.get("/l/visits?note=first-note").await;
    let text = scrape(&district).await;
    assert!(sample(&text, line) >= before + 1.0, "{text}");
    for name in [
        "hangji_database_wait_seconds_count{queue=\"read\"}",
        "hangji_database_run_seconds_count{queue=\"write\"}",
        "hangji_journal_entries_total",
        "hangji_sessions",
        "hangji_sign_ins_total{outcome=\"password\"}",
        "hangji_build_info",
        "process_resident_memory_bytes",
    ] {
        assert!(sample(&text, name) > 0.0, "{name}: {text}");
    }
    for name in ["hangji_database_queue_length", "hangji_import_rows_total{outcome=\"added\"}"] {
        assert!(text.lines().any(|l| l.starts_with(name)), "{name}: {text}");
    }
    for secret in ["first-note", "visits/", "Li One"] {
        assert!(!text.contains(secret), "{secret}");
    }
    let not_here = district.stranger().get("/metrics").await;
    assert_eq!(not_here.status, StatusCode::NOT_FOUND, "metrics stand beside the pages, never among them");
}

#[tokio::test]
async fn strict_headers_stand_on_every_answer() {
    let plain = District::new();
    let page = plain.stranger().get("/login").await;
    let has = |page: &super::fixture::Page, name: &str| page.headers.contains_key(name);
    for name in ["content-security-policy", "permissions-policy", "cross-origin-opener-policy", "x-request-id"] {
        assert!(has(&page, name), "{name}");
    }
    assert!(!has(&page, "strict-transport-security"));
    let public = Some("https://hangji.example".to_owned());
    let secure = District::with(Options { public_url: public, ..Options::default() });
    let page = secure.stranger().get("/login?lang=en").await;
    assert!(has(&page, "strict-transport-security") && page.cookie.ends_with("; Secure"), "{}", page.cookie);
    let wrong = secure.stranger().post("/login", &[("user", "top"), ("password", "wrong")]).await;
    assert_eq!(wrong.status, StatusCode::UNAUTHORIZED);
    let page = secure.stranger().post("/login", &[("user", "top"), ("password", super::fixture::PASSWORD)]).await;
    assert!(page.cookie.contains("; Secure"), "{}", page.cookie);
    let method = Request::builder().method("BREW").uri("/").body(Body::empty()).expect("a request");
    let refused = plain.app.clone().oneshot(method).await.expect("an answer");
    assert!(refused.headers().contains_key("x-request-id"));
}
