//! The JSON API.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::json;

use super::fixture::District;

#[tokio::test]
async fn records_go_in_and_come_out() {
    let district = District::new();
    let one = district.browser("one").await;
    let mut body = json!({
        "org": "T1", "on_day": "2013-06-01", "person": district.people[0].to_string(), "purpose": "help",
        "households": 3, "money": "12.50", "note": null,
    });
    let page = one.json("POST", "/api/v1/visits", &body).await;
    assert_eq!(page.status, StatusCode::CREATED, "{}", page.text);
    let record = page.json();
    assert_eq!((&record["money"], &record["names"]["person"]), (&json!("12.50"), &json!("Li One")));
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
    let body = json!({ "org": "T1", "on_day": "soon", "households": 3.5, "money": 12.5, "colour": "red" });
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
        json!({ "id": "visits.policy", "value": 50, "numerator": 1, "denominator": 2, "unit": "percent", "records": 1 })
    );
    assert_eq!(figures[0]["numerator"], json!(null));
    let evidence = top.get("/api/v1/figures/visits.policy/evidence?org=D&period=2013&part=1").await.json();
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
