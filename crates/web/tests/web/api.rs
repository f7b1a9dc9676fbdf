//! The JSON API.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::json;

use super::fixture::{Browser, District, Page};

#[tokio::test]
async fn records_go_in_and_come_out() {
    let district = District::new();
    let one = district.browser("one").await;
    let mut body = json!({
        "org": "T1", "on_day": "2013-06-01", "person": district.people[0].to_string(), "purpose": "help",
        "households": 3, "money": 1250, "note": null,
    });
    let page = one.json("POST", "/api/v1/visits", &body).await;
    assert_eq!(page.status, StatusCode::CREATED, "{}", page.text);
    let record = page.json();
    assert_eq!((&record["money"], &record["names"]["person"]), (&json!(1250), &json!("Li One")));
    let path = format!("/api/v1/visits/{}", record["id"].as_str().expect("an id"));
    let change = json!({ "seen": record["entry"], "reason": "misread", "households": 4 });
    let page = one.json("PATCH", &path, &change).await;
    assert_eq!((page.status, &page.json()["households"]), (StatusCode::OK, &json!(4)), "{}", page.text);
    assert_eq!(one.json("PATCH", &path, &change).await.status, StatusCode::CONFLICT);
    let seen = page.json()["entry"].clone();
    let page = one.json("POST", &format!("{path}/withdraw"), &json!({ "seen": seen, "reason": "twice" })).await;
    assert_eq!(page.json()["state"], "withdrawn", "{}", page.text);
    body["person"] = district.people[1].to_string().into();
    let hidden = one.json("POST", "/api/v1/visits", &body).await;
    body["person"] = "0000000000001".into();
    let nothing = one.json("POST", "/api/v1/visits", &body).await;
    assert_eq!((hidden.status, hidden.text), (StatusCode::UNPROCESSABLE_ENTITY, nothing.text));
}

#[tokio::test]
async fn refusals_name_the_field_in_both_languages() {
    let district = District::new();
    let one = district.browser("one").await;
    let body = json!({ "org": "T1", "on_day": "soon", "households": 3.5, "money": "12.50", "colour": "red" });
    let page = one.json("POST", "/api/v1/visits", &body).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.headers["content-type"], "application/problem+json");
    let errors = page.json()["errors"].clone();
    let fields: Vec<&str> = errors.as_array().expect("errors").iter().filter_map(|e| e["field"].as_str()).collect();
    for field in ["on_day", "households", "money", "person", "purpose"] {
        assert!(fields.contains(&field), "{field}: {errors}");
    }
    assert!(errors.to_string().contains("colour") && errors[0]["zh"] != errors[0]["en"]);
    for (path, status) in [
        ("/api/v1/visits?colour=red", StatusCode::BAD_REQUEST),
        ("/api/v1/visits?limit=5000", StatusCode::BAD_REQUEST),
        ("/api/v1/nothing", StatusCode::NOT_FOUND),
        ("/api/nothing", StatusCode::NOT_FOUND),
    ] {
        let page = one.get(path).await;
        assert_eq!((page.status, page.json()["status"].as_u64()), (status, Some(status.as_u16().into())), "{path}");
    }
    assert_eq!(one.json("POST", "/api/v1/visits", &json!([1])).await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn figures_have_the_form_scripts_rely_on() {
    let district = District::new();
    let top = district.browser("top").await;
    let figures = top.get("/api/v1/figures?org=D&period=2013").await.json();
    assert_eq!(
        figures[1],
        json!({ "id": "visits.share_spent_on_explaining_policies", "value": 50, "numerator": 1, "denominator": 2, "unit": "percent", "records": 1 })
    );
    assert_eq!(figures[0]["numerator"], json!(null));
    let evidence = top
        .get("/api/v1/figures/visits.share_spent_on_explaining_policies/evidence?org=D&period=2013&part=1")
        .await
        .json();
    assert_eq!(evidence["records"].as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn the_document_lists_every_ledger() {
    let district = District::new();
    let top = district.browser("top").await;
    let document = top.get("/api/openapi.json").await.json();
    assert_eq!(document["openapi"], "3.1.0");
    for ledger in ["units", "organisations", "organisation_changes", "people", "visits", "accounts"] {
        assert!(document["paths"][format!("/api/v1/{ledger}")]["get"].is_object(), "{ledger}");
        assert!(document["components"]["schemas"][ledger]["properties"]["entry"].is_object(), "{ledger}");
    }
    // Every reference leads somewhere.
    let text = document.to_string();
    for name in text.split("#/components/schemas/").skip(1).filter_map(|t| t.split('"').next()) {
        assert!(document["components"]["schemas"][name].is_object(), "{name}");
    }
    let ledgers = top.get("/api/v1/ledgers").await.json();
    assert!(ledgers.as_array().is_some_and(|l| l.iter().all(|l| l["name"] != "accounts")));
}

#[tokio::test]
async fn a_token_opens_the_api_with_its_accounts_territory_and_no_page() {
    let district = District::new();
    let token = district.browser("one").await.cookie.split('=').nth(1).expect("a session").to_owned();
    let ask = |path: &str, header: &str| {
        let request = Request::get(path).header("authorization", header).body(Body::empty());
        let stranger = district.stranger();
        async move { stranger.send(request.expect("a request")).await }
    };
    let page = ask("/api/v1/visits", &format!("Bearer {token}")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    assert!(page.text.contains("first-note") && !page.text.contains("second-note"), "{}", page.text);
    assert_eq!(ask("/api/v1/visits", "Bearer 00").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(ask("/l/visits", &format!("Bearer {token}")).await.status, StatusCode::SEE_OTHER);
}

/// A request with headers of its own.
async fn ask(browser: &Browser, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Page {
    let mut request = Request::builder().method(method).uri(path).header("cookie", &browser.cookie);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    browser.send(request.body(Body::from(body.to_owned())).expect("a request")).await
}

const JSON: (&str, &str) = ("content-type", "application/json");

#[tokio::test]
async fn what_is_wrong_with_a_request_is_told_as_a_problem() {
    let district = District::new();
    let one = district.browser("one").await;
    let visit = format!("/api/v1/visits/{}", district.visits[0]);
    let large = format!("{{\"note\": \"{}\"}}", "x".repeat(2 << 20));
    for (method, path, headers, body, status, kind) in [
        ("GET", "/api/v1/visits?limit=0", &[][..], "", 400, "bad-request"),
        ("GET", "/api/v1/visits?purpose=gossip", &[], "", 400, "bad-request"),
        ("GET", "/api/v1/visits?on_day_from=2013-02-30", &[], "", 400, "bad-request"),
        ("GET", "/api/v1/visits?columns=colour", &[], "", 400, "bad-request"),
        ("GET", "/api/v1/visits?cursor=abc", &[], "", 400, "bad-request"),
        ("GET", "/api/v1/visits?limit=1&limit=2", &[], "", 400, "bad-request"),
        ("GET", "/api/v1/me?colour=red", &[], "", 400, "bad-request"),
        ("GET", "/api/v1/nowhere/at/all", &[], "", 404, "not-found"),
        ("DELETE", "/api/v1/visits", &[], "", 405, "method"),
        ("POST", "/api/v1/visits", &[], "{}", 415, "media-type"),
        ("POST", "/api/v1/visits", &[("content-type", "text/plain")], "{}", 415, "media-type"),
        ("POST", "/api/v1/visits", &[JSON], &large, 413, "too-large"),
        ("POST", "/api/v1/visits", &[JSON], "{\"note\":\n  nonsense}", 400, "bad-request"),
        ("POST", "/api/v1/visits", &[JSON], "[]", 400, "bad-request"),
        ("POST", "/api/v1/visits", &[JSON], "{}", 422, "invalid"),
        ("POST", "/api/v1/visits", &[JSON, ("idempotency-key", "a b")], "{}", 400, "bad-request"),
        ("PATCH", &visit, &[JSON, ("if-match", "*")], "{\"reason\":\"r\"}", 400, "bad-request"),
        ("PATCH", &visit, &[JSON, ("if-match", "\"1\"")], "{\"reason\":\"r\"}", 412, "stale"),
        ("PATCH", &visit, &[JSON], "{\"reason\":\"r\"}", 422, "invalid"),
    ] {
        let page = ask(&one, method, path, headers, body).await;
        assert_eq!(page.status.as_u16(), status, "{method} {path}: {}", page.text);
        assert_eq!(page.headers["content-type"], "application/problem+json", "{method} {path}");
        let problem = page.json();
        assert_eq!(problem["type"], format!("/api/problems#{kind}"), "{method} {path}");
        assert!(problem["detail"] != problem["detail_zh"], "{method} {path}: {problem}");
    }
    let page = ask(&one, "POST", "/api/v1/visits", &[JSON], "{\"note\":\n  nonsense}").await;
    assert!(page.has("line 2, column"), "{}", page.text);
    let page = ask(&one, "DELETE", "/api/v1/visits", &[], "").await;
    assert!(page.headers["allow"].to_str().is_ok_and(|a| a.contains("GET") && a.contains("POST")));
    let page = district.stranger().get("/api/v1/me").await;
    assert_eq!(
        (page.status, &page.headers["www-authenticate"]),
        (StatusCode::UNAUTHORIZED, &"Bearer".parse().expect("ascii"))
    );
    let described = district.stranger().get("/api/problems").await;
    assert!(described.status == StatusCode::OK && described.has("id=\"key-taken\""), "{}", described.text);
}

#[tokio::test]
async fn a_write_sent_twice_is_done_once() {
    let district = District::new();
    let one = district.browser("one").await;
    let body = |n: u32| {
        json!({ "org": "T1", "on_day": "2013-06-01", "person": district.people[0].to_string(), "purpose": "help", "households": n })
            .to_string()
    };
    let named = [JSON, ("idempotency-key", "run-7/line-1")];
    let first = ask(&one, "POST", "/api/v1/visits", &named, &body(3)).await;
    let again = ask(&one, "POST", "/api/v1/visits", &named, &body(3)).await;
    assert_eq!((first.status, again.status), (StatusCode::CREATED, StatusCode::CREATED), "{}", first.text);
    assert_eq!(first.text, again.text);
    assert_eq!(first.headers["etag"], again.headers["etag"]);
    assert_eq!(first.headers["location"], again.headers["location"]);
    assert!(!first.headers.contains_key("idempotency-replayed"));
    assert_eq!(again.headers["idempotency-replayed"], "true");
    let other = ask(&one, "POST", "/api/v1/visits", &named, &body(4)).await;
    assert_eq!((other.status, &other.json()["type"]), (StatusCode::CONFLICT, &json!("/api/problems#key-taken")));
    assert_eq!(one.get("/api/v1/visits?totals=1").await.json()["total"], 2);
    // A key belongs to its account.
    let top = district.browser("top").await;
    assert_eq!(ask(&top, "POST", "/api/v1/visits", &named, &body(4)).await.status, StatusCode::CREATED);
    // What was refused may be mended under the same key.
    let named = [JSON, ("idempotency-key", "run-7/line-2")];
    assert_eq!(ask(&one, "POST", "/api/v1/visits", &named, &body(0)).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(ask(&one, "POST", "/api/v1/visits", &named, &body(5)).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn the_etag_says_which_state_was_seen() {
    let district = District::new();
    let one = district.browser("one").await;
    let path = format!("/api/v1/visits/{}", district.visits[0]);
    let tag = one.get(&path).await.headers["etag"].to_str().expect("ascii").to_owned();
    let change = "{\"reason\":\"misread\",\"households\":8}";
    let done = ask(&one, "PATCH", &path, &[JSON, ("if-match", &tag)], change).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text);
    let late = ask(&one, "PATCH", &path, &[JSON, ("if-match", &tag)], "{\"reason\":\"x\",\"households\":9}").await;
    assert_eq!(late.status, StatusCode::PRECONDITION_FAILED);
    let tag = done.headers["etag"].to_str().expect("ascii").to_owned();
    let gone =
        ask(&one, "POST", &format!("{path}/withdraw"), &[JSON, ("if-match", &tag)], "{\"reason\":\"twice\"}").await;
    let tag = gone.headers["etag"].to_str().expect("ascii").to_owned();
    let back =
        ask(&one, "POST", &format!("{path}/restore"), &[JSON, ("if-match", &tag)], "{\"reason\":\"once\"}").await;
    assert_eq!((back.status, &back.json()["state"]), (StatusCode::OK, &json!("in_force")), "{}", back.text);
    let history = one.get(&format!("{path}/history")).await.json();
    let acts: Vec<&str> = history.as_array().expect("a list").iter().filter_map(|h| h["act"].as_str()).collect();
    assert_eq!(acts, ["restore", "withdraw", "amend", "add"]);
    assert_eq!(history[2]["changes"], json!([{ "field": "households", "before": 7, "after": 8 }]));
}

#[tokio::test]
async fn lists_are_walked_by_cursor_and_cut_to_fields() {
    let district = District::new();
    let top = district.browser("top").await;
    for n in 1..=9 {
        let body = json!({
            "org": "T2", "on_day": "2013-06-01", "person": district.people[1].to_string(), "purpose": "help", "households": n,
        });
        assert_eq!(top.json("POST", "/api/v1/visits", &body).await.status, StatusCode::CREATED);
    }
    let (mut seen, mut path) =
        (Vec::new(), "/api/v1/visits?sort=households&limit=4&columns=households&totals=1".to_owned());
    loop {
        let page = top.get(&path).await;
        let list = page.json();
        let records = list["records"].as_array().expect("records");
        assert!(records.iter().all(|r| r.get("note").is_none()), "{}", page.text);
        seen.extend(records.iter().filter_map(|r| r["households"].as_i64()));
        let Some(cursor) = list["next"].as_str() else { break };
        let link = page.headers["link"].to_str().expect("ascii").to_owned();
        assert!(link.ends_with("; rel=\"next\"") && link.contains(cursor), "{link}");
        path = link.trim_start_matches('<').split('>').next().expect("an address").to_owned();
    }
    assert_eq!(seen, [1, 2, 3, 4, 5, 5, 6, 7, 7, 8, 9]);
    let list = top.get("/api/v1/visits?totals=1&purpose=help&limit=1").await.json();
    assert_eq!((&list["total"], &list["sums"]["households"]), (&json!(10), &json!(50)));
    // A cursor holds for its own list, and for those who see the record that it names.
    let cursor = list["next"].as_str().expect("more");
    assert_eq!(top.get(&format!("/api/v1/visits?cursor={cursor}")).await.status, StatusCode::BAD_REQUEST);
    let one = district.browser("one").await;
    let page = one.get(&format!("/api/v1/visits?purpose=help&limit=1&cursor={cursor}")).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST, "{}", page.text);
}

#[tokio::test]
async fn tree_figures_and_account_are_told_within_the_territory() {
    let district = District::new();
    let one = district.browser("one").await;
    let me = one.get("/api/v1/me").await.json();
    assert_eq!((&me["org"]["code"], &me["role"]["code"]), (&json!("T1"), &json!("officer")));
    assert_eq!(one.get("/api/v1/orgs").await.json()["orgs"][0]["code"], "T1");
    assert_eq!(one.get("/api/v1/orgs/T1").await.json()["line"], json!([{ "code": "T1", "name": "Town One" }]));
    let below = one.get("/api/v1/orgs/T1/children?on=2013-12-31").await.json();
    assert_eq!((&below["orgs"][0]["code"], &below["next"]), (&json!("B1"), &json!(null)));
    assert_eq!(one.get("/api/v1/orgs/T2/children").await.status, StatusCode::NOT_FOUND);
    let top = district.browser("top").await;
    let page = top.get("/api/v1/orgs/D/children?limit=1").await.json();
    let cursor = page["next"].as_str().expect("another");
    let page = top.get(&format!("/api/v1/orgs/D/children?limit=1&cursor={cursor}")).await.json();
    assert_eq!((&page["orgs"][0]["code"], &page["next"]), (&json!("T2"), &json!(null)));
    let towns = top.get("/api/v1/figures/visits.households/territories?org=D&period=2013").await.json();
    assert_eq!((&towns[0]["reading"]["value"], &towns[1]["org"]), (&json!(7), &json!("T2")));
    let months = top.get("/api/v1/figures/visits.households/series?period=2013&by=quarter").await.json();
    assert_eq!((months.as_array().map(Vec::len), &months[1]["reading"]["value"]), (Some(4), &json!(12)));
    assert_eq!(top.get("/api/v1/figures/visits.households?org=D").await.json()["title"]["en"], "Households visited");
    let page = top.get("/api/v1/figures/visits.households/evidence?period=2013&limit=1").await.json();
    let next = page["next"].as_str().expect("another");
    let more = top.get(&format!("/api/v1/figures/visits.households/evidence?period=2013&limit=1&cursor={next}")).await;
    assert_ne!(page["records"][0], more.json()["records"][0]);
    assert_eq!(
        top.get("/api/v1/figures/visits.households/series?period=1900-01-01..2013-12-31").await.status,
        StatusCode::BAD_REQUEST
    );
}

#[tokio::test]
async fn files_go_out_by_the_api_too() {
    let district = District::new();
    let one = district.browser("one").await;
    let list = one.get("/api/v1/visits/export.csv?lang=en&purpose=policy").await;
    assert!(list.status == StatusCode::OK && list.has("first-note") && !list.has("second-note"), "{}", list.text);
    let template = one.get("/api/v1/visits/template.xlsx").await;
    assert!(template.status == StatusCode::OK && template.text.starts_with("PK"));
    let reader = district.browser("reader").await;
    assert_eq!(reader.get("/api/v1/visits/export.csv").await.status, StatusCode::FORBIDDEN);
    assert_eq!(one.get("/api/v1/visits/export.csv?colour=red").await.status, StatusCode::BAD_REQUEST);
    assert_eq!(district.stranger().get("/api/v1/visits/export.csv").await.status, StatusCode::UNAUTHORIZED);
}
