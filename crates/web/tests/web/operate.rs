//! What the operator sees of requests (log, metrics, headers), and what nobody sees.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Body;
use axum::http::{Request, StatusCode};
use hangji_web::Options;
use tower::ServiceExt as _;

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

#[tokio::test]
async fn the_log_tells_of_requests_and_of_nobody() {
    let district = District::new();
    let log = Log::default();
    let writer = log.clone();
    let lines = tracing_subscriber::fmt().json().flatten_event(true).with_writer(move || writer.clone()).finish();
    let here = tracing::subscriber::set_default(lines);
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
async fn the_log_of_requests_can_be_turned_off() {
    let district = District::with(Options { access_log: false, ..Options::default() });
    let log = Log::default();
    let writer = log.clone();
    let here = tracing::subscriber::set_default(tracing_subscriber::fmt().with_writer(move || writer.clone()).finish());
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
