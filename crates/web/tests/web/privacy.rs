//! Masked fields, looks at them, and what people see of what is held about them.

use axum::http::StatusCode;
use hangji_platform::journal::events::Event;

use super::fixture::District;

const PHONE: &str = "13900000001";
const MASK: &str = "139******01";

/// The events of a kind as the journal keeps them: actor, record, reason, body.
fn events(district: &District, event: Event) -> Vec<(i64, i64, String, String)> {
    let sql = "SELECT actor, record, reason, body FROM journal WHERE ledger = 'events' AND act = $1 ORDER BY seq";
    let read = || {
        district.on.db.read(|tx| {
            tx.all(sql, &[event.code().into()], |r| Ok((r.int(0)?, r.int(1)?, r.text(2)?.into(), r.text(3)?.into())))
        })
    };
    std::thread::scope(|s| s.spawn(read).join().expect("read")).expect("events")
}

#[tokio::test]
async fn masked_fields_are_masked_for_everybody_until_a_need_is_stated() {
    let district = District::new();
    let person = district.people[0];
    let path = format!("/l/people/{person}");
    let api = format!("/api/v1/people/{person}");
    let one = district.browser("one").await;
    for address in
        [path.as_str(), "/l/people", "/l/people/export.csv", &api, "/api/v1/people", &format!("{path}/amend")]
    {
        let page = one.get(address).await;
        assert!(page.status == StatusCode::OK && !page.has(PHONE), "{address}: {}", page.text);
    }
    assert!(one.get(&path).await.has(MASK));
    let show = format!("{path}/show");
    for bad in [&[][..], &[("purpose", "contact")], &[("purpose", "curiosity"), ("why", "x")], &[("why", "x")]] {
        let page = one.post(&show, bad).await;
        assert!(page.status == StatusCode::UNPROCESSABLE_ENTITY && !page.has(PHONE), "{bad:?}: {}", page.text);
    }
    assert!(events(&district, Event::Unmask).is_empty());
    let page = one.post(&show, &[("purpose", "contact"), ("why", "call about a meeting")]).await;
    assert!(page.status == StatusCode::OK && page.has(PHONE), "{}", page.text);
    assert_eq!(page.headers["cache-control"], "no-store");
    assert!(!one.get(&path).await.has(PHONE), "once is once");
    assert_ne!(one.get(&show).await.status, StatusCode::OK, "no address shows it");
    let noted = events(&district, Event::Unmask);
    assert_eq!(noted.len(), 1);
    assert_eq!((noted[0].1, noted[0].2.as_str()), (person.0, "call about a meeting"));
    assert!(
        noted[0].3.contains("\"purpose\":\"contact\"") && noted[0].3.contains("phone") && !noted[0].3.contains("139")
    );
}

#[tokio::test]
async fn who_has_no_need_and_who_sees_no_record_opens_nothing() {
    let district = District::new();
    let need = [("purpose", "contact"), ("why", "x")];
    for login in ["reader", "writer", "cadre"] {
        let browser = district.browser(login).await;
        let page = browser.post(&format!("/l/people/{}/show", district.people[0]), &need).await;
        assert!(page.status == StatusCode::FORBIDDEN && !page.has(PHONE), "{login}: {}", page.text);
        assert!(!browser.get(&format!("/l/people/{}", district.people[0])).await.has("/show"), "{login}");
        let page = browser.post("/l/people/export", &need).await;
        assert!(page.status == StatusCode::FORBIDDEN && !page.has(PHONE), "{login}: {}", page.text);
    }
    let one = district.browser("one").await;
    let page = one.post(&format!("/l/people/{}/show", district.people[1]), &need).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert_eq!(one.get("/l/visits/export").await.status, StatusCode::FORBIDDEN, "nothing masked in it");
    assert!(events(&district, Event::Unmask).is_empty());
}

#[tokio::test]
async fn every_file_taken_away_is_noted_and_open_fields_for_each_record() {
    let district = District::new();
    let one = district.browser("one").await;
    assert_eq!(one.get("/l/visits/export.csv?note=first&purpose=policy&org=T1").await.status, StatusCode::OK);
    let noted = events(&district, Event::Export);
    assert_eq!(noted.len(), 1);
    let about: serde_json::Value = serde_json::from_str(&noted[0].3).expect("an object");
    assert_eq!((about["ledger"].as_str(), about["rows"].as_str()), (Some("visits"), Some("1")));
    let filter = about["filter"].as_str().expect("a summary");
    assert!(filter.contains("org=T1") && filter.contains("purpose=policy"), "{filter}");
    assert!(filter.contains("note") && !filter.contains("first"), "words may name people: {filter}");
    let form = one.get("/l/people/export?org=T1").await;
    assert!(form.status == StatusCode::OK && form.has("/l/people/export?org=T1"), "{}", form.text);
    let page = one.post("/l/people/export?org=T1", &[("format", "csv")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let sent = [("format", "csv"), ("purpose", "statistics"), ("why", "yearly return")];
    let page = one.post("/l/people/export?org=T1", &sent).await;
    assert!(page.has(PHONE) && !page.has("13900000002"), "{}", page.text);
    assert_eq!(events(&district, Event::Export).len(), 2);
    let opened = events(&district, Event::Unmask);
    assert_eq!(opened.iter().map(|e| e.1).collect::<Vec<_>>(), [district.people[0].0]);
}

#[tokio::test]
async fn masked_fields_are_looked_up_whole_or_not_at_all() {
    let district = District::new();
    let one = district.browser("one").await;
    assert!(one.get("/l/people?phone=13900000001").await.has("Li One"));
    for nothing in ["139", "1390000000", "13900000002", "%25"] {
        assert!(!one.get(&format!("/l/people?phone={nothing}")).await.has("Li One"), "{nothing}");
    }
    assert_eq!(one.get("/l/people?sort=phone").await.status, StatusCode::BAD_REQUEST);
    assert_eq!(
        district.browser("reader").await.get("/l/people?phone=13900000001").await.status,
        StatusCode::BAD_REQUEST
    );
}

#[tokio::test]
async fn a_program_never_stores_a_mask() {
    let district = District::new();
    let one = district.browser("one").await;
    let path = format!("/api/v1/people/{}", district.people[0]);
    let mut record = one.get(&path).await.json();
    let change =
        serde_json::json!({ "seen": record["entry"], "reason": "renamed", "name": "Li", "phone": record["phone"] });
    let page = one.json("PATCH", &path, &change).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    record = page.json();
    assert_eq!((record["name"].as_str(), record["phone"].as_str()), (Some("Li"), Some(MASK)));
    let page =
        one.post(&format!("/l/people/{}/show", district.people[0]), &[("purpose", "contact"), ("why", "x")]).await;
    assert!(page.has(PHONE), "{}", page.text);
}
