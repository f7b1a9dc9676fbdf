//! The API's areas beside records: imports, daily work, analysis and pins, the desk, search, privacy.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use serde_json::{Value, json};

use super::fixture::{Browser, District, Page};

async fn ok(browser: &Browser, path: &str) -> Value {
    let page = browser.get(path).await;
    assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.text);
    page.json()
}

async fn sent(browser: &Browser, method: &str, path: &str, body: &Value) -> Value {
    let page = browser.json(method, path, body).await;
    assert!(page.status.is_success(), "{method} {path}: {} {}", page.status, page.text);
    page.json()
}

async fn status(browser: &Browser, method: &str, path: &str, body: &Value) -> u16 {
    browser.json(method, path, body).await.status.as_u16()
}

async fn file(browser: &Browser, path: &str, bytes: &str) -> Page {
    let request = Request::post(path).header(header::COOKIE, &browser.cookie).header(header::CONTENT_TYPE, "text/csv");
    browser.send(request.body(Body::from(bytes.to_owned())).expect("a request")).await
}

/// An import once the work behind it is done.
async fn settled(browser: &Browser, id: &str) -> Value {
    loop {
        let import = ok(browser, &format!("/api/v1/imports/{id}")).await;
        if import["waiting"]["working"].is_null() {
            return import;
        }
        tokio::task::yield_now().await;
    }
}

const FILE: &str =
    "走访日期,干部,事由,户数,备注,党组织\n2013-05-03,P1,help,3,by-api,T1\n2013-05-04,P1,help,4000,too-many,T1\n";

#[tokio::test]
async fn a_workbook_is_sent_previewed_stored_and_undone() {
    let district = District::new();
    let one = district.browser("one").await;
    let upload = "/api/v1/ledgers/visits/imports?file=visits.csv";
    let page = file(&one, upload, FILE).await;
    assert_eq!(page.status, StatusCode::CREATED, "{}", page.text);
    let import = page.json();
    let id = import["id"].as_str().expect("an id").to_owned();
    assert_eq!((&import["stage"], &import["columns"][1]["field"]), (&json!("looked"), &json!("person")), "{import}");
    assert_eq!(ok(&one, "/api/v1/imports/waiting").await[0]["id"], import["id"]);
    let path = format!("/api/v1/imports/{id}");
    assert_eq!(status(&one, "POST", &format!("{path}/run"), &json!({ "mode": "all" })).await, 409, "not shown yet");
    let columns = json!({ "0": "on_day", "1": "person", "2": "purpose", "3": "households", "4": "note", "5": "org" });
    let decision = json!({ "header": import["header"], "columns": columns });
    let page = one.json("PUT", &format!("{path}/columns"), &decision).await;
    assert_eq!(page.status, StatusCode::ACCEPTED, "{}", page.text);
    let planned = settled(&one, &id).await;
    let rows = ok(&one, &format!("{path}/rows")).await;
    assert_eq!(planned["waiting"]["counts"]["added"], 1, "{rows}");
    assert_eq!(planned["waiting"]["counts"]["refused"], 1, "{rows}");
    assert_eq!((&rows["rows"][0]["row"], &rows["rows"][0]["why"][0]["field"]), (&json!(3), &json!("households")));
    let added = ok(&one, &format!("{path}/rows?outcome=added&limit=1")).await;
    assert_eq!((added["rows"].as_array().map(Vec::len), &added["next"]), (Some(1), &json!(null)));
    assert!(one.get(&format!("{path}/refused.xlsx")).await.text.starts_with("PK"));
    assert_eq!(status(&one, "POST", &format!("{path}/run"), &json!({ "mode": "all" })).await, 409);
    assert_eq!(status(&one, "POST", &format!("{path}/run"), &json!({ "mode": "good" })).await, 202);
    let stored = settled(&one, &id).await;
    assert_eq!((&stored["waiting"]["stage"], &stored["done"]["counts"]["added"]), (&json!("stored"), &json!(1)));
    assert!(one.get("/api/v1/visits?note=by-api").await.has("by-api"));
    assert_eq!(ok(&one, "/api/v1/imports?limit=1").await["imports"][0]["file"], "visits.csv");
    let undone = sent(&one, "POST", &format!("{path}/undo"), &json!({ "reason": "wrong file" })).await;
    assert_eq!(undone["records"], 1);
    assert!(!one.get("/api/v1/visits?note=by-api").await.has("by-api"));
    assert_eq!(status(&one, "DELETE", &path, &json!({})).await, 200);
    // Others know nothing of it, and who may not import is told so before the file is read.
    let top = district.browser("top").await;
    assert_eq!(status(&top, "POST", &format!("{path}/preview"), &json!({})).await, 404);
    assert_eq!(file(&district.browser("reader").await, upload, FILE).await.status, StatusCode::FORBIDDEN);
    assert_eq!(file(&district.stranger(), upload, FILE).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(file(&one, "/api/v1/ledgers/visits/imports", FILE).await.status, StatusCode::BAD_REQUEST);
    let broken = file(&one, "/api/v1/ledgers/visits/imports?file=a.xlsx", "PK\u{3}\u{4}broken").await;
    assert!(broken.status.is_client_error(), "{}", broken.text);
}

#[tokio::test]
async fn another_header_is_chosen_for_a_file() {
    let district = District::new();
    let one = district.browser("one").await;
    let text = format!("走访登记表,,,,,\n{FILE}");
    let import = file(&one, "/api/v1/ledgers/visits/imports?file=a.csv", &text).await.json();
    let path = format!("/api/v1/imports/{}", import["id"].as_str().expect("an id"));
    let other = sent(&one, "PUT", &format!("{path}/header"), &json!({ "row": 3 })).await;
    assert_eq!((&other["header_row"], &other["columns"][4]["title"]), (&json!(3), &json!("by-api")), "{other}");
    let bad = json!({ "header": other["header"], "columns": { "0": "colour" } });
    assert_eq!(status(&one, "PUT", &format!("{path}/columns"), &bad).await, 400);
    assert_eq!(status(&one, "PUT", &format!("{path}/header"), &json!({ "row": 99 })).await, 400);
    assert_eq!(sent(&one, "DELETE", &path, &json!({})).await["id"], import["id"]);
    assert_eq!(one.get(&path).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn views_drafts_and_suggestions_are_there_for_programs() {
    let district = District::new();
    let one = district.browser("one").await;
    let views = "/api/v1/ledgers/visits/views";
    let view = json!({ "name": "Policy", "query": "purpose=policy&sort=-on_day", "shared": true });
    let saved = sent(&one, "POST", views, &view).await;
    let path = format!("{views}/{}", saved["id"].as_str().expect("an id"));
    assert_eq!(status(&one, "POST", views, &json!({ "name": "x", "query": "colour=red" })).await, 400);
    assert_eq!(sent(&one, "PATCH", &path, &json!({ "name": "Policies" })).await["shared"], true);
    sent(&one, "PUT", "/api/v1/ledgers/visits/usual-view", &json!({ "view": saved["id"] })).await;
    let listed = ok(&one, views).await;
    assert_eq!((&listed[0]["name"], &listed[0]["usual"]), (&json!("Policies"), &json!(true)));
    let reader = district.browser("reader").await;
    assert_eq!(ok(&reader, views).await[0]["own"], false, "shared with the territory");
    assert_eq!(status(&reader, "DELETE", &path, &json!({})).await, 403);
    assert_eq!(status(&one, "DELETE", &path, &json!({})).await, 200);
    assert_eq!(ok(&one, views).await, json!([]));

    let draft = json!({ "ledger": "visits", "values": { "note": "half", "phone": "1" } });
    assert_eq!(status(&one, "POST", "/api/v1/drafts", &draft).await, 400, "the form has no phone");
    let draft = json!({ "ledger": "visits", "values": { "note": "half" } });
    let kept = sent(&one, "POST", "/api/v1/drafts", &draft).await;
    let path = format!("/api/v1/drafts/{}", kept["id"].as_str().expect("an id"));
    assert_eq!(sent(&one, "PUT", &path, &json!({ "values": { "note": "more" } })).await["values"]["note"], "more");
    assert_eq!(ok(&one, "/api/v1/drafts").await.as_array().map(Vec::len), Some(1));
    assert_eq!(district.browser("top").await.get(&path).await.status, StatusCode::NOT_FOUND);
    sent(&one, "DELETE", &path, &json!({})).await;
    assert_eq!(one.get(&path).await.status, StatusCode::NOT_FOUND);

    let found = ok(&one, "/api/v1/ledgers/people/suggest?q=Li").await;
    assert_eq!(found[0]["id"], district.people[0].to_string());
    assert_eq!(ok(&one, "/api/v1/ledgers/people/suggest?q=Wang").await, json!([]), "another territory's");
    assert_eq!(ok(&one, "/api/v1/ledgers/visits/last").await["values"], json!(null));
    let visit = json!({
        "org": "T1", "on_day": "2013-06-01", "person": district.people[0].to_string(), "purpose": "help", "households": 3,
    });
    sent(&one, "POST", "/api/v1/visits", &visit).await;
    let last = ok(&one, "/api/v1/ledgers/visits/last").await;
    assert_eq!((&last["values"]["org"], &last["values"]["households"]), (&json!("T1"), &json!(3)));
    assert_eq!(ok(&one, "/api/v1/ledgers/visits").await["fields"][0]["name"], "on_day");
    assert_eq!(one.get("/api/v1/ledgers/accounts").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn many_records_are_tried_and_changed_at_once() {
    let district = District::new();
    let one = district.browser("one").await;
    let [mine, other] = district.visits.map(|id| id.to_string());
    let seen = ok(&one, &format!("/api/v1/visits/{mine}")).await["entry"].clone();
    let records = json!([{ "id": mine, "seen": seen }, { "id": other, "seen": 1 }]);
    let path = "/api/v1/ledgers/visits/bulk";
    let mut act = json!({
        "deed": "set", "field": "purpose", "value": "help", "records": records, "reason": "misread", "trial": true,
    });
    let tried = sent(&one, "POST", path, &act).await;
    assert_eq!((&tried["id"], &tried["done"]), (&json!(null), &json!([mine])), "{tried}");
    assert_eq!(ok(&one, &format!("/api/v1/visits/{mine}")).await["purpose"], "policy", "a trial stores nothing");
    act["trial"] = false.into();
    let done = sent(&one, "POST", path, &act).await;
    assert_eq!((&done["done"], &done["refused"][0]["id"]), (&json!([mine]), &json!(other)));
    assert_eq!(ok(&one, &format!("/api/v1/visits/{mine}")).await["purpose"], "help");
    let kept = format!("{path}/{}", done["id"].as_str().expect("an id"));
    assert_eq!(ok(&one, &kept).await, done);
    assert_eq!(district.browser("top").await.get(&kept).await.status, StatusCode::NOT_FOUND);
    for (name, value) in
        [("field", json!("households")), ("value", json!(3)), ("reason", json!(" ")), ("records", json!([]))]
    {
        let mut bad = act.clone();
        bad[name] = value;
        let status = status(&one, "POST", path, &bad).await;
        assert!(status == 422 || status == 400, "{name}: {status}");
    }
    assert_eq!(status(&district.browser("reader").await, "POST", path, &act).await, 403);
}

#[tokio::test]
async fn figures_are_taken_apart_pinned_and_taken_away() {
    let district = District::new();
    let top = district.browser("top").await;
    let sheet = ok(&top, "/api/v1/analysis?figure=visits.households&period=2013&by=below&across=quarter&lang=en").await;
    assert_eq!(sheet["rows"].as_array().map(Vec::len), Some(2), "{sheet}");
    assert_eq!(sheet["columns"].as_array().map(Vec::len), Some(5), "four quarters and the whole: {sheet}");
    assert_eq!((&sheet["rows"][0]["label"], &sheet["total"][4]["value"]), (&json!("Town One"), &json!(12)));
    let pin = sent(&top, "POST", "/api/v1/pins", &json!({ "query": "figure=visits.households&by=month" })).await;
    let other = sent(&top, "POST", "/api/v1/pins", &json!({ "query": sheet["query"] })).await;
    let path = format!("/api/v1/pins/{}", other["id"].as_str().expect("an id"));
    let moved = sent(&top, "POST", &format!("{path}/move"), &json!({ "way": "up" })).await;
    assert_eq!((&moved[0]["id"], &moved[1]["id"]), (&other["id"], &pin["id"]));
    assert_eq!(status(&top, "POST", "/api/v1/pins", &json!({ "query": "figure=nothing" })).await, 404);
    // U+0000 is no text, however it is written.
    for query in ["figure=visits.households&org=a%00b", "figure=visits.households&org=a\0b"] {
        assert_eq!(status(&top, "POST", "/api/v1/pins", &json!({ "query": query })).await, 400, "{query:?}");
    }
    assert_eq!(status(&district.browser("one").await, "DELETE", &path, &json!({})).await, 404);
    assert_eq!(status(&top, "DELETE", &path, &json!({})).await, 200);
    assert_eq!(ok(&top, "/api/v1/pins").await.as_array().map(Vec::len), Some(1));
    for (kind, start) in [("xlsx", "PK"), ("csv", "\u{feff}"), ("svg", "<")] {
        let page = top.get(&format!("/api/v1/analysis/export.{kind}?figure=visits.households&by=below&lang=en")).await;
        assert!(page.status == StatusCode::OK && page.text.starts_with(start), "{kind}: {}", page.text);
    }
    let one = district.browser("one").await;
    assert_eq!(one.get("/api/v1/analysis?org=T2").await.status, StatusCode::NOT_FOUND);
    assert_eq!(one.get("/api/v1/analysis?by=colour").await.status, StatusCode::BAD_REQUEST);
    assert_eq!(district.browser("reader").await.get("/api/v1/analysis/export.csv").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn evidence_is_walked_although_records_come_in_between() {
    let district = District::new();
    let top = district.browser("top").await;
    let add = async |day: &str, n: u32| {
        let body = json!({
            "org": "T1", "on_day": day, "person": district.people[0].to_string(), "purpose": "help", "households": n,
        });
        sent(&top, "POST", "/api/v1/visits", &body).await
    };
    for n in 1..=4 {
        add("2013-05-01", n).await;
    }
    let list = "/api/v1/figures/visits.households/evidence?period=2013&limit=2";
    let (mut seen, mut path) = (Vec::new(), list.to_owned());
    loop {
        let page = ok(&top, &path).await;
        let ids = page["records"].as_array().expect("records").iter().filter_map(|r| r["record"]["id"].as_str());
        seen.extend(ids.map(str::to_owned));
        let Some(cursor) = page["next"].as_str() else { break };
        path = format!("{list}&cursor={cursor}");
        // Newer than what was passed: counting would tell the last record once more.
        add("2013-12-01", 9).await;
    }
    let once: BTreeSet<&String> = seen.iter().collect();
    assert_eq!((seen.len(), once.len()), (6, 6), "{seen:?}");
    let cursor = ok(&top, list).await["next"].as_str().expect("more").to_owned();
    let other =
        format!("/api/v1/figures/visits.share_spent_on_explaining_policies/evidence?period=2013&cursor={cursor}");
    assert_eq!(top.get(&other).await.status, StatusCode::BAD_REQUEST, "a cursor holds for its own list");
}

#[tokio::test]
async fn the_desk_and_search_hold_only_what_is_seen() {
    let district = District::new();
    let one = district.browser("one").await;
    let tasks = ok(&one, "/api/v1/tasks").await;
    let counts = ok(&one, "/api/v1/tasks/counts").await;
    let listed = tasks["tasks"].as_array().map_or(0, Vec::len);
    let counted: i64 = counts.as_array().expect("counts").iter().filter_map(|c| c["overdue"].as_i64()).sum();
    assert!(listed == 1 && counted == 1 && !tasks.to_string().contains("second-note"), "{tasks} {counts}");
    assert_eq!(one.get("/api/v1/tasks?duty=nothing&state=late").await.status, StatusCode::BAD_REQUEST);
    let top = district.browser("top").await;
    let first = ok(&top, "/api/v1/tasks?limit=1").await;
    let cursor = first["next"].as_str().expect("another");
    let second = ok(&top, &format!("/api/v1/tasks?limit=1&cursor={cursor}")).await;
    assert!(second["tasks"][0]["record"]["id"] != first["tasks"][0]["record"]["id"] && second["next"].is_null());
    let changes = ok(&one, "/api/v1/changes").await;
    assert!(changes.to_string().contains(&district.visits[0].to_string()), "{changes}");
    assert!(!changes.to_string().contains(&district.visits[1].to_string()), "{changes}");

    let found = ok(&one, "/api/v1/search?q=Li&lang=en").await;
    let kinds: Vec<&str> =
        found["groups"].as_array().expect("groups").iter().filter_map(|g| g["kind"].as_str()).collect();
    assert!(kinds.contains(&"people"), "{found}");
    assert_eq!(ok(&one, "/api/v1/search?q=Wang").await["groups"], json!([]));
    let towns = ok(&top, "/api/v1/search?q=Town&kind=organisations&limit=1").await;
    let cursor = towns["next"].as_str().expect("another town");
    let next = ok(&top, &format!("/api/v1/search?q=Town&kind=organisations&limit=1&cursor={cursor}")).await;
    assert_ne!(next["groups"][0]["found"], towns["groups"][0]["found"]);
    assert_eq!(one.get("/api/v1/search?q=x&kind=accounts").await.status, StatusCode::NOT_FOUND);
    assert!(ok(&one, "/api/v1/help?lang=en").await.as_array().is_some_and(|h| !h.is_empty()));
}

#[tokio::test]
async fn people_see_and_contest_what_is_held_about_them() {
    let district = District::new();
    let cadre = district.browser("cadre").await;
    let person = district.people[0].to_string();
    let held = ok(&cadre, "/api/v1/me/data").await;
    assert!(
        held.to_string().contains(&person) && !held.to_string().contains(&district.people[1].to_string()),
        "{held}"
    );
    let own = ok(&cadre, &format!("/api/v1/me/data/people/{person}")).await;
    assert_eq!(own["record"]["phone"], "13900000001", "one's own values are open");
    assert_eq!(
        cadre.get(&format!("/api/v1/me/data/people/{}", district.people[1])).await.status,
        StatusCode::NOT_FOUND
    );
    let all = cadre.named("own-1", "/api/v1/me/data/export", &json!({})).await;
    assert!(all.has("13900000001"), "{}", all.text);
    let again = cadre.named("own-1", "/api/v1/me/data/export", &json!({})).await;
    assert!(again.status == StatusCode::CONFLICT && !again.has("13900000001"), "{}", again.text);
    assert!(cadre.get("/api/v1/me/data/export.xlsx?lang=en").await.text.starts_with("PK"));

    let wrong = json!({
        "what": "correct", "ledger": "people", "record": person, "field": "phone", "wrong": "old", "should_be": "13900000003",
    });
    let asked = sent(&cadre, "POST", "/api/v1/me/requests", &wrong).await;
    assert_eq!(ok(&cadre, "/api/v1/me/requests").await[0]["id"], asked["id"]);
    let one = district.browser("one").await;
    let waiting = ok(&one, "/api/v1/privacy/requests").await;
    assert_eq!(waiting[0]["id"], asked["id"], "{waiting}");
    let path = format!("/api/v1/privacy/requests/{}", asked["id"].as_str().expect("an id"));
    let request = ok(&one, &path).await;
    assert_eq!(request["should_be"], "13900000003");
    let grant = json!({ "seen": request["record"]["entry"], "reason": "as asked" });
    assert_eq!(status(&cadre, "POST", &format!("{path}/correct"), &grant).await, 404, "not one's own");
    assert_eq!(sent(&one, "POST", &format!("{path}/correct"), &grant).await["status"], "done");
    let own = ok(&cadre, &format!("/api/v1/me/data/people/{person}")).await;
    assert_eq!(own["record"]["phone"], "13900000003");

    let erase = json!({ "what": "erase", "ledger": "people", "record": person, "wrong": "no longer needed" });
    let asked = sent(&cadre, "POST", "/api/v1/me/requests", &erase).await;
    let back = format!("/api/v1/me/requests/{}", asked["id"].as_str().expect("an id"));
    assert_eq!(status(&one, "DELETE", &back, &json!({})).await, 404);
    assert_eq!(status(&cadre, "DELETE", &back, &json!({})).await, 200);
    let need = json!({ "purpose": "statistics", "why": "yearly return" });
    let list = one.json("POST", "/api/v1/people/export.csv?lang=en", &need).await;
    assert!(list.status == StatusCode::OK && list.has("13900000003") && !list.has("13900000002"), "{}", list.text);
    let looks = ok(&cadre, "/api/v1/me/looks").await;
    assert_eq!((&looks[0]["purpose"], &looks[0]["in_a_file"]), (&json!("statistics"), &json!(true)), "{looks}");
    assert_eq!(status(&one, "POST", "/api/v1/people/export.csv", &json!({})).await, 422);
}
