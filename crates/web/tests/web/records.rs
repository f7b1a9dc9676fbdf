//! Records entered, amended, withdrawn: errors beside the fields, nobody's change lost, nothing run.

use axum::http::StatusCode;

use super::fixture::{Browser, District};

const GOOD: [(&str, &str); 6] = [
    ("org", "T1"),
    ("on_day", "2013年6月1日"),
    ("person", "Li One"),
    ("purpose", "help"),
    ("households", "１２户"),
    ("money", "80.5"),
];

fn with<'a>(extra: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    GOOD.iter().copied().filter(|(n, _)| extra.iter().all(|(m, _)| m != n)).chain(extra.iter().copied()).collect()
}

/// The number of the entry that a record's page was made from.
async fn seen(browser: &Browser, path: &str) -> String {
    let text = browser.get(path).await.text;
    let at = text.find("name=\"seen\" value=\"").unwrap_or_else(|| panic!("a mark in {text}")) + 19;
    text[at..].split('"').next().expect("its end").to_owned()
}

#[tokio::test]
async fn a_form_is_read_leniently_and_stored() {
    let district = District::new();
    let one = district.browser("one").await;
    let page = one.post("/l/visits/new", &with(&[("note", "new")])).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
    let record = one.get(&page.location).await;
    assert!(record.has("2013-06-01") && record.has("Li One") && record.has("80.50"), "{}", record.text);
    let desk = one.get("/api/v1/figures?org=T1&period=2013").await;
    assert_eq!(desk.json()[0]["value"], 19);
    let next = one.post("/l/visits/new", &with(&[("then", "next"), ("note", "again")])).await;
    assert!(next.location.starts_with("/l/visits/new?saved="), "{}", next.text);
    assert_eq!(one.get(&next.location).await.status, StatusCode::OK);
}

#[tokio::test]
async fn errors_stand_beside_their_fields_and_values_are_kept() {
    let district = District::new();
    let one = district.browser("one").await;
    let long = "x".repeat(101);
    for (name, value, word) in [
        ("on_day", "someday", "someday"),
        ("on_day", "2014-05-01", "2013-12-31"),
        ("person", "Wang Two", "Wang Two"),
        ("households", "501", "501"),
        ("org", "T2", "T2"),
        ("org", "", ""),
        ("purpose", "", ""),
        ("note", long.as_str(), ""),
    ] {
        let page = one.post("/l/visits/new", &with(&[(name, value), ("money", "77.70")])).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}={value}: {}", page.text);
        assert!(page.has(&format!("id=\"f-{name}-error\"")) && page.has(word), "{name}={value}");
        assert!(page.has("77.70"), "{name}={value} keeps the others");
    }
    assert_eq!(one.get("/api/v1/visits?totals=1").await.json()["total"], 1);
}

#[tokio::test]
async fn html_and_sql_are_only_text() {
    let district = District::new();
    let one = district.browser("one").await;
    let evil = "<script>alert(1)</script>'; DROP TABLE visits;--\"&";
    let page = one.post("/l/visits/new", &with(&[("note", evil)])).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
    for path in [page.location.as_str(), "/l/visits", "/l/visits?note=%3Cscript%3E", "/"] {
        let page = one.get(path).await;
        assert!(page.status == StatusCode::OK && !page.has("<script>"), "{path}");
    }
    assert!(one.get("/l/visits").await.has("&lt;script&gt;"));
    let query = one.get("/l/visits?note=%27+OR+1%3D1+--").await;
    assert!(!query.has("first-note"));
    let failed = one.post("/l/visits/new", &with(&[("note", evil), ("households", evil)])).await;
    assert!(!failed.has("<script>"));
}

#[tokio::test]
async fn the_second_to_amend_sees_both_states() {
    let district = District::new();
    let (one, top) = (district.browser("one").await, district.browser("top").await);
    let path = format!("/l/visits/{}", district.visits[0]);
    let amend = format!("{path}/amend");
    let mark = seen(&one, &amend).await;
    let change = |note: &'static str, mark: String| {
        let form = with(&[("note", note), ("reason", "misread")]);
        form.iter()
            .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
            .chain([("seen".to_owned(), mark)])
            .collect::<Vec<_>>()
    };
    let post = async |browser: &Browser, form: Vec<(String, String)>| {
        let form: Vec<(&str, &str)> =
            form.iter().filter(|(n, _)| n != "org").map(|(n, v)| (n.as_str(), v.as_str())).collect();
        browser.post(&amend, &form).await
    };
    assert_eq!(post(&one, change("mine", mark.clone())).await.status, StatusCode::SEE_OTHER);
    let second = post(&top, change("theirs", mark)).await;
    assert_eq!(second.status, StatusCode::CONFLICT);
    assert!(second.has("mine") && second.has("theirs"), "{}", second.text);
    let now = seen(&top, &amend).await;
    assert!(second.has(&format!("name=\"seen\" value=\"{now}\"")));
    assert_eq!(post(&top, change("theirs", now)).await.status, StatusCode::SEE_OTHER);
    let record = top.get(&path).await;
    assert!(record.has("<del>mine</del>") && record.has("<ins>theirs</ins>") && record.has("misread"));
}

#[tokio::test]
async fn a_record_is_withdrawn_and_put_back_with_reasons() {
    let district = District::new();
    let one = district.browser("one").await;
    let path = format!("/l/visits/{}", district.visits[0]);
    let mark = seen(&one, &path).await;
    let without = one.post(&format!("{path}/withdraw"), &[("seen", &mark), ("reason", " ")]).await;
    assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = one.post(&format!("{path}/withdraw"), &[("seen", &mark), ("reason", "entered twice")]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
    assert!(!one.get("/l/visits").await.has("first-note") && one.get("/l/visits?withdrawn=1").await.has("first-note"));
    assert_eq!(one.get("/api/v1/figures?org=T1").await.json()[0]["value"], 0);
    let mark = seen(&one, &path).await;
    let page = one.post(&format!("{path}/restore"), &[("seen", &mark), ("reason", "was right")]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
    let page = one.get(&path).await;
    assert!(page.has("entered twice") && page.has("was right"));
}

#[tokio::test]
async fn a_masked_field_left_as_it_is_shown_stays() {
    let district = District::new();
    let (writer, top) = (district.browser("writer").await, district.browser("top").await);
    let path = format!("/l/people/{}", district.people[0]);
    let amend = format!("{path}/amend");
    let form = writer.get(&amend).await;
    assert!(!form.has("1390000") && form.has("value=\"139******01\""));
    let open = async || {
        let need = [("purpose", "contact"), ("why", "test")];
        top.post(&format!("{path}/show"), &need).await
    };
    let mark = seen(&writer, &amend).await;
    let form = [("code", "P1"), ("name", "Li First"), ("phone", ""), ("reason", "x"), ("seen", &mark)];
    assert_eq!(writer.post(&amend, &form).await.status, StatusCode::SEE_OTHER);
    let record = open().await;
    assert!(record.has("13900000001") && record.has("Li First"));
    let mark = seen(&writer, &amend).await;
    let form = [("code", "P1"), ("name", "Li Last"), ("phone", "139******01"), ("reason", "x"), ("seen", &mark)];
    assert_eq!(writer.post(&amend, &form).await.status, StatusCode::SEE_OTHER);
    assert!(open().await.has("13900000001"));
    let mark = seen(&writer, &amend).await;
    let form = [("code", "P1"), ("name", "Li First"), ("phone", "13900000009"), ("reason", "x"), ("seen", &mark)];
    assert_eq!(writer.post(&amend, &form).await.status, StatusCode::SEE_OTHER);
    assert!(open().await.has("13900000009") && !writer.get(&path).await.has("13900000009"));
    let mark = seen(&writer, &amend).await;
    let form = [("code", "P1"), ("name", "Li First"), ("phone", "-"), ("reason", "x"), ("seen", &mark)];
    assert_eq!(writer.post(&amend, &form).await.status, StatusCode::SEE_OTHER);
    assert!(writer.get(&path).await.has("139******09") && !open().await.has("13900000009</dd>"), "emptied on purpose");
}

#[tokio::test]
async fn everything_wrong_with_a_form_is_told_at_once() {
    let district = District::new();
    let one = district.browser("one").await;
    let page = one.post("/l/visits/new", &[("org", "Nowhere"), ("on_day", "someday")]).await;
    for name in ["org", "on_day", "person", "purpose", "households"] {
        assert!(page.has(&format!("id=\"f-{name}-error\"")), "{name}: {}", page.text);
    }
}

#[tokio::test]
async fn who_enters_a_record_twice_is_led_to_the_first() {
    let district = District::new();
    let (top, one) = (district.browser("top").await, district.browser("one").await);
    let [first, second] = district.people.map(|id| format!("href=\"/l/people/{id}\""));
    let page = one.post("/l/people/new", &[("org", "T1"), ("code", "P1"), ("name", "Li Once More")]).await;
    assert!(page.status == StatusCode::CONFLICT && page.has(&first), "{}", page.text);
    let twin = [("org", "T1"), ("code", "P2"), ("name", "Somebody")];
    assert!(top.post("/l/people/new", &twin).await.has(&second));
    let page = one.post("/l/people/new", &twin).await;
    assert!(page.status == StatusCode::CONFLICT && !page.has(&second) && !page.has("Wang"), "{}", page.text);
}
