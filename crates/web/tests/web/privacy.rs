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

/// The address of the one request in a list of them.
fn request_in(page: &super::fixture::Page) -> String {
    let at = page.text.find("href=\"/requests/").unwrap_or_else(|| panic!("a request in {}", page.text)) + 6;
    page.text[at..].split('"').next().expect("its end").to_owned()
}

#[tokio::test]
async fn ones_own_page_shows_ones_own_and_nothing_else() {
    let district = District::new();
    let (cadre, one) = (district.browser("cadre").await, district.browser("one").await);
    let page = cadre.get("/me/data").await;
    assert!(page.has("Li One") && page.has("2013-05-01"), "{}", page.text);
    assert!(!page.has("Wang Two") && !page.has("second-note"), "{}", page.text);
    let [mine, other] = district.people;
    let record = cadre.get(&format!("/me/data/people/{mine}")).await;
    assert!(record.has(PHONE), "one's own values are open: {}", record.text);
    for path in [format!("/me/data/people/{other}"), format!("/me/data/visits/{}", district.visits[1])] {
        assert_eq!(cadre.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(cadre.post(&path, &[("what", "erase"), ("why", "x")]).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    one.post(&format!("/l/people/{mine}/show"), &[("purpose", "identity"), ("why", "roster check")]).await;
    let page = cadre.get("/me/data").await;
    assert!(page.has("roster check") && page.has("one"), "who looked, and why: {}", page.text);
    let file = cadre.get("/me/data/export.json").await;
    assert_eq!(file.json()["records"]["people"][0]["phone"], PHONE);
    assert_eq!(file.json()["records"]["visits"].as_array().map(Vec::len), Some(1));
    assert_eq!(cadre.get("/me/data/export.xlsx").await.status, StatusCode::OK);
    assert_eq!(events(&district, Event::Export).len(), 2);
    let nobody = one.get("/me/data").await;
    assert!(nobody.status == StatusCode::OK && !nobody.has("Li One"), "an account without a person");
    assert_eq!(one.get("/me/data/export.json").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_correction_is_asked_for_granted_by_amending_and_told() {
    let district = District::new();
    let (cadre, one) = (district.browser("cadre").await, district.browser("one").await);
    let own = format!("/me/data/people/{}", district.people[0]);
    for bad in [
        &[("what", "correct"), ("field", "phone"), ("should_be", "no number!"), ("wrong", "x")][..],
        &[("what", "correct"), ("field", "nothing"), ("should_be", "1"), ("wrong", "x")],
        &[("what", "correct"), ("field", "phone"), ("should_be", "010-1234567")],
        &[("what", "lose"), ("why", "x")],
    ] {
        assert_eq!(cadre.post(&own, bad).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{bad:?}");
    }
    let good = [("what", "correct"), ("field", "phone"), ("should_be", "13900000088"), ("wrong", "changed number")];
    let page = cadre.post(&own, &good).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
    assert_eq!(cadre.post(&own, &good).await.status, StatusCode::CONFLICT, "not twice");
    assert!(cadre.get("/me/data").await.has("2014-01-15"), "fifteen days");
    for login in ["reader", "cadre"] {
        assert_eq!(district.browser(login).await.get("/requests").await.status, StatusCode::NOT_FOUND, "{login}");
    }
    let list = one.get("/requests").await;
    assert!(list.has("Li One"), "{}", list.text);
    let request = request_in(&list);
    let page = one.get(&request).await;
    assert!(page.has("changed number") && page.has("13900000088"), "{}", page.text);
    let form = format!("/l/people/{}/amend?request={}", district.people[0], request.rsplit('/').next().expect("an id"));
    let page = one.get(&form).await;
    assert!(page.has("value=\"13900000088\""), "{}", page.text);
    let seen = page.text.split("name=\"seen\" value=\"").nth(1).and_then(|t| t.split('"').next()).expect("a mark");
    let id = request.rsplit('/').next().expect("an id");
    let sent = [
        ("code", "P1"),
        ("name", "Li One"),
        ("phone", "13900000088"),
        ("reason", "asked for"),
        ("seen", seen),
        ("request", id),
    ];
    let page = one.post(&format!("/l/people/{}/amend", district.people[0]), &sent).await;
    assert!(page.location.starts_with("/requests"), "{}", page.text);
    assert!(cadre.get(&own).await.has("13900000088"));
    assert!(!one.get("/requests").await.text.split("h2").nth(1).is_some_and(|t| t.contains(id)), "waits no more");
    let refused = one.post(&format!("{request}/refuse"), &[("ground", "accurate"), ("answer", "x")]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "answered once");
}

#[tokio::test]
async fn an_erasure_is_refused_on_a_ground_or_done_for_good() {
    let district = District::new();
    let (cadre, one) = (district.browser("cadre").await, district.browser("one").await);
    let own = format!("/me/data/people/{}", district.people[0]);
    let ask = [("what", "erase"), ("why", "left the post")];
    assert_eq!(cadre.post(&own, &[("what", "erase")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(cadre.post(&own, &ask).await.status, StatusCode::SEE_OTHER);
    assert!(!district.browser("writer").await.get("/requests").await.has("href=\"/requests/"), "no right to erase");
    let request = request_in(&one.get("/requests").await);
    for bad in [&[("answer", "no")][..], &[("ground", "settled"), ("answer", "no")], &[("ground", "retention")]] {
        let page = one.post(&format!("{request}/refuse"), bad).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{bad:?}");
    }
    let message = [("ground", "retention"), ("answer", "kept until 2020 by rule")];
    assert_eq!(one.post(&format!("{request}/refuse"), &message).await.status, StatusCode::SEE_OTHER);
    let page = cadre.get("/me/data").await;
    assert!(page.has("kept until 2020 by rule") && page.has("PIPL §47(2)") | page.has("第47条第2款"), "{}", page.text);

    assert_eq!(cadre.post(&own, &ask).await.status, StatusCode::SEE_OTHER);
    let request = request_in(&one.get("/requests").await);
    assert_eq!(one.post(&format!("{request}/erase"), &[]).await.status, StatusCode::BAD_REQUEST, "not by a slip");
    assert_eq!(one.post(&format!("{request}/erase"), &[("sure", "true")]).await.status, StatusCode::SEE_OTHER);
    let record =
        one.post(&format!("/l/people/{}/show", district.people[0]), &[("purpose", "contact"), ("why", "x")]).await;
    assert!(!record.has(PHONE) && !record.has(MASK), "{}", record.text);
    let sql = "SELECT COUNT(*) FROM journal WHERE ledger = 'requests' AND body LIKE '%left the post%' AND seq = \
               (SELECT MAX(seq) FROM journal WHERE ledger = 'requests')";
    let read = || district.on.db.read(|tx| tx.number(sql, &[])).expect("a count");
    assert_eq!(std::thread::scope(|s| s.spawn(read).join().expect("read")), 0);
}

#[tokio::test]
async fn a_ledger_says_what_it_is_for_to_those_whom_it_concerns() {
    let district = District::new();
    let (one, cadre) = (district.browser("one").await, district.browser("cadre").await);
    let page = one.get("/ledgers/people/purpose").await;
    assert!(page.status == StatusCode::OK && page.has("电话") | page.has("Phone"), "{}", page.text);
    assert_eq!(cadre.get("/ledgers/visits/purpose").await.status, StatusCode::OK);
    assert_eq!(cadre.get("/ledgers/units/purpose").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_program_opens_masked_fields_once_and_the_answer_is_kept_nowhere() {
    let district = District::new();
    let path = format!("/api/v1/people/{}/show", district.people[0]);
    let need = serde_json::json!({ "purpose": "contact", "why": "call about a meeting" });
    let one = district.browser("one").await;
    for bad in [
        serde_json::json!({}),
        serde_json::json!({ "purpose": "curiosity", "why": "x" }),
        serde_json::json!({ "purpose": "contact", "why": " " }),
    ] {
        let page = one.json("POST", &path, &bad).await;
        assert!(page.status == StatusCode::UNPROCESSABLE_ENTITY && !page.has(PHONE), "{bad}: {}", page.text);
    }
    let page = one.named("show-1", &path, &need).await;
    assert!(page.status == StatusCode::OK && page.json()["phone"] == PHONE, "{}", page.text);
    let again = one.named("show-1", &path, &need).await;
    assert_eq!((again.status, &again.json()["type"]), (StatusCode::CONFLICT, &"/api/problems#answer-gone".into()));
    assert!(!again.has(PHONE), "{}", again.text);
    assert_eq!(events(&district, Event::Unmask).len(), 1, "done once");
    let kept = || {
        district.on.db.read(|tx| {
            tx.all("SELECT headers, body FROM repeat_key", &[], |r| Ok(format!("{}{}", r.text(0)?, r.text(1)?)))
        })
    };
    let kept = std::thread::scope(|s| s.spawn(kept).join().expect("read")).expect("kept answers");
    assert_eq!(kept, [""], "nothing of the answer is kept");
    for login in ["reader", "writer"] {
        let page = district.browser(login).await.json("POST", &path, &need).await;
        assert!(page.status == StatusCode::FORBIDDEN && !page.has(PHONE), "{login}: {}", page.text);
    }
    let other = format!("/api/v1/people/{}/show", district.people[1]);
    assert_eq!(one.json("POST", &other, &need).await.status, StatusCode::NOT_FOUND);
    let document = one.get("/api/openapi.json").await.json();
    assert_eq!(document["paths"]["/api/v1/people/{id}/show"]["post"]["x-hangji-forgets"], true);
}

#[tokio::test]
async fn who_has_no_account_is_served_by_those_who_answer() {
    let district = District::new();
    let (top, one, cadre) =
        (district.browser("top").await, district.browser("one").await, district.browser("cadre").await);
    let [_, second] = district.people;
    let base = format!("/people/{second}/data");
    assert!(top.get(&format!("/l/people/{second}")).await.has(&base));
    let page = top.get(&base).await;
    assert!(page.has("Wang Two") && page.has(&format!("{base}/visits/{}", district.visits[1])), "{}", page.text);
    assert!(!page.has("Li One") && !page.has(PHONE), "{}", page.text);
    // Who does not see the person, and who answers nothing, is told of nothing.
    for browser in [&one, &cadre, &district.browser("reader").await] {
        for path in [base.clone(), format!("{base}/people/{second}"), format!("{base}/visits/{}", district.visits[1])] {
            assert_eq!(browser.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        assert_eq!(browser.post(&format!("{base}/copy"), &[("why", "x")]).await.status, StatusCode::NOT_FOUND);
    }
    // Another's record is no record about them.
    assert_eq!(top.get(&format!("{base}/visits/{}", district.visits[0])).await.status, StatusCode::NOT_FOUND);
    let record = format!("{base}/people/{second}");
    let page = top.get(&record).await;
    assert!(page.has("139******02") && !page.has("13900000002"), "{}", page.text);
    assert!(page.has("保存") | page.has("kept as long as"), "how long it is kept: {}", page.text);
    let wrong = top.post(&record, &[("what", "erase")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let asked = top.post(&record, &[("what", "erase"), ("why", "came in person")]).await;
    assert_eq!((asked.status, asked.location), (StatusCode::SEE_OTHER, format!("{base}?saved=1")), "{}", asked.text);
    assert!(top.get(&base).await.has("2014-01-15"), "the request with its day");
    let request = request_in(&top.get("/requests").await);
    assert!(top.get(&request).await.has("came in person"));
    // The copy states its need, and is seen by the person ever after.
    assert_eq!(top.post(&format!("{base}/copy"), &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let copy = top.post(&format!("{base}/copy"), &[("why", "identity card shown")]).await;
    assert_eq!(copy.status, StatusCode::OK, "{}", copy.text);
    let book = hangji_sheets::read_bytes("x.xlsx", copy.bytes, &hangji_sheets::Limits::default()).expect("a workbook");
    let cells = format!("{:?}", book[0].rows);
    assert!(cells.contains("13900000002") && cells.contains("second-note") && !cells.contains("Li One"), "{cells}");
    assert_eq!(events(&district, Event::Export).len(), 1);
    let opened = events(&district, Event::Unmask);
    assert!(opened.len() == 1 && opened[0].1 == second.0 && opened[0].2 == "identity card shown", "{opened:?}");
    assert!(top.get(&base).await.has("identity card shown"));
    // Nobody serves themselves.
    let first = district.people[0];
    assert_eq!(cadre.get(&format!("/people/{first}/data")).await.status, StatusCode::NOT_FOUND);
}
