//! The tree and the page of an organisation: long branches by pages, search as of a day, what ledgers declare for the page,
//! and a history that names nobody outside the viewer's territory.

use axum::http::StatusCode;
use hangji_platform::access::Viewer;
use hangji_platform::ledger::{Authority, Change, Write, write};
use hangji_platform::ledger::{Value, acts};
use hangji_platform::tree::lookup;
use hangji_platform::{Cx, System};
use hangji_store::{Clock, Day, Id, Tx};
use serde_json::json;

use super::district::system;
use super::fixture::{Browser, District};

/// Enters records as the operator, on a thread of its own because the tests are asynchronous.
fn enter<T: Send>(district: &District, write: impl FnOnce(&mut Tx<'_>, &System, &mut Cx) -> T + Send) -> T {
    let db = &district.on.db;
    let act = || {
        let sys = system();
        let today = Day::new(2013, 12, 31).expect("a day");
        let mut cx = Cx::new(Id(0), Clock::Real, today).expect("chance");
        db.write(|tx| Ok(write(tx, &sys, &mut cx))).expect("records")
    };
    std::thread::scope(|s| s.spawn(act).join().expect("entered"))
}

fn org_id(tx: &mut Tx<'_>, code: &str) -> Id {
    lookup::by_code(tx, &hangji_platform::access::Scope::everything(), code).expect("an organisation").id
}

fn add(tx: &mut Tx<'_>, sys: &System, cx: &mut Cx, ledger: &str, org: Id, given: &[(&str, Value)]) -> Id {
    let viewer = Viewer::operator();
    let may = viewer.may_write(sys, ledger).expect("the operator writes everything");
    let value = |name: &str| given.iter().find(|(n, _)| *n == name).map_or(Value::Null, |(_, v)| v.clone());
    let values = may.ledger.fields.iter().map(|f| value(f.name)).collect();
    acts::add(tx, sys, cx, &may, org, values).expect("a good record")
}

fn branch(tx: &mut Tx<'_>, sys: &System, cx: &mut Cx, code: &str, name: &str, parent: Id) -> Id {
    let given = [
        ("code", code.into()),
        ("name", name.into()),
        ("kind", "branch".into()),
        ("parent", parent.into()),
        ("set_up_on", "2001-01-01".into()),
    ];
    add(tx, sys, cx, "organisations", Id(0), &given)
}

fn change(tx: &mut Tx<'_>, sys: &System, cx: &mut Cx, org: Id, on: &str, kind: &str, to: impl Into<Value>) {
    let field = if kind == "rename" { "new_name" } else { "target" };
    add(
        tx,
        sys,
        cx,
        "organisation_changes",
        org,
        &[("change", kind.into()), ("on_day", on.into()), (field, to.into())],
    );
}

/// Sets up branches below the first town, all in one write.
fn many(district: &District, count: usize) {
    enter(district, |tx, sys, cx| {
        let ledger = sys.ledger("organisations").expect("a ledger");
        let town = org_id(tx, "T1");
        let changes = (0..count).map(|i| {
            let values = vec![
                format!("N{i:05}").into(),
                format!("Cell {i:05}").into(),
                "branch".into(),
                town.into(),
                Value::Null,
                "2005-01-01".into(),
            ];
            let id = cx.ids.next();
            (ledger, Change::add(id, id, values))
        });
        let changes = changes.collect();
        write(tx, sys, cx, Write { changes, ..Write::under(Authority::Operator) }).expect("stored");
    });
}

/// The address of the link that holds some words.
fn link(page: &str, words: &str) -> String {
    let at = page.find(words).unwrap_or_else(|| panic!("no {words}: {page}"));
    let before = &page[..at];
    let href = &before[before.rfind("href=\"").expect("a link") + 6..];
    href.split(['"', '#']).next().expect("its end").replace("&amp;", "&")
}

#[tokio::test]
async fn five_thousand_below_one_come_by_pages() {
    const MANY: usize = 5_000;
    let district = District::new();
    many(&district, MANY);
    let mut top = district.browser("top").await;
    top.cookie.push_str("; lang=en");
    let closed = top.get("/orgs").await;
    assert!(closed.has("5,001 below") && !closed.has("Cell 0"), "{}", closed.text);
    let open = top.get(&link(&closed.text, "aria-label=\"Open Town One\"")).await;
    let nodes = |text: &str| text.matches("<li id=\"o-").count();
    assert!(nodes(&open.text) <= 104 && open.text.len() < 150_000, "{} bytes", open.text.len());
    assert!(open.has("Cell 00000") && !open.has("Cell 00100") && open.has("Next 100 (of 5,001)"));
    let next = top.get(&link(&open.text, "Next 100")).await;
    assert!(next.has("Cell 00100") && !next.has("Cell 00098<") && nodes(&next.text) <= 104);
    let start = top.get(&link(&next.text, "From the beginning")).await;
    assert!(start.has("Cell 00000") && !start.has("Cell 00100"));

    // The index takes in some thousands at a time and says so.
    assert!(top.get("/orgs?q=N04321").await.has("recent changes are not searched yet"));
    let found = top.get("/orgs?q=N04321").await;
    let hit = top.get(&link(&found.text, "Cell 04321")).await;
    assert!(hit.has("aria-current=\"true\">Cell 04321<") && nodes(&hit.text) <= 104, "{}", hit.text);
    let page = top.get("/orgs/T1").await;
    assert!(page.has("Cell 00000") && !page.has("Cell 00050") && page.text.len() < 150_000);

    let mut codes: Vec<String> = Vec::new();
    let mut path = "/api/v1/orgs/T1/children?limit=500".to_owned();
    loop {
        let answer = top.get(&path).await.json();
        let listed = answer["orgs"].as_array().expect("a list");
        codes.extend(listed.iter().filter_map(|o| o["code"].as_str().map(str::to_owned)));
        let Some(cursor) = answer["next"].as_str() else { break };
        path = format!("/api/v1/orgs/T1/children?limit=500&cursor={cursor}");
    }
    assert_eq!(codes.len(), MANY + 1);
    assert!(codes.windows(2).all(|c| c[0] < c[1]), "in order, each once");
}

#[tokio::test]
async fn organisations_are_found_as_of_a_day_by_any_name() {
    let district = District::new();
    enter(&district, |tx, sys, cx| {
        let (town, other) = (org_id(tx, "T1"), org_id(tx, "T2"));
        let b2 = branch(tx, sys, cx, "B2", "Old Mill", town);
        change(tx, sys, cx, b2, "2010-01-01", "rename", "New Mill");
        let b3 = branch(tx, sys, cx, "B3", "Quarry", town);
        change(tx, sys, cx, b3, "2011-01-01", "dissolve", Value::Null);
        branch(tx, sys, cx, "B4", "Secret Mill", other);
    });
    let one = district.browser("one").await;
    let now = one.get("/orgs?lang=en&q=mill").await;
    assert!(now.has("New <mark>Mill</mark>") && !now.has("Secret"), "{}", now.text);
    let then = one.get("/orgs?lang=en&q=mill&on=2009-06-01").await;
    assert!(then.has("Old <mark>Mill</mark>") && then.has("on=2009-06-01&amp;hit="), "{}", then.text);
    let former = one.get("/orgs?lang=en&q=old").await;
    assert!(former.has("New Mill") && former.has("Former name") && former.has("<mark>Old</mark> Mill"));
    let gone = one.get("/orgs?lang=en&q=quarry").await;
    assert!(gone.has("ended on 2011-01-01") && gone.has("on=2010-12-31&amp;hit="), "{}", gone.text);
    let led = one.get(&link(&gone.text, "<mark>Quarry</mark>")).await;
    assert!(led.has("aria-current=\"true\">Quarry<"), "{}", led.text);
    let found = one.get("/api/v1/orgs/T1/find?q=mill&on=2009-06-01").await.json();
    assert_eq!((&found["count"], &found["orgs"][0]["name"]), (&json!(1), &json!("Old Mill")));
    let b1 = one.get("/orgs/B1?on=1999-01-01&lang=en").await;
    assert!(b1.has("it was set up on 2000-01-01") && b1.status == StatusCode::OK);
    assert_eq!(one.get("/orgs/B1?on=soon").await.status, StatusCode::BAD_REQUEST);
    let missing = one.get("/orgs?lang=en&hit=0000000000001").await;
    assert!(missing.has("did not stand in your tree") && missing.has("Town One"));
}

/// What the page and the API tell of an organisation's history.
async fn history(browser: &Browser, code: &str) -> (String, serde_json::Value, String) {
    let page = browser.get(&format!("/orgs/{code}?lang=en")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let lineage = browser.get(&format!("/api/v1/orgs/{code}/lineage")).await;
    let facts = browser.get(&format!("/api/v1/orgs/{code}")).await;
    (page.text, lineage.json(), lineage.text + &facts.text)
}

#[tokio::test]
async fn a_history_names_nobody_outside_the_territory() {
    let district = District::new();
    enter(&district, |tx, sys, cx| {
        let (mine, theirs, b1) = (org_id(tx, "T1"), org_id(tx, "T2"), org_id(tx, "B1"));
        change(tx, sys, cx, b1, "2005-01-01", "move", theirs);
        change(tx, sys, cx, b1, "2006-01-01", "move", mine);
        let gone = branch(tx, sys, cx, "B7", "Second Mill", theirs);
        change(tx, sys, cx, gone, "2008-01-01", "merge", b1);
    });
    let top = district.browser("top").await;
    let (page, lineage, _) = history(&top, "B1").await;
    for words in ["above · Town One", "above · Town Two", "went into it · Second Mill", "/orgs/B7", "took in"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert_eq!(lineage["lanes"].as_array().map(Vec::len), Some(4));
    assert_eq!(lineage["events"][1]["other"], json!({ "code": "T2", "name": "Town Two" }));
    assert_eq!(lineage["events"][3]["what"], "received");

    let one = district.browser("one").await;
    let (page, lineage, text) = history(&one, "B1").await;
    for word in ["Town Two", "Second Mill", "/orgs/T2", "/orgs/B7", "District"] {
        assert!(!page.contains(word), "the page tells {word}: {page}");
        assert!(!text.contains(word), "the API tells {word}: {text}");
    }
    assert!(page.contains("another organisation (outside your territory)"));
    assert_eq!((&lineage["lanes"][1]["org"], &lineage["events"][3]["record"]), (&json!(null), &json!(null)));
    assert_eq!(one.get("/api/v1/orgs/T2/lineage").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn sections_are_those_that_ledgers_declare() {
    let district = District::new();
    let people = district.people;
    enter(&district, |tx, sys, cx| {
        let town = org_id(tx, "T1");
        let head = |began: &str, ended: Option<&str>| {
            vec![
                ("person", Value::from(people[0])),
                ("kind", "head".into()),
                ("began_on", began.into()),
                ("ended_on", ended.into()),
            ]
        };
        add(tx, sys, cx, "posts", town, &head("2006-01-01", Some("2009-01-01")));
        add(tx, sys, cx, "posts", town, &head("2011-01-01", None));
    });
    let one = district.browser("one").await;
    let page = one.get("/orgs/T1?lang=en").await;
    for words in ["Leadership", "On 2013-12-31", "Li One 2006-01-01–2009-01-01", "Members · 1", "<svg"] {
        assert!(page.has(words), "{words}: {}", page.text);
    }
    assert!(!page.has("Unit served"), "none is named");
    assert!(one.get("/orgs/T1?lang=en&on=2010-01-01").await.has("Nothing on 2010-01-01"));
    let sections = one.get("/api/v1/orgs/T1/sections").await.json();
    let ledgers: Vec<&str> = sections.as_array().expect("a list").iter().filter_map(|s| s["ledger"].as_str()).collect();
    assert_eq!(ledgers, ["units", "people", "posts"]);
    assert_eq!(sections[2]["records"][0]["to"], "2009-01-01");
    assert_eq!((&sections[2]["records"][1]["to"], &sections[2]["count"]), (&json!(null), &json!(2)));
    let phone = sections[1]["records"][0]["record"]["phone"].as_str().unwrap_or_default();
    assert!(phone.contains('*'), "masked as everywhere: {phone}");
}
